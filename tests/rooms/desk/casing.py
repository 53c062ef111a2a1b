"""The help desk of the tests, and cases of each kind, made by the actions that make them in earnest."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.test import Client

from tests.browsing import signed_in
from tests.people import AT, a_person
from tests.rooms.access.affiliating import an_approvers_request, the_open_catalog
from tests.rooms.organizations.forming import a_signed_form
from vestibule.desk import actions
from vestibule.desk.models import StaffAppointment
from vestibule.desk.policy.cases import FORM, PROOFING, REQUEST
from vestibule.kernel.actor import OPERATOR, Actor, person
from vestibule.proofing.actions.cases import accept_proofing_terms, ask_desk
from vestibule.proofing.asking import ask_about
from vestibule.proofing.policy.evidence import Document, Evidence
from vestibule.proofing.policy.terms import PROOFING_TERMS_VERSION
from vestibule.proofing.ports import Applicant
from vestibule.proofing.queries import manual_waiting

REASON = "They telephoned about it."
EVIDENCE = Evidence((Document("passport", "4321", date(2031, 1, 31)),), AT.date())


@dataclass(frozen=True)
class ACase:
    """A case that waits, and whose it is."""

    kind: str
    id: UUID
    person_id: UUID | None = None


def staff(first_name: str = "Stan", last_name: str = "Staff", tier: str = "agent") -> Actor:
    """Return somebody who works at the help desk."""
    who = a_person(first_name, last_name)
    actions.appoint_staff(who, tier, by=OPERATOR, at=AT)
    return person(who)


def at_browser(who: Actor) -> Client:
    """Return the browser in which somebody of the help desk has signed in."""
    assert who.person_id
    return signed_in(who.person_id)


def leaves(who: Actor, *, at: datetime = AT) -> None:
    """Let somebody's time at the help desk end."""
    assert who.person_id
    StaffAppointment.objects.filter(person_id=who.person_id).update(ended_at=at)


def a_form_case(**told: Any) -> ACase:
    """Return a new organization form that is signed."""
    return ACase(FORM, a_signed_form(**told).id)


def a_request_case(first_name: str = "Ann", last_name: str = "Archer") -> ACase:
    """Return an approver's request that creates an organization."""
    the_open_catalog()
    who, request_id = an_approvers_request(first_name, last_name)
    return ACase(REQUEST, request_id, who)


def a_proofing_case(first_name: str = "Una", last_name: str = "Known", *, at: datetime = AT) -> ACase:
    """Return somebody whom no bureau knows, and who asked the help desk to verify them."""
    who = a_person(first_name, last_name)
    accept_proofing_terms(who, PROOFING_TERMS_VERSION, by=person(who), at=at)
    ask_about(who, applicant(first_name, last_name), ticket="first", by=person(who), at=at)
    ask_desk(who, by=person(who), at=at)
    (card,) = [card for card in manual_waiting() if card.person_id == who]
    return ACase(PROOFING, card.id, who)


def applicant(first_name: str, last_name: str) -> Applicant:
    """Return what somebody enters for proofing."""
    return Applicant(
        first_name=first_name,
        last_name=last_name,
        birth_date=date(1980, 2, 29),
        ssn="",
        address_line_1="1 Nowhere Lane",
        city="Jacksonville",
        state="FL",
        zip_code="32202",
        telephone="+19045550199",
    )


CASES: dict[str, Callable[..., ACase]] = {FORM: a_form_case, REQUEST: a_request_case, PROOFING: a_proofing_case}

# Each deed by its code, done to a case by somebody.
DEEDS: dict[str, tuple[str, Callable[[ACase, Actor, datetime], object]]] = {
    "accept": (FORM, lambda case, by, at: actions.accept_form(case.id, by=by, at=at)),
    "ask": (FORM, lambda case, by, at: actions.ask_for_more(case.id, question="Which office?", by=by, at=at)),
    "reject": (FORM, lambda case, by, at: actions.reject_form(case.id, reason=REASON, by=by, at=at)),
    "approve": (REQUEST, lambda case, by, at: actions.approve_request(case.id, by=by, at=at)),
    "deny": (REQUEST, lambda case, by, at: actions.deny_request(case.id, reason=REASON, by=by, at=at)),
    "enter_evidence": (PROOFING, lambda case, by, at: actions.enter_evidence(case.id, EVIDENCE, by=by, at=at)),
    "refuse": (PROOFING, lambda case, by, at: actions.refuse_verification(case.id, reason=REASON, by=by, at=at)),
}
