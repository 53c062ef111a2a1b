"""Telephones as devices: added by a code that went there, in the profile; and removed."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.consequences import NONE, consequences
from tests.people import AT
from tests.rooms.signin.devices import device_of, someone_signed_in
from tests.rooms.signin.people import a_person, sign_in
from tests.rooms.signin.phones import (
    CALL_PAGE,
    NO_GATEWAY_ANSWERS,
    NUMBER,
    OTHER,
    TEXT_PAGE,
    a_phone,
    add_phone,
    ask_for_message,
    code_in,
    messages,
    other,
    someone_signed_in_with_a_phone,
)
from tests.rooms.signin.test_devices import raw_rows
from vestibule.accounts.models import Person
from vestibule.journal.models import Entry
from vestibule.kernel.actor import SYSTEM, Trail, person
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail
from vestibule.signin.actions import add_telephone, send_to_new_telephone
from vestibule.signin.models import Device, OneTimeCode, Session, Telephone, TelephoneSetup
from vestibule.signin.upkeep import forget_changes, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(travel, settings):
    """Let everything begin at one moment, with a gateway."""
    settings.SMS_URL = NO_GATEWAY_ANSWERS
    travel(AT)


@pytest.mark.said
@pytest.mark.parametrize(
    ("kind", "label", "page", "button"),
    [
        ("sms", "Text message", TEXT_PAGE, "Send me a text message"),
        ("voice", "Voice call", CALL_PAGE, "Call me"),
    ],
)
def test_a_telephone_is_added_from_the_profile_by_the_code_that_went_there(client, kind, label, page, button):
    """Source: SIG-3 (APP 7, EU 6), SIG-4."""
    person_id = someone_signed_in(client)
    assert f">{label}</option>" in client.get("/profile").text
    assert client.post("/profile", {"kind": kind}).url == page
    assert button in client.get(page).text
    assert client.post(page, {"move": "send", "telephone": "(904) 555-0143"}).url == page
    asked = client.get(page)
    assert "•••-••43" in asked.text
    assert "10 minutes and 5 tries" in asked.text
    assert "no-store" in asked["Cache-Control"]
    [message] = messages()
    assert (message.recipient, message.channel, message.kind.startswith("signin/code_by")) == (NUMBER, kind, True)
    answer = client.post(page, {"move": "verify", "code": code_in(message)})
    assert answer.url == "/profile/devices/added"

    device = Device.objects.get(person_id=person_id, kind=kind)
    assert (device.name, device.telephone.number) == ("•••-••43", NUMBER)
    assert "•••-••43" in client.get("/profile").text
    assert Mail.objects.filter(kind="signin/device_added").count() == 1
    assert Entry.objects.filter(fact="signin.device_added", person_id=person_id).count() == 2
    assert not TelephoneSetup.objects.exists()


def test_a_number_stands_sealed_in_the_database_and_nowhere_else(client, caplog):
    """Source: SIG-3, AUD-1. Not in a fact, nor a log line, nor any address; the code that went there neither."""
    someone_signed_in(client)
    code = ask_for_message(client, page=TEXT_PAGE, telephone=NUMBER)
    client.post(TEXT_PAGE, {"move": "verify", "code": other(code)})
    client.post(TEXT_PAGE, {"move": "verify", "code": code})
    written = f"{raw_rows()}{caplog.text}"
    assert "telephone_setup" in written
    for private in (NUMBER, "9045550143", code):
        assert private.encode().hex() not in written
    assert NUMBER not in written
    assert "9045550143" not in written


def test_a_text_is_bound_to_our_pages_and_a_call_says_the_digits_twice_in_the_persons_language(client):
    """Source: SIG-3. Telephones fill a code in on the page of the host that the text's last line names."""
    person_id = someone_signed_in(client)
    code = ask_for_message(client, page=TEXT_PAGE, telephone=NUMBER)
    [text] = messages()
    assert text.text.splitlines()[-1] == f"@testserver #{code}"
    assert text.text.startswith(f"Your one-time verification code is {code}. It is good for 10 minutes")
    assert text.expires_at == OneTimeCode.objects.get(state="open").expires_at

    Person.objects.filter(pk=person_id).update(language="es")
    code = ask_for_message(client, page=CALL_PAGE, telephone=NUMBER)
    call = Mail.objects.get(channel="voice")
    assert call.text.count(", ".join(code)) == 2
    assert code not in call.text
    assert (call.language, "código" in call.text) == ("es", True)


@pytest.mark.said
@pytest.mark.alike
@pytest.mark.parametrize(
    "typed", ["", "555-0143", "904-555-01433", "+44 20 7946 0018", "+1 876 555 0143", "904-555-0143 ext. 5", "call me"]
)
def test_what_is_no_number_of_ours_is_refused_and_nothing_is_sent(client, typed):
    """Source: SIG-3. Another country's, one behind an extension, nonsense."""
    someone_signed_in(client)
    before = consequences()
    assert client.post(TEXT_PAGE, {"move": "send", "telephone": typed}).status_code == 422
    assert not TelephoneSetup.objects.exists()
    assert consequences() - before == NONE


@pytest.mark.cms
def test_the_same_number_is_added_once_for_each_way_and_others_beside_it(client):
    """Source: SIG-3. Several telephones, up to the rule's most; a text and a call to the same one are two ways."""
    person_id = someone_signed_in_with_a_phone(client)
    page = client.post(TEXT_PAGE, {"move": "send", "telephone": NUMBER})
    assert page.status_code == 422
    assert "set up already" in page.text
    assert add_phone(client, number=OTHER).url == "/profile/devices/added"
    assert add_phone(client, page=CALL_PAGE).url == "/profile/devices/added"
    for number in range(6):
        a_phone(person_id, number=f"+1904555010{number}")
    assert "which is the most" in client.post(TEXT_PAGE, {"move": "send", "telephone": "904-555-0199"}).text


@pytest.mark.said
def test_a_code_for_a_new_number_is_good_once_in_time_within_five_tries_and_dead_after_a_newer_one(client, travel):
    """Source: SIG-3, SIG-6."""
    someone_signed_in(client)
    older = ask_for_message(client, page=TEXT_PAGE, telephone=NUMBER)
    client.post(TEXT_PAGE, {"move": "again"})
    newer = code_in(next(each for each in messages() if code_in(each) != older))
    page = client.post(TEXT_PAGE, {"move": "verify", "code": older})
    assert "Tries left: 4" in page.text
    for _ in range(4):
        client.post(TEXT_PAGE, {"move": "verify", "code": older})
    assert "no longer good" in client.post(TEXT_PAGE, {"move": "verify", "code": newer}).text
    third = ask_for_message(client, page=TEXT_PAGE, telephone=NUMBER)
    travel(OneTimeCode.objects.get(state="open").expires_at)
    assert "10 minutes, which are over" in client.post(TEXT_PAGE, {"move": "verify", "code": third}).text
    assert not Telephone.objects.exists()


@pytest.mark.said
def test_another_number_begins_anew_and_the_code_of_the_one_before_is_worth_nothing(client):
    """Source: SIG-3. Nobody adds a number that they can't read by a code that went to their own."""
    person_id = someone_signed_in(client)
    mine = ask_for_message(client, page=TEXT_PAGE, telephone=NUMBER)
    assert 'name="telephone"' in client.get(f"{TEXT_PAGE}?another").text
    theirs = ask_for_message(client, page=TEXT_PAGE, telephone=OTHER)
    assert TelephoneSetup.objects.get().number == OTHER
    if mine != theirs:
        assert client.post(TEXT_PAGE, {"move": "verify", "code": mine}).status_code == 422
    assert client.post(CALL_PAGE, {"move": "verify", "code": theirs}).status_code == 422
    assert not Device.objects.filter(person_id=person_id, kind__in=["sms", "voice"]).exists()


@pytest.mark.said
def test_what_one_session_adds_is_worth_nothing_in_another(client):
    """Source: SIG-3, SIG-4. Neither in another of the same person, nor in a stranger's."""
    someone_signed_in(client)
    code = ask_for_message(client, page=TEXT_PAGE, telephone=NUMBER)
    elsewhere, stranger = Client(), Client()
    sign_in(elsewhere)
    someone_signed_in(stranger, "bob.baker")
    for browser in (elsewhere, stranger):
        assert "•••-••43" not in browser.get(TEXT_PAGE).text
        assert browser.post(TEXT_PAGE, {"move": "verify", "code": code}).status_code == 422
        assert browser.post(TEXT_PAGE, {"move": "again"}).status_code == 422
    assert not Telephone.objects.exists()


@pytest.mark.cms
def test_a_code_that_shows_a_telephone_adds_no_other(client):
    """Source: SIG-3, SIG-4. Codes of one session are bound to what they were sent for."""
    person_id = someone_signed_in_with_a_phone(client)
    ask_for_message(client, page=TEXT_PAGE, telephone=OTHER)
    code = ask_for_message(client, page=f"/profile/prove/{device_of(person_id, 'sms')}")
    page = client.post(TEXT_PAGE, {"move": "verify", "code": code})
    assert "Ask for a code first" in page.text
    assert Telephone.objects.count() == 1


@pytest.mark.said
def test_ten_minutes_after_signing_in_a_number_is_asked_for_after_a_fresh_code_only(client, travel):
    """Source: SIG-4. Pages lead to it and back; forms sent without it do nothing."""
    someone_signed_in(client)
    travel(AT + timedelta(minutes=11))
    before = consequences()
    lead = f"/profile/prove?next={TEXT_PAGE.replace('/', '%2F')}"
    assert client.get(TEXT_PAGE).url == lead
    assert client.post(TEXT_PAGE, {"move": "send", "telephone": NUMBER}).url == lead
    for form in ({"move": "again"}, {"move": "verify", "code": "123456"}, {"move": "verify"}, {}, {"move": "setup"}):
        assert client.post(TEXT_PAGE, form).url == lead
    assert consequences() - before == NONE
    assert not TelephoneSetup.objects.exists()


def test_a_number_that_was_begun_is_finished_within_half_an_hour(client, travel):
    """Source: SIG-3, SIG-4. Who waits for a text isn't asked for another fresh code; what was left lying is over."""
    someone_signed_in(client)
    ask_for_message(client, page=TEXT_PAGE, telephone=NUMBER)
    travel(AT + timedelta(minutes=20))
    client.get("/profile")
    client.post(TEXT_PAGE, {"move": "again"})
    code = code_in(next(messages()))
    travel(TelephoneSetup.objects.get().expires_at)
    answer = client.post(TEXT_PAGE, {"move": "verify", "code": code})
    assert "prove" in answer.url
    sweep(at=AT + timedelta(hours=1))
    assert not TelephoneSetup.objects.exists()
    assert not Telephone.objects.exists()


@pytest.mark.said
def test_a_stranger_has_nothing_here_and_a_get_sends_nothing(client):
    """Source: SIG-3, SIG-4. Not a job, not somebody without a session."""
    a_person(state="active")
    for page in (TEXT_PAGE, CALL_PAGE):
        assert client.get(page).url.startswith("/?next=")
        assert client.post(page, {"move": "send", "telephone": NUMBER}).status_code in {302, 401}
    for by in (SYSTEM, person(a_person("bob.baker", state="active"))):
        with pytest.raises(NotFound):
            send_to_new_telephone("sms", NUMBER, by=by, at=AT)
        with pytest.raises(NotFound):
            add_telephone("sms", "123456", by=by, at=AT)
    someone_signed_in(client, "eve.ender")
    client.get(f"{TEXT_PAGE}?move=send&telephone={NUMBER}")
    assert not list(messages())


@pytest.mark.said
def test_without_a_gateway_neither_is_offered_nor_works(client, settings):
    """Source: SIG-3."""
    person_id = someone_signed_in_with_a_phone(client)
    settings.SMS_URL = ""
    page = client.get("/profile").text
    assert "Text message</option>" not in page
    assert "Voice call</option>" not in page
    for address in (TEXT_PAGE, CALL_PAGE):
        assert client.get(address).status_code == 404
        assert client.post(address, {"move": "send", "telephone": OTHER}).status_code == 404
    by = person(person_id, Trail(session_id=Session.objects.get().pk))
    with pytest.raises(Refused, match=r"device\.no_gateway"):
        send_to_new_telephone("sms", OTHER, by=by, at=AT)
    answer = client.post(f"/profile/prove/{device_of(person_id, 'sms')}", {"move": "send"})
    assert "can&#x27;t be sent at present" in answer.text


@pytest.mark.cms
def test_a_removed_telephone_is_forgotten(client):
    """Source: SIG-4. Its number too once that can't be undone, and it can be added again."""
    person_id = someone_signed_in_with_a_phone(client)
    assert client.post(f"/profile/devices/{device_of(person_id, 'sms')}/remove").url == "/profile?removed"
    assert Telephone.objects.get().device.state == "removed"
    forget_changes(at=AT + timedelta(days=4))
    assert not Telephone.objects.exists()
    assert add_phone(client).url == "/profile/devices/added"
