"""Announcements by mail: once to each, going on where it stopped, and to nobody who wants none."""

from datetime import timedelta
from email import message_from_bytes

import pytest
from django.test import Client

from tests.browsing import signed_in, words
from tests.people import AT, END_USER, a_person, an_organization, holds, the_catalog
from tests.rooms.desk.casing import staff
from tests.rooms.news.announcing import a_draft, an_announcement, mails, publish
from vestibule.access.models import RoleGrant
from vestibule.accounts.models import Person
from vestibule.adapters.smtp import write_message
from vestibule.desk import actions
from vestibule.journal.models import Entry
from vestibule.kernel.actor import SYSTEM, person
from vestibule.kernel.reasons import Refused
from vestibule.news.actions import mailing
from vestibule.news.actions.choosing import stop_mail, stop_mail_by_link, want_mail
from vestibule.news.jobs import foresee_mail, send
from vestibule.news.models import Announcement, AnnouncementMail, MailStopped
from vestibule.news.tokens import ENEWS, PERSON, stop_token
from vestibule.notices.jobs import letter_of

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(hours=1)


@pytest.fixture(scope="module")
def sam(stage):
    """Return somebody at the help desk, with the catalogue in force."""
    the_catalog()
    return staff("Sam", "Staff")


@pytest.fixture(scope="module")
def users(sam):
    """Return five people who hold a role in SPOT."""
    office = an_organization()
    people = [a_person(f"Una{letter}", "User") for letter in "abcde"]
    for who in people:
        holds(who, END_USER, office)
    return people


def recipients() -> list[str]:
    """Return who was mailed announcements, sorted."""
    return sorted(str(mail.recipient) for mail in mails("announcement"))


def addresses(letters: str) -> list[str]:
    """Return the addresses of some of the five."""
    return [f"una{letter}.user@example.com" for letter in letters]


def test_it_is_mailed_once_to_each_whom_it_concerns_in_their_language(sam, users):
    """Source: NEW-2, NEW-1. And it is on record of each."""
    Person.objects.filter(pk=users[1]).update(language="es")
    one = an_announcement(sam, audience="application:spot", by_mail=True)
    assert len(list(foresee_mail(AT))) == 5
    for minute in range(3):
        send(at=AT + timedelta(minutes=minute))
    assert recipients() == addresses("abcde")
    subjects = {str(mail.recipient): str(mail.subject) for mail in mails("announcement")}
    assert subjects["unab.user@example.com"] == "Interrupción: SPOT no funciona el sábado por la noche"
    assert subjects["unaa.user@example.com"] == "Outage: SPOT is down on Saturday night"
    assert AnnouncementMail.objects.filter(announcement_id=one).count() == 5
    assert Entry.objects.filter(fact="news.announcement_mailed", subject_id=one).count() == 5
    assert list(foresee_mail(LATER)) == []


def test_what_nobody_ticked_is_mailed_to_nobody(sam, users):
    """Source: NEW-2. Nor is a draft, or what isn't shown yet."""
    an_announcement(sam, audience="application:spot")
    a_draft(sam, audience="application:spot", by_mail=True)
    scheduled = an_announcement(sam, audience="application:spot", by_mail=True, starts_at=LATER)
    send(at=AT)
    assert recipients() == []
    send(at=LATER)
    assert set(AnnouncementMail.objects.values_list("announcement_id", flat=True)) == {scheduled}


def test_a_worker_that_was_killed_midway_goes_on_with_the_rest(sam, users, monkeypatch):
    """Source: NEW-2, NEW-1. Two of five are mailed; the next worker mails three, and nobody twice."""
    one = an_announcement(sam, audience="application:spot", by_mail=True)
    monkeypatch.setattr(mailing, "MOST_ROWS_IN_A_SET", 2)
    assert mailing.mail_some(one, by=SYSTEM, at=AT) == 2
    assert len(recipients()) == 2
    monkeypatch.setattr("vestibule.news.jobs.MOST_ROWS_IN_A_SET", 2)
    send(at=LATER)
    assert recipients() == addresses("abcde")
    assert mailing.mail_some(one, by=SYSTEM, at=LATER) == 0


def test_who_was_mailed_is_not_again_were_the_place_lost(sam, users):
    """Source: NEW-1. The row of each person counts, whatever the place says."""
    one = an_announcement(sam, audience="application:spot", by_mail=True)
    send(at=AT)
    Announcement.objects.filter(pk=one).update(mailed_up_to=None, mailed_at=None)
    send(at=LATER)
    assert len(recipients()) == 5


def test_who_lost_the_role_meanwhile_and_who_is_disabled_is_not_mailed(sam, users):
    """Source: NEW-2, SPT-3."""
    one = an_announcement(sam, audience="application:spot", by_mail=True)
    RoleGrant.objects.filter(person_id=users[0]).update(ended_at=AT)
    Person.objects.filter(pk=users[1]).update(state="disabled")
    send(at=LATER)
    assert recipients() == addresses("cde")
    assert one


def test_what_is_withdrawn_or_over_is_mailed_no_more(sam, users, monkeypatch):
    """Source: NEW-2. Workers that were down for days mail nothing of an outage that is over."""
    one = an_announcement(sam, audience="application:spot", by_mail=True)
    monkeypatch.setattr(mailing, "MOST_ROWS_IN_A_SET", 2)
    mailing.mail_some(one, by=SYSTEM, at=AT)
    actions.withdraw_announcement(one, by=sam, at=AT)
    send(at=LATER)
    an_announcement(sam, audience="application:spot", by_mail=True)
    send(at=AT + timedelta(days=2))
    assert len(recipients()) == 2


def test_a_correction_is_mailed_anew_where_it_is_ticked(sam, users):
    """Source: NEW-2."""
    one = an_announcement(sam, audience="application:spot", by_mail=True)
    send(at=AT)
    publish(a_draft(sam, corrects=one, audience="application:spot", by_mail=True), sam, at=LATER)
    send(at=LATER)
    assert len(recipients()) == 10


@pytest.mark.parametrize(
    ("kind", "audience", "service"),
    [
        ("outage", "application:spot", True),
        ("outage", f"role:{END_USER}", True),
        ("outage", "state:FL", False),
        ("outage", "everybody", False),
        ("change", "application:spot", False),
        ("enhancement", f"role:{END_USER}", False),
    ],
)
def test_who_wants_no_such_mail_gets_only_what_is_about_an_outage_of_what_they_use(sam, users, kind, audience, service):
    """Source: NEW-2 (RFC 8058). The headers by which one ends it are there just where it can be ended."""
    stop_mail(by=person(users[0]), at=AT)
    an_announcement(sam, kind=kind, audience=audience, by_mail=True)
    send(at=AT)
    assert (addresses("a")[0] in recipients()) is service
    letter = letter_of(mails("announcement")[0])
    assert letter is not None
    message = message_from_bytes(bytes(write_message(letter)))
    assert (message["List-Unsubscribe"] is None) is service
    assert (message["List-Unsubscribe-Post"] is None) is service
    assert ("/news/mail/stop/" in str(mails("announcement")[0].text)) is not service


def test_a_mail_program_ends_it_by_one_post_without_cookies(sam, users, travel):
    """Source: NEW-2 (RFC 8058). A GET ends nothing, a second POST says the same, and the person wants it again."""
    travel(AT)
    una = users[0]
    address = f"/news/mail/stop/{stop_token(PERSON, una)}"
    program = Client(enforce_csrf_checks=True)
    assert "Press the button" in words(program.get(address))
    assert not MailStopped.objects.exists()
    for _ in range(2):
        assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Entry.objects.filter(fact="news.mail_stopped").count() == 1
    browser = signed_in(una)
    assert "By mail again" in words(browser.get("/news"))
    assert "No more by mail" in words(browser.post("/news/mail", {"move": "want"}, follow=True))
    assert not MailStopped.objects.exists()


def test_a_link_of_enews_ends_no_announcements(sam, users, travel):
    """Source: NEW-2."""
    travel(AT)
    assert Client().post(f"/news/mail/stop/{stop_token(ENEWS, users[0])}").status_code == 404
    assert not MailStopped.objects.exists()


def test_choosing_twice_is_refused_and_leaves_no_trace(sam, users):
    """Source: NEW-2."""
    una = person(users[0])
    with pytest.raises(Refused):
        want_mail(by=una, at=AT)
    stop_mail(by=una, at=AT)
    with pytest.raises(Refused):
        stop_mail_by_link(stop_token(PERSON, users[0]), by=una, at=AT)


def test_words_of_a_mail_are_words_in_html_and_text(sam, users):
    """Source: NEW-2, NEW-1."""
    an_announcement(
        sam, audience="application:spot", by_mail=True, title_en="<b>Down</b> & out", body_en="<img src=x>\n\nTwo."
    )
    send(at=AT)
    mail = mails("announcement")[0]
    assert "<img" not in str(mail.html)
    assert "&lt;b&gt;Down&lt;/b&gt; &amp; out" in str(mail.html)
    assert mail.subject == "Outage: <b>Down</b> & out"
    assert "<img src=x>\n\nTwo." in str(mail.text)
