"""Before devices are changed a fresh second factor is asked for, and what it was is told truly."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from tests.consequences import NONE, consequences
from tests.people import AT
from tests.rooms.signin.devices import (
    APP_PAGE,
    an_app,
    code_of,
    device_of,
    set_up_app,
    sign_in_by_app,
    someone_signed_in,
    someone_with_both,
)
from tests.rooms.signin.people import a_person, ask_for_code, give_password, is_in, sign_in
from vestibule.config.profiles import CMS, NIST
from vestibule.journal.models import Entry
from vestibule.kernel.actor import SYSTEM, person
from vestibule.kernel.reasons import NotFound
from vestibule.kernel.rulebook import SignInRules, install_rulebook, rulebook
from vestibule.signin.actions import add_app, prove_again, remove_device
from vestibule.signin.models import AppSetup, Device, Session
from vestibule.signin.policy.devices import (
    Shown,
    freshness_faults,
    kinds_to_add,
    methods_of,
    proving_kinds,
    risen_methods,
)

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(minutes=11)


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything begin at one moment, in the middle of a time step."""
    travel(AT + timedelta(seconds=15))


@pytest.fixture
def under_nist() -> Iterator[None]:
    """Put the profile in force in which a mailed code is no second factor."""
    before = rulebook()
    install_rulebook(replace(before, profile=NIST.profile, sign_in=NIST.sign_in))
    yield
    install_rulebook(before)


@pytest.mark.parametrize(
    ("shown", "kinds", "profile", "is_fresh"),
    [
        (Shown("email", AT), ["email"], CMS, True),
        (Shown("email", AT - timedelta(minutes=9, seconds=59)), ["email"], CMS, True),
        (Shown("email", AT - timedelta(minutes=10)), ["email"], CMS, False),
        (Shown("", None), ["email"], CMS, False),
        (Shown("email", AT), ["email", "totp"], CMS, True),
        (Shown("email", AT), ["totp"], CMS, False),  # what proved it is no longer theirs
        (Shown("email", AT), ["email"], NIST, True),
        (Shown("email", AT), ["email", "totp"], NIST, False),
        (Shown("totp", AT), ["email", "totp"], NIST, True),
    ],
)
def test_how_fresh_and_how_strong_a_second_factor_must_be(shown, kinds, profile, is_fresh):
    """Source: SIG-4. Who has nothing better than a mailed code adds something better with it."""
    assert (freshness_faults(shown, kinds, profile.sign_in, at=AT) == []) is is_fresh


def test_what_a_sign_in_is_called_is_what_was_done():
    """Source: SIG-3, FED-1. Under NIST's profile a mailed code is no factor at all, so nobody can count two."""
    assert methods_of("email", CMS.sign_in) == methods_of("totp", CMS.sign_in) == ["pwd", "otp", "mfa"]
    assert methods_of("totp", NIST.sign_in) == ["pwd", "otp", "mfa"]
    assert methods_of("email", NIST.sign_in) == ["pwd"]
    assert proving_kinds(["email", "totp"], NIST.sign_in) == {"totp"}
    assert proving_kinds(["email"], NIST.sign_in) == {"email"}
    assert risen_methods(["pwd"], ["pwd", "otp", "mfa"]) == ["pwd", "otp", "mfa"]
    assert risen_methods(["pwd", "otp", "mfa"], ["pwd"]) == ["pwd", "otp", "mfa"]


def test_only_what_can_be_set_up_is_offered():
    """Source: SIG-3."""
    rules = SignInRules()
    assert kinds_to_add([], rules) == ["totp", "passkey", "email", "recovery_codes"]
    assert kinds_to_add(["email", "recovery_codes"], rules) == ["totp", "passkey"]
    assert kinds_to_add(["email", *["totp"] * 9], rules) == ["recovery_codes"]
    assert kinds_to_add(["email", *["totp"] * 8, "recovery_codes"], rules) == ["totp", "passkey"]


@pytest.mark.said
@pytest.mark.cms
def test_ten_minutes_after_signing_in_a_device_is_added_or_removed_by_a_fresh_code_only(client, travel):
    """Source: SIG-4. Pages lead to it and back; forms sent without it do nothing."""
    person_id, secret = someone_with_both()
    sign_in_by_app(client, person_id, secret)
    app = device_of(person_id, "totp")
    removal = f"/profile/devices/{device_of(person_id, 'email')}/remove"
    travel(LATER)
    before = consequences()
    for page, form in ((APP_PAGE, {"move": "setup"}), (removal, {})):
        for answer in (client.get(page), client.post(page, form)):
            assert answer["Location"] == f"/profile/prove?next={page.replace('/', '%2F')}"
    assert client.post("/profile", {"kind": "totp"}).url == APP_PAGE
    assert not AppSetup.objects.exists()
    assert consequences() - before == NONE

    back = removal.replace("/", "%2F")
    assert "Before this is changed" in client.get(f"/profile/prove?next={back}").text
    chosen = client.post(f"/profile/prove?next={back}", {"device": str(app)})
    assert chosen.url == f"/profile/prove/{app}?next={back}"
    assert client.post(chosen.url, {"code": code_of(secret)}).url == removal
    assert client.post(removal).url == "/profile?removed"
    assert Entry.objects.filter(fact="signin.factor_proven").count() == 1


def test_the_address_is_shown_once_more_by_a_code_mailed_for_this_session(client, travel):
    """Source: SIG-4, SIG-2. Neither a code of a sign-in nor one of another session counts here."""
    person_id = someone_signed_in(client)
    elsewhere = Client()
    sign_in(elsewhere)
    travel(LATER)
    page = f"/profile/prove/{device_of(person_id, 'email')}"
    assert "Send me an email" in client.get(page).text
    assert "Ask for a code first" in client.post(page, {"code": "123456"}).text
    begun = Client()
    give_password(begun)
    others = {ask_for_code(begun), ask_for_code(elsewhere, page=page)}
    code = ask_for_code(client, page=page)
    for other in others - {code}:
        assert client.post(page, {"code": other}).status_code == 422
    assert client.post(page, {"code": code}).url == "/profile"
    assert client.post(APP_PAGE, {"move": "setup"}).url == APP_PAGE
    assert elsewhere.post(APP_PAGE, {"move": "setup"})["Location"].startswith("/profile/prove")


@pytest.mark.said
def test_mails_for_sign_ins_and_for_changes_are_counted_together(client):
    """Source: SIG-2, SIG-6."""
    person_id = someone_signed_in(client)
    page, begun = f"/profile/prove/{device_of(person_id, 'email')}", Client()
    give_password(begun)
    for _ in range(3):
        ask_for_code(client, page=page)
    for _ in range(2):
        ask_for_code(begun)
    assert "5 codes were sent within an hour" in client.post(page, {"move": "send"}).text


@pytest.mark.said
def test_a_session_that_rises_has_a_new_token_and_the_old_one_is_dead(client):
    """Source: SIG-7, SIG-4. Whoever had copied the cookie doesn't rise with its owner."""
    person_id, secret = someone_with_both()
    sign_in_by_app(client, person_id, secret)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE] = client.cookies[settings.SESSION_COOKIE].value
    assert is_in(thief)
    client.post(f"/profile/prove/{device_of(person_id, 'totp')}", {"code": code_of(secret, steps=1)})
    assert is_in(client)
    assert not is_in(thief)
    assert Session.objects.count() == 1


@pytest.mark.said
def test_an_apps_code_is_good_once_here_as_well(client):
    """Source: SIG-3, SIG-4. Neither one that signed in, nor one that was shown here, again there."""
    person_id, secret = someone_with_both()
    sign_in_by_app(client, person_id, secret)
    page = f"/profile/prove/{device_of(person_id, 'totp')}"
    assert "is good once" in client.post(page, {"code": code_of(secret)}).text
    assert client.post(page, {"code": code_of(secret, steps=1)}).url == "/profile"
    assert "is good once" in client.post(page, {"code": code_of(secret, steps=1)}).text


@pytest.mark.said
@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1"])
def test_nobody_is_led_elsewhere_by_the_way_back(client, elsewhere):
    """Source: SIG-4."""
    someone_signed_in(client)
    added = f"/profile/devices/added?{urlencode({'next': elsewhere})}"
    assert client.post(added).url == "/profile"
    page = f"/profile/prove/{Device.objects.get().pk}"
    code = ask_for_code(client, page=page)
    assert client.post(f"{page}?next={elsewhere}", {"code": code}).url == "/profile"


@pytest.mark.said
def test_under_nist_a_mailed_code_sets_up_the_first_app_and_then_proves_no_more(client, under_nist):
    """Source: SIG-3, SIG-4. The session says so too: one factor by email, two once the app was shown."""
    person_id = a_person()
    sign_in(client)
    assert Session.objects.get().methods == ["pwd"]
    assert set_up_app(client).url == "/profile/devices/added"
    email, app = device_of(person_id, "email"), Device.objects.get(kind="totp")
    assert client.get(f"/profile/devices/{email}/remove").url.startswith("/profile/prove")
    assert client.get(f"/profile/prove/{email}").status_code == 404
    assert client.get("/profile/prove?next=%2Fprofile").url == f"/profile/prove/{app.pk}?next=%2Fprofile"

    client.post(f"/profile/prove/{app.pk}", {"code": code_of(app.app.secret, steps=1)})
    session = Session.objects.get()
    assert (session.methods, session.proved_by) == (["pwd", "otp", "mfa"], "totp")
    assert client.post(f"/profile/devices/{email}/remove").url == "/profile?removed"


@pytest.mark.said
def test_applications_are_told_one_factor_after_a_mailed_code_under_nist_and_two_after_an_apps(client, under_nist):
    """Source: FED-1, SIG-3. The fact on record says the same."""
    person_id, secret = someone_with_both()
    sign_in_by_app(client, person_id, secret)
    by_mail = Client()
    give_password(by_mail)
    by_mail.post("/sign-in/device", {"device": str(device_of(person_id, "email"))})
    by_mail.post("/sign-in/verify", {"code": ask_for_code(by_mail)})
    told = Session.objects.order_by("started_at").values_list("methods", flat=True)
    assert list(told) == [["pwd", "otp", "mfa"], ["pwd"]]
    assert b'"methods":["pwd"]' in bytes(Entry.objects.filter(fact="signin.session_started").latest("at").canonical)


@pytest.mark.said
def test_only_who_is_signed_in_changes_devices():
    """Source: SIG-4. Not a job, not somebody without a session, not somebody in another's."""
    person_id, secret = someone_with_both()
    app = device_of(person_id, "totp")
    an_app(a_person("bob.baker", state="active"), at=AT)
    for by in (SYSTEM, person(person_id)):
        with pytest.raises(NotFound):
            remove_device(app, by=by, at=AT)
        with pytest.raises(NotFound):
            add_app("123456", name="", by=by, at=AT)
        with pytest.raises(NotFound):
            prove_again(code_of(secret), device_id=app, by=by, at=AT)
