"""Three questions propose the right role, and one press chooses it."""

from uuid import UUID

import pytest
from django.test import Client

from tests.browsing import hidden, signed_in, words
from tests.people import APPROVER, END_USER, a_person, no_longer_offered
from tests.rooms.access.affiliating import BUSINESS_APPROVER, the_open_catalog
from vestibule.access.queries import draft_of

pytestmark = [pytest.mark.once, pytest.mark.django_db]

PAGE = "/role-request/which-role"
OFFICE = {"application": "spot", "decides": "yes", "standing": "approver", "kind": "provider_office"}


@pytest.fixture
def ann(db) -> UUID:
    the_open_catalog()
    return a_person("Ann", "Archer")


@pytest.fixture
def browser(ann) -> Client:
    return signed_in(ann)


def test_the_role_page_leads_to_the_three_questions(browser):
    """Source: ROL-5, ROL-3 (APP 10, EU 9)."""
    assert f'href="{PAGE}"' in browser.get("/role-request/role").content.decode()
    page = words(browser.get(PAGE))
    for question in (
        "Do you decide who in your organization gets access?",
        "Are you its designated approver, or do you stand in for one?",
        "Does your organization treat patients, or does it bill for others?",
    ):
        assert question in page
    assert "Ask for this role" not in page


@pytest.mark.alike
@pytest.mark.parametrize(
    ("answers", "role", "why"),
    [
        ({}, "FCSO – Provider Office Approver", "You are the designated approver"),
        ({"kind": "third_party_biller"}, "FCSO – Business Office Approver", "You are the designated approver"),
        ({"standing": "backup"}, "FCSO – Backup Approver", "You stand in for the approver"),
        ({"standing": "neither"}, "FCSO – SPOT End User", "Until an accepted form names you"),
        ({"decides": "no", "standing": ""}, "FCSO – SPOT End User", "You work with records"),
    ],
)
def test_the_answers_propose_a_role_and_say_why(browser, ann, answers, role, why):
    """Source: ROL-5. The answers stand in the address, and nothing is stored."""
    page = browser.get(PAGE, {**OFFICE, **answers})
    assert role in words(page)
    assert why in words(page)
    assert draft_of(ann) is None


def test_one_press_chooses_the_proposed_role(browser, ann):
    """Source: ROL-5."""
    page = browser.get(PAGE, {**OFFICE, "kind": "third_party_biller"})
    assert "Ask for this role" in words(page)
    assert browser.post("/role-request/role", hidden(page)).status_code == 302
    draft = draft_of(ann)
    assert draft
    assert draft.role_key == BUSINESS_APPROVER


@pytest.mark.alike
@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"decides": ""}, "Choose an answer: Do you decide who in your organization gets access?"),
        ({"standing": ""}, "Are you its designated approver, or do you stand in for one? is required."),
        ({"kind": "hospital"}, "Choose one of the answers offered"),
        ({"application": "other"}, "Choose one of the answers offered: Select an Application."),
        ({"standing": "king"}, "Choose one of the answers offered"),
    ],
)
def test_a_question_left_open_or_answered_otherwise_is_named(browser, answers, said):
    """Source: ROL-5."""
    page = browser.get(PAGE, {**OFFICE, **answers})
    assert page.status_code == 422
    assert said in words(page)


def test_a_role_that_is_not_offered_is_not_proposed(browser):
    """Source: ROL-2, ROL-5."""
    no_longer_offered(APPROVER)
    page = browser.get(PAGE, OFFICE)
    assert "No role fits these answers" in words(page)
    assert "Ask for this role" not in words(page)


def test_the_application_of_the_draft_is_chosen_already(browser):
    """Source: ROL-2."""
    browser.post("/role-request/role", {"application": "spot", "role": END_USER})
    assert 'value="spot" selected' in browser.get(PAGE).content.decode()


def test_a_visitor_signs_in_first(ann):
    """Source: ROL-1."""
    assert Client().get(PAGE).headers["Location"].startswith("/?next=")


def test_role_descriptions_are_for_visitors_too(ann):
    """Source: NEW-3, ROL-3 (EU 0, EU 9)."""
    page = words(Client().get("/roles"))
    for role in ("Provider Office Approver", "Business Office Approver", "Backup Approver", "SPOT End User"):
        assert f"FCSO – {role}" in page
    assert page.count("Ask for it under Role Request.") == 4
    no_longer_offered(APPROVER)
    page = words(Client().get("/roles"))
    assert (page.count("Given by the SPOT Help Desk"), page.count("Ask for it under Role Request.")) == (1, 3)
