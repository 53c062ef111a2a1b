"""How long one stays signed in: said on every page and on one of its own; to ask is no use of the session."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.people import AT
from tests.rooms.signin import diary
from tests.rooms.signin.people import a_person, is_in, sign_in
from vestibule.journal.models import Entry
from vestibule.kernel.rulebook import SignInRules
from vestibule.signin.models import ParkedForm, Session
from vestibule.signin.policy.lasting import lasting

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.rooms.signin.diary")]

RULES = SignInRules()
TYPED = {"words": "Long thoughts about claims.", "zip_code": "32004", "password": "Secret-Horse-7-Battery"}


@pytest.fixture
def seen(client: Client, travel) -> datetime:
    """Sign somebody in, and return the moment from which their half hour counts."""
    diary.written.clear()
    a_person(state="active")
    travel(AT)
    sign_in(client)
    return Session.objects.get().seen_at


def left(browser: Client) -> Any:
    """Return what the dialog of a page is told."""
    answer = browser.get("/session/left")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.json()


@pytest.mark.parametrize(
    ("age", "idle", "warned", "ends", "final"),
    [
        (timedelta(0), timedelta(0), timedelta(minutes=20), timedelta(minutes=30), False),
        (timedelta(hours=2), timedelta(minutes=25), timedelta(minutes=-5), timedelta(minutes=5), False),
        (timedelta(hours=11, minutes=30), timedelta(0), timedelta(minutes=20), timedelta(minutes=30), True),
        (timedelta(hours=11, minutes=55), timedelta(0), timedelta(minutes=-5), timedelta(minutes=5), True),
        (timedelta(hours=11, minutes=29), timedelta(0), timedelta(minutes=20), timedelta(minutes=30), False),
    ],
)
def test_one_is_warned_ten_minutes_before_either_end(age, idle, warned, ends, final):
    """Source: SIG-7."""
    until = lasting(AT - age, AT - idle, rules=RULES)
    assert (until.warned_at - AT, until.ends_at - AT, until.is_final) == (warned, ends, final)


@pytest.mark.said
def test_every_page_says_at_its_foot_when_one_is_signed_out(client, seen):
    """Source: SIG-7."""
    for page in ("/home", "/profile", "/role-request/role", "/my-requests", "/diary", "/session"):
        text = client.get(page, follow=True).text
        assert "If you do nothing here, you are signed out at 10:30 a.m.; in any case at 10 p.m. EDT." in text, page
    client.post("/sign-out")
    assert "signed out at" not in client.get("/").text


def test_asking_how_long_one_has_is_no_use_of_the_session(client, seen, travel):
    """Source: SIG-7. Neither the dialog's question, nor looking at the page; the session still ends in time."""
    travel(seen + timedelta(minutes=12))
    assert left(client) == {"signed_in": True, "warned_in": 480, "ends_in": 1080, "is_final": False}
    travel(seen + timedelta(minutes=29))
    assert left(client)["warned_in"] == -540
    assert "signed out at 10:30 a.m. EDT" in client.get("/session").text
    travel(seen + timedelta(minutes=30))
    assert left(client) == {"signed_in": False}
    assert not is_in(client)


@pytest.mark.said
def test_what_one_window_does_keeps_the_others(client, seen, travel):
    """Source: SIG-7. The question of a window that is about to warn is answered with what another did."""
    travel(seen + timedelta(minutes=19))
    client.get("/profile")
    travel(seen + timedelta(minutes=20))
    assert left(client)["warned_in"] == 19 * 60


@pytest.mark.said
def test_a_button_keeps_one_signed_in_without_scripts(client, seen, travel):
    """Source: SIG-7. Of the half hour nothing is lost, and it is said that one stays."""
    travel(seen + timedelta(minutes=29, seconds=58))
    kept = client.post("/session", {"next": "/profile"})
    assert kept.url == "/session?kept=yes&next=%2Fprofile"
    page = client.get(kept.url).text
    assert "You stay signed in." in page
    assert 'href="/profile">Back to the page you were on' in page
    travel(seen + timedelta(minutes=59))
    assert is_in(client)


@pytest.mark.said
def test_staying_can_not_go_beyond_twelve_hours(client, seen, travel):
    """Source: SIG-7. It is said beforehand, and nothing is offered that wouldn't help."""
    Session.objects.update(seen_at=seen + timedelta(hours=11, minutes=45))
    travel(seen + timedelta(hours=11, minutes=50))
    client.post("/session")
    assert left(client)["is_final"] is True
    page = client.get("/session").text
    assert "Your session ends at 10 p.m. EDT; you’ll sign in again then." in page
    assert "Stay signed in</button>" not in page
    travel(seen + timedelta(hours=12))
    assert not is_in(client)
    text = client.get("/?next=/diary").text
    assert "because 12 hours are the longest that one is signed in" in text


@pytest.mark.said
def test_staying_leaves_nothing_on_record_and_needs_a_session(client, seen, travel):
    """Source: SIG-7, AUD-1. It is no deed; and whose session is over is let in by no button."""
    before = Entry.objects.count()
    client.post("/session")
    assert Entry.objects.count() == before
    travel(seen + timedelta(minutes=31))
    assert client.post("/session").url == "/?next=%2Fsession"
    assert not is_in(client)
    assert left(Client()) == {"signed_in": False}
    assert Client().post("/session")["Location"] == "/?next=%2Fsession"


def test_what_was_typed_when_it_ran_out_is_kept_and_sent_by_nobody(client, seen, travel):
    """Source: SIG-7. The page hands its form in to be kept, not where it would act."""
    travel(seen + timedelta(minutes=31))
    answer = client.post("/session/over?page=/diary", TYPED)
    assert answer.url == "/?next=%2Fdiary"
    text = client.get(answer.url).text
    assert "You were signed out, because nothing was done for 30 minutes." in text

    sign_in(client, next="/diary")
    page = client.get("/diary").text
    assert "Long thoughts about claims." in page
    assert "Secret-Horse" not in page
    assert diary.written == []


@pytest.mark.said
def test_a_page_that_was_wrong_about_the_end_loses_nothing(client, seen, travel):
    """Source: SIG-7. Another window stayed: one goes back to where one was, with what was typed."""
    answer = client.post("/session/over?page=/diary", TYPED)
    assert answer.url == "/diary"
    assert "Long thoughts about claims." in client.get("/diary").text
    assert diary.written == []


@pytest.mark.said
@pytest.mark.parametrize("page", ["//evil.example/", "https://evil.example/", "/\\evil.example", ""])
def test_the_end_leads_nowhere_else(client, seen, travel, page):
    """Source: SIG-7. Nor does it keep anything for who signed out, or was never in."""
    travel(seen + timedelta(minutes=31))
    answer = client.post(f"/session/over?page={page}", TYPED)
    assert answer.url == "/?next=%2Fhome"
    assert client.get("/session/over").status_code == 405

    ParkedForm.objects.all().delete()
    stranger = Client()
    stranger.cookies[settings.SESSION_COOKIE] = "made-up"
    assert stranger.post("/session/over?page=/diary", TYPED)["Location"] == "/?next=%2Fdiary"
    assert not ParkedForm.objects.exists()
