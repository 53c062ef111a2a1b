"""My Requests: how far each one is, whose turn it is, since when, how long it takes, and what one can do."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.browsing import hidden, signed_in, words
from tests.people import (
    APPROVER,
    AT,
    END_USER,
    REASON,
    a_draft,
    a_person,
    a_request,
    an_organization,
    holds,
    the_catalog,
)
from tests.rooms.access.consequences import consequences, mail_to
from tests.timing import processor_seconds
from vestibule.access.actions import approve_request, correct_request, deny_request, withdraw_correction
from vestibule.access.models import RoleRequest
from vestibule.access.queries import draft_of
from vestibule.access.upkeep import note_signed_in
from vestibule.kernel.actor import person

pytestmark = pytest.mark.django_db

MARKUP = '<b>bold</b><script>alert(1)</script> & "quotes"'


@pytest.fixture(autouse=True)
def now(travel: Callable[[datetime], Any]) -> None:
    """Let everything happen at one moment, from which the clock ticks on."""
    travel(AT)


@pytest.fixture
def here(db) -> UUID:
    the_catalog()
    return an_organization("Sunshine Medical Group, LLC")


@pytest.fixture
def there(here) -> UUID:
    return an_organization("Moonlight Clinic")


@pytest.fixture
def ann(here) -> UUID:
    approver = a_person("Ann", "Approver")
    holds(approver, APPROVER, here)
    return approver


@pytest.fixture
def eve(here) -> UUID:
    return a_person("Eve", "Enduser")


def _correct(asked: UUID, ann: UUID, place: UUID) -> None:
    correct_request(asked, role_key=END_USER, organization_id=place, by=person(ann), at=AT)


def current(page) -> str:
    """Return what the one current step of a page with one request says."""
    (step,) = page.text.split('aria-current="step">')[1:]
    return " ".join(words(page.__class__(step.split("</li>")[0])).split())


def test_each_step_says_in_words_where_it_stands(ann, eve, here):
    """Source: ROL-13. From the draft to the first sign-in to SPOT since the grant, which one before is not."""
    browser = signed_in(eve)
    asked = a_draft(eve, here)
    assert current(browser.get("/my-requests")) == "Form now"
    RoleRequest.objects.filter(pk=asked).delete()
    note_signed_in(eve, "spot", at=AT - timedelta(days=1))
    asked = a_request(eve, here)
    assert current(browser.get("/my-requests")) == "Decision now"
    approve_request(asked, by=person(ann), at=AT)
    assert current(browser.get("/my-requests")).startswith("First sign-in to SPOT-First Coast")
    note_signed_in(eve, "spot", at=AT + timedelta(minutes=5))
    page = browser.get("/my-requests")
    assert 'aria-current="step"' not in page.text
    assert words(page).count(" done") == 4


@pytest.mark.said
def test_a_correction_is_said_and_confirmed_by_its_button(ann, eve, here, there):
    """Source: ROL-5, ROL-13. On My Requests, on the self-service page and in the mail."""
    asked, browser = a_request(eve, here), signed_in(eve)
    _correct(asked, ann, there)
    said = "The organization's approver proposes: role FCSO – SPOT End User at Moonlight Clinic instead"
    page = browser.get("/my-requests")
    assert said in words(page)
    assert "You: confirm the correction, or cancel the request" in words(page)
    assert said in words(browser.get("/home"))
    before = consequences()
    assert browser.get(f"/my-requests/{asked}/confirm").status_code == 405
    assert consequences() == before
    done = browser.post(f"/my-requests/{asked}/confirm", hidden(page), follow=True)
    assert "Moonlight Clinic" in words(done)
    assert consequences().states == {"submitted": 1}


@pytest.mark.said
def test_a_correction_that_was_taken_back_is_told_to_who_confirms_it(ann, eve, here, there):
    """Source: ROL-5. The page was open; an empty or damaged form confirms nothing either."""
    asked, browser = a_request(eve, here), signed_in(eve)
    _correct(asked, ann, there)
    page = hidden(browser.get("/my-requests"))
    for sent in ({}, {**page, "organization": "x"}, {**page, "role": "\x00"}):
        answer = browser.post(f"/my-requests/{asked}/confirm", sent)
        assert answer.status_code == 422
        assert "Another correction is proposed by now." in words(answer)
    withdraw_correction(asked, by=person(ann), at=AT)
    before = consequences()
    answer = browser.post(f"/my-requests/{asked}/confirm", page)
    assert answer.status_code == 422
    assert "This correction no longer stands" in words(answer)
    assert consequences() == before


def test_a_denied_request_is_asked_for_anew_in_a_draft_that_is_filled_in(ann, eve, here):
    """Source: ROL-5, ROL-13. A draft that stands is kept, and said."""
    asked, browser = a_request(eve, here), signed_in(eve)
    deny_request(asked, reason="You work for another office.", by=person(ann), at=AT)
    page = words(browser.get("/my-requests"))
    assert "You work for another office." in page
    anew = browser.post(f"/my-requests/{asked}/ask-anew", follow=True)
    assert anew.request["PATH_INFO"] == "/role-request/review"
    assert "Sunshine Medical Group, LLC" in words(anew)
    draft = draft_of(eve)
    assert draft
    again = browser.post(f"/my-requests/{asked}/ask-anew")
    assert again.status_code == 422
    assert "You have begun another request." in words(again)
    assert draft_of(eve) == draft


@pytest.mark.said
def test_what_can_not_be_had_there_any_more_is_asked_for_on_its_page(ann, eve, here):
    """Source: ROL-4, ROL-5. Eve was made approver there after the denial."""
    asked, browser = a_request(eve, here), signed_in(eve)
    deny_request(asked, reason="You work for another office.", by=person(ann), at=AT)
    holds(eve, APPROVER, here)
    anew = browser.post(f"/my-requests/{asked}/ask-anew", follow=True)
    assert anew.request["PATH_INFO"] == "/role-request/organization"


@pytest.mark.said
def test_only_a_denied_request_is_asked_for_anew(ann, eve, here):
    """Source: ROL-13."""
    asked, browser = a_request(eve, here), signed_in(eve)
    assert browser.post(f"/my-requests/{asked}/ask-anew").status_code == 404
    browser.post(f"/my-requests/{asked}/cancel")
    assert browser.post(f"/my-requests/{asked}/ask-anew").status_code == 404


@pytest.mark.said
def test_a_request_cancelled_while_its_page_was_open_is_told_to_its_decider(ann, eve, here):
    """Source: ROL-8, ROL-9. And its requester has it in a mail."""
    asked, deciding = a_request(eve, here), signed_in(ann)
    signed_in(eve).post(f"/my-requests/{asked}/cancel")
    assert mail_to("eve.enduser@example.com", "access/request_cancelled")
    before = consequences()
    for deed in ("approve", "deny", "correct"):
        sent = {"denial_reason": REASON, "role": END_USER, "organization": str(here)}
        answer = deciding.post(f"/my-approvals/{asked}/{deed}", sent)
        assert answer.status_code == 422
        assert "taken back by Eve Enduser" in words(answer), deed
    assert consequences() == before


def test_hostile_words_are_words_on_my_requests_and_one_line_in_mails(ann, eve, here):
    """Source: ROL-5, ROL-13. Markup, changes of direction, line breaks in a reason and in an organization's name."""
    name = f"Moon{chr(0x202E)} {MARKUP} Clinic"
    odd = an_organization(name)
    asked, browser = a_request(eve, here), signed_in(eve)
    _correct(asked, ann, odd)
    mail = mail_to("eve.enduser@example.com", "access/request_corrected")
    assert "\n" not in (mail.subject or "")
    for shown in (browser.get("/my-requests"), browser.get("/home"), signed_in(ann).get("/my-approvals")):
        assert "<script>alert" not in shown.text
        assert "<bdi>Moon" in shown.text
    assert "<script>alert" not in (mail.html or "")
    assert chr(0x202E) not in f"{mail.subject}{mail.text}{mail.html}"
    withdraw_correction(asked, by=person(ann), at=AT)
    deny_request(asked, reason=f"No.\r\nBcc: x@example.com\r\n{MARKUP} is why.", by=person(ann), at=AT)
    page = browser.get("/my-requests").text
    assert "<script>alert" not in page
    assert "<bdi>No. Bcc: x@example.com &lt;b&gt;bold" in page


def test_how_long_it_usually_takes_is_said_from_five_decisions_on(ann, eve, here):
    """Source: ROL-13. The median: one that took very long, and what is older than 90 days, don't tell."""
    browser, una = signed_in(eve), a_person("Una", "User")
    a_request(eve, here)
    _decided(una, here, [1, 2, 3, 400])
    _decided(una, here, [50], ago=timedelta(days=91))
    assert "Usually takes" not in words(browser.get("/my-requests"))
    _decided(una, here, [4])
    assert "Usually takes about 3 hours" in words(browser.get("/my-requests"))


def _decided(who: UUID, place: UUID, hours: list[int], *, ago: timedelta = timedelta(days=1)) -> None:
    """Let so many requests of somebody have waited so many hours each, and be denied so long ago."""
    RoleRequest.objects.bulk_create(
        RoleRequest(
            id=uuid4(),
            person_id=who,
            application_id="spot",
            role_id=END_USER,
            organization_id=place,
            state="denied",
            confirmation=str(uuid4())[:20],
            created_at=AT - ago - timedelta(hours=hour),
            submitted_at=AT - ago - timedelta(hours=hour),
            settled_at=AT - ago,
        )
        for hour in hours
    )


@pytest.mark.timed
def test_two_thousand_requests_come_in_pages_as_quick_as_two(ann, eve, here, there):
    """Source: ROL-13. No query per row, under a tenth of a second of the processor's time; one's own turn first."""
    browser = signed_in(eve)
    corrected = a_request(eve, here)
    _correct(corrected, ann, there)
    _decided(eve, here, [1])
    browser.get("/my-requests")
    with CaptureQueriesContext(connection) as few:
        browser.get("/my-requests")
    _decided(eve, here, [hour % 90 for hour in range(2000)])
    with CaptureQueriesContext(connection) as many:
        page = browser.get("/my-requests")
    assert len(many) == len(few)
    assert "Page 1 of 81" in words(page)
    assert words(page).index("proposes") < words(page).index("Decided or taken back")
    for address in ("/my-requests", "/my-requests?page=40"):
        assert processor_seconds(browser.get, address) < 0.1, address
    assert browser.get("/my-requests?page=x").status_code == 200
