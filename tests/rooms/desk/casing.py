"""The help desk of the tests, and cases of each kind, made by the actions that make them in earnest."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from tests.browsing import signed_in
from tests.people import APPROVER, AT, a_person, an_organization, holds, the_catalog
from tests.rooms.access.affiliating import an_approvers_request, the_open_catalog
from tests.rooms.accounts.registering import register, the_person
from tests.rooms.organizations.forming import a_signed_form
from tests.rooms.signin.devices import an_app
from vestibule.access.models import RoleGrant
from vestibule.accounts.models import Person
from vestibule.accounts.queries import credential_by_person, user_id_index
from vestibule.desk import actions
from vestibule.desk.models import StaffAppointment
from vestibule.desk.policy.cases import CERTIFICATION, DUPLICATE, FORM, LOSS, PROOFING, REQUEST, SHARING, SWEEP
from vestibule.kernel.actor import OPERATOR, SYSTEM, Actor, person, visitor
from vestibule.proofing.actions.cases import accept_proofing_terms, ask_desk
from vestibule.proofing.asking import ask_about
from vestibule.proofing.policy.evidence import Document, Evidence
from vestibule.proofing.policy.terms import PROOFING_TERMS_VERSION
from vestibule.proofing.ports import Applicant
from vestibule.proofing.queries import manual_waiting
from vestibule.recertification.upkeep import queue_for_desk
from vestibule.signin.actions import accept_password, report_loss, suspect_sharing
from vestibule.signin.losses import losses_waiting
from vestibule.signin.models import Session
from vestibule.sweeps.actions import stop_sweep
from vestibule.sweeps.queries import stops_waiting

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


def a_loss_case(first_name: str = "Lou", last_name: str = "Lost", *, at: datetime = AT) -> ACase:
    """Return somebody who said after the right password that they have lost their only device, an app."""
    who = a_person(first_name, last_name)
    an_app(who, at=AT)
    report_loss(a_journey(who, at=at), by=visitor(), at=at)
    (card,) = [card for card in losses_waiting() if card.person_id == who]
    return ACase(LOSS, card.id, who)


def a_journey(who: UUID, *, at: datetime = AT) -> str:
    """Return the token of a sign-in whose password was right."""
    matched = credential_by_person(who).password_hash
    return accept_password(who, new_terms=None, counter_key="any", next_path="", matched=matched, by=person(who), at=at)


def a_duplicate_case(first_name: str = "Dot", last_name: str = "Double", *, at: datetime = AT) -> ACase:
    """Return a registration that is held, for somebody with the same name, birth date and ZIP code has an account."""
    named: dict[str, Any] = {"first_name": first_name, "last_name": last_name, "middle_name": ""}
    known, new = f"{first_name}.{last_name}".lower(), f"{first_name}.again".lower()
    register(at - timedelta(days=400), user_id=known, email=f"{known}@example.com", **named)
    Person.objects.filter(state="unverified", user_id_index=user_id_index(known)).update(state="active")
    register(at, user_id=new, email=f"{new}@example.com", **named)
    held = the_person(new)
    assert held.state == "held"
    return ACase(DUPLICATE, held.pk, held.pk)


def used(who: UUID, *browsers: tuple[str, str, int], at: datetime = AT) -> None:
    """Let somebody have signed in: in which browser, from which address, so many minutes before; used for an hour."""
    for browser, address, ago in browsers:
        began = at - timedelta(minutes=ago)
        Session.objects.create(
            token_digest=str(uuid4()),
            person_id=who,
            browser_digest=browser,
            agent=f"Mozilla/5.0 (Windows NT 10.0) Chrome/120 {browser}",
            address=address,
            started_at=began,
            seen_at=began + timedelta(hours=1),
        )


SHARED = (
    ("one", "192.0.2.1", 600),
    ("two", "198.51.100.7", 595),
    ("one", "192.0.2.1", 590),
    ("two", "198.51.100.7", 585),
)


def a_sharing_case(first_name: str = "Sal", last_name: str = "Shared", *, at: datetime = AT) -> ACase:
    """Return an account whose sign-ins alternate between two browsers far apart, as the sweep found it."""
    who = a_person(first_name, last_name)
    used(who, *SHARED, at=at)
    return ACase(SHARING, suspect_sharing(who, by=SYSTEM, at=at), who)


def a_stopped_sweep(*, at: datetime = AT) -> ACase:
    """Return a sweep that stopped, because it would have touched sixty of a hundred."""
    stop_sweep("access.go_inactive", due=60, looked_at=100, by=SYSTEM, at=at)
    return ACase(SWEEP, stops_waiting()[0].id)


def a_certification_case(first_name: str = "Ira", last_name: str = "Due", *, at: datetime = AT) -> ACase:
    """Return an approver's role that is to be certified before long."""
    the_catalog()
    who = a_person(first_name, last_name)
    role = holds(who, APPROVER, an_organization("Due Partners"), at=at)
    RoleGrant.objects.filter(pk=role).update(counted_from=at - timedelta(days=330))
    queue_for_desk(at=at)
    return ACase(CERTIFICATION, role, who)


CASES: dict[str, Callable[..., ACase]] = {
    FORM: a_form_case,
    REQUEST: a_request_case,
    PROOFING: a_proofing_case,
    LOSS: a_loss_case,
    DUPLICATE: a_duplicate_case,
    SHARING: a_sharing_case,
    SWEEP: a_stopped_sweep,
    CERTIFICATION: a_certification_case,
}

# Each deed by its code, done to a case by somebody.
DEEDS: dict[str, tuple[str, Callable[[ACase, Actor, datetime], object]]] = {
    "accept": (FORM, lambda case, by, at: actions.accept_form(case.id, by=by, at=at)),
    "ask": (FORM, lambda case, by, at: actions.ask_for_more(case.id, question="Which office?", by=by, at=at)),
    "reject": (FORM, lambda case, by, at: actions.reject_form(case.id, reason=REASON, by=by, at=at)),
    "approve": (REQUEST, lambda case, by, at: actions.approve_request(case.id, by=by, at=at)),
    "deny": (REQUEST, lambda case, by, at: actions.deny_request(case.id, reason=REASON, by=by, at=at)),
    "enter_evidence": (PROOFING, lambda case, by, at: actions.enter_evidence(case.id, EVIDENCE, by=by, at=at)),
    "enter_loss_evidence": (LOSS, lambda case, by, at: actions.enter_loss_evidence(case.id, EVIDENCE, by=by, at=at)),
    "different_people": (DUPLICATE, lambda case, by, at: actions.find_different(case.id, reason=REASON, by=by, at=at)),
    "same_person": (DUPLICATE, lambda case, by, at: actions.find_same(case.id, reason=REASON, by=by, at=at)),
    "dismiss_sharing": (SHARING, lambda case, by, at: actions.dismiss_sharing(case.id, reason=REASON, by=by, at=at)),
    "refuse_loss": (LOSS, lambda case, by, at: actions.refuse_loss(case.id, reason=REASON, by=by, at=at)),
    "certify": (CERTIFICATION, lambda case, by, at: actions.certify_role(case.id, by=by, at=at)),
    "remove": (
        CERTIFICATION,
        lambda case, by, at: actions.remove_at_certification(case.id, reason=REASON, by=by, at=at),
    ),
    "refuse": (PROOFING, lambda case, by, at: actions.refuse_verification(case.id, reason=REASON, by=by, at=at)),
}
