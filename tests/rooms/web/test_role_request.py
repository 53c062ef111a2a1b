"""The pages of a role request: in order and out of it, sent twice, with ids of others."""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.browsing import hidden, signed_in, words
from tests.people import (
    APPROVER,
    END_USER,
    REASON,
    a_draft,
    a_person,
    a_request,
    an_organization,
    asked_by,
    holds,
    no_longer_offered,
    proofed,
    the_catalog,
)
from tests.rooms.access.consequences import consequences
from tests.scenes import the_same
from vestibule.access.actions import cancel_request
from vestibule.access.models import RoleRequest
from vestibule.access.queries import draft_of
from vestibule.access.upkeep import choose_organization
from vestibule.kernel.actor import person

pytestmark = pytest.mark.django_db

SEARCHED = {"legal_name": "sunshine medical", "state": "FL"}
WISH = {"application": "spot", "role": END_USER}
RLO = "\u202e"
NOBODYS = "7b0c2f9e-3a61-4d52-9b7c-1f0d5e8a4c33"  # written out: xdist's workers must collect the same tests


@pytest.fixture(scope="module")
def here(stage) -> UUID:
    the_catalog()
    return an_organization("Sunshine Medical Group, LLC")


@pytest.fixture(scope="module")
def eve(here) -> UUID:
    return proofed(a_person("Eve", "Enduser"))


@pytest.fixture(scope="module")
def eves_browser(eve) -> Client:
    return signed_in(eve)


@pytest.fixture
def browser(eves_browser) -> Client:
    return the_same(eves_browser)


def _at_review(browser: Client, eve: UUID, here: UUID) -> dict[str, str]:
    """Bring the draft to its review page, and return what that page would send."""
    a_draft(eve, here)
    page = browser.get("/role-request/review")
    assert page.status_code == 200
    return {**hidden(page), "reason": REASON}


def test_the_first_page_offers_spot_and_its_roles(browser):
    """Source: ROL-2, ROL-3 (EU 8-9)."""
    page = browser.get("/role-request/", follow=True)
    text = words(page)
    assert "Select an Application" in text
    assert "SPOT-First Coast Service Options internet portal (FCSO)" in text
    for role in ("Provider Office Approver", "Business Office Approver", "Backup Approver", "SPOT End User"):
        assert f"FCSO – {role}</option>" in page.content.decode()
    assert 'class="usa-combo-box"' in page.content.decode()
    assert browser.get("/roles").status_code == 200
    assert 'href="/roles">Is this the correct role for you?' in page.content.decode()


def test_application_and_role_are_taken_one_after_the_other_or_both_at_once(browser, eve):
    """Source: ROL-2."""
    first = browser.post("/role-request/role", {"application": "spot"})
    assert first.headers["Location"] == "/role-request/role"
    assert browser.post("/role-request/role", {"application": "spot"}).status_code == 422
    then = browser.post("/role-request/role", WISH)
    assert then.headers["Location"] == "/role-request/organization"
    draft = draft_of(eve)
    assert draft
    cancel_request(draft.id, by=person(eve), at=draft.created_at)
    assert browser.post("/role-request/role", WISH).headers["Location"] == "/role-request/organization"


def test_a_role_that_is_not_offered_is_refused_with_the_first_application_too(browser):
    """Source: ROL-2, ROL-3. It isn't passed over in silence because the application is new."""
    no_longer_offered(APPROVER)
    page = browser.post("/role-request/role", {"application": "spot", "role": APPROVER})

    assert page.status_code == 422
    assert "Choose one of the answers offered: Select a Role." in words(page)


@pytest.mark.parametrize(
    ("sent", "words_shown"),
    [
        ({}, "Choose an answer: Select an Application."),
        ({"application": "other"}, "Choose one of the answers offered: Select an Application."),
        ({"application": "spot", "role": APPROVER}, ""),
        ({"application": "spot", "role": "x" * 300}, ""),
    ],
)
def test_an_application_or_role_that_is_not_offered_is_refused(browser, eve, sent, words_shown):
    """Source: ROL-2."""
    no_longer_offered(APPROVER)
    browser.post("/role-request/role", {"application": "spot"})
    page = browser.post("/role-request/role", sent)
    assert page.status_code == 422
    assert words_shown in words(page)
    draft = draft_of(eve)
    assert draft
    assert draft.role_key is None


def test_the_organization_is_found_by_a_search_that_stands_in_the_address(browser, here):
    """Source: ORG-5 (EU 14)."""
    an_organization("Moonlight Clinic")
    browser.post("/role-request/role", WISH)
    page = browser.get("/role-request/organization", {"legal_name": "sunshin medcal", "state": "FL"})
    assert "Sunshine Medical Group, LLC" in words(page)
    assert "Moonlight" not in words(page)
    assert "Jacksonville, Florida" in words(page)


def test_as_one_types_only_the_results_come(browser, here):
    """Source: ORG-5 (EU 14)."""
    browser.post("/role-request/role", WISH)
    part = browser.get("/role-request/organization", SEARCHED, headers={"HX-Request": "true"})
    assert "Sunshine Medical Group, LLC" in words(part)
    assert "<html" not in part.content.decode()
    early = browser.get(
        "/role-request/organization", {"legal_name": "s", "state": "FL"}, headers={"HX-Request": "true"}
    )
    assert early.status_code == 200
    assert "<form" not in early.content.decode()


def test_an_organization_that_is_not_found_has_not_been_created_by_an_approver_yet(browser):
    """Source: ORG-5 (ADD 10)."""
    browser.post("/role-request/role", WISH)
    page = browser.get("/role-request/organization", {"legal_name": "Zzyzx Radiology", "state": "FL"})
    assert "has not been created by an approver yet" in words(page)
    assert "designated official" in words(page)


@pytest.mark.parametrize(
    ("searched", "said"),
    [
        ({"legal_name": "", "state": "FL"}, "Legal business name is required."),
        ({"legal_name": "sunshine", "state": ""}, "Choose an answer: State/territory."),
        ({"legal_name": "sunshine", "state": "XX"}, "Choose one of the answers offered: State/territory."),
        ({"legal_name": "s", "state": "FL"}, "Type at least 2 letters or digits"),
        ({"legal_name": "x" * 201, "state": "FL"}, "can have 200 characters at most"),
    ],
)
def test_a_search_that_can_not_be_made_says_why(browser, searched, said):
    """Source: ORG-5."""
    browser.post("/role-request/role", WISH)
    page = browser.get("/role-request/organization", searched)
    assert page.status_code == 422
    assert said in words(page)


@pytest.mark.parametrize("chosen", ["", "x", NOBODYS, "00000000-0000-0000-0000-000000000000"])
def test_an_organization_that_was_not_offered_is_not_chosen(browser, eve, chosen):
    """Source: ORG-5."""
    browser.post("/role-request/role", WISH)
    for query in ("", "?legal_name=sunshine&state=FL", "?legal_name=zzyzx&state=FL"):
        page = browser.post(f"/role-request/organization{query}", {"organization": chosen})
        assert page.status_code == 422
    draft = draft_of(eve)
    assert draft
    assert draft.organization is None


def test_the_whole_journey_ends_with_a_confirmation_number(browser, eve, here):
    """Source: ROL-2, ROL-6, ORG-5 (EU 7-15)."""
    ann = a_person("Ann", "Approver")
    holds(ann, APPROVER, here)
    browser.post("/role-request/role", WISH)
    found = browser.get("/role-request/organization", SEARCHED)
    assert str(here) in found.content.decode()
    chosen = browser.post(
        "/role-request/organization?legal_name=sunshine+medical&state=FL", {"organization": str(here)}
    )
    assert chosen.headers["Location"] == "/role-request/review"
    page = browser.get("/role-request/review")
    for shown in ("SPOT-First Coast", "FCSO – SPOT End User", "Sunshine Medical Group, LLC", "Reason for request"):
        assert shown in words(page)
    done = browser.post("/role-request/review", {**hidden(page), "reason": REASON}, follow=True)
    (asked,) = asked_by(eve)
    assert f"Confirmation number {asked.confirmation}" in words(done)
    assert "approver and the backup approvers of Sunshine Medical Group, LLC" in words(done)
    assert "Ann" not in words(done)


@pytest.mark.parametrize("page", ["/role-request/", "/role-request/organization", "/role-request/review"])
def test_a_page_opened_too_early_leads_to_the_one_that_is_due(browser, eve, page):
    """Source: ROL-6."""
    assert browser.get(page).headers["Location"] == "/role-request/role"
    assert browser.post(page, {}).headers.get("Location") == (
        None if page == "/role-request/" else "/role-request/role"
    )
    browser.post("/role-request/role", WISH)
    if page != "/role-request/organization":
        assert browser.get(page).headers["Location"] == "/role-request/organization"
    assert not RoleRequest.objects.exclude(state="draft").exists()


def test_an_empty_post_to_a_later_page_skips_nothing(browser, eve):
    """Source: ROL-6."""
    before = consequences()
    for page in ("/role-request/organization", "/role-request/review"):
        assert browser.post(page, {}).headers["Location"] == "/role-request/role"
    assert consequences() == before
    browser.post("/role-request/role", WISH)
    assert browser.post("/role-request/review", {"reason": REASON}).headers["Location"] == "/role-request/organization"
    assert consequences().states == {"draft": 1}


def test_a_draft_is_there_again_another_day(eve, here, browser):
    """Source: ROL-6. Another browser, the same person: the draft goes on where it stood."""
    a_draft(eve, here)
    assert browser.get("/role-request/").headers["Location"] == "/role-request/review"
    assert "Sunshine Medical Group, LLC" in words(browser.get("/role-request/organization"))
    assert 'value="spot-end-user" selected' in browser.get("/role-request/role").content.decode()


def test_sent_twice_it_is_one_request_with_one_confirmation(browser, eve, here):
    """Source: ROL-6, ROL-11."""
    sent = _at_review(browser, eve, here)
    first = browser.post("/role-request/review", sent)
    second = browser.post("/role-request/review", sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert consequences().states == {"submitted": 1}
    assert consequences().mails["access/request_submitted"] == 1


def test_a_second_tab_that_lags_behind_submits_neither_this_nor_that(browser, eve, here):
    """Source: ROL-6. Tab one shows the first organization, tab two has chosen the second."""
    sent = _at_review(browser, eve, here)
    choose_organization(eve, an_organization("Moonlight Clinic"))
    page = browser.post("/role-request/review", sent)
    assert page.status_code == 422
    assert "changed in another window" in words(page)
    assert "Moonlight Clinic" in words(page)
    assert REASON in words(page)
    assert consequences().states == {"draft": 1}
    assert browser.post("/role-request/review", {**hidden(page), "reason": REASON}).status_code == 302


def test_a_form_of_an_old_request_does_not_submit_the_new_draft(browser, eve, here):
    """Source: ROL-11."""
    sent = _at_review(browser, eve, here)
    done = browser.post("/role-request/review", sent).headers["Location"]
    a_draft(eve, an_organization("Moonlight Clinic"))
    assert browser.post("/role-request/review", sent).headers["Location"] == done
    assert consequences().states == {"submitted": 1, "draft": 1}


@pytest.mark.parametrize(
    ("reason", "status", "said"),
    [
        ("", 422, "Reason for request is required."),
        ("x" * 9, 422, "at least 10 characters"),
        ("x" * 10, 302, ""),
        ("x" * 500, 302, ""),
        ("x" * 501, 422, "Keep the reason to 500 characters; these are 501."),
        ("x" * 4001, 422, "can have 4000 characters at most"),
        (f"{RLO}work on the claims", 422, "invisible or damaged character"),
    ],
)
def test_the_reason_keeps_its_borders_and_nothing_typed_is_lost(browser, eve, here, reason, status, said):
    """Source: ROL-6."""
    sent = _at_review(browser, eve, here)
    page = browser.post("/role-request/review", {**sent, "reason": reason})
    assert page.status_code == status
    if status == 422:
        assert said in words(page)
        assert reason.replace(RLO, "")[:4000] in page.content.decode()
        assert consequences().states == {"draft": 1}


def test_a_megabyte_is_no_reason(browser, eve, here):
    """Source: ROL-6."""
    sent = _at_review(browser, eve, here)
    page = browser.post("/role-request/review", {**sent, "reason": "x" * 1_000_000})
    assert "can have 4000 characters at most" in words(page)
    assert consequences().states == {"draft": 1}


def test_markup_in_a_reason_is_shown_as_it_was_typed(browser, eve, here):
    """Source: ROL-6."""
    ann = a_person("Ann", "Approver")
    holds(ann, APPROVER, here)
    sent = _at_review(browser, eve, here)
    browser.post("/role-request/review", {**sent, "reason": "<script>alert(1)</script> & so on"})
    page = signed_in(ann).get("/my-approvals").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on" in page
    assert "<script>alert(1)" not in page


def test_a_visitor_signs_in_first(here):
    """Source: ROL-1."""
    for page in ("/role-request/", "/role-request/role", "/role-request/organization", "/role-request/review"):
        for answer in (Client().get(page), Client().post(page, {})):
            assert answer.headers["Location"].startswith("/?next=%2Frole-request")
    for page in (f"/role-request/{uuid4()}/submitted", "/my-requests", "/my-roles"):
        assert Client().get(page).headers["Location"].startswith("/?next=")


def test_what_is_somebody_elses_does_not_exist(browser, eve, here):
    """Source: ROL-7."""
    una = a_person("Una", "Other")
    theirs, drafted = a_request(una, here), a_draft(una, an_organization("Moonlight Clinic"))
    sent = _at_review(browser, eve, here)
    before = consequences()
    for request_id in (theirs, drafted, uuid4()):
        assert browser.get(f"/role-request/{request_id}/submitted").status_code == 404
        assert browser.post(f"/my-requests/{request_id}/cancel").status_code == 404
        assert browser.post("/role-request/review", {**sent, "request": str(request_id)}).status_code == 404
    assert consequences() == before


def test_ones_own_draft_has_no_confirmation_page(browser, eve, here):
    """Source: ROL-6."""
    assert browser.get(f"/role-request/{a_draft(eve, here)}/submitted").status_code == 404


def test_a_second_request_for_the_same_is_refused_with_its_reason(browser, eve, here):
    """Source: ROL-11."""
    a_request(eve, here)
    browser.post("/role-request/role", WISH)
    page = browser.post("/role-request/organization?legal_name=sunshine&state=FL", {"organization": str(here)})
    assert page.status_code == 422
    assert "that request is still open" in words(page)


def test_an_approver_hears_that_end_user_access_is_included(here):
    """Source: ROL-4."""
    ann = proofed(a_person("Ann", "Approver"))
    holds(ann, APPROVER, here)
    browser = signed_in(ann)
    browser.post("/role-request/role", WISH)
    page = browser.post("/role-request/organization?legal_name=sunshine&state=FL", {"organization": str(here)})
    assert page.status_code == 422
    assert "end-user access is included" in words(page)


def test_my_requests_say_who_has_the_next_step_and_can_be_taken_back(browser, eve, here):
    """Source: ROL-13, ROL-9."""
    request_id = a_request(eve, here)
    assert "The help desk, for nobody at your organization can decide" in words(browser.get("/my-requests"))
    holds(a_person("Ann", "Approver"), APPROVER, here)
    page = words(browser.get("/my-requests"))
    assert "Submitted, waits for a decision" in page
    assert "The organization's approver or a backup approver" in page
    assert browser.get(f"/my-requests/{request_id}/cancel").status_code == 405
    assert browser.post(f"/my-requests/{request_id}/cancel").headers["Location"] == "/my-requests"
    assert "Taken back" in words(browser.get("/my-requests"))
    again = browser.post(f"/my-requests/{request_id}/cancel")
    assert again.status_code == 422
    assert "taken back by Eve Enduser" in words(again)


def test_my_roles_list_what_is_held_and_offer_one_more(browser, eve, here):
    """Source: ROL-10 (ADD 6-9)."""
    assert "None yet" in words(browser.get("/my-roles"))
    holds(eve, END_USER, here)
    page = browser.get("/my-roles")
    assert "FCSO – SPOT End User, Sunshine Medical Group, LLC" in words(page)
    assert "Add a role" in words(page)
    assert 'value="spot" selected' in browser.get("/role-request/role?application=spot").content.decode()


def test_looking_changes_nothing(browser, eve, here):
    """Source: NEW-1. A GET changes nothing, whatever it carries."""
    request_id = a_request(eve, here)
    before = consequences()
    for page in (
        f"/role-request/role?application=spot&role={END_USER}",
        "/role-request/organization",
        f"/role-request/review?request={request_id}&reason=xxxxxxxxxxxx",
        f"/role-request/{request_id}/submitted",
        "/my-requests",
        "/my-roles",
        "/roles",
    ):
        assert browser.get(page).status_code in {200, 302}
    assert consequences() == before
