"""The help desk looks through the record: with a reason, on record, for an hour, and never for oneself."""

from datetime import timedelta

import pytest

from tests.browsing import words
from tests.consequences import NONE, consequences
from tests.people import APPROVER, AT, END_USER, a_person, an_organization, holds, the_catalog
from tests.rooms.desk.casing import at_browser, staff
from vestibule.desk.models import RecordLook
from vestibule.journal.models import Entry
from vestibule.organizations.queries import organization_card

pytestmark = pytest.mark.django_db

PAGE = "/help-desk/record"
REASON = {"reason": "The auditors asked for it."}


@pytest.fixture
def here(travel):
    """An organization, at a moment from which the clock ticks on."""
    travel(AT)
    the_catalog()
    return an_organization("Moonlight Clinic")


@pytest.fixture
def eve(here):
    """Somebody with a role there."""
    who = a_person("Eve", "Enduser")
    holds(who, END_USER, here)
    return who


@pytest.fixture
def ann(here):
    """Somebody with a role elsewhere."""
    who = a_person("Ann", "Approver")
    holds(who, APPROVER, an_organization("Bayside Billing Partners"))
    return who


def day(name: str, moment) -> dict[str, str]:
    """Return a date as it is typed."""
    return {f"{name}_month": str(moment.month), f"{name}_day": str(moment.day), f"{name}_year": str(moment.year)}


def found(browser, **search: str) -> str:
    """Look through the record, and return what the page says."""
    return words(browser.post(PAGE, {**REASON, **search}, follow=True))


def test_what_is_on_record_is_found_and_the_look_is_on_record_itself(here, eve, ann):
    """Source: AUD-1, HLP-2. The reason is sealed, and nothing that was typed stands in the address."""
    stan = staff()
    browser = at_browser(stan)

    response = browser.post(PAGE, {**REASON, "who": "eve.enduser@example.com"}, follow=True)

    seen = words(response)
    assert "Eve Enduser" in seen
    assert "Moonlight Clinic" in seen
    assert "Ann Approver" not in seen
    assert "eve.enduser" not in response.request["PATH_INFO"] + response.request["QUERY_STRING"]
    entry = Entry.objects.get(fact="desk.record_looked_through")
    look = RecordLook.objects.get()
    assert (entry.actor_id, entry.person_id, look.reason) == (stan.person_id, eve, REASON["reason"])
    assert b"auditors" not in bytes(entry.canonical)


def test_a_search_narrows_by_kind_organization_and_days(here, eve, ann):
    """Source: AUD-1. All that is named must be met."""
    browser = at_browser(staff())
    submitter_id = organization_card(here).submitter_id

    assert "Bayside Billing Partners was loaded" in found(browser, room="organizations")
    assert "Enduser" not in found(browser, room="organizations")
    in_one = found(browser, submitter_id=submitter_id)
    assert "Moonlight Clinic" in in_one
    assert "Bayside" not in in_one
    assert "Nothing more is on record." in found(browser, **day("until", AT - timedelta(days=1)))
    assert "Nothing more is on record." in found(browser, **day("since", AT + timedelta(days=2)))
    assert "Moonlight Clinic was loaded" in found(browser, **day("since", AT), **day("until", AT))


@pytest.mark.said
def test_what_somebody_did_is_found_by_their_name(here, eve, ann):
    """Source: AUD-1. Who, not only on whom."""
    stan, sue = staff(), staff("Sue", "Second")
    found(at_browser(sue), who="eve.enduser")

    seen = found(at_browser(stan), who="sue.second")

    assert "The record was looked through, with a reason." in seen
    assert "Sue Second, help desk" in seen


def test_nobody_looks_for_themself_and_what_is_about_them_is_left_out(here):
    """Source: HLP-2."""
    browser = at_browser(staff())
    before = consequences()

    refused = browser.post(PAGE, {**REASON, "who": "stan.staff"})

    assert refused.status_code == 422
    assert "Nobody looks at their own story here" in words(refused)
    assert consequences() - before == NONE
    assert "Stan Staff works at the help desk" not in found(browser, room="desk")


@pytest.mark.alike
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": "short"}, "Give a reason of at least"),
        ({"reason": ""}, "Reason for looking is required."),
        ({"who": "nobody.at.all"}, "Nobody has this User ID or email address."),
        ({"submitter_id": "FCNONE"}, "No organization has this submitter ID."),
        ({"room": "kitchen"}, "Choose one of the answers offered"),
        (
            {"since_month": "3", "since_day": "9", "since_year": "2026",
             "until_month": "3", "until_day": "8", "until_year": "2026"},
            "The last day comes before the first.",
        ),
        ({"since_month": "2", "since_day": "30", "since_year": "2026"}, "First day is not a date in the calendar."),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_said_and_leaves_no_trace(typed, sentence, here):
    """Source: AUD-1, HLP-2."""
    browser = at_browser(staff())
    before = consequences()

    page = browser.post(PAGE, {**REASON, **typed})

    assert page.status_code == 422
    assert sentence in words(page)
    assert consequences() - before == NONE
    assert not RecordLook.objects.exists()


def test_a_look_is_over_after_an_hour_and_is_somebodys_own(here, eve, travel):
    """Source: AUD-1. Judged when it is used; to others it doesn't exist."""
    browser, other = at_browser(staff()), at_browser(staff("Sue", "Second"))
    found(browser)
    address = f"{PAGE}/{RecordLook.objects.get().id}"

    assert browser.get(address).status_code == 200
    assert other.get(address).status_code == 404
    looked_at = RecordLook.objects.get().looked_at
    travel(looked_at + timedelta(minutes=25))
    browser.get("/home")
    travel(looked_at + timedelta(minutes=50))
    assert browser.get(address).status_code == 200
    travel(looked_at + timedelta(hours=1))
    assert browser.get(address).status_code == 404


def test_a_long_record_is_told_in_pages_with_few_questions(here, django_assert_max_num_queries):
    """Source: AUD-1."""
    for number in range(60):
        an_organization(f"Clinic {'abcdefghij'[number // 10]}{'abcdefghij'[number % 10]} of the Coast")
    browser = at_browser(staff())
    first = found(browser, room="organizations")
    address = f"{PAGE}/{RecordLook.objects.get().id}"

    assert "Older" in first
    with django_assert_max_num_queries(20):
        second = words(browser.get(f"{address}?page=2"))
    assert "Newer" in second
    assert "was loaded by the operator." in second
    assert browser.get(f"{address}?page=99999").status_code == 200
