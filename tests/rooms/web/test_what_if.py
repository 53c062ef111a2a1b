"""The help desk sees what another number of the policy would do, before anybody puts it in force."""

from datetime import timedelta

import pytest

from tests.consequences import consequences
from tests.people import AT, END_USER, a_person, an_organization, holds, the_catalog
from tests.rooms.desk.casing import at_browser, staff
from vestibule.access.models import AccessClock

pytestmark = [pytest.mark.once, pytest.mark.django_db]

PAGE = "/help-desk/what-if"


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything happen at one moment."""
    travel(AT)


def test_sixty_days_show_how_many_would_be_kept_and_lead_to_them():
    """Source: LIF-1, LIF-7. No names: whom it would touch is looked at for a reason, on record."""
    the_catalog()
    ann = a_person()
    holds(ann, END_USER, an_organization())
    AccessClock.objects.update(started_at=AT - timedelta(days=40))
    browser = at_browser(staff())
    before = consequences()

    page = browser.get(PAGE, {"name": "access.inactive_after_days", "number": "60"}).text

    assert "access.go_inactive" in page
    assert f'href="/help-desk/people/{ann}"' in page
    assert "Ann Archer" not in page
    assert consequences() == before
    assert (
        "No sweep would do anything else"
        in browser.get(PAGE, {"name": "access.inactive_after_days", "number": "31"}).text
    )


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"name": "access.inactive_after_days", "number": "many"}, "Type a number like the one in force"),
        ({"name": "access.inactive_after_days", "number": ""}, "Would be is required."),
        ({"name": "password.least", "number": "1"}, "Choose one of the answers offered"),
        ({"name": "__class__", "number": "1"}, "Choose one of the answers offered"),
    ],
)
def test_what_is_no_number_is_said_in_a_sentence(asked, words):
    """Source: LIF-7."""
    assert words in at_browser(staff()).get(PAGE, asked).text
