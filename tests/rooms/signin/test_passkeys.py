"""Passkeys: set up after a fresh factor, shown to sign in and to prove, and nothing else taken for one."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from tests.people import AT
from tests.rooms.signin.authenticator import PAGE, SoftKey, asked_at_the_door, raw, set_up, show, text
from tests.rooms.signin.devices import choose, code_of, device_of, someone_signed_in, someone_with_both
from tests.rooms.signin.people import enter_code, give_password, is_in
from tests.rooms.signin.recovering import asked_link
from vestibule.config.profiles import CMS, NIST
from vestibule.journal.models import Entry
from vestibule.notices.models import Mail
from vestibule.signin.models import Device, Passkey, PasskeyChallenge, Session
from vestibule.signin.policy.devices import alone_methods, kinds_to_add, methods_of, proving_kinds, risen_methods
from vestibule.signin.policy.passkeys import counter_faults
from vestibule.signin.upkeep import forget_changes, sweep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything begin at one moment, in the middle of a time step."""
    travel(AT + timedelta(seconds=15))


@pytest.mark.said
def test_a_passkey_is_set_up_in_the_profile_and_signs_in(client):
    """Source: SIG-3, SIG-1 (APP 7, EU 6). Named, told by mail, and shown to applications as what it is."""
    person_id = someone_signed_in(client)
    assert ">Passkey or security key</option>" in client.get("/profile").text
    assert client.post("/profile", {"kind": "passkey"}).url == PAGE
    page = client.get(PAGE).text
    assert "needs JavaScript" in page
    assert 'src="/static/web/passkey.js" type="module"' in page
    before = Mail.objects.count()

    key = set_up(client, name="my key")

    assert Mail.objects.count() == before + 1
    assert "my key" in client.get("/profile").text
    browser = Client()
    options = asked_at_the_door(browser, person_id)
    assert (options["rpId"], options["userVerification"]) == ("testserver", "required")
    assert [each["id"] for each in options["allowCredentials"]] == [text(key.id)]
    assert "Use passkey" in browser.get("/sign-in/verify").text
    assert show(browser, key.shown(options)).url == "/home"
    assert Session.objects.latest("started_at").methods == ["pwd", "pop", "user", "mfa"]


@pytest.mark.cms
def test_several_are_set_up_and_none_twice(client):
    """Source: SIG-3. The browser is told which there are; a page that says otherwise is refused."""
    someone_signed_in(client)
    first = set_up(client, name="phone")
    second = set_up(client, name="key ring")
    options = client.post(f"{PAGE}/ask").json()
    assert {each["id"] for each in options["excludeCredentials"]} == {text(first.id), text(second.id)}
    assert "set up already" in show(client, first.made(options), PAGE).text
    bob = Client()
    someone_signed_in(bob, "bob.baker")
    theirs = bob.post(f"{PAGE}/ask").json()
    assert "set up already" in show(bob, SoftKey(id=first.id).made(theirs), PAGE).text
    assert Device.objects.filter(kind="passkey").count() == 2


@pytest.mark.said
def test_what_a_browser_is_asked_says_nothing_of_who_it_is(client):
    """Source: SIG-3, AUD-1. The passkey keeps a handle, not our number of the person; user verification is demanded."""
    person_id = someone_signed_in(client)
    options = client.post(f"{PAGE}/ask").json()
    assert options["rp"] == {"id": "testserver", "name": "Identity Management"}
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["attestation"] == "none"
    assert person_id.bytes not in raw(options["user"]["id"])
    assert str(person_id) not in raw(options["user"]["id"]).decode()


@pytest.mark.said
@pytest.mark.parametrize(
    "other",
    [
        {"origin": "https://testserver.evil.example"},
        {"origin": "http://testserver:8000"},
        {"host": "evil.example"},
        {"verified": False},
    ],
    ids=["another site", "another port", "another host's key", "nobody verified"],
)
def test_a_passkey_of_another_place_or_unlocked_by_nobody_is_not_taken(client, other):
    """Source: SIG-3. Neither when it is set up, nor when it is shown; what was shown is on record."""
    person_id = someone_signed_in(client)
    options = client.post(f"{PAGE}/ask").json()
    assert "could not be verified" in show(client, SoftKey(**other).made(options), PAGE).text
    assert not Passkey.objects.exists()

    key, browser = set_up(client), Client()
    options = asked_at_the_door(browser, person_id)
    answer = show(browser, key.but(**other).shown(options))
    assert (answer.status_code, "could not be verified" in answer.text) == (422, True)
    assert not is_in(browser)
    assert Entry.objects.filter(fact="signin.passkey_refused", person_id=person_id).count() == 1


@pytest.mark.said
def test_the_host_of_a_request_is_never_the_one_that_asks(client):
    """Source: SIG-3, SIG-5. Origin and host are the configured ones, whatever a proxy or a client says."""
    someone_signed_in(client)
    forged = {"HTTP_X_FORWARDED_HOST": "evil.example", "HTTP_FORWARDED": "host=evil.example"}
    assert client.post(f"{PAGE}/ask", **forged).json()["rp"]["id"] == "testserver"


def test_a_challenge_is_good_once(client):
    """Source: SIG-3. Neither in the sign-in it was for, nor in another, nor after a newer one."""
    person_id = someone_signed_in(client)
    key, browser, thief = set_up(client), Client(), Client()
    options = asked_at_the_door(browser, person_id)
    answer = key.shown(options)
    asked_at_the_door(thief, person_id)
    assert "begun elsewhere" in show(thief, answer).text
    newer = browser.post("/sign-in/verify/passkey").json()
    assert "begun elsewhere" in show(browser, answer).text
    assert show(browser, key.shown(newer)).url == "/home"
    again = Client()
    asked_at_the_door(again, person_id)
    for replayed in (answer, key.shown(newer)):
        assert show(again, replayed).status_code == 422
    assert not is_in(thief)
    assert not is_in(again)


@pytest.mark.said
def test_a_wrong_answer_uses_its_challenge_up(client):
    """Source: SIG-3. Who was refused asks anew; nobody tries a second key on the same challenge."""
    person_id = someone_signed_in(client)
    key, browser = set_up(client), Client()
    options = asked_at_the_door(browser, person_id)
    assert show(browser, SoftKey(id=key.id).shown(options)).status_code == 422
    assert "begun elsewhere" in show(browser, key.shown(options)).text
    assert not is_in(browser)


@pytest.mark.said
@pytest.mark.cms
def test_a_challenge_is_for_one_purpose(client):
    """Source: SIG-3, SIG-4. One to prove signs nobody in, one of the door proves nothing, neither makes a passkey."""
    person_id = someone_signed_in(client)
    key = set_up(client)
    prove = f"/profile/prove/{device_of(person_id, 'passkey')}"
    browser = Client()
    door = asked_at_the_door(browser, person_id)
    proof = client.post(f"{prove}/passkey").json()
    new = client.post(f"{PAGE}/ask").json()
    for page, options in ((prove, door), (prove, new)):
        assert "begun elsewhere" in show(client, key.shown(options), page).text
    for options in (proof, new):
        assert "begun elsewhere" in show(browser, key.shown(options)).text
    for options in (proof, door):
        assert "begun elsewhere" in show(client, SoftKey().made(options), PAGE).text
    assert show(client, key.shown(proof), prove).url == "/profile"


def test_a_challenge_ends_after_five_minutes_judged_when_it_is_used(client, travel):
    """Source: SIG-3. Whether or not it has been swept away."""
    person_id = someone_signed_in(client)
    key, browser = set_up(client), Client()
    options = asked_at_the_door(browser, person_id)
    late = PasskeyChallenge.objects.get(state="open").expires_at
    travel(late)
    assert "more than 5 minutes" in show(browser, key.shown(options)).text
    sweep(at=late)
    assert not PasskeyChallenge.objects.exists()


@pytest.mark.said
def test_another_ones_passkey_opens_nothing(client):
    """Source: SIG-3. Neither at the door, nor in a session, nor another passkey of one's own than was chosen."""
    person_id, bob = someone_signed_in(client), Client()
    bobs = someone_signed_in(bob, "bob.baker")
    set_up(client)
    theirs, browser = set_up(bob), Client()
    options = asked_at_the_door(browser, person_id)
    assert show(browser, theirs.shown(options)).status_code == 422
    other = Client()
    give_password(other)
    assert choose(other, device_of(bobs, "passkey")).status_code == 422
    theirs_page = f"/profile/prove/{device_of(bobs, 'passkey')}"
    assert client.post(f"{theirs_page}/passkey").status_code == 409
    assert client.get(theirs_page).status_code == 404
    assert not is_in(browser)


@pytest.mark.parametrize(
    ("known", "shown", "why_not"),
    [
        (0, 0, []),
        (0, 1, []),
        (7, 8, []),
        (7, 7, ["passkey.cloned"]),
        (7, 6, ["passkey.cloned"]),
        (7, 0, ["passkey.cloned"]),
    ],
)
def test_when_a_passkey_may_have_been_copied(known, shown, why_not):
    """Source: SIG-3."""
    assert [reason.code for reason in counter_faults(known, shown)] == why_not


def test_a_copy_is_refused_on_record_and_told(client):
    """Source: SIG-3. The counter must rise; who has the one that is ahead is let in still."""
    person_id = someone_signed_in(client)
    key, before = set_up(client, SoftKey(count=5)), Mail.objects.count()
    for count, is_taken in ((6, True), (6, False), (4, False), (0, False), (9, True)):
        browser = Client()
        answer = show(browser, key.but(count=count).shown(asked_at_the_door(browser, person_id)))
        assert (answer.status_code == 302) is is_taken
        assert is_in(browser) is is_taken
        if not is_taken:
            assert "may have been copied" in answer.text
    refused = Entry.objects.filter(fact="signin.passkey_refused")
    assert [b'"reason":"cloned"' in bytes(each.canonical) for each in refused] == [True] * 3
    assert Mail.objects.count() == before + 3
    assert Passkey.objects.get().sign_count == 9


@pytest.mark.said
@pytest.mark.cms
def test_a_passkey_proves_before_devices_are_changed(client, travel):
    """Source: SIG-4. The session has a new token then; one that was copied doesn't rise."""
    person_id = someone_signed_in(client)
    key = set_up(client)
    travel(AT + timedelta(minutes=11))
    assert client.get(PAGE)["Location"] == f"/profile/prove?next={PAGE.replace('/', '%2F')}"
    assert client.post(f"{PAGE}/ask").status_code == 409  # nothing to ask for without a fresh factor
    page, old = f"/profile/prove/{device_of(person_id, 'passkey')}", client.cookies[settings.SESSION_COOKIE].value
    assert f'data-passkey="{page}/passkey"' in client.get(page).text
    options = client.post(f"{page}/passkey").json()
    assert show(client, key.shown(options), f"{page}?next={PAGE}").url == PAGE
    assert client.cookies[settings.SESSION_COOKIE].value != old
    assert Session.objects.get().methods == ["pwd", "otp", "mfa", "pop", "user"]
    assert client.get(PAGE).status_code == 200


@pytest.mark.said
def test_without_a_fresh_factor_or_a_session_none_is_set_up(client, travel):
    """Source: SIG-4, SIG-7. A challenge from before doesn't help in a session that has ended."""
    someone_signed_in(client)
    options = client.post(f"{PAGE}/ask").json()
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE] = client.cookies[settings.SESSION_COOKIE].value
    client.post("/sign-out")
    assert show(stolen, SoftKey().made(options), PAGE)["Location"].startswith("/?next=")
    assert stolen.post(f"{PAGE}/ask")["Location"].startswith("/?next=")
    someone_signed_in(stolen, "bob.baker")
    assert "begun elsewhere" in show(stolen, SoftKey().made(options), PAGE).text
    assert not Passkey.objects.exists()


@pytest.mark.said
def test_nothing_is_asked_where_there_is_nothing_to_ask(client):
    """Source: SIG-1, SIG-3. Not before the password, not with another device, not by reading."""
    person_id, secret = someone_with_both()
    assert client.post("/sign-in/verify/passkey").status_code == 409
    give_password(client)
    assert client.post("/sign-in/verify/passkey").status_code == 409
    choose(client, device_of(person_id, "totp"))
    assert client.post("/sign-in/verify/passkey").status_code == 409
    assert "has 6 digits" in show(client, SoftKey().shown({"challenge": "AAAA"})).text
    for page in ("/sign-in/verify/passkey", "/sign-in/passkey", "/sign-in/passkey/ask", f"{PAGE}/ask"):
        assert Client().get(page).status_code in {405, 302}
    assert not PasskeyChallenge.objects.exists()
    assert enter_code(client, code_of(secret)).url == "/home"


GARBAGE = [
    "",
    "{}",
    "[]",
    "null",
    '"x"',
    "\x00",
    json.dumps({"id": "", "rawId": "", "type": "public-key", "response": {}}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {"clientDataJSON": "e30"}}),
    "[" * 5000,
]


@pytest.mark.said
@pytest.mark.parametrize("sent", GARBAGE, ids=range(len(GARBAGE)))
def test_what_is_no_answer_of_a_browser_is_refused_in_words(client, sent):
    """Source: SIG-3. A page without JavaScript sends nothing: it says so, and offers the other devices."""
    person_id = someone_signed_in(client)
    set_up(client)
    browser = Client()
    asked_at_the_door(browser, person_id)
    answer = show(browser, sent)
    assert answer.status_code == 422
    assert "Choose another device" in answer.text
    assert show(client, sent, PAGE).status_code == 422


@pytest.mark.said
def test_every_byte_of_an_answer_counts(client):
    """Source: SIG-3. One that is changed anywhere, or cut short, opens nothing and breaks nothing."""
    person_id = someone_signed_in(client)
    key, browser = set_up(client), Client()
    asked_at_the_door(browser, person_id)
    for part in ("authenticatorData", "signature", "clientDataJSON"):
        for harm in (lambda data: data[:-1], lambda data: data[:20], lambda data: bytes([data[0] ^ 1]) + data[1:]):
            sent = json.loads(key.shown(browser.post("/sign-in/verify/passkey").json()))
            sent["response"][part] = text(harm(raw(sent["response"][part])))
            assert show(browser, json.dumps(sent)).status_code == 422
    assert not is_in(browser)


@pytest.mark.cms
def test_a_removed_passkey_is_gone(client):
    """Source: SIG-4. In time its public key too; it opens no sign-in that goes on with it, and may be set up anew."""
    person_id = someone_signed_in(client)
    key, browser = set_up(client), Client()
    options = asked_at_the_door(browser, person_id)
    assert client.post(f"/profile/devices/{device_of(person_id, 'passkey')}/remove").url == "/profile?removed"
    assert show(browser, key.shown(options)).url == "/?late"
    assert not is_in(browser)
    set_up(client, key)
    assert Passkey.objects.count() == 1
    client.post(f"/profile/devices/{device_of(person_id, 'passkey')}/remove")
    forget_changes(at=AT + timedelta(days=4))
    assert not Passkey.objects.exists()


@pytest.mark.said
def test_a_passkey_is_shown_on_the_way_to_a_new_password(client):
    """Source: SIG-5, SIG-3. The mailbox alone isn't enough; a question of the door is none of this way's."""
    person_id = someone_signed_in(client)
    key, browser, door = set_up(client), Client(), Client()
    at_door = asked_at_the_door(door, person_id)
    browser.post(asked_link(browser))
    assert 'data-passkey="/sign-in/new-password/passkey"' in browser.get("/sign-in/new-password/device").text
    page = "/sign-in/new-password/device"
    assert Client().post("/sign-in/new-password/passkey").status_code == 409
    assert "begun elsewhere" in show(browser, key.shown(at_door), page).text
    wrong = key.but(verified=False).shown(browser.post("/sign-in/new-password/passkey").json())
    assert "could not be verified" in show(browser, wrong, page).text
    options = browser.post("/sign-in/new-password/passkey").json()
    assert show(browser, key.shown(options), page)["Location"] == "/sign-in/new-password"
    assert not is_in(browser)


@pytest.mark.said
def test_one_that_was_lost_and_is_found_is_set_up_again(client):
    """Source: SIG-3, SIG-8. Where a device went with a lost one, its public key may have stayed behind."""
    someone_signed_in(client)
    key = set_up(client)
    Device.objects.filter(kind="passkey").update(state="removed")
    set_up(client, key)
    assert Passkey.objects.count() == 1


def test_what_passkeys_count_for():
    """Source: SIG-3, SIG-4, FED-1. A password is named only where one was given."""
    assert methods_of("passkey", NIST.sign_in) == ["pwd", "pop", "user", "mfa"]
    assert alone_methods() == ["pop", "user", "mfa"]
    assert risen_methods(alone_methods(), methods_of("totp", CMS.sign_in)) == ["pop", "user", "mfa", "otp"]
    assert risen_methods(["pwd"], methods_of("passkey", NIST.sign_in)) == ["pwd", "pop", "user", "mfa"]
    assert proving_kinds(["email", "passkey"], NIST.sign_in) == {"passkey"}
    assert "passkey" in kinds_to_add(["email", "passkey"], CMS.sign_in)
    assert "passkey" not in kinds_to_add(["email", *["passkey"] * 9], CMS.sign_in)


@pytest.mark.said
def test_an_answer_for_one_that_never_was_is_refused(client):
    """Source: SIG-4."""
    someone_signed_in(client)
    assert client.post(f"/profile/prove/{uuid4()}/passkey").status_code == 409
    assert not PasskeyChallenge.objects.filter(state="open").exists()
