"""Many organizations in SPOT: switching between them, and what is seen when one of them ends. Through HTTP."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from spot.roles import described, held, instead_of, page_of
from tests.contracts.spot.conftest import Browser, Spot
from tests.contracts.spot.provider import ROLES
from tests.timing import processor_seconds

pytestmark = [pytest.mark.programs, pytest.mark.xdist_group("spot"), pytest.mark.once]  # SPOT keeps its own few rows

SUNSHINE, HARBOR = "Sunshine Family Practice: End User", "Harbor Billing Services: Approver"


def a_role(number: int, name: str = "", **more: Any) -> dict[str, Any]:
    """Return a role in an organization of its own, as the provider tells it."""
    return {**ROLES[0], "organization": {"id": f"o{number}", "name": name or f"Clinic {number}"}, **more}


def test_one_can_switch_between_ones_organizations_and_to_no_other(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2."""
    browser.signs_in()
    assert browser.switches(HARBOR).headers["Location"] == "/home"
    assert "Organization Harbor Billing Services" in browser.reads()
    spot.provider.claims["roles"] = [a_role(7)]
    with Browser(spot) as other:
        other.signs_in()
        (theirs,) = (each.key for each in held(described(spot.provider.claims)))
    spot.provider.claims["roles"] = ROLES
    for elsewhere in (theirs, "0", "-1", "x", "", "9" * 5000, "\x00"):
        assert browser.switches(elsewhere).status_code == 400
    assert "Organization Harbor Billing Services" in browser.reads()


def test_the_role_in_which_one_looks_stays_whatever_comes_before_it_or_is_renamed(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2."""
    browser.signs_in()
    browser.switches(HARBOR)
    renamed = {**ROLES[1], "role_name": "Lead", "organization": {"id": "2", "name": "Harbor & Sons"}}
    spot.provider.claims["roles"] = [a_role(7), renamed, ROLES[0]]
    spot.minutes_pass(0.8)
    home = browser.reads()
    assert "Organization Harbor & Sons Role Lead" in home
    assert "has ended" not in home


def test_whose_role_ends_is_told_which_and_where_they_look_now_until_they_switch(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2, SPT-3. However often it is asked meanwhile, and though the role comes back."""
    spot.provider.claims["roles"] = [*ROLES, a_role(7)]
    browser.signs_in()
    browser.switches(HARBOR)
    spot.provider.claims["roles"] = [ROLES[0], a_role(7)]
    said = (
        "Your role Approver at Harbor Billing Services has ended. You now look at Sunshine Family Practice as End User."
    )
    for _ in range(2):
        spot.minutes_pass(0.8)
        assert said in browser.reads()
    spot.provider.claims["roles"] = [*ROLES, a_role(7)]
    spot.minutes_pass(0.8)
    assert "Organization Sunshine Family Practice" in browser.reads()
    browser.switches("Clinic 7: End User")
    assert "has ended" not in browser.reads()


def test_who_becomes_an_approver_of_the_organization_looks_at_the_same_one(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2, ROL-4. The end-user role ends with it."""
    spot.provider.claims["roles"] = [a_role(6), a_role(7)]
    browser.signs_in()
    browser.switches("Clinic 7: End User")
    spot.provider.claims["roles"] = [a_role(6), a_role(7, role="approver", role_name="Approver")]
    spot.minutes_pass(0.8)
    assert "You now look at Clinic 7 as Approver." in browser.reads()


def test_a_page_from_before_a_role_ended_leads_into_no_other(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2, SPT-3. What stood at its place is never taken for it."""
    spot.provider.claims["roles"] = [*ROLES, a_role(7)]
    browser.signs_in()
    before = browser.offered()
    spot.provider.claims["roles"] = [ROLES[0], a_role(7)]
    spot.minutes_pass(0.8)
    assert browser.sends("/switch", organization=before[HARBOR]).status_code == 400
    assert browser.sends("/switch", organization=before["Clinic 7: End User"]).status_code == 302
    assert "Organization Clinic 7" in browser.reads()


def test_fifty_are_chosen_from_a_list_and_more_are_looked_for_by_name(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2."""
    spot.provider.claims["roles"] = [a_role(number) for number in range(50)]
    browser.signs_in()
    assert len(browser.offered()) == 50
    spot.provider.claims["roles"] = [a_role(number) for number in range(51)]
    browser.at("/")
    home = browser.at("/home").text
    assert "<select" not in home
    assert 'href="/organizations">Switch organization</a>' in home
    first, last = browser.reads("/organizations"), browser.reads("/organizations?page=99")
    assert "51 of 51 to choose from" in first
    assert "Page 1 of 3" in first
    assert "Clinic 0" in first
    assert "Page 3 of 3" in last
    assert "Clinic 50" in last
    assert "Previous page" in last
    assert "Next page" not in last
    found = "/organizations?name=clinic+50"
    assert list(browser.offered(found)) == ["Clinic 50"]
    browser.switches("Clinic 50", found)
    assert "You look here now" in browser.reads(found)
    assert "Organization Clinic 50" in browser.reads()


def test_the_list_of_organizations_is_for_who_is_signed_in(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2, SPT-3."""
    assert browser.at("/organizations").headers["Location"] == "/"
    browser.signs_in()
    assert browser.post(f"{spot.address}/organizations", timeout=30).status_code in (403, 405)
    spot.minutes_pass(0.8)
    spot.provider.userinfo_status = 401
    assert browser.at("/organizations").status_code == 403


def serving(*served: int) -> dict[str, Any]:
    """Return a role in a business office that serves some clinics."""
    told = [{"id": f"o{number}", "name": f"Clinic {number}", "review_by": "2027-11-30"} for number in served]
    return {**ROLES[1], "serves": told}


def test_one_switches_to_whom_ones_office_serves_and_reads_through_whom(browser: Browser, spot: Spot) -> None:
    """Source: ORG-8, SPT-2. Beside a role in the same clinic it is another choice."""
    spot.provider.claims["roles"] = [serving(1, 2), a_role(1)]
    browser.signs_in()
    assert list(browser.offered()) == [
        HARBOR,
        "Clinic 1: End User",
        "Clinic 1: through Harbor Billing Services",
        "Clinic 2: through Harbor Billing Services",
    ]
    browser.switches("Clinic 1: through Harbor Billing Services")
    home = browser.reads()
    assert "Organization Clinic 1 Through Harbor Billing Services , which serves it by an agreement" in home
    assert "The agreement is to be reviewed by November 30, 2027" in home
    assert "Deciding on your end users' requests" not in home


def test_an_agreement_that_ends_is_out_within_the_minute_and_one_looks_at_ones_own(
    browser: Browser, spot: Spot
) -> None:
    """Source: ORG-8, SPT-3. The session goes on, for the role in the business office does."""
    spot.provider.claims["roles"] = [a_role(7), serving(1, 2)]
    browser.signs_in()
    browser.switches("Clinic 2: through Harbor Billing Services")
    spot.provider.claims["roles"] = [a_role(7), serving(1)]
    spot.minutes_pass(0.8)
    home = browser.reads()
    assert "You no longer act for Clinic 2 through Harbor Billing Services ." in home
    assert "You now look at Harbor Billing Services as Approver." in home
    assert "Clinic 2: through Harbor Billing Services" not in browser.offered()


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "a\u202eb\u200b", '"><img src=x>', "é" * 300, "%00\x00"])
def test_hostile_names_stay_text_in_the_list_and_in_its_search(browser: Browser, spot: Spot, name: str) -> None:
    """Source: SPT-2."""
    spot.provider.claims["roles"] = [a_role(0, name), *(a_role(number) for number in range(1, 60))]
    browser.signs_in()
    page = browser.get(f"{spot.address}/organizations", params={"name": name, "page": "<b>"}, timeout=30)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "<img src=x>" not in page.text
    assert "page=<b>" not in page.text


def test_two_thousand_roles_are_asked_for_where_the_token_doesnt_hold_them(browser: Browser, spot: Spot) -> None:
    """Source: SPT-2. SPOT asks at arrival, one can switch to the last of them, and signing out has a short address."""
    spot.provider.claims["roles"] = [a_role(number) for number in range(2000)]
    spot.provider.withheld = ("roles",)
    browser.signs_in()
    assert "Organization Clinic 0" in browser.reads()
    browser.switches("Clinic 1999", "/organizations?name=1999")
    assert "Organization Clinic 1999" in browser.reads()
    gone = browser.sends("/sign-out").headers["Location"]
    assert parse_qs(urlsplit(gone).query)["id_token_hint"]
    assert len(gone) < 2000


def test_who_is_let_in_by_a_token_without_roles_must_have_some(browser: Browser, spot: Spot) -> None:
    """Source: SPT-1, SPT-3. Nor does a provider help that fails when asked, or answers for another."""
    spot.provider.withheld = ("roles",)
    spot.provider.claims["roles"] = []
    assert browser.signs_in().status_code == 403
    spot.provider.userinfo_status = 401
    assert browser.signs_in().status_code == 400
    spot.provider.userinfo_status = 500
    assert browser.signs_in().status_code == 503
    assert not browser.is_in()


@pytest.mark.timed
def test_two_thousand_roles_take_little_of_a_machine() -> None:
    """Source: SPT-2. Opened, found by name, and shown: the page is the provider's word and 25 rows of it."""
    many = described({"roles": [a_role(number, f"Clinic of the Sun {number}") for number in range(2000)]})
    page = page_of(held(many), "SUN clínic 1999", 1)
    assert [role.organization_name for role in page.roles] == ["Clinic of the Sun 1999"]
    assert processor_seconds(lambda: page_of(held(many), "SUN clínic 1999", 1)) < 0.1


def test_the_role_instead_is_in_the_same_organization_if_there_is_one() -> None:
    """Source: SPT-2. A provider that names no organizations gets the first."""
    one, two, three = held(described({"roles": [a_role(1), a_role(2), {"role_name": "Guest"}]}))
    (higher,) = held(described({"roles": [a_role(2, role="approver")]}))
    assert instead_of(two, [one, higher]) == higher
    assert instead_of(three, [one, two]) == one
