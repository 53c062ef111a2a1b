"""Everything at once: counters are exact, and of many with the same code one wins."""

from threading import Event
from time import sleep
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from tests.at_once import at_once
from tests.people import AT
from tests.rooms.signin.people import a_person, ask_for_code, enter_code, give_password, is_in, sign_in
from vestibule.accounts import passwords
from vestibule.accounts.models import AttemptCounter
from vestibule.accounts.passwords import Gate
from vestibule.accounts.queries import hold_account
from vestibule.accounts.unused import note_used
from vestibule.journal.models import Entry
from vestibule.journal.spine import record
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import SignInRules
from vestibule.notices.models import Mail
from vestibule.signin.actions import end_all_sessions, end_session
from vestibule.signin.models import OneTimeCode, Session, SignInJourney
from vestibule.signin.upkeep import reserve_password

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def same_browser(browser: Client) -> Client:
    """Return another window of a browser."""
    window = Client()
    for name, cookie in browser.cookies.items():
        window.cookies[name] = cookie.value
    return window


def test_of_fifty_tries_at_once_three_reach_the_hash():
    """Source: SIG-6."""
    rules = SignInRules()
    numbers = at_once(lambda _: reserve_password("a-key", rules=rules, at=AT), 50)
    assert sorted(number for number in numbers if number) == [1, 2, 3]
    counter = AttemptCounter.objects.get()
    assert (counter.tries, counter.refused) == (3, 47)


def test_of_fifty_wrong_passwords_at_once_three_are_on_record(monkeypatch):
    """Source: SIG-6, through the page. Fifty come at once to many servers; one server would turn most of them away."""
    monkeypatch.setattr(passwords, "_gate", Gate(at_once=2, waiting=48, patience=30.0))
    a_person(state="active")
    answers = at_once(lambda _: give_password(Client(), password="Wrong-Horse-7-Battery").status_code, 50)
    assert answers == [422] * 50
    assert Entry.objects.filter(fact="signin.failed").count() == 3


def test_of_the_same_code_at_once_one_wins(client):
    """Source: SIG-2."""
    a_person()
    give_password(client)
    code = ask_for_code(client)
    windows = [same_browser(client) for _ in range(8)]
    at_once(lambda number: enter_code(windows[number], code), 8)
    assert sum(is_in(window) for window in windows) == 1
    assert Session.objects.count() == 1
    assert Entry.objects.filter(fact="signin.session_started").count() == 1
    assert Entry.objects.filter(fact="accounts.email_verified").count() == 1
    assert OneTimeCode.objects.get().state == "used"


def test_wrong_codes_at_once_get_five_tries_and_no_more(client):
    """Source: SIG-2, SIG-6."""
    a_person(state="active")
    give_password(client)
    code = ask_for_code(client)
    windows = [same_browser(client) for _ in range(20)]
    at_once(lambda number: enter_code(windows[number], f"{(int(code) + 1 + number) % 1_000_000:06d}"), 20)
    assert OneTimeCode.objects.get().tries == 5
    assert Entry.objects.filter(fact="signin.code_failed").count() == 5
    assert enter_code(client, code).status_code == 422


def test_of_many_mails_asked_for_at_once_five_are_sent_and_one_code_is_open(client):
    """Source: SIG-2."""
    a_person(state="active")
    give_password(client)
    windows = [same_browser(client) for _ in range(12)]
    at_once(lambda number: windows[number].post("/sign-in/verify", {"move": "send"}), 12)
    assert Mail.objects.count() == 5
    assert OneTimeCode.objects.filter(state="open").count() == 1


def test_a_sign_in_on_its_last_step_does_not_outlive_the_end_of_all_sessions(client, monkeypatch):
    """Source: SIG-7. Whoever is disabled in that very moment is out; the sign-in holds its journey meanwhile."""
    person_id = a_person(state="active")
    give_password(client)
    code = ask_for_code(client)
    started, ending = Event(), Event()

    def slowly(*about: Any, **told: Any) -> None:
        started.set()
        ending.wait(5)
        sleep(0.3)  # by now the other waits for the journey, or has looked too early
        record(*about, **told)

    def deed(number: int) -> Any:
        if number == 0:
            return enter_code(client, code)
        started.wait(5)
        ending.set()
        return end_all_sessions(person_id, reason="disabled", by=SYSTEM, at=AT)

    monkeypatch.setattr("vestibule.signin.actions.journey.record", slowly)
    at_once(deed, 2)

    assert not Session.objects.filter(state="live").exists()
    assert not is_in(client)


def test_a_sign_in_on_its_last_step_and_a_disabling_do_not_wait_for_each_other(client, monkeypatch):
    """Source: SIG-7, LIF-6. The one holds its sign-in, the other the account and then the sign-in: neither fails."""
    person_id = a_person(state="active")
    give_password(client)
    code = ask_for_code(client)
    started, ending = Event(), Event()

    def slowly(*about: Any, **told: Any) -> None:
        started.set()
        ending.wait(5)
        sleep(0.3)  # by now the other holds the account, and waits for the sign-in
        note_used(*about, **told)

    def deed(number: int) -> Any:
        if number == 0:
            return enter_code(client, code).status_code
        started.wait(5)
        with transaction.atomic():
            hold_account(person_id)
            ending.set()
            return [each.stage for each in SignInJourney.objects.select_for_update().filter(person_id=person_id)]

    monkeypatch.setattr("vestibule.signin.actions.journey.note_used", slowly)

    assert at_once(deed, 2) == [302, ["in"]]


def test_a_session_ends_once(client):
    """Source: SIG-7."""
    a_person(state="active")
    sign_in(client)
    session_id = Session.objects.get().pk

    def end(_: int) -> bool:
        try:
            end_session(session_id, reason="signed_out", by=SYSTEM, at=AT)
        except Refused:
            return False
        return True

    assert at_once(end, 8).count(True) == 1
    assert Entry.objects.filter(fact="signin.session_ended").count() == 1
    assert settings.SESSION_COOKIE in client.cookies
