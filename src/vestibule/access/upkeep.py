"""Technical state of access: a draft on its way through the pages, and when an application was last signed in to.

What is submitted, and each sign-in, is on record by the facts of the actions that do it.
"""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from vestibule.access import lifecycle
from vestibule.access.models import Application, ApplicationUse, Role, RoleRequest
from vestibule.access.places import affiliation_faults_of, held_places, open_places, place_faults, wish_of
from vestibule.access.policy.asking import (
    APPLICATION_UNKNOWN,
    DRAFT_EXISTS,
    ROLE_MISSING,
    holding_faults,
    open_faults,
    organization_faults,
    role_faults,
)
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.journal.spine import upkeep
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.storage.rows import moved


@upkeep
def choose_role(person_id: UUID, role_key: str, *, application_key: str, at: datetime) -> None:
    """Start or change somebody's one draft with a role; the organization stays where they may ask for the role there.

    Raises ``Refused`` where there is no such role or it can't be asked for. Source: ROL-2, ROL-5 (APP 9-10, EU 8-9).
    Reading: what was chosen for another application doesn't stay.
    """
    role = Role.objects.filter(pk=role_key, application_id=application_key).first()
    if role is None:
        raise Refused(ROLE_MISSING())
    require(role_faults(wish_of(role, None)))

    draft, is_new = RoleRequest.objects.get_or_create(
        person_id=person_id,
        state=lifecycle.DRAFT,
        defaults={"created_at": at, "application_id": role.application_id, "role": role},
    )
    if is_new:
        return
    kept = draft.application_id == role.application_id and not place_faults(
        person_id, role, draft.organization_id, form_id=draft.form_id
    )
    moved(
        RoleRequest.objects.filter(pk=draft.pk, state=lifecycle.DRAFT),
        application_id=role.application_id,
        role=role,
        organization_id=draft.organization_id if kept else None,
        form_id=draft.form_id if kept and role.kind in DECIDING_KINDS else None,
    )


@upkeep
def choose_application(person_id: UUID, application_key: str, *, at: datetime) -> None:
    """Start or change somebody's one draft with an application; another application's role is forgotten.

    Raises ``Refused`` where there is no such application. Source: ROL-2 (APP 9, EU 8).
    """
    require([] if Application.objects.filter(pk=application_key).exists() else [APPLICATION_UNKNOWN()])

    draft, _ = RoleRequest.objects.get_or_create(
        person_id=person_id,
        state=lifecycle.DRAFT,
        defaults={"created_at": at, "application_id": application_key},
    )
    moved(
        RoleRequest.objects.filter(pk=draft.pk, state=lifecycle.DRAFT).exclude(application_id=application_key),
        application_id=application_key,
        role=None,
        organization=None,
        form=None,
    )


@upkeep
def choose_organization(person_id: UUID, organization_id: UUID | None) -> None:
    """Put an organization that is there into somebody's draft, if they may ask for the role in it.

    Raises ``Refused``, and ``NotFound`` where no draft has come so far. Source: ROL-4, ROL-11, ORG-4, ORG-5 (EU 14).
    """
    draft = RoleRequest.objects.select_related("role").filter(person_id=person_id, state=lifecycle.DRAFT).first()
    if draft is None or draft.role is None:
        raise NotFound("No draft with a role.")
    wish = wish_of(draft.role, organization_id)
    require(affiliation_faults_of(person_id, draft.role, organization_id) or organization_faults(wish))
    require(
        [
            *holding_faults(wish, held_places(person_id, wish.application_key)),
            *open_faults(wish, open_places(person_id)),
        ]
    )

    moved(
        RoleRequest.objects.filter(pk=draft.pk, state=lifecycle.DRAFT, role_id=draft.role_id),
        organization_id=organization_id,
        form=None,
    )


@upkeep
def ask_anew(person_id: UUID, request_id: UUID, *, at: datetime) -> None:
    """Begin a draft as a denied request of somebody's own was, as far as that can still be asked for.

    Raises ``Refused`` where another draft stands, which is kept. Source: ROL-5, ROL-13 (APP 10, EU 9). Reading: an
    organization that can't be chosen any more is asked for on its page.
    """
    denied = RoleRequest.objects.select_related("role").filter(pk=request_id, person_id=person_id).first()
    if denied is None or denied.role is None or denied.state != lifecycle.DENIED:
        raise NotFound(f"denied request {request_id}")
    drafts = RoleRequest.objects.filter(person_id=person_id, state=lifecycle.DRAFT)
    require([DRAFT_EXISTS()] if drafts.exists() else [])

    choose_application(person_id, denied.role.application_id, at=at)
    with suppress(Refused):
        choose_role(person_id, denied.role.key, application_key=denied.role.application_id, at=at)
        if denied.organization_id:
            choose_organization(person_id, denied.organization_id)


@upkeep
def note_signed_in(person_id: UUID, application_key: str, *, at: datetime) -> None:
    """Set the clock of a person and an application to a sign-in; one that comes late never sets it back.

    Source: LIF-1 (APP 0, EU 0).
    """
    first = ApplicationUse(person_id=person_id, application_id=application_key, signed_in_at=at)
    ApplicationUse.objects.bulk_create([first], ignore_conflicts=True)
    moved(
        ApplicationUse.objects.filter(person_id=person_id, application_id=application_key, signed_in_at__lt=at),
        signed_in_at=at,
    )
