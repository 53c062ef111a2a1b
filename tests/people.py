"""The people and organizations of the tests: each made by the actions that make them in earnest."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import count
from uuid import UUID

from tests.made_once import shipped_catalog
from vestibule.access.actions import apply_catalog, load_grant, submit_request
from vestibule.access.own_requests import requests_of
from vestibule.access.policy.catalog import Catalog
from vestibule.access.queries import RequestCard, draft_of
from vestibule.access.upkeep import choose_organization, choose_role
from vestibule.accounts.actions import Hashes, enrol_person, invite_person
from vestibule.accounts.models import Person
from vestibule.accounts.passwords import hash_secret
from vestibule.accounts.policy.registration import Personal
from vestibule.accounts.queries import profile_of
from vestibule.kernel.actor import OPERATOR, person
from vestibule.organizations.actions import load_organization
from vestibule.proofing.actions import accept_proofing_terms, settle
from vestibule.proofing.policy.terms import PROOFING_TERMS_VERSION
from vestibule.proofing.ports import VERIFIED, Applicant
from vestibule.proofing.queries import is_proofed, proofing_standing
from vestibule.proofing.upkeep import begin_asking

AT = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)
PASSWORD = "Correct-Horse-7-Battery"
END_USER = "spot-end-user"
APPROVER = "spot-provider-office-approver"
BACKUP = "spot-backup-approver"
REASON = "I work on the claims of this office."

_number = count(1001)  # beyond the submitter ID that the accepted forms of tests have: FL000123


@lru_cache
def hashed(password: str) -> str:
    """Return the hash of a password, made once a run: it is slow on purpose."""
    return hash_secret(password)


def a_person(first_name: str = "Ann", last_name: str = "Archer", *, state: str = "active", at: datetime = AT) -> UUID:
    """Return somebody with an account: User ID ``ann.archer``, mail ``ann.archer@example.com``, ``PASSWORD``."""
    user_id = f"{first_name}.{last_name}".lower()
    named = Personal(
        first_name=first_name, last_name=last_name, birth_date=date(1980, 2, 29), email=f"{user_id}@example.com"
    )
    invitation = invite_person(personal=named, user_id=user_id, by=OPERATOR, at=at)
    enrol_person(invitation.token, user_id=user_id, hashes=Hashes(password=hashed(PASSWORD)), by=OPERATOR, at=at)
    Person.objects.filter(pk=invitation.person_id).update(
        state=state, used_at=None
    )  # a test that minds says when it was used last
    return invitation.person_id


def an_organization(legal_name: str = "Sunshine Medical Group, LLC", **told: str) -> UUID:
    """Return an organization that the operator loaded, each with a TIN and a submitter ID of its own."""
    number = next(_number)
    known = {
        "kind": "provider_office",
        "tin": f"59-{number:07d}",
        "submitter_id": f"FL{number:06d}",
        "address": "100 Ocean Drive",
        "city": "Jacksonville",
        "state": "FL",
        "zip_code": "32202",
        "telephone": "904-555-0143",
    }
    return load_organization(legal_name=legal_name, **{**known, **told}, by=OPERATOR, at=AT)


def the_catalog() -> None:
    """Put the shipped catalogue in force."""
    apply_catalog(shipped_catalog(), by=OPERATOR, at=AT)


def no_longer_offered(role_key: str) -> None:
    """Put the shipped catalogue in force without a role: it can't be asked for, and who holds it keeps it."""
    (spot,) = shipped_catalog().applications
    left = tuple(role for role in spot.roles if role.key != role_key)
    apply_catalog(Catalog((replace(spot, roles=left),)), by=OPERATOR, at=AT)


def holds(person_id: UUID, role_key: str, organization_id: UUID, *, at: datetime = AT) -> UUID:
    """Give somebody a role, and return the grant."""
    return load_grant(person_id=person_id, role_key=role_key, organization_id=organization_id, by=OPERATOR, at=at)


def proofed(person_id: UUID, *, at: datetime = AT) -> UUID:
    """Make somebody proofed under the name of their account, with an answer that a bureau gave; return them."""
    if not is_proofed(person_id):
        by = person(person_id)
        accept_proofing_terms(person_id, PROOFING_TERMS_VERSION, by=by, at=at)
        ticket = proofing_standing(person_id, at=at).ticket
        asking = begin_asking(person_id, an_applicant(person_id), ticket=ticket, at=at)
        settle(asking, VERIFIED, bureau="embedded", at_once=True, by=by, at=at)
    return person_id


def an_applicant(person_id: UUID, **told: object) -> Applicant:
    """Return what somebody enters to be verified: the name of their account, an address in Jacksonville."""
    account = profile_of(person_id).personal
    known = {
        "first_name": account.first_name,
        "middle_name": account.middle_name,
        "last_name": account.last_name,
        "suffix": account.suffix,
        "birth_date": account.birth_date or date(1980, 2, 29),
        "address_line_1": "100 Ocean Drive",
        "city": "Jacksonville",
        "state": "FL",
        "zip_code": "32202",
        "telephone": "904-555-0143",
    }
    return Applicant(**{**known, **told})  # type: ignore[arg-type]  # each by its own field


def a_draft(person_id: UUID, organization_id: UUID, *, at: datetime = AT) -> UUID:
    """Return somebody's draft for the end-user role, ready for review."""
    proofed(person_id, at=at)
    choose_role(person_id, END_USER, application_key="spot", at=at)
    choose_organization(person_id, organization_id)
    draft = draft_of(person_id)
    assert draft
    return draft.id


def a_request(person_id: UUID, organization_id: UUID, *, reason: str = REASON, at: datetime = AT) -> UUID:
    """Return a request for the end-user role that somebody submitted."""
    request_id = a_draft(person_id, organization_id, at=at)
    submit_request(
        request_id,
        role_key=END_USER,
        organization_id=organization_id,
        reason=reason,
        by=person(person_id),
        at=at + timedelta(minutes=1),
    )
    return request_id


def asked_by(person_id: UUID, *, at: datetime = AT) -> list[RequestCard]:
    """Return the first page of somebody's requests, as My Requests lists them."""
    return [one.asked for one in requests_of(person_id, at=at).rows]
