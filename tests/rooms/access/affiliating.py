"""Accepted forms and approvers' requests: the ground on which organizations are created and associated."""

import json
from dataclasses import replace
from itertools import count
from uuid import UUID

from tests.made_once import shipped_catalog
from tests.people import APPROVER, AT, REASON, a_person
from vestibule.access.actions import apply_catalog, submit_request
from vestibule.access.creation import Tried, choose_creation
from vestibule.access.policy.catalog import Catalog
from vestibule.access.queries import draft_of
from vestibule.access.upkeep import choose_organization, choose_role
from vestibule.accounts.queries import person_card
from vestibule.kernel.actor import OPERATOR, person
from vestibule.kernel.references import new_reference
from vestibule.organizations.models import OrganizationForm
from vestibule.organizations.policy.particulars import Particulars
from vestibule.organizations.policy.search import compared_name
from vestibule.organizations.tins import tin_index

BUSINESS_APPROVER = "spot-business-office-approver"
TIN, SUBMITTER_ID = "591234567", "FL000123"
TYPED = Particulars(
    legal_name="Sunshine Medical Group, LLC",
    kind="",
    tin="59-1234567",
    submitter_id="FL000123",
    npi="",
    ptan="",
    address="100 Ocean Drive",
    city="Jacksonville",
    state="FL",
    zip_code="32202",
    telephone="904-555-0143",
)

_number = count(1)


def the_open_catalog() -> None:
    """Put the shipped catalogue in force, without proofing: what these tests look at begins after it."""
    (spot,) = shipped_catalog().applications
    roles = tuple(replace(role, needs_proofing=False) for role in spot.roles)
    apply_catalog(Catalog((replace(spot, roles=roles),)), by=OPERATOR, at=AT)


def an_accepted_form(approver: UUID, backup: UUID | None = None, *, kind: str = "provider_office", **told: str) -> UUID:
    """Return an accepted form that names an approver and a backup as they are, with ``TYPED``'s particulars."""
    said = {**vars(TYPED.tidied()), "kind": kind, **told}
    row = OrganizationForm(
        reference=new_reference(),
        status="accepted",
        kind=kind,
        legal_name=said["legal_name"],
        name_folded=compared_name(said["legal_name"]),
        tin_index=tin_index(said["tin"]),
        tin_last_four=said["tin"][-4:],
        submitter_id=said["submitter_id"],
        content=json.dumps(
            {
                **said,
                "submitter_id": "",
                "approver": _named(approver),
                "backup": _named(backup) if backup else None,
                "official": {**_named(approver), "title": "Owner"},
                "contact": {**_named(approver), "telephone": "+19045550144"},
                "location": "FL",
                "line_of_business": "part_a",
            }
        ),
        signature_digest=f"signature-{next(_number)}",
        contact_digest=f"contact-{next(_number)}",
        made_at=AT,
        sign_by=AT,
        signed_at=AT,
    )
    row.save(force_insert=True)
    return row.pk


def an_update(form_id: UUID, *, approver: UUID, backup: UUID | None = None) -> None:
    """Let an accepted form name others, as an update form (ORG-6) will."""
    row = OrganizationForm.objects.get(pk=form_id)
    named = {"approver": _named(approver), "backup": _named(backup) if backup else None}
    row.content = json.dumps({**json.loads(row.content), **named})
    row.save()


def a_creation(who: UUID, *, role: str = APPROVER, none_of_these: bool = False, at=AT, **typed: str) -> Tried:
    """Begin a request, and try to create the organization with what is typed."""
    choose_role(who, role, application_key="spot", at=at)
    return choose_creation(who, replace(TYPED, **typed), none_of_these=none_of_these, by=person(who), at=at)


def submitted(who: UUID, *, reason: str = REASON, at=AT) -> UUID:
    """Submit somebody's draft as it stands, and return it."""
    draft = draft_of(who)
    assert draft
    assert draft.role_key
    submit_request(
        draft.id,
        role_key=draft.role_key,
        organization_id=draft.organization.id if draft.organization else None,
        form_id=draft.form_id,
        reason=reason,
        by=person(who),
        at=at,
    )
    return draft.id


def an_approvers_request(first_name: str = "Ann", last_name: str = "Archer") -> tuple[UUID, UUID]:
    """Return somebody whom an accepted form names as approver, and their request, which creates the organization."""
    who = a_person(first_name, last_name)
    an_accepted_form(who)
    assert a_creation(who) == Tried()
    return who, submitted(who)


def an_association(who: UUID, organization_id: UUID, *, role: str, at=AT) -> UUID:
    """Return a request for a role in an organization that is there."""
    choose_role(who, role, application_key="spot", at=at)
    choose_organization(who, organization_id)
    return submitted(who, at=at)


def _named(person_id: UUID) -> dict[str, str]:
    card = person_card(person_id)
    return {name: getattr(card, name) for name in ("first_name", "middle_name", "last_name", "suffix", "email")}
