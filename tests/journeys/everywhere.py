"""Every address of the product, taken from the addresses themselves, and everybody who might knock there."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.people import APPROVER, END_USER, REASON, a_person, a_request, an_organization, holds, proofed, the_catalog
from tests.rooms.access.affiliating import a_creation, an_accepted_form, submitted
from tests.rooms.desk.casing import (
    a_certification_case,
    a_duplicate_case,
    a_form_case,
    a_loss_case,
    a_proofing_case,
    a_sharing_case,
    a_stopped_sweep,
)
from tests.rooms.news.announcing import a_link, a_subscription, an_announcement
from tests.rooms.organizations.forming import SentForm, a_form
from tests.rooms.signin.devices import two_devices
from tests.rooms.signin.losing import stop_token
from tests.rooms.signin.people import sign_in
from tests.rooms.signin.sitting import seated
from tests.rooms.signin.undoing import moves_to
from vestibule.access.actions import invite, propose_agreement
from vestibule.access.creation import Tried
from vestibule.access.models import RoleGrant, RoleRequest
from vestibule.accounts.actions import invite_person
from vestibule.accounts.models import Person
from vestibule.accounts.policy.registration import Personal
from vestibule.desk.actions import appoint_staff, look_through_record
from vestibule.desk.policy.looks import RecordSearch
from vestibule.journal.checkpoints import make_checkpoint
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR, person
from vestibule.news import tokens
from vestibule.notices.models import Mail
from vestibule.organizations.actions import await_organization
from vestibule.signin.actions import end_all_sessions, send_recovery_mail
from vestibule.signin.models import Session
from vestibule.signin.queries import token_digest

PEOPLE = {
    "applicant": "alma.applicant",
    "end user": "eve.enduser",
    "approver of A": "ada.approver",
    "approver of B": "bob.approver",
    "staff": "stan.staff",
    "disabled": "dina.disabled",
    "signed out": "olga.out",
}
LOOKED = "The auditors asked for it."
ABSENT = ("visitor", "disabled", "signed out")  # whose session, if there ever was one, is over

# What each deed of the help desk is sent with, so that nothing but the id stands in its way.
SENT: dict[str, dict[str, str]] = {
    "ask": {"question": "Which office?"},
    "reject": {"reason": REASON},
    "deny": {"denial_reason": REASON},
    "correct": {"role": END_USER, "organization": ""},
    "refuse": {"reason": REASON},
    "remove": {"removal_reason": REASON},
    "decide": {"finding": "same", "decision": "disable", "reason": REASON},
    "email": {"new_email": "new@example.com", "reason": REASON},
    "evidence": {
        "kind_1": "passport",
        "last_digits_1": "4321",
        "seen_on_month": "3",
        "seen_on_day": "10",
        "seen_on_year": "2026",
    },
}

A_NOTICE = {"room": "access", "name": "request_approved", "language": "en", "form": "text"}


@dataclass(frozen=True)
class Scene:
    """A request at organization A that waits, a session and a device of the end user's, and who knocks.

    ``at_desk`` is what waits for the help desk, and whom and what it may look at, by the name in an address. ``tokens``
    are those of mailed links that are open, by route.
    """

    ids: Mapping[str, UUID]
    reference: str
    browser: Client
    at_desk: Mapping[str, UUID]
    tokens: Mapping[str, str]

    def same_browser(self) -> Client:
        """Return a browser with the cookies of who knocks: what happens in it leaves theirs alone."""
        browser = Client()
        browser.cookies.load({name: morsel.value for name, morsel in self.browser.cookies.items()})
        return browser

    def address(self, name: str) -> str:
        """Return the address of a route; what it names is the applicant's request, the end user's, a form."""
        known = {
            **self.ids,
            "reference": self.reference,
            "token": self.tokens.get(name, ""),
            **A_NOTICE,
            **(self.at_desk if name.startswith("desk-") else {}),
        }
        return reverse(name, kwargs={each: known[each] for each in routes()[name]})


def routes() -> dict[str, tuple[str, ...]]:
    """Return every route by name, with the parts of its address that vary."""
    return dict(_named(get_resolver().url_patterns))


def a_scene(who: str) -> Scene:
    """Set the scene, with somebody who has signed in through the pages, or had."""
    the_catalog()
    ours, theirs = an_organization(), an_organization("Bayside Billing Partners")
    people = {kind: a_person(*user_id.split("."), at=clock.now()) for kind, user_id in PEOPLE.items()}
    grant_id = holds(people["end user"], END_USER, ours)
    RoleGrant.objects.filter(pk=grant_id).update(counted_from=clock.now() - timedelta(days=330))  # to be certified
    holds(people["disabled"], APPROVER, ours)
    holds(people["signed out"], APPROVER, ours)
    holds(people["approver of A"], APPROVER, ours)
    holds(people["approver of B"], APPROVER, theirs)
    appoint_staff(people["staff"], "supervisor", by=OPERATOR, at=clock.now())
    request_id = a_request(people["applicant"], ours, at=clock.now())
    session_id = _session_of(_signed_in("end user"))
    awaited_id = await_organization("Moonlight Clinic", "FL", by=person(people["applicant"]), at=clock.now())
    browser = _signed_in(who)
    if who == "end user":
        session_id = _session_of(browser)
    if who in ABSENT and who in people:
        end_all_sessions(people[who], reason="ended_by_desk", by=OPERATOR, at=clock.now())
    Person.objects.filter(pk=people["disabled"]).update(state="disabled")
    device_id = two_devices(people["end user"], at=clock.now())
    at_desk = {**_waiting_for_the_desk(), "person_id": people["applicant"], "organization_id": ours}
    at_desk["look_id"] = look_through_record(RecordSearch(), reason=LOOKED, by=person(people["staff"]), at=clock.now())
    make_checkpoint(at=clock.now())
    form = a_form(at=clock.now())
    ids = {"request_id": request_id, "session_id": session_id, "awaited_id": awaited_id, "device_id": device_id}
    ids["announcement_id"] = an_announcement(person(people["staff"]), at=clock.now())
    ids |= {"grant_id": grant_id, "organization_id": ours, "invitation_id": _invited(people["approver of A"], ours)}
    ids["agreement_id"] = _proposed_to(ours)
    return Scene(ids, form.reference, browser, at_desk, _mailed(form))


def _proposed_to(organization_id: UUID) -> UUID:
    """Let a business office propose to a provider that it serves it."""
    office, olga = (
        an_organization("Gulf Billing", kind="third_party_biller"),
        a_person("Olga", "Office", at=clock.now()),
    )
    holds(olga, "spot-business-office-approver", office, at=clock.now())
    by = person(olga)
    return propose_agreement(office, organization_id, application_key="spot", by=by, at=clock.now())


def _invited(approver: UUID, organization_id: UUID) -> UUID:
    """Let an approver invite somebody to an organization."""
    sent = {"email": "nora.newcomer@example.com", "role_key": END_USER}
    return invite(organization_id, **sent, by=person(approver), at=clock.now())


def _invitation_token() -> str:
    """Return the token of the one invitation that was mailed."""
    mail = next(mail for mail in Mail.objects.filter(kind="access/invited"))
    return str(mail.text).rpartition("/invitations/")[2].split()[0]


def _recovery_token(what: str) -> str:
    """Return the token of a link that was mailed to somebody whose account can be recovered."""
    person_id = a_person("Rita", f"Recovers-{what}".title(), at=clock.now())
    send_recovery_mail(person_id, what, by=OPERATOR, at=clock.now())
    mail = Mail.objects.get(kind=f"signin/{what}_link")
    return str(mail.text).partition(f"{settings.ORIGIN}/")[2].split()[0].rpartition("/")[2]


def _mailed(form: SentForm) -> dict[str, str]:
    """Return the tokens of mailed links that are open: whoever has one may do what it is for."""
    newcomer = Personal(first_name="Nia", last_name="Newcomer", birth_date=date(1980, 2, 29), email="nia@example.com")
    invited = invite_person(personal=newcomer, user_id="nia.newcomer", by=OPERATOR, at=clock.now()).token
    return {
        **dict.fromkeys(("sign-form", "signed-form-document"), form.signature_token),
        **dict.fromkeys(("answer-form", "withdraw-form"), form.contact_token),
        **dict.fromkeys(("enrol", "enrol-check"), invited),
        "invitation": _invitation_token(),
        "confirm-enews": a_link("new.reader@example.com", at=clock.now()),
        "stop-enews": tokens.stop_token(tokens.ENEWS, a_subscription(at=clock.now())),
        "stop-news-mail": tokens.stop_token(tokens.PERSON, a_person("Rosa", "Reader", at=clock.now())),
        "recovery-link": _recovery_token("password"),
        "unlock": _recovery_token("unlock"),
        "stop-loss": stop_token("signin/loss_reported"),
        "undo-changes": moves_to(seated(a_person("Uma", "Undoes", at=clock.now()), at=clock.now()), at=clock.now()),
    }


def _waiting_for_the_desk() -> dict[str, UUID]:
    """Let a form, an approver's request and a verification by hand wait."""
    asking = a_person("Ann", "Asks", at=clock.now())
    proofed(asking)
    an_accepted_form(asking)
    assert a_creation(asking, none_of_these=True, at=clock.now()) == Tried()
    return {
        "form_id": a_form_case(at=clock.now()).id,
        "request_id": submitted(asking, at=clock.now()),
        "verification_id": a_proofing_case(at=clock.now()).id,
        "loss_id": a_loss_case(at=clock.now()).id,
        "registration_id": a_duplicate_case(at=clock.now()).id,
        "case_id": a_sharing_case(at=clock.now()).id,
        "stop_id": a_stopped_sweep(at=clock.now()).id,
        "grant_id": a_certification_case(at=clock.now()).id,
    }


def rows() -> dict[str, str]:
    """Return a digest of every table's rows, so that any change at all shows.

    They are read again only where something was written since, were it undone or not: it is asked after each request.
    """
    written = _written()
    if written is None or written not in _read:
        _read.clear()
        _read[written] = {table: _digest(table) for table in _tables()}
    return _read[written]


_read: dict[object, dict[str, str]] = {}


def _written() -> object:
    """Return how much was written so far in this transaction, attempts included; nothing where that isn't known."""
    if not connection.in_atomic_block:
        return None
    if connection.vendor == "sqlite":
        return id(connection.connection), connection.connection.total_changes
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT txid_current(), sum(n_tup_ins), sum(n_tup_upd), sum(n_tup_del) FROM pg_stat_xact_user_tables"
        )
        return cursor.fetchone()


@cache
def _tables() -> list[str]:
    return list(connection.introspection.django_table_names(only_existing=True, include_views=False))


def _digest(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        held = sorted(repr(tuple(map(_plain, row))) for row in cursor.fetchall())
    return hashlib.sha256("\n".join(held).encode()).hexdigest()


@contextmanager
def undone() -> Iterator[None]:
    """Let what is done inside be as if it never was, so that one scene serves many deeds."""
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """Return the tables in which something is different."""
    return {table for table in after if before.get(table) != after[table]}


def outcome(response: Any) -> str:
    """Return in one word how somebody was received."""
    status = response.status_code
    if status in {302, 303}:
        return "sign in" if response["Location"].startswith("/?next=") else "elsewhere"
    words = {200: "page", 404: "nothing", 405: "not this way", 503: "not ready"}
    return words.get(status, "refused" if 400 <= status < 500 else str(status))


def is_decided(scene: Scene) -> bool:
    """Say whether the request that waits was decided or taken back."""
    return RoleRequest.objects.get(pk=scene.ids["request_id"]).state != "submitted"


def _signed_in(who: str) -> Client:
    browser = Client()
    if who in PEOPLE:
        sign_in(browser, PEOPLE[who])
    return browser


def _session_of(browser: Client) -> UUID:
    return Session.objects.get(token_digest=token_digest(browser.cookies[settings.SESSION_COOKIE].value)).pk


def _named(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _named(each.url_patterns)
        else:
            assert each.name, f"{each.pattern} has no name"
            yield each.name, tuple(each.pattern.converters)


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value
