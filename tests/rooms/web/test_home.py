"""The self-service page: what one can do, what is under way, and who is next."""

from uuid import UUID

import pytest

from tests.browsing import signed_in, words
from tests.people import APPROVER, END_USER, a_draft, a_person, a_request, an_organization, holds, the_catalog

pytestmark = pytest.mark.django_db

NEXT_STEP = "You have no role yet. Next step: ask for one"


@pytest.fixture
def here(db) -> UUID:
    the_catalog()
    return an_organization("Sunshine Medical Group, LLC")


@pytest.mark.said
def test_who_has_no_role_and_has_asked_for_none_reads_what_to_do_next(here):
    """Source: ROL-1, ROL-13."""
    page = signed_in(a_person("Eve", "Enduser")).get("/home")
    assert NEXT_STEP in words(page)
    assert '<a class="usa-link" href="/role-request/">ask for one</a>' in page.content.decode()
    assert "My Approvals" not in words(page)


@pytest.mark.said
def test_a_draft_a_request_or_a_role_says_something_else(here):
    """Source: ROL-13."""
    una, eve, uma = a_person("Una", "Drafts"), a_person("Eve", "Enduser"), a_person("Uma", "User")
    a_draft(una, here)
    a_request(eve, here)
    holds(uma, END_USER, here)
    browsers = {who: signed_in(who) for who in (una, eve, uma)}
    said = [words(browser.get("/home")) for browser in browsers.values()]
    assert not [page for page in said if NEXT_STEP in page]
    assert "You: go on with the request" in said[0]
    assert "The help desk, for nobody at your organization can decide at present" in said[1]
    holds(a_person("Ann", "Approver"), APPROVER, here)
    assert "The organization's approver or a backup approver" in words(browsers[eve].get("/home"))


@pytest.mark.said
def test_an_approver_sees_how_many_requests_wait_for_them_alone(here):
    """Source: ROL-1, ROL-7. Those of other organizations, drafts, and one's own don't."""
    ann, elsewhere = a_person("Ann", "Approver"), an_organization("Moonlight Clinic")
    a_request(ann, elsewhere)
    holds(ann, APPROVER, here)
    a_request(a_person("Eve", "Enduser"), here)
    a_request(a_person("Una", "User"), here)
    a_request(a_person("Oda", "Other"), elsewhere)
    a_draft(a_person("Uma", "Drafts"), here)
    assert "My Approvals 2 " in words(signed_in(ann).get("/home"))


def test_the_page_costs_few_queries_whoever_looks(here, django_assert_max_num_queries):
    """Source: ROL-1."""
    ann, eve = a_person("Ann", "Approver"), a_person("Eve", "Enduser")
    holds(ann, APPROVER, here)
    a_request(eve, here)
    for who, most in ((a_person("No", "Body"), 6), (eve, 7), (ann, 9)):
        browser = signed_in(who)
        with django_assert_max_num_queries(most):
            browser.get("/home")
