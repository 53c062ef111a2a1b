"""Announcements on the pages: written at the help desk, read as a banner and on the page of news."""

import pytest
from django.test import Client

from tests.browsing import hidden, signed_in, words
from tests.people import AT, a_person, the_catalog
from tests.rooms.desk.casing import at_browser, leaves, staff
from tests.rooms.news.announcing import an_announcement
from vestibule.news.models import Announcement

pytestmark = pytest.mark.django_db

SENT = {
    "kind": "outage",
    "audience": "everybody",
    "title_en": "SPOT is down",
    "title_es": "SPOT no funciona",
    "body_en": "See https://status.example.org/ for more.",
    "body_es": "Vea https://status.example.org/.",
    "from_day_month": "3",
    "from_day_day": "10",
    "from_day_year": "2026",
    "from_time": "9:00 a.m.",
    "until_day_month": "3",
    "until_day_day": "12",
    "until_day_year": "2026",
    "until_time": "20:30",
    "line": "both",
}


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything happen at one moment."""
    travel(AT)
    the_catalog()


@pytest.fixture
def sam():
    """Return somebody at the help desk."""
    return staff("Sam", "Staff")


def test_it_is_written_looked_at_published_shown_and_put_away(sam):
    """Source: NEW-2, HLP-2."""
    desk, una = at_browser(sam), signed_in(a_person("Una", "User"))
    preview = desk.post("/help-desk/announcements/new", SENT, follow=True)
    assert "It concerns 2 people at this moment" in words(preview)
    assert "SPOT no funciona" in words(preview)
    assert "SPOT is down" not in words(una.get("/home"))

    draft = Announcement.objects.get()
    done = desk.post(f"/help-desk/announcements/{draft.pk}/publish", hidden(preview), follow=True)
    assert "Shown now" in words(done)
    home = una.get("/home")
    assert "Outage: SPOT is down" in words(home)
    assert '<a class="usa-link" href="https://status.example.org/" rel="external noopener noreferrer">' in str(
        home.content
    )
    assert "SPOT is down" in words(Client().get("/news"))
    assert "SPOT no funciona" in words(Client(headers={"accept-language": "es"}).get("/news"))

    back = una.post(f"/news/{draft.pk}/put-away", {"next": "/my-roles"})
    assert back["Location"] == "/my-roles"
    assert "SPOT is down" not in words(una.get("/home"))
    assert "SPOT is down" in words(una.get("/news"))


def test_the_way_back_from_a_banner_leads_nowhere_else(sam):
    """Source: NEW-2, SIG-7."""
    una, one = signed_in(a_person("Una", "User")), an_announcement(sam)
    assert una.post(f"/news/{one}/put-away", {"next": "//evil.example/"})["Location"] == "/home"


def test_markup_in_it_is_words(sam):
    """Source: NEW-2."""
    una = signed_in(a_person("Una", "User"))
    script = "<script>alert(1)</script>"
    an_announcement(sam, title_en=script, body_en=f"{script} https://a.example/\"onclick='x'", kind="change")
    for page in (una.get("/home"), Client().get("/news"), at_browser(sam).get("/help-desk/announcements")):
        assert "<script>alert" not in page.content.decode()
        assert "onclick='x'" not in page.content.decode()


def test_a_page_that_stayed_open_before_somebody_who_left_publishes_nothing(sam):
    """Source: NEW-2, HLP-2."""
    desk = at_browser(sam)
    preview = desk.post("/help-desk/announcements/new", SENT, follow=True)
    leaves(sam)
    draft = Announcement.objects.get()
    assert desk.post(f"/help-desk/announcements/{draft.pk}/publish", hidden(preview)).status_code == 404
    assert Announcement.objects.get().state == "draft"


def test_a_number_that_was_tampered_with_publishes_nothing_wider(sam):
    """Source: NEW-2. Words that weren't seen are refused whatever number is sent."""
    desk = at_browser(sam)
    desk.post("/help-desk/announcements/new", SENT)
    draft = Announcement.objects.get()
    answer = desk.post(f"/help-desk/announcements/{draft.pk}/publish", {"seen": "0" * 64, "reach": "999999"})
    assert (answer.status_code, Announcement.objects.get().state) == (422, "draft")


@pytest.mark.alike
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"from_time": "2:30 a.m.", "from_day_day": "8"}, "this time doesn’t exist"),
        ({"until_time": "late"}, "Write the time like"),
        ({"until_day_day": "10", "until_time": "9:00"}, "It must end after it begins."),
        ({"title_en": "Down\u202e"}, "invisible or damaged character"),
        ({"audience": "role:none"}, "Choose one of the answers offered"),
    ],
)
def test_what_can_not_be_announced_so_is_said_beside_the_field(sam, sent, said):
    """Source: NEW-2."""
    answer = at_browser(sam).post("/help-desk/announcements/new", {**SENT, **sent})
    assert answer.status_code == 422
    assert said.replace("’", "'") in words(answer)
    assert not Announcement.objects.exists()


def test_it_is_changed_corrected_and_withdrawn_on_the_pages(sam):
    """Source: NEW-2."""
    desk = at_browser(sam)
    preview = desk.post("/help-desk/announcements/new", SENT, follow=True)
    draft = Announcement.objects.get().pk
    place = f"/help-desk/announcements/{draft}"
    assert 'value="09:00"' in desk.get(f"{place}/rewrite").content.decode()
    preview = desk.post(f"{place}/rewrite", {**SENT, "title_en": "SPOT is slow"}, follow=True)
    desk.post(f"{place}/publish", hidden(preview))
    assert desk.get(f"{place}/rewrite").status_code == 404
    desk.post(f"{place}/correct", {**SENT, "title_en": "SPOT is well"})
    correction = Announcement.objects.get(corrects=draft).pk
    assert desk.get(f"{place}/correct")["Location"].endswith(str(correction))
    withdrawn = desk.post(f"{place}/withdraw", follow=True)
    assert "Withdrawn" in words(withdrawn)
    late = desk.get(f"/help-desk/announcements/{correction}")
    refused = desk.post(f"/help-desk/announcements/{correction}/publish", hidden(late))
    assert refused.status_code == 422
    desk.post(f"/help-desk/announcements/{correction}/discard")
    assert "SPOT is well" not in words(desk.get("/help-desk/announcements"))
