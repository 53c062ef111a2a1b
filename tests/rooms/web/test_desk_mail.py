"""Mail at the help desk: what was given up, and what every notice says."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.browsing import words
from tests.people import AT, a_person
from tests.rooms.desk.casing import at_browser, staff
from vestibule.jobs.models import Job
from vestibule.notices.jobs import WIPED
from vestibule.notices.models import Mail
from vestibule.notices.samples import notice_kinds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything happen at one moment."""
    travel(AT)


def given_up(kind: str, error: str, **more) -> Mail:
    """Return a mail that nobody took in two days."""
    mail = Mail.objects.create(kind=kind, state="dead", queued_at=AT - timedelta(days=3), **WIPED, **more)
    Job.objects.create(
        kind="notices.send",
        state="dead",
        arguments={"mail_id": str(mail.id)},
        last_error=error,
        run_at=AT,
        created_at=AT,
    )
    return mail


def test_what_was_given_up_is_listed_with_why_and_the_way_to_whom_it_missed():
    """Source: NEW-1, HLP-2. No name and no address: whom it missed is looked at for a reason, on record."""
    ann = a_person()
    given_up("access/request_approved", "SMTPRecipientsRefused", person_id=ann)
    given_up("signin/code_by_text", "", channel="sms")
    Mail.objects.create(kind="accounts/registered", state="sent", queued_at=AT, sent_at=AT, person_id=ann, **WIPED)

    answer = at_browser(staff()).get("/help-desk/mail")
    page = answer.text

    assert "access/request_approved" in page
    assert "SMTPRecipientsRefused" in page
    assert f'href="/help-desk/people/{ann}"' in page
    assert "signin/code_by_text · Text message" in " ".join(page.split())
    assert "Somebody without an account" in page
    assert "accounts/registered" not in page
    assert "Ann Archer" not in words(answer)


@pytest.mark.said
def test_where_nothing_was_given_up_the_page_says_so():
    """Source: NEW-1."""
    assert "All mail was delivered, or is on its way." in at_browser(staff()).get("/help-desk/mail").text


def test_a_long_list_is_read_a_page_at_a_time(django_assert_max_num_queries):
    """Source: NEW-1. As many queries for many as for one."""
    for _ in range(30):
        given_up("accounts/registered", "TimeoutError", person_id=uuid4())
    browser = at_browser(staff())
    browser.get("/help-desk/mail")
    with django_assert_max_num_queries(8):
        page = browser.get("/help-desk/mail").text
    assert "Page 1 of 2" in page
    assert page.count("TimeoutError") == 25


@pytest.mark.said
def test_every_notice_is_shown_with_invented_values_in_both_languages():
    """Source: NEW-1, NEW-5."""
    browser = at_browser(staff())
    page = browser.get("/help-desk/notices").text
    for kind in notice_kinds():
        assert f'href="/help-desk/notices/{kind}/en/text"' in page

    html = browser.get("/help-desk/notices/access/request_approved/es/html")
    assert '<html lang="es">' in html.text
    assert "Sunshine Medical Group, LLC" in html.text
    text = browser.get("/help-desk/notices/signin/code_by_call/en/text")
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert "4, 8, 2, 9, 1, 5" in text.text


@pytest.mark.said
@pytest.mark.parametrize(
    "address",
    [
        "nobody/nothing/en/text",
        "access/request_approved/fr/html",
        "access/request_approved/en/pdf",
        "signin/code_by_call/en/html",
    ],
)
def test_what_is_no_notice_is_not_found(address):
    """Source: NEW-1."""
    assert at_browser(staff()).get(f"/help-desk/notices/{address}").status_code == 404
    assert Client().get(f"/help-desk/notices/{address}").status_code == 302
