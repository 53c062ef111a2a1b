"""A session that runs out while one types: one signs in, and goes on where one was."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tests.people import AT
from tests.rooms.signin import diary
from tests.rooms.signin.people import a_person, ask_for_code, enter_code, give_password, sign_in
from vestibule.signin.models import ParkedForm, Session

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rooms.signin.diary")]

TYPED = {"words": "Long thoughts about claims.", "zip_code": "32004", "password": "Secret-Horse-7-Battery"}


@pytest.fixture
def lapsed(client: Client, travel) -> Client:
    """Return the browser of somebody whose session has just run out while they were typing."""
    diary.written.clear()
    a_person(state="active")
    a_person("bob.baker", state="active")
    travel(AT)
    sign_in(client)
    assert client.get("/diary").status_code == 200
    travel(Session.objects.get().seen_at + timedelta(minutes=31))
    return client


def test_what_was_typed_is_shown_again_and_sent_by_nobody_but_oneself(lapsed):
    """Source: SIG-7. A password is typed anew."""
    page = lapsed.post("/diary", TYPED)
    assert page.url == "/?next=%2Fdiary"
    assert "What you were doing is kept." in lapsed.get(page.url).text

    assert sign_in(lapsed, next="/diary").url == "/diary"
    page = lapsed.get("/diary")
    assert "Long thoughts about claims." in page.text
    assert 'value="32004"' in page.text
    assert "Secret-Horse" not in page.text
    assert "Long thoughts about claims." in lapsed.get("/diary").text
    assert diary.written == []


def test_once_sent_it_does_not_come_back(lapsed):
    """Source: SIG-7."""
    lapsed.post("/diary", TYPED)
    sign_in(lapsed, next="/diary")
    assert lapsed.post("/diary", TYPED).url == "/diary"
    assert diary.written == ["Long thoughts about claims."]
    assert "Long thoughts" not in lapsed.get("/diary").text
    assert not ParkedForm.objects.exists()


@pytest.mark.said
def test_nobody_else_sees_it(lapsed):
    """Source: SIG-7. Neither another person in the same browser, nor another browser, nor another page."""
    lapsed.post("/diary", TYPED)
    cookie = lapsed.cookies[settings.PARKED_COOKIE].value
    sign_in(lapsed, "bob.baker", next="/diary")
    assert lapsed.cookies[settings.PARKED_COOKIE].value == cookie
    assert "Long thoughts" not in lapsed.get("/diary").text

    elsewhere = Client()
    sign_in(elsewhere)
    assert "Long thoughts" not in elsewhere.get("/diary").text
    assert "Long thoughts" not in elsewhere.get("/profile").text


@pytest.mark.said
def test_a_form_sent_to_an_address_without_a_page_comes_back_where_it_stood(lapsed):
    """Source: SIG-7."""
    page = lapsed.post("/diary/entry", TYPED, headers={"Referer": f"{settings.ORIGIN}/diary"})
    assert page.url == "/?next=%2Fdiary"
    sign_in(lapsed, next="/diary")
    assert "Long thoughts" in lapsed.get("/diary").text


@pytest.mark.said
@pytest.mark.parametrize("referer", ["https://evil.example/diary", "http://testserver.evil.example/", "nonsense", ""])
def test_another_site_does_not_say_where_one_goes_on(lapsed, referer):
    """Source: SIG-1."""
    assert lapsed.post("/diary", TYPED, headers={"Referer": referer}).url == "/?next=%2Fdiary"


@pytest.mark.said
def test_who_signed_out_or_was_never_in_leaves_nothing_behind(client):
    """Source: SIG-7."""
    a_person(state="active")
    sign_in(client)
    token = client.cookies[settings.SESSION_COOKIE].value
    client.post("/sign-out")
    client.cookies[settings.SESSION_COOKIE] = token
    assert client.post("/diary", TYPED).url == "/?next=%2Fdiary"
    assert Client().post("/diary", TYPED)["Location"] == "/?next=%2Fdiary"
    assert not ParkedForm.objects.exists()


@pytest.mark.said
def test_it_is_kept_sealed_and_for_an_hour(lapsed, travel):
    """Source: SIG-7."""
    lapsed.post("/diary", TYPED)
    row = ParkedForm.objects.values().get()
    assert b"Long thoughts" not in bytes(row["fields"])
    sign_in(lapsed, next="/diary")
    travel(row["expires_at"] - timedelta(seconds=2))
    sign_in(lapsed, next="/diary", again="yes")
    assert "Long thoughts" in lapsed.get("/diary").text
    travel(row["expires_at"])
    assert "Long thoughts" not in lapsed.get("/diary").text


@pytest.mark.said
def test_the_form_of_a_session_that_ran_out_still_passes_the_csrf_check(travel):
    """Source: SIG-7. Its token belongs to the browser, not to the session."""
    browser = Client(enforce_csrf_checks=True)
    a_person(state="active")
    travel(AT)
    token = _csrf(browser.get("/").text)
    give_password(browser, csrfmiddlewaretoken=token)
    token = _csrf(browser.get("/sign-in/verify").text)
    code = ask_for_code(browser, csrfmiddlewaretoken=token)
    enter_code(browser, code, csrfmiddlewaretoken=token)
    token = _csrf(browser.get("/diary").text)
    travel(Session.objects.get().seen_at + timedelta(minutes=31))

    assert browser.post("/diary", TYPED).status_code == 403
    assert browser.post("/diary", {**TYPED, "csrfmiddlewaretoken": token})["Location"] == "/?next=%2Fdiary"


def _csrf(text: str) -> str:
    return text.rsplit('name="csrfmiddlewaretoken" value="', 1)[1].split('"', 1)[0]


def test_a_stranger_to_measure_can_not_fill_the_database(lapsed):
    """Source: SIG-7. The address of a page is whatever a browser says it is, and a form as long as it likes."""
    for number in range(15):
        lapsed.post("/diary", TYPED, headers={"Referer": f"{settings.ORIGIN}/diary/{number}"})
    lapsed.post("/diary", {"words": "x" * 1_000_000})
    kept = ParkedForm.objects.values_list("path", "fields")
    assert len(kept) == 10
    assert ParkedForm.objects.get(path="/diary").fields == "{}"
