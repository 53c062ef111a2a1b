"""Signing in, and showing oneself once more, by text message or call; and how often anybody is called."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from tests.people import AT
from tests.rooms.signin.devices import an_app, choose, code_of, device_of
from tests.rooms.signin.people import a_person, ask_for_code, enter_code, give_password, is_in, sign_in
from tests.rooms.signin.phones import (
    NO_GATEWAY_ANSWERS,
    NUMBER,
    OTHER,
    TEXT_PAGE,
    a_phone,
    ask_for_message,
    code_in,
    messages,
    other,
    sign_in_by_phone,
    someone_with_a_phone,
)
from vestibule.accounts.models import Person
from vestibule.config.profiles import CMS, NIST
from vestibule.journal.models import Entry
from vestibule.kernel.rulebook import install_rulebook, rulebook
from vestibule.signin.models import Device, OneTimeCode, Session
from vestibule.signin.policy.devices import methods_of, proving_kinds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(travel, settings):
    """Let everything begin at one moment, with a gateway."""
    settings.SMS_URL = NO_GATEWAY_ANSWERS
    travel(AT)


@pytest.fixture
def under_nist() -> Iterator[None]:
    """Put the profile in force in which a telephone is a restricted device."""
    before = rulebook()
    install_rulebook(replace(before, profile=NIST.profile, sign_in=NIST.sign_in))
    yield
    install_rulebook(before)


def test_what_a_code_by_telephone_is_called_and_proves():
    """Source: SIG-3, SIG-4, FED-1 (RFC 8176). Under NIST's profile it signs in, and changes nothing beside an app."""
    assert methods_of("sms", CMS.sign_in) == methods_of("sms", NIST.sign_in) == ["pwd", "sms", "mfa"]
    assert methods_of("voice", CMS.sign_in) == ["pwd", "tel", "mfa"]
    assert proving_kinds(["email", "sms", "totp"], CMS.sign_in) == {"email", "sms", "totp"}
    assert proving_kinds(["email", "sms", "totp"], NIST.sign_in) == {"totp"}
    assert proving_kinds(["email", "sms", "voice"], NIST.sign_in) == {"sms", "voice"}


@pytest.mark.said
@pytest.mark.parametrize(
    ("kind", "button", "method"), [("sms", "Send me a text message", "sms"), ("voice", "Call me", "tel")]
)
def test_one_signs_in_by_a_code_that_went_to_the_telephone(client, kind, button, method):
    """Source: SIG-1, SIG-3. The last used device is the first that is offered; applications are told the truth."""
    person_id, phone = someone_with_a_phone(kind=kind)
    give_password(client)
    page = client.get("/sign-in/device").text
    assert "•••-••43" in page
    choose(client, phone)
    page = client.get("/sign-in/verify").text
    assert button in page
    assert "•••-••43" in page
    assert "0143" not in page
    code = ask_for_message(client)
    assert "Enter Code" in client.get("/sign-in/verify").text
    assert enter_code(client, code).url == "/home"
    session = Session.objects.get()
    assert (session.methods, session.proved_by) == (["pwd", method, "mfa"], kind)

    again = Client()
    give_password(again)
    page = again.get("/sign-in/device").text
    assert page.index("•••-••43") < page.index("a•••@example.com")
    assert Device.objects.get(pk=phone).last_used_at is not None
    assert Entry.objects.filter(fact="signin.code_sent", person_id=person_id).count() == 1


@pytest.mark.said
def test_with_a_telephone_alone_one_goes_straight_to_it(client):
    """Source: SIG-3."""
    person_id, _ = someone_with_a_phone()
    Device.objects.filter(person_id=person_id, kind="email").update(state="removed")
    give_password(client)
    page = client.get("/sign-in/verify").text
    assert "Send me a text message" in page
    assert "Choose another device" not in page
    assert enter_code(client, ask_for_message(client)).url == "/home"


@pytest.mark.said
def test_a_code_is_good_for_ten_minutes_judged_when_it_is_used(client, travel):
    """Source: SIG-3. Ten minutes to the second are too late; a moment less is not."""
    _, phone = someone_with_a_phone()
    give_password(client)
    choose(client, phone)
    code = ask_for_message(client)
    sent = OneTimeCode.objects.get().sent_at
    travel(sent + timedelta(minutes=10))
    assert "10 minutes, which are over" in enter_code(client, code).text
    travel(sent + timedelta(minutes=9, seconds=59))
    assert enter_code(client, code).url == "/home"


def test_a_code_is_bound_to_its_device_and_its_sign_in(client):
    """Source: SIG-1, SIG-3. Not good as the address's, nor as another telephone's, nor in another browser."""
    person_id, phone = someone_with_a_phone()
    call = a_phone(person_id, "voice")
    elsewhere = Client()
    for browser in (client, elsewhere):
        give_password(browser)
        choose(browser, phone)
    code = ask_for_message(client)
    assert "Ask for a code first" in enter_code(elsewhere, code).text
    for another in (call, device_of(person_id, "email")):
        choose(client, another)
        assert "Ask for a code first" in enter_code(client, code).text
    mailed = ask_for_code(client)
    choose(client, phone)
    for typed in (mailed, code):
        assert "Ask for a code first" in enter_code(client, typed).text  # the mailed one is the newer, and the only one
    assert enter_code(client, ask_for_message(client)).url == "/home"
    assert not is_in(elsewhere)


def test_five_tries_once_and_the_newest_only(client):
    """Source: SIG-3, SIG-6."""
    _, phone = someone_with_a_phone()
    give_password(client)
    choose(client, phone)
    older, newer = ask_for_message(client), ask_for_message(client)
    if older != newer:
        assert "Tries left: 4" in enter_code(client, older).text
    while OneTimeCode.objects.get(state="open").tries < 5:
        enter_code(client, other(newer))
    assert "no longer good" in enter_code(client, newer).text
    newest = ask_for_message(client)
    assert enter_code(client, newest).url == "/home"
    assert OneTimeCode.objects.filter(state="used").count() == 1


@pytest.mark.said
def test_five_codes_an_hour_at_the_door_and_in_the_profile_together(client, travel):
    """Source: SIG-2, SIG-6. Text messages and calls count together; a code that is entered begins anew."""
    person_id, phone = someone_with_a_phone()
    call = a_phone(person_id, "voice", OTHER)
    sign_in_by_phone(client, phone)
    begun = Client()
    give_password(begun)
    choose(begun, call)
    for _ in range(2):
        ask_for_message(client, page=f"/profile/prove/{phone}")
        ask_for_message(begun)
    code = ask_for_message(client, page=TEXT_PAGE, telephone="787-222-0188")
    for browser, page in ((client, f"/profile/prove/{phone}"), (begun, "/sign-in/verify")):
        assert "5 codes were sent within an hour" in browser.post(page, {"move": "send"}).text
    assert "5 codes were sent within an hour" in client.post(TEXT_PAGE, {"move": "again"}).text

    assert client.post(TEXT_PAGE, {"move": "verify", "code": code}).url == "/profile/devices/added"
    assert begun.post("/sign-in/verify", {"move": "send"})["Location"] == "/sign-in/verify"


@pytest.mark.said
def test_nobody_is_called_all_night(client, travel):
    """Source: SIG-2, SIG-3. A number is counted for all accounts; without any answer it rests for a day."""
    people = [someone_with_a_phone(user_id)[1] for user_id in ("ann.archer", "bob.baker", "eve.ender")]
    names = ("ann.archer", "bob.baker", "eve.ender")
    sent, hour = 0, 0
    for hour in range(4):
        travel(AT + timedelta(minutes=61 * hour))
        for user_id, phone in zip(names, people, strict=True):
            browser = Client()
            give_password(browser, user_id)
            choose(browser, phone)
            for _ in range(2):
                sent += browser.post("/sign-in/verify", {"move": "send"}).status_code == 302
    assert sent == len(list(messages())) == 10
    assert "rests for a day" in browser.post("/sign-in/verify", {"move": "send"}).text

    travel(AT + timedelta(days=1, hours=2))
    assert sign_in_by_phone(client, people[0]).url == "/home"


@pytest.mark.said
def test_who_types_a_strangers_number_keeps_its_owner_from_no_code(client, travel):
    """Source: SIG-3, SIG-6. A number that somebody wants to add is counted apart from those who have shown it."""
    _, phone = someone_with_a_phone()
    mallory = Client()
    a_person("mallory.moor", state="active")
    sent = 0
    for hour in range(3):
        travel(AT + timedelta(minutes=61 * hour))
        sign_in(mallory, "mallory.moor")
        for _ in range(5):
            sent += mallory.post(TEXT_PAGE, {"move": "send", "telephone": NUMBER}).status_code == 302
    assert sent == 10
    assert "rests for a day" in mallory.post(TEXT_PAGE, {"move": "send", "telephone": NUMBER}).text

    assert sign_in_by_phone(client, phone).url == "/home"
    assert "rests for a day" in mallory.post(TEXT_PAGE, {"move": "send", "telephone": NUMBER}).text


@pytest.mark.said
def test_who_answers_each_time_is_called_as_often_as_they_like(client):
    """Source: SIG-2. An approver has several browsers, and long days."""
    _, phone = someone_with_a_phone()
    for _ in range(7):
        assert sign_in_by_phone(client, phone).url == "/home"
        client.post("/sign-out")


def test_a_telephone_that_was_removed_meanwhile_opens_nothing(client):
    """Source: SIG-4."""
    person_id, phone = someone_with_a_phone()
    give_password(client)
    choose(client, phone)
    code = ask_for_message(client)
    Device.objects.filter(pk=phone).update(state="removed")
    assert enter_code(client, code).status_code == 422
    assert client.post("/sign-in/verify", {"move": "send"}).status_code == 422
    assert "a•••@example.com" in client.get("/sign-in/device").text
    assert not is_in(client)
    assert Session.objects.filter(person_id=person_id).count() == 0


def test_a_first_sign_in_goes_by_email_whatever_devices_there_are(client):
    """Source: SIG-2. It is the address that is to be proven; a sign-in by telephone doesn't prove it."""
    person_id, phone = someone_with_a_phone()
    give_password(client)
    choose(client, phone)
    code = ask_for_message(client)
    Person.objects.filter(pk=person_id).update(state="unverified")
    assert enter_code(client, code).status_code == 422
    assert not is_in(client)


@pytest.mark.said
def test_a_session_that_rises_says_all_that_was_shown(client, travel):
    """Source: SIG-4, FED-1."""
    person_id, phone = someone_with_a_phone()
    app = an_app(person_id, at=AT)
    sign_in_by_phone(client, phone)
    travel(AT + timedelta(minutes=11))
    page = f"/profile/prove/{app.device_id}"
    assert client.post(page, {"code": code_of(app.secret)}).url == "/profile"
    assert Session.objects.get().methods == ["pwd", "sms", "mfa", "otp"]


@pytest.mark.said
def test_a_fresh_factor_is_shown_by_telephone(client, travel):
    """Source: SIG-4."""
    _, phone = someone_with_a_phone()
    sign_in_by_phone(client, phone)
    travel(AT + timedelta(minutes=11))
    assert client.get(TEXT_PAGE).url.startswith("/profile/prove")
    page = f"/profile/prove/{phone}"
    assert "Send me a text message" in client.get(page).text
    code = ask_for_message(client, page=page)
    assert "Tries left: 4" in client.post(page, {"code": other(code)}).text
    assert client.post(page, {"code": code}).url == "/profile"
    assert client.get(TEXT_PAGE).status_code == 200
    assert code_in(next(messages())) == code


@pytest.mark.said
def test_under_nist_a_code_by_telephone_signs_in_and_changes_no_devices_beside_an_app(client, under_nist):
    """Source: SIG-3, SIG-4. Who took over the number doesn't take over the account."""
    person_id, phone = someone_with_a_phone()
    app = an_app(person_id, at=AT)
    assert sign_in_by_phone(client, phone).url == "/home"
    assert Session.objects.get().methods == ["pwd", "sms", "mfa"]
    assert client.get(f"/profile/devices/{phone}/remove").url.startswith("/profile/prove")
    assert client.post(f"/profile/devices/{phone}/remove").url.startswith("/profile/prove")
    assert client.get(f"/profile/prove/{phone}").status_code == 404
    assert client.post(f"/profile/prove/{app.device_id}", {"code": code_of(app.secret)}).url == "/profile"
    assert client.post(f"/profile/devices/{phone}/remove").url == "/profile?removed"
