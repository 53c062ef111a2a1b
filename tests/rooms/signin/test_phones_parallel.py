"""Telephones, everything at once: a code is good once, nobody is called too often, one number is one device."""

import pytest
from django.test import Client

from tests.at_once import at_once
from tests.people import AT
from tests.rooms.signin.devices import choose, someone_signed_in
from tests.rooms.signin.people import enter_code, give_password, is_in
from tests.rooms.signin.phones import (
    NO_GATEWAY_ANSWERS,
    NUMBER,
    TEXT_PAGE,
    ask_for_message,
    messages,
    someone_with_a_phone,
)
from vestibule.journal.models import Entry
from vestibule.signin.models import Device, OneTimeCode, Session, Telephone

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def now(travel, settings):
    """Let everything happen at one moment, with a gateway."""
    settings.SMS_URL = NO_GATEWAY_ANSWERS
    travel(AT)


def windows(browser: Client, number: int) -> list[Client]:
    """Return so many windows of a browser."""
    opened = [Client() for _ in range(number)]
    for window in opened:
        for name, cookie in browser.cookies.items():
            window.cookies[name] = cookie.value
    return opened


def test_of_the_same_code_in_twenty_windows_at_once_one_wins(client):
    """Source: SIG-3."""
    _, phone = someone_with_a_phone()
    give_password(client)
    choose(client, phone)
    code, opened = ask_for_message(client), windows(client, 20)
    at_once(lambda number: enter_code(opened[number], code), 20)
    assert sum(is_in(window) for window in opened) == 1
    assert Session.objects.count() == 1
    assert OneTimeCode.objects.get().state == "used"


def test_of_many_wrong_codes_at_once_five_count(client):
    """Source: SIG-6."""
    _, phone = someone_with_a_phone()
    give_password(client)
    choose(client, phone)
    code, opened = ask_for_message(client), windows(client, 12)
    at_once(lambda number: enter_code(opened[number], f"{(int(code) + 1 + number) % 1_000_000:06d}"), 12)
    assert Entry.objects.filter(fact="signin.code_failed").count() == 5
    assert OneTimeCode.objects.get().tries == 5


def test_of_many_calls_to_one_number_from_several_accounts_at_once_five_are_made():
    """Source: SIG-2, SIG-3. Each account has its own five, and the number has its own."""
    browsers = []
    for user_id in ("ann.archer", "bob.baker", "eve.ender"):
        _, phone = someone_with_a_phone(user_id, "voice")
        browser = Client()
        give_password(browser, user_id)
        choose(browser, phone)
        browsers += windows(browser, 4)
    answers = at_once(lambda number: browsers[number].post("/sign-in/verify", {"move": "send"}).status_code, 12)
    assert sorted(answers) == [302] * 5 + [422] * 7
    assert len(list(messages())) == 5


@pytest.mark.cms
def test_a_number_that_is_finished_many_times_at_once_is_one_device(client):
    """Source: SIG-3."""
    person_id = someone_signed_in(client)
    code = ask_for_message(client, page=TEXT_PAGE, telephone=NUMBER)
    opened = windows(client, 6)
    answers = at_once(lambda number: opened[number].post(TEXT_PAGE, {"move": "verify", "code": code}).status_code, 6)
    assert sorted(answers) == [302, *[422] * 5]
    assert Device.objects.filter(person_id=person_id, kind="sms").count() == Telephone.objects.count() == 1


def test_sending_showing_and_adding_in_one_session_at_once_meet_without_a_deadlock(client):
    """Source: SIG-3, SIG-4. Nobody sees an error page."""
    person_id = someone_signed_in(client)
    ask_for_message(client, page=TEXT_PAGE, telephone=NUMBER)
    show = f"/profile/prove/{Device.objects.get(person_id=person_id, kind='email').pk}"
    deeds = [
        (TEXT_PAGE, {"move": "again"}),
        (show, {"move": "send"}),
        (show, {"move": "verify", "code": "123456"}),
        (TEXT_PAGE, {"move": "verify", "code": "123456"}),
        (TEXT_PAGE, {"move": "send", "telephone": "904-555-0188"}),
    ] * 2
    opened = windows(client, len(deeds))
    answers = at_once(lambda number: opened[number].post(*deeds[number]).status_code, len(deeds))
    assert set(answers) <= {302, 422}
