"""Signing in through the pages, from password to session."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tests.people import AT, PASSWORD
from tests.rooms.signin.people import a_person, ask_for_code, enter_code, give_password, is_in, sign_in
from vestibule.accounts.models import Person, TermsAcceptance
from vestibule.accounts.policy.terms import TERMS_VERSION
from vestibule.journal.models import Entry
from vestibule.notices.models import Mail
from vestibule.signin.models import Session, SignInJourney

pytestmark = pytest.mark.django_db


@pytest.mark.said
def test_password_mailed_code_and_one_is_in(client):
    """Source: SIG-1, SIG-2 (APP 5-6)."""
    a_person()

    page = give_password(client)
    assert page.status_code == 302
    assert page.url == "/sign-in/verify"
    page = client.get("/sign-in/verify")
    assert "IDM Auto Response" in page.text
    assert "a•••@example.com" in page.text
    assert not is_in(client)

    page = enter_code(client, ask_for_code(client))
    assert page.url == "/sign-in/set-up?next=%2Fhome"
    page = client.get(page.url)
    assert "Email" in page.text
    assert client.post("/sign-in/set-up", {"next": "/home", "move": "skip"}).url == "/home"
    assert "Welcome, Ann Archer" in client.get("/home").text


@pytest.mark.said
def test_the_first_code_proves_the_address_and_the_second_time_there_is_no_set_up(client):
    """Source: SIG-2 (APP 6)."""
    person_id = a_person()
    sign_in(client)
    assert Person.objects.get(pk=person_id).state == "active"

    another = Client()
    assert sign_in(another).url == "/home"


@pytest.mark.said
def test_a_sign_in_is_on_record_step_by_step(client):
    """Source: AUD-1, SIG-1."""
    a_person()
    sign_in(client)
    facts = list(Entry.objects.order_by("at").values_list("fact", flat=True))
    for fact in ("password_accepted", "code_sent", "session_started", "device_added"):
        assert facts.count(f"signin.{fact}") == 1
    assert facts.count("accounts.email_verified") == 1


@pytest.mark.said
def test_the_box_is_a_condition_and_its_version_is_on_record(client):
    """Source: ACC-11 (ADD 4)."""
    person_id = a_person()
    page = client.post("/", {"user_id": "ann.archer", "password": PASSWORD})
    assert page.status_code == 422
    assert "Agree to terms and conditions" in page.text
    assert 'value="ann.archer"' in page.text
    assert not SignInJourney.objects.exists()

    give_password(client)
    assert TermsAcceptance.objects.get(person_id=person_id).version == TERMS_VERSION
    give_password(client)
    assert Entry.objects.filter(fact="accounts.terms_accepted").count() == 1


@pytest.mark.said
def test_white_space_and_case_of_a_user_id_do_not_count(client):
    """Source: ACC-3."""
    a_person()
    assert give_password(client, "  ANN.archer ").url == "/sign-in/verify"


@pytest.mark.said
def test_one_comes_back_to_where_one_was_going(client):
    """Source: SIG-1."""
    a_person()
    page = client.get("/profile")
    assert page.url == "/?next=%2Fprofile"
    assert '<input type="hidden" name="next" value="/profile">' in client.get(page.url).text
    assert sign_in(client, next="/profile").url == "/sign-in/set-up?next=%2Fprofile"


@pytest.mark.said
@pytest.mark.alike
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/home\r\nSet-Cookie: a=b",
        "///evil.example",
        "javascript:alert(1)",
        "home",
        " /home",
        "/" + "a" * 5000,
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(client, elsewhere):
    """Source: SIG-1."""
    a_person(state="active")
    assert sign_in(client, next=elsewhere).url == "/home"
    assert client.get("/", {"next": elsewhere}).url == "/home"
    assert client.post("/sign-in/set-up", {"next": elsewhere}).url == "/home"


def test_who_is_in_does_not_sign_in_again_unless_an_application_asks(client):
    """Source: SIG-1, FED-1."""
    a_person(state="active")
    sign_in(client)
    assert client.get("/").url == "/home"
    assert client.get("/?next=/profile").url == "/profile"
    assert "Sign In" in client.get("/?again&next=/profile").text

    old = Session.objects.get()
    assert sign_in(client, again="yes", next="/profile").url == "/profile"
    old.refresh_from_db()
    assert (old.state, old.end_reason) == ("ended", "replaced")


@pytest.mark.said
def test_every_rise_of_authority_has_a_session_and_a_csrf_token_of_its_own(client):
    """Source: SIG-7. A session that somebody planted beforehand is worth nothing."""
    a_person()
    client.cookies[settings.SESSION_COOKIE] = "planted"
    client.get("/")
    csrf_tokens = [client.cookies[settings.CSRF_COOKIE_NAME].value]

    give_password(client)
    csrf_tokens.append(client.cookies[settings.CSRF_COOKIE_NAME].value)
    enter_code(client, ask_for_code(client))
    csrf_tokens.append(client.cookies[settings.CSRF_COOKIE_NAME].value)
    assert client.cookies[settings.SESSION_COOKIE].value != "planted"
    assert len(set(csrf_tokens)) == 3
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE] = "planted"
    assert not is_in(stranger)


@pytest.mark.said
def test_signing_out_ends_the_session_itself_and_not_just_the_cookie(client):
    """Source: SIG-7."""
    a_person()
    sign_in(client)
    token = client.cookies[settings.SESSION_COOKIE].value
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").url == "/?out"
    assert "You are signed out." in client.get("/?out").text

    client.cookies[settings.SESSION_COOKIE] = token
    assert not is_in(client)
    assert client.post("/sign-out").url == "/?out"
    assert Entry.objects.filter(fact="signin.session_ended").count() == 1


def test_pages_of_a_session_are_not_kept_by_the_browser(client):
    """Source: SIG-7."""
    a_person()
    sign_in(client)
    assert client.get("/home")["Cache-Control"] == "no-store"


@pytest.mark.said
def test_one_signs_out_another_browser_and_nobody_else_can(client):
    """Source: SIG-7."""
    a_person(state="active")
    a_person("bob.baker", state="active")
    sign_in(client)
    elsewhere, stranger = Client(headers={"User-Agent": "Mozilla/5.0 (iPad) Firefox/140.0"}), Client()
    sign_in(elsewhere)
    sign_in(stranger, "bob.baker")
    other = Session.objects.get(agent__contains="iPad")

    assert "Firefox on iPad" in client.get("/profile").text
    assert stranger.post(f"/profile/sessions/{other.pk}/end").status_code == 404
    assert is_in(elsewhere)
    assert client.post(f"/profile/sessions/{other.pk}/end").url == "/profile"
    assert not is_in(elsewhere)
    assert is_in(client)


@pytest.mark.said
@pytest.mark.parametrize(
    ("later", "still_in"),
    [
        (timedelta(minutes=29, seconds=59), True),
        (timedelta(minutes=30), False),
    ],
)
def test_idle_for_half_an_hour_is_out(client, travel, later, still_in):
    """Source: SIG-7."""
    a_person()
    travel(AT)
    sign_in(client)
    started = Session.objects.get().seen_at
    travel(started + later)
    assert is_in(client) is still_in


@pytest.mark.said
def test_after_twelve_hours_one_is_out_however_busy(client, travel):
    """Source: SIG-7."""
    a_person()
    travel(AT)
    sign_in(client)
    started = Session.objects.get().started_at
    for minutes in range(20, 12 * 60, 20):
        travel(started + timedelta(minutes=minutes))
        assert is_in(client)
    travel(started + timedelta(hours=12))
    assert not is_in(client)


@pytest.mark.said
def test_a_get_of_any_page_changes_nothing(client):
    """Source: SIG-2. Mail scanners follow links."""
    a_person(state="active")
    give_password(client)
    typed = {"move": "send", "code": "123456", "user_id": "ann.archer", "password": PASSWORD, "terms": "yes"}
    before = (Entry.objects.count(), Mail.objects.count(), Session.objects.count(), SignInJourney.objects.get().stage)
    for path in ("/", "/sign-in/verify", "/sign-in/set-up", "/home", "/profile", "/sign-out"):
        client.get(path, typed)
    after = (Entry.objects.count(), Mail.objects.count(), Session.objects.count(), SignInJourney.objects.get().stage)
    assert before == after


@pytest.mark.said
def test_the_host_header_never_reaches_a_mail(client):
    """Source: SIG-2. A link in a mail is built from the configured origin."""
    a_person()
    give_password(client)
    assert client.post("/sign-in/verify", {"move": "send"}, headers={"Host": "evil.example"}).status_code == 400
    client.post("/sign-in/verify", {"move": "send"}, headers={"X-Forwarded-Host": "evil.example"})
    mail = Mail.objects.get()
    assert "evil.example" not in f"{mail.text}{mail.html}{mail.subject}"
