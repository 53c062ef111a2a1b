"""Devices in the profile: an authenticator app is added by its first right code, and removed but for the last."""

from datetime import timedelta

import pyotp
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.consequences import NONE, consequences
from tests.people import AT
from tests.rooms.signin.devices import (
    APP_PAGE,
    code_of,
    device_of,
    set_up_app,
    shown_secret,
    sign_in_by_app,
    someone_signed_in,
    someone_with_both,
    wrong_code_of,
)
from tests.rooms.signin.people import a_person, ask_for_code, give_password, is_in, sign_in
from vestibule.journal.models import Entry
from vestibule.kernel import clock
from vestibule.notices.models import Mail
from vestibule.signin.device_queries import visible_device
from vestibule.signin.factors.app import enrolment_address, qr_code
from vestibule.signin.models import AppSetup, AuthenticatorApp, Device, Session
from vestibule.signin.upkeep import sweep

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything begin at one moment."""
    travel(AT)


@pytest.mark.said
def test_an_app_is_added_from_the_profile_by_the_labels_of_the_instructions(client):
    """Source: SIG-3 (APP 7, EU 6)."""
    person_id = someone_signed_in(client)
    page = client.get("/profile").text
    for words in ("Manage MFA and Recovery Devices", "Add another device", ">Authenticator app</option>"):
        assert words in page
    assert ">Email</option>" not in page  # it is there already
    for later in ("Text message", "Voice call"):
        assert later not in page

    assert client.post("/profile", {"kind": "totp"}).url == APP_PAGE
    page = client.get(APP_PAGE)
    assert "Verify MFA" in page.text
    assert "no-store" in page["Cache-Control"]
    secret = shown_secret(client)
    assert len(secret) == 32
    answer = client.post(APP_PAGE, {"move": "verify", "code": code_of(secret), "name": "my phone"})
    assert answer.url == "/profile/devices/added"
    assert ">OK</button>" in client.get(answer.url).text
    assert client.post(answer.url).url == "/profile"

    device = Device.objects.get(person_id=person_id, kind="totp")
    assert device.name == "my phone"
    assert "my phone" in client.get("/profile").text
    assert AuthenticatorApp.objects.get(pk=device.pk).secret == secret
    assert not AppSetup.objects.exists()


@pytest.mark.said
def test_what_is_shared_with_an_app_stands_sealed_in_the_database_and_nowhere_else(client, caplog):
    """Source: SIG-3, AUD-1. Not in a fact, a mail, a log line, nor in any address; the name that was typed neither."""
    someone_signed_in(client)
    client.post(APP_PAGE, {"move": "setup"})
    secret = shown_secret(client)
    answers = [client.post(APP_PAGE, {"code": "000000", "name": "Fritz"})]
    answers.append(set_up_app(client, name="Fritz"))

    written = f"{raw_rows()}{caplog.text}{[answer.get('Location', '') for answer in answers]}"
    assert "authenticator_app" in written
    for private in (secret, "Fritz"):
        assert private not in written
        assert private.encode().hex() not in written


def raw_rows() -> str:
    """Return every row of every table as it stands in the database."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = [[_plain(value) for value in row] for row in cursor.fetchall()]
    return str(found)


def _plain(value: object) -> object:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else value


@pytest.mark.said
def test_the_picture_says_what_the_key_beside_it_says(client):
    """Source: SIG-3, NEW-5. It is drawn here, without a style of its own, and has words for who doesn't see it."""
    someone_signed_in(client)
    client.post(APP_PAGE, {"move": "setup"})
    secret, page = shown_secret(client), client.get(APP_PAGE).text
    address = enrolment_address(secret, account="ann.archer", issuer="Identity Management")
    drawn = page[page.index('<div role="img"') :].split("</div>")[0]
    assert qr_code(address) in drawn
    assert 'aria-label="QR code for your authenticator app' in drawn
    assert "style" not in drawn
    taken_in = pyotp.parse_uri(address)
    assert isinstance(taken_in, pyotp.TOTP)
    assert (taken_in.secret, taken_in.name, taken_in.issuer) == (secret, "ann.archer", "Identity Management")


@pytest.mark.said
def test_a_wrong_code_adds_nothing_and_costs_a_try(client):
    """Source: SIG-3, SIG-6."""
    person_id = someone_signed_in(client)
    client.post(APP_PAGE, {"move": "setup"})
    page = client.post(APP_PAGE, {"code": wrong_code_of(shown_secret(client)), "name": "my phone"})
    assert page.status_code == 422
    assert "Tries left: 4" in page.text
    assert 'value="my phone"' in page.text
    assert not Device.objects.filter(person_id=person_id, kind="totp").exists()
    assert Entry.objects.filter(fact="signin.code_failed").count() == 1


def test_a_set_up_is_good_for_half_an_hour_judged_when_it_is_used(client, travel):
    """Source: SIG-3. What was shown and left is worth nothing, whether or not it has been swept away."""
    someone_signed_in(client)
    client.post(APP_PAGE, {"move": "setup"})
    secret, expires = shown_secret(client), AppSetup.objects.get().expires_at
    for minutes in (20, 29):
        travel(AT + timedelta(minutes=minutes))
        assert client.get(APP_PAGE).status_code == 200
    travel(expires)
    page = client.post(APP_PAGE, {"code": code_of(secret)})
    assert "prove" in page.url or "Begin again" in page.text
    assert not AuthenticatorApp.objects.exists()
    sweep(at=expires)
    assert not AppSetup.objects.exists()


@pytest.mark.said
def test_what_one_session_sets_up_is_worth_nothing_in_another(client):
    """Source: SIG-3, SIG-4. Nor is there ever more than one set-up of a person: the later one counts."""
    someone_signed_in(client)
    client.post(APP_PAGE, {"move": "setup"})
    secret = shown_secret(client)
    elsewhere, stranger = Client(), Client()
    sign_in(elsewhere)
    someone_signed_in(stranger, "bob.baker")
    for browser in (elsewhere, stranger):
        page = browser.post(APP_PAGE, {"code": code_of(secret)})
        assert page.status_code == 422
        assert secret[:4] not in browser.get(APP_PAGE).text
    assert not AuthenticatorApp.objects.exists()

    elsewhere.post(APP_PAGE, {"move": "setup"})
    assert AppSetup.objects.count() == 1
    assert client.post(APP_PAGE, {"code": code_of(secret)}).status_code == 422
    assert shown_secret(elsewhere) != secret


def test_begun_again_in_the_same_session_it_is_the_same_secret(client):
    """Source: SIG-3. The app may have taken it in already."""
    someone_signed_in(client)
    client.post(APP_PAGE, {"move": "setup"})
    secret = shown_secret(client)
    client.post("/profile", {"kind": "totp"})
    assert shown_secret(client) == secret


@pytest.mark.said
def test_every_page_of_the_profile_advises_two_devices_until_there_are_two(client):
    """Source: SIG-3."""
    someone_signed_in(client)
    pages = ["/profile", APP_PAGE, f"/profile/prove/{Device.objects.get().pk}"]
    assert all("We recommend two" in client.get(page).text for page in pages)
    set_up_app(client)
    assert not any("We recommend two" in client.get(page).text for page in pages)


@pytest.mark.said
def test_after_the_first_sign_in_an_app_is_set_up_and_one_goes_on_where_one_was_going(client):
    """Source: SIG-2, SIG-3 (APP 6-7)."""
    a_person()
    address = sign_in(client, next="/role-request/").url
    page = client.get(address).text
    assert "Setup" in page
    assert "Finish" in page
    assert "Skip for now" in page

    back = "/profile/devices/app?next=%2Fsign-in%2Fset-up%3Fnext%3D%252Frole-request%252F"
    assert f'action="{back}"' in page
    assert client.post(back, {"move": "setup"}).url == back
    answer = client.post(back, {"move": "verify", "code": code_of(shown_secret(client))})
    page = client.get(client.post(answer.url).url).text
    assert "Authenticator app" in page
    assert '<input type="hidden" name="next" value="/role-request/">' in page


@pytest.mark.said
@pytest.mark.cms
def test_adding_and_removing_a_device_are_told_by_mail(client):
    """Source: SIG-4."""
    person_id = someone_signed_in(client)
    before = consequences()
    set_up_app(client)
    assert (consequences() - before).mails == 1
    mail = Mail.objects.latest("queued_at")
    assert mail.recipient == "ann.archer@example.com"
    assert "A device was added" in f"{mail.subject}{mail.text}"
    assert "Authenticator app" in str(mail.text)

    client.post(f"/profile/devices/{device_of(person_id, 'email')}/remove")
    mail = Mail.objects.latest("queued_at")
    assert "A device was removed" in f"{mail.subject}{mail.text}"
    assert "Email" in str(mail.text)


@pytest.mark.said
def test_a_device_is_removed_after_a_question_and_opens_nothing_any_more(client):
    """Source: SIG-4. Its codes open nothing any more, nor does a sign-in that was going on with it."""
    person_id, secret = someone_with_both()
    sign_in_by_app(client, person_id, secret)
    going_on = Client()
    give_password(going_on)
    app = device_of(person_id, "totp")
    going_on.post("/sign-in/device", {"device": str(app)})
    address = f"/profile/devices/{app}/remove"
    assert "my phone" in client.get(address).text

    assert client.post(address).url == "/profile?removed"

    assert AuthenticatorApp.objects.exists()  # sealed, until it can't be undone any more
    assert Entry.objects.filter(fact="signin.device_removed").count() == 1
    assert going_on.post("/sign-in/verify", {"code": code_of(secret, steps=1)})["Location"] == "/?late"
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.said
def test_the_last_device_stays(client):
    """Source: SIG-4."""
    person_id = someone_signed_in(client)
    address = f"/profile/devices/{device_of(person_id, 'email')}/remove"
    assert address not in client.get("/profile").text
    before = consequences()
    page = client.post(address)
    assert page.status_code == 422
    assert "This is your last device" in page.text
    assert consequences() - before == NONE
    assert Device.objects.get().state == "live"


@pytest.mark.said
def test_nobody_removes_or_shows_anothers_device(client):
    """Source: SIG-4."""
    person_id, _ = someone_with_both()
    someone_signed_in(client, "bob.baker")
    theirs = device_of(person_id, "totp")
    for address in (f"/profile/devices/{theirs}/remove", f"/profile/prove/{theirs}"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"code": "123456"}).status_code == 404
    assert Device.objects.filter(person_id=person_id, state="live").count() == 2


@pytest.mark.said
def test_the_address_can_be_removed_and_added_again_by_a_code_mailed_there(client):
    """Source: SIG-3, SIG-4."""
    person_id, secret = someone_with_both()
    sign_in_by_app(client, person_id, secret)
    client.post(f"/profile/devices/{device_of(person_id, 'email')}/remove")
    assert ">Email</option>" in client.get("/profile").text
    other = Client()
    give_password(other)
    assert other.post("/sign-in/verify", {"move": "send"}).status_code == 422  # by the app only

    assert client.post("/profile", {"kind": "email"}).url == "/profile/devices/email"
    code = ask_for_code(client, page="/profile/devices/email")
    wrong = client.post("/profile/devices/email", {"code": f"{(int(code) + 1) % 1_000_000:06d}"})
    assert "Tries left: 4" in wrong.text
    assert client.post("/profile/devices/email", {"code": code}).url == "/profile/devices/added"
    assert visible_device(device_of(person_id, "email"), to=person_id).kind == "email"


@pytest.mark.said
@pytest.mark.cms
def test_somebody_has_ten_devices_at_most(client):
    """Source: SIG-3. A page lists them all, and a sign-in offers them all."""
    person_id = someone_signed_in(client)
    for _ in range(9):
        Device.objects.create(person_id=person_id, kind="totp", added_at=clock.now())
    page = client.get("/profile").text
    assert ">Recovery codes</option>" in page  # they take no device's place
    assert ">Authenticator app</option>" not in page
    page = client.post(APP_PAGE, {"move": "setup"})
    assert page.status_code == 422
    assert "which is the most" in page.text


@pytest.mark.said
def test_who_is_signed_out_sets_nothing_up(client):
    """Source: SIG-4, SIG-7. The session that began it has ended meanwhile."""
    someone_signed_in(client)
    client.post(APP_PAGE, {"move": "setup"})
    secret, token = shown_secret(client), client.cookies[settings.SESSION_COOKIE].value
    client.post("/sign-out")
    client.cookies[settings.SESSION_COOKIE] = token
    assert client.post(APP_PAGE, {"code": code_of(secret)}).url.startswith("/?next=")
    assert not is_in(client)
    assert not AuthenticatorApp.objects.exists()
    assert Session.objects.get().state == "ended"
