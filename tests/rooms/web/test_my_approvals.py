"""Deciding on requests: who may, who is first, and what the others are told."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client

from tests.browsing import hidden, signed_in, words
from tests.people import (
    APPROVER,
    BACKUP,
    END_USER,
    REASON,
    a_draft,
    a_person,
    a_request,
    an_organization,
    holds,
    the_catalog,
)
from tests.rooms.access.consequences import consequences
from vestibule.access.actions import approve_request, end_grant
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR, person

pytestmark = pytest.mark.django_db

DENIAL = {"denial_reason": "You work for another office."}


@pytest.fixture
def here(db) -> UUID:
    the_catalog()
    return an_organization("Sunshine Medical Group, LLC")


@pytest.fixture
def ann(here) -> UUID:
    approver = a_person("Ann", "Approver")
    holds(approver, APPROVER, here)
    return approver


@pytest.fixture
def asked(here) -> UUID:
    return a_request(a_person("Eve", "Enduser"), here)


@pytest.mark.said
def test_a_request_stands_with_who_asks_for_what_where_why_and_since_when(ann, asked):
    """Source: ROL-7, ROL-8 (ADD 11)."""
    page = words(signed_in(ann).get("/my-approvals"))
    for shown in ("Eve Enduser", "FCSO – SPOT End User", "Sunshine Medical Group, LLC", REASON, "Waiting for"):
        assert shown in page


@pytest.mark.said
def test_approving_is_one_press_and_says_so(ann, asked):
    """Source: ROL-8 (EU 15)."""
    browser = signed_in(ann)
    done = browser.post(f"/my-approvals/{asked}/approve", follow=True)
    assert "Eve Enduser" in words(done)
    assert "was approved" in words(done)
    assert "Nothing waits for you" in words(done)
    assert consequences().states == {"approved": 1}
    assert consequences().mails["access/request_approved"] == 1


@pytest.mark.said
def test_denying_needs_a_reason_beside_its_request(ann, here, asked):
    """Source: ROL-8."""
    a_request(a_person("Una", "Other"), here)
    browser = signed_in(ann)
    for sent in ({}, {"denial_reason": "no"}, {"denial_reason": "x" * 501}):
        page = browser.post(f"/my-approvals/{asked}/deny", sent)
        assert page.status_code == 422
        assert "There is a problem" in words(page)
        assert page.content.decode().count("usa-form-group--error") == 1
    assert consequences().states == {"submitted": 2}
    done = browser.post(f"/my-approvals/{asked}/deny", DENIAL, follow=True)
    assert "was denied" in words(done)
    assert consequences().states == {"denied": 1, "submitted": 1}


@pytest.mark.said
def test_who_comes_second_is_told_who_was_first(ann, here, asked):
    """Source: ROL-8. The page was loaded before the other one decided."""
    bob = a_person("Bob", "Backup")
    holds(bob, BACKUP, here)
    browser = signed_in(bob)
    browser.get("/my-approvals")
    signed_in(ann)
    approve_request(asked, by=person(ann), at=clock.now())
    before = consequences()
    for answer in (
        browser.post(f"/my-approvals/{asked}/approve"),
        browser.post(f"/my-approvals/{asked}/deny", DENIAL),
    ):
        assert answer.status_code == 422
        assert "already approved by Ann Approver" in words(answer)
    assert consequences() == before


@pytest.mark.said
def test_pressed_twice_it_is_approved_once(ann, asked):
    """Source: ROL-8."""
    browser = signed_in(ann)
    browser.post(f"/my-approvals/{asked}/approve")
    before = consequences()
    assert "already approved by Ann Approver" in words(browser.post(f"/my-approvals/{asked}/approve"))
    assert consequences() == before


@pytest.mark.said
def test_after_a_refusal_the_other_language_is_shown_on_the_list(ann, asked):
    """Source: NEW-5. The address that a denial is sent to shows no page."""
    browser = signed_in(ann)
    sent_to = f"/my-approvals/{asked}/deny"
    refused = browser.post(sent_to, {}, headers={"Referer": f"{settings.ORIGIN}{sent_to}"})
    assert refused.status_code == 422
    switched = browser.post("/preferences", {"language": "es", "next": hidden(refused)["next"]}, follow=True)
    assert switched.status_code == 200
    assert switched.request["PATH_INFO"] == "/my-approvals"


def _approver_elsewhere(here: UUID) -> UUID:
    other = a_person("Oda", "Other")
    holds(other, APPROVER, an_organization("Moonlight Clinic"))
    return other


def _end_user_here(here: UUID) -> UUID:
    other = a_person("Uma", "Uninvolved")
    holds(other, END_USER, here)
    return other


@pytest.mark.said
@pytest.mark.parametrize("somebody", [_approver_elsewhere, _end_user_here])
def test_to_who_may_not_decide_the_request_does_not_exist(here, ann, asked, somebody: Callable[[UUID], UUID]):
    """Source: ROL-7."""
    browser = signed_in(somebody(here))
    before = consequences()
    assert "Eve Enduser" not in words(browser.get("/my-approvals"))
    assert "Eve Enduser" not in words(browser.get(f"/my-approvals?decided={asked}"))
    for request_id in (asked, uuid4()):
        assert browser.post(f"/my-approvals/{request_id}/approve").status_code == 404
        assert browser.post(f"/my-approvals/{request_id}/deny", DENIAL).status_code == 404
        assert browser.post(f"/my-approvals/{request_id}/deny", {}).status_code == 404
    assert consequences() == before


@pytest.mark.said
def test_nobody_decides_on_themself(here, ann):
    """Source: ROL-7. Eve asked, and was made backup approver before anybody decided."""
    eve = a_person("Eve", "Enduser")
    asked = a_request(eve, here)
    holds(eve, BACKUP, here)
    browser = signed_in(eve)
    before = consequences()
    assert "Nothing waits for you" in words(browser.get("/my-approvals"))
    for answer in (
        browser.post(f"/my-approvals/{asked}/approve"),
        browser.post(f"/my-approvals/{asked}/deny", DENIAL),
    ):
        assert answer.status_code == 422
        assert "Nobody decides on their own request." in words(answer)
    assert consequences() == before


@pytest.mark.said
def test_a_right_that_ended_between_page_and_click_is_refused(here, asked):
    """Source: ROL-7."""
    bob = a_person("Bob", "Backup")
    grant_id = holds(bob, BACKUP, here)
    browser = signed_in(bob)
    assert "Eve Enduser" in words(browser.get("/my-approvals"))
    end_grant(grant_id, why="left", by=OPERATOR, at=clock.now())
    before = consequences()
    answer = browser.post(f"/my-approvals/{asked}/approve")
    assert answer.status_code == 422
    assert "no longer an approver" in words(answer)
    assert "no longer an approver" in words(browser.post(f"/my-approvals/{asked}/deny", DENIAL))
    assert consequences() == before


@pytest.mark.said
def test_a_visitor_signs_in_first_and_nothing_is_decided(asked):
    """Source: ROL-7."""
    before = consequences()
    for page in ("/my-approvals", f"/my-approvals/{asked}/approve", f"/my-approvals/{asked}/deny"):
        assert Client().post(page, DENIAL).headers["Location"].startswith("/?next=")
    assert consequences() == before


@pytest.mark.said
def test_looking_decides_nothing(ann, asked):
    """Source: ROL-8. Mail scanners follow links."""
    browser = signed_in(ann)
    before = consequences()
    assert browser.get("/my-approvals").status_code == 200
    assert browser.get(f"/my-approvals?decided={asked}").status_code == 200
    assert browser.get("/my-approvals?decided=x").status_code == 200
    assert browser.get(f"/my-approvals/{asked}/approve").status_code == 405
    assert browser.get(f"/my-approvals/{asked}/deny").status_code == 405
    assert consequences() == before


@pytest.mark.said
def test_a_draft_waits_for_nobody(ann, here):
    """Source: ROL-6, ROL-7."""
    draft = a_draft(a_person("Eve", "Enduser"), here)
    browser = signed_in(ann)
    assert "Nothing waits for you" in words(browser.get("/my-approvals"))
    assert browser.post(f"/my-approvals/{draft}/approve").status_code == 404


@pytest.mark.said
def test_forms_from_another_site_decide_nothing(ann, asked):
    """Source: ROL-8."""
    browser = signed_in(ann)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert strict.post(f"/my-approvals/{asked}/approve").status_code == 403
    assert consequences().states == {"submitted": 1}


def test_many_requests_cost_no_more_queries_than_one(ann, here, asked, django_assert_max_num_queries):
    """Source: ROL-8."""
    for letter in "abcdefgh":
        a_request(a_person("Una", f"User-{letter}"), here)
    browser = signed_in(ann)
    with django_assert_max_num_queries(16):
        page = browser.get("/my-approvals")
    assert words(page).count("Waiting for") == 9
