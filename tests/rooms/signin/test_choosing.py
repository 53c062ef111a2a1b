"""Signing in with a device of several: chosen, its code judged, back and forth, and nothing skipped."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.people import AT
from tests.rooms.signin.devices import (
    APP_PAGE,
    choose,
    code_of,
    device_of,
    shown_secret,
    sign_in_by_app,
    someone_signed_in,
    someone_with_both,
    wrong_code_of,
)
from tests.rooms.signin.people import a_person, ask_for_code, enter_code, give_password, is_in, sign_in
from vestibule.accounts.models import Person
from vestibule.journal.models import Entry
from vestibule.signin.models import AuthenticatorApp, Device, Session, SignInJourney

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything begin at one moment, in the middle of a time step."""
    travel(AT + timedelta(seconds=15))


@pytest.mark.said
def test_of_several_devices_one_is_chosen_and_the_last_used_stands_first(client):
    """Source: SIG-1, SIG-3 (ADD 2-5)."""
    person_id, secret = someone_with_both()
    assert give_password(client).url == "/sign-in/verify"
    assert client.get("/sign-in/verify").url == "/sign-in/device"
    page = client.get("/sign-in/device").text
    assert "Continue" in page
    assert page.index("a•••@example.com") < page.index("my phone")  # the address was used, the app never
    assert f'value="{device_of(person_id, "email")}" checked' in page

    assert choose(client, device_of(person_id, "totp")).url == "/sign-in/verify"
    page = client.get("/sign-in/verify")
    assert "Enter Code" in page.text
    assert "Choose another device" in page.text
    assert "no-store" in page["Cache-Control"]
    assert enter_code(client, code_of(secret)).url == "/home"
    assert Session.objects.get().methods == ["pwd", "otp", "mfa"]

    again = Client()
    give_password(again)
    page = again.get("/sign-in/device").text
    assert page.index("my phone") < page.index("a•••@example.com")


@pytest.mark.said
def test_with_an_app_alone_one_goes_straight_to_its_code(client):
    """Source: SIG-3."""
    person_id, secret = someone_with_both()
    Device.objects.filter(person_id=person_id, kind="email").update(state="removed")
    give_password(client)
    page = client.get("/sign-in/verify").text
    assert "authenticator app" in page
    assert "Choose another device" not in page
    assert client.get("/sign-in/device").url == "/sign-in/verify"
    assert enter_code(client, code_of(secret)).url == "/home"


@pytest.mark.said
def test_one_goes_back_and_forth_and_each_code_is_good_for_its_device_only(client):
    """Source: SIG-1, SIG-3."""
    person_id, secret = someone_with_both()
    app, email = device_of(person_id, "totp"), device_of(person_id, "email")
    give_password(client)
    choose(client, email)
    mailed = ask_for_code(client)
    choose(client, app)
    if mailed != code_of(secret):
        assert enter_code(client, mailed).status_code == 422
    choose(client, email)
    if mailed != code_of(secret):
        assert "not the code we sent" in enter_code(client, code_of(secret)).text
    assert enter_code(client, mailed).url == "/home"


@pytest.mark.said
@pytest.mark.parametrize("form", [{"move": "send"}, {"move": "verify", "code": "123456"}])
def test_before_a_device_is_chosen_nothing_is_sent_and_no_code_is_taken(client, form):
    """Source: SIG-1, SIG-3."""
    someone_with_both()
    give_password(client)
    answer = client.post("/sign-in/verify", form)
    assert answer.url == "/sign-in/device"
    assert not Entry.objects.filter(fact__in=["signin.code_sent", "signin.code_failed"]).exists()


@pytest.mark.said
def test_only_ones_own_devices_are_chosen_and_only_in_ones_own_sign_in(client):
    """Source: SIG-1, SIG-3. Another's id, one that never was, nonsense; without the cookie there is nothing."""
    person_id, _ = someone_with_both()
    bobs, _ = someone_with_both("bob.baker")
    assert choose(client, device_of(person_id, "totp")).url == "/"
    give_password(client)
    for made_up in (str(device_of(bobs, "totp")), str(uuid4()), "email", "", "\x00"):
        assert client.post("/sign-in/device", {"device": made_up}).status_code == 422
    assert SignInJourney.objects.get().factor == ""


def test_a_device_that_was_removed_meanwhile_opens_nothing(client):
    """Source: SIG-4. Also where whoever removed it didn't end the sign-ins that go on with it."""
    person_id, secret = someone_with_both()
    give_password(client)
    choose(client, device_of(person_id, "totp"))
    Device.objects.filter(person_id=person_id, kind="totp").update(state="removed")
    page = enter_code(client, code_of(secret))
    assert page.status_code == 422
    assert "Choose another device" in page.text
    assert "a•••@example.com" in client.get("/sign-in/device").text

    give_password(client)  # the address is the only one now
    code = ask_for_code(client)
    Device.objects.filter(person_id=person_id, kind="email").update(state="removed")
    assert enter_code(client, code).status_code == 422
    assert not is_in(client)


def test_a_first_sign_in_goes_by_email_whatever_devices_there_are(client):
    """Source: SIG-2. It is the address that is to be proven."""
    person_id, secret = someone_with_both()
    give_password(client)
    choose(client, device_of(person_id, "totp"))
    Person.objects.filter(pk=person_id).update(state="unverified")
    assert enter_code(client, code_of(secret)).status_code == 422
    assert not is_in(client)


@pytest.mark.said
@pytest.mark.parametrize(("steps", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phones_clock_may_be_off_by_one_step(client, steps, is_taken):
    """Source: SIG-3. Half a minute either way, and no more."""
    person_id, secret = someone_with_both()
    give_password(client)
    choose(client, device_of(person_id, "totp"))
    answer = enter_code(client, code_of(secret, steps=steps))
    assert (answer.status_code == 302) is is_taken
    assert is_in(client) is is_taken


@pytest.mark.said
def test_a_code_is_good_once_and_an_older_one_is_dead(client):
    """Source: SIG-3. Whoever looked over a shoulder has nothing, not even within the same half minute."""
    person_id, secret = someone_with_both()
    assert sign_in_by_app(client, person_id, secret).url == "/home"
    thief = Client()
    assert "is good once" in sign_in_by_app(thief, person_id, secret).text
    assert "is good once" in enter_code(thief, code_of(secret, steps=-1)).text
    assert not is_in(thief)
    assert enter_code(thief, code_of(secret, steps=1)).url == "/home"


def test_the_code_that_set_an_app_up_signs_nobody_in(client):
    """Source: SIG-3."""
    person_id = someone_signed_in(client)
    client.post(APP_PAGE, {"move": "setup"})
    secret = shown_secret(client)
    client.post(APP_PAGE, {"code": code_of(secret)})
    assert "is good once" in sign_in_by_app(Client(), person_id, secret).text


@pytest.mark.parametrize("written", ["{0} {1}", "{0}-{1}", "{0}\u00a0{1}"])
def test_an_apps_code_may_be_typed_as_apps_show_it(client, written):
    """Source: SIG-2, SIG-3."""
    person_id, secret = someone_with_both()
    give_password(client)
    choose(client, device_of(person_id, "totp"))
    code = code_of(secret)
    wide = "".join(chr(ord("０") + int(digit)) for digit in code[:3])
    assert enter_code(client, written.format(wide, code[3:])).url == "/home"


@pytest.mark.said
def test_five_wrong_codes_and_no_sixth_on_whichever_path(client, travel):
    """Source: SIG-6. Two sign-ins, the profile and a set-up share the tries; the address still lets its owner in."""
    person_id, secret = someone_with_both()
    app = device_of(person_id, "totp")
    sign_in_by_app(client, person_id, secret)
    client.post(APP_PAGE, {"move": "setup"})
    new = shown_secret(client)
    one, other = Client(), Client()
    for browser in (one, other):
        give_password(browser)
        choose(browser, app)

    left = [
        (one.post, "/sign-in/verify", secret),
        (other.post, "/sign-in/verify", secret),
        (client.post, f"/profile/prove/{app}", secret),
        (client.post, APP_PAGE, new),
        (one.post, "/sign-in/verify", secret),
    ]
    for number, (send, page, shown) in enumerate(left, start=1):
        assert f"Tries left: {5 - number}" in send(page, {"code": wrong_code_of(shown)}).text
    travel(AT + timedelta(minutes=2))
    for browser, page, shown in (
        (one, "/sign-in/verify", secret),
        (client, f"/profile/prove/{app}", secret),
        (client, APP_PAGE, new),
    ):
        assert "After 5 wrong codes" in browser.post(page, {"code": code_of(shown)}).text
    assert Entry.objects.filter(fact="signin.code_failed").count() == 5

    choose(one, device_of(person_id, "email"))
    assert enter_code(one, ask_for_code(one)).url == "/home"
    travel(AT + timedelta(minutes=63))
    assert sign_in_by_app(Client(), person_id, secret).url == "/home"


@pytest.mark.said
def test_who_sets_up_apps_of_their_own_guesses_no_more_often_at_another(client):
    """Source: SIG-6. Success at a set-up gives back its own try only."""
    person_id, secret = someone_with_both()
    sign_in_by_app(client, person_id, secret)
    guessing = Client()
    give_password(guessing)
    choose(guessing, device_of(person_id, "totp"))
    for _ in range(4):
        enter_code(guessing, wrong_code_of(secret))
    client.post(APP_PAGE, {"move": "setup"})
    assert client.post(APP_PAGE, {"code": code_of(shown_secret(client))}).url == "/profile/devices/added"
    assert "Tries left: 0" in enter_code(guessing, wrong_code_of(secret)).text
    assert "After 5 wrong codes" in enter_code(guessing, wrong_code_of(secret)).text


@pytest.mark.said
def test_what_is_no_code_costs_no_try(client):
    """Source: SIG-2, SIG-3."""
    person_id, secret = someone_with_both()
    give_password(client)
    choose(client, device_of(person_id, "totp"))
    for nonsense in ("12345", "1234567", "12345a", "一二三四五六", ""):
        assert enter_code(client, nonsense).status_code == 422
    assert not Entry.objects.filter(fact="signin.code_failed").exists()
    assert "Tries left: 4" in enter_code(client, wrong_code_of(secret)).text


@pytest.mark.said
def test_an_apps_code_in_another_browser_leads_nowhere(client):
    """Source: SIG-1, SIG-3."""
    person_id, secret = someone_with_both()
    give_password(client)
    choose(client, device_of(person_id, "totp"))
    stranger = Client()
    assert enter_code(stranger, code_of(secret)).url == "/"
    assert settings.SESSION_COOKIE not in stranger.cookies
    assert AuthenticatorApp.objects.get().last_step == 0
    assert not is_in(stranger)


@pytest.mark.said
def test_one_device_costs_a_sign_in_one_query_and_one_write(client):
    """Source: SIG-3. Nobody waits longer for what others have set up."""
    person_id = a_person(state="active")
    Device.objects.create(person_id=person_id, kind="email", added_at=AT)
    with CaptureQueriesContext(connection) as queries:
        sign_in(client)
    of_devices = [query["sql"].split()[0] for query in queries if '"device"' in query["sql"]]
    assert of_devices == ["SELECT", "UPDATE"]
