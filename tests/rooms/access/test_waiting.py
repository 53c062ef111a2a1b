"""Requests that nobody decides: reminders, the help desk, the end; each deadline once, late or twice or at once."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import APPROVER, END_USER, REASON, a_person, a_request, an_organization, holds, the_catalog
from tests.rooms.access.affiliating import a_creation, an_accepted_form, submitted, the_open_catalog
from tests.rooms.desk.casing import staff
from vestibule.access.actions import approve_request, cancel_request, correct_request
from vestibule.access.jobs import end_waiting, foresee_waiting
from vestibule.access.models import RoleRequest
from vestibule.access.policy.waiting import asked_by, days_waited, expires_on
from vestibule.access.upkeep import ask_anew, note_signed_in
from vestibule.access.waiting import count_for_desk, requests_to_decide
from vestibule.config.profiles import load_rulebook
from vestibule.desk.actions import approve_request as approve_by_desk
from vestibule.desk.actions import deny_request as deny_by_desk
from vestibule.journal.models import Entry
from vestibule.kernel.actor import person
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import RequestRules
from vestibule.notices.models import Mail
from vestibule.organizations.models import Organization

pytestmark = pytest.mark.django_db

RULES = RequestRules()
AT_WORK = RequestRules(business_days=True, holidays=(date(2026, 5, 25), date(2026, 7, 3)))
HERE = ZoneInfo("America/New_York")
SWEPT = ["access.request_reminded", "access.request_escalated", "access.request_expired"]
ASKED = date(2026, 3, 10)  # a Tuesday


def noon(day: int) -> datetime:
    """Return noon of the day so many days after the request was submitted, where the installation is."""
    return datetime(2026, 3, 10, 12, 0, tzinfo=HERE).astimezone(UTC) + timedelta(days=day)


@pytest.fixture
def here() -> UUID:
    the_catalog()
    return an_organization()


@pytest.fixture
def ann(here) -> UUID:
    """Return the organization's approver."""
    who = a_person("Ann", "Approver")
    holds(who, APPROVER, here)
    return who


@pytest.fixture
def asked(here, ann) -> UUID:
    """Return Una's request for the end-user role."""
    return a_request(a_person("Una", "User"), here)


def told() -> list[str]:
    """Return the mails about requests that wait, in their order, with whom they went to."""
    kinds = ["access/request_reminder", "access/correction_reminder", "access/request_expired"]
    mails = Mail.objects.filter(kind__in=kinds).order_by("queued_at", "pk")
    return [f"{mail.kind.removeprefix('access/')} {str(mail.recipient).split('.')[0]}" for mail in mails]


def recorded() -> list[str]:
    """Return what the sweep put on record, in order."""
    return [
        fact.removeprefix("access.request_")
        for fact in Entry.objects.filter(fact__in=SWEPT).order_by("at").values_list("fact", flat=True)
    ]


def swept(*moments: datetime) -> None:
    """Let the calendar come by at these moments, each time twice."""
    for at in moments:
        end_waiting(at=at)
        end_waiting(at=at)


def state() -> str:
    """Return the state of the one request."""
    return RoleRequest.objects.get().state


@pytest.mark.parametrize(
    ("rules", "since", "today", "days"),
    [
        (RULES, "2026-03-10", "2026-03-10", 0),
        (RULES, "2026-03-10", "2026-03-17", 7),
        (RULES, "2028-02-22", "2028-03-01", 8),
        (AT_WORK, "2026-03-10", "2026-03-17", 5),
        (AT_WORK, "2026-05-22", "2026-05-26", 1),  # over a weekend and Memorial Day
        (AT_WORK, "2026-07-02", "2026-07-06", 1),
    ],
)
def test_days_are_the_calendars_or_those_of_work(rules, since, today, days):
    """Source: ROL-9."""
    assert days_waited(date.fromisoformat(since), date.fromisoformat(today), rules) == days


@pytest.mark.parametrize("rules", [RULES, AT_WORK])
def test_the_days_of_a_deadline_are_found_from_either_end(rules):
    """Source: ROL-9. Whenever it was asked, it is due on the first day on which it has waited for so long."""
    for number in range(120):
        today = ASKED + timedelta(days=number)
        for days in (*rules.reminded_after_days, rules.desk_after_days):
            last = asked_by(days, today, rules)
            assert days_waited(last, today, rules) >= days > days_waited(last + timedelta(days=1), today, rules)
        end = expires_on(today, rules)
        assert days_waited(today, end, rules) == rules.expires_after_days
        assert days_waited(today, end + timedelta(days=1), rules) > rules.expires_after_days


def test_a_profile_names_its_holidays_in_a_file_beside_it(tmp_path):
    """Source: ROL-9. One that can't be read stops the start with a sentence."""
    profile, holidays = tmp_path / "ours.yaml", tmp_path / "holidays.txt"
    profile.write_text("profile: ours\nrequest: {business_days: true, holiday_file: holidays.txt}\n")
    holidays.write_text("# federal\n2026-12-25  # Christmas\n\n2027-01-01\n")
    book = load_rulebook(str(profile))
    assert book.request.holidays == (date(2026, 12, 25), date(2027, 1, 1))
    first = book.digest()
    holidays.write_text("2026-12-25\n")
    assert load_rulebook(str(profile)).digest() != first
    holidays.write_text("Christmas\n")
    with pytest.raises(SystemExit, match=r"holidays\.txt can't be read"):
        load_rulebook(str(profile))


def test_reminded_twice_before_the_desk_and_expired_each_once(asked):
    """Source: ROL-9, LIF-7. Swept twice a day for five weeks."""
    for day in range(5, 36):
        swept(noon(day))
    assert told() == ["request_reminder ann", "request_reminder ann", "request_expired una"]
    assert recorded() == ["reminded", "reminded", "escalated", "expired"]
    assert state() == "expired"


@pytest.mark.parametrize(("day", "left"), [(6, []), (7, ["reminded"]), (20, ["reminded"]), (30, ["escalated"])])
def test_after_standstill_only_what_still_makes_sense_is_done(asked, day, left):
    """Source: LIF-7. A worker that was down meanwhile: of two reminders the later, none beside the help desk."""
    foreseen = [one.deed for one in foresee_waiting(noon(day))]
    swept(noon(day), noon(day) - timedelta(hours=2))
    assert recorded() == left
    assert [deed.split("-")[0].removesuffix("e") for deed in foreseen] == [deed.removesuffix("ed") for deed in left]
    assert list(foresee_waiting(noon(day))) == []


@pytest.mark.parametrize("told", [None, *RULES.reminded_after_days])
def test_of_many_the_preview_names_each_once_as_the_sweep_then_does_it(ann, here, told):
    """Source: ROL-9, LIF-7. Of several deadlines the latest; and no request is named to the database."""
    deadlines = (*RULES.reminded_after_days, RULES.desk_after_days, RULES.expires_after_days + 1)
    waited = {a_request(a_person("Una", f"User-{'abcd'[n]}"), here): days for n, days in enumerate(deadlines)}
    corrected = a_request(a_person("Uma", "User"), here)
    elsewhere = an_organization("Moonlight Clinic")
    correct_request(corrected, role_key=END_USER, organization_id=elsewhere, by=person(ann), at=noon(0))
    for each, days in {**waited, corrected: RULES.desk_after_days}.items():
        began = noon(0) - timedelta(days=days)
        RoleRequest.objects.filter(pk=each).update(submitted_at=began, told_days=told)
    RoleRequest.objects.filter(pk=corrected).update(corrected_at=noon(0) - timedelta(days=RULES.desk_after_days))
    with CaptureQueriesContext(connection) as asked:
        foreseen = [(one.deed.split("-")[0], one.row.removeprefix("request ")) for one in foresee_waiting(noon(0))]
    assert not any(each.replace("-", "") in query["sql"].replace("-", "") for _, each in foreseen for query in asked)

    end_waiting(at=noon(0))
    done = [
        (fact.removeprefix("access.request_"), json.loads(bytes(canonical))["detail"]["request_id"])
        for fact, canonical in Entry.objects.filter(fact__in=SWEPT).values_list("fact", "canonical")
    ]
    assert sorted(done) == sorted((f"{deed.removesuffix('e')}ed", each) for deed, each in foreseen)
    assert len({each for _, each in foreseen}) == len(foreseen) == {None: 5, 7: 4, 14: 2}[told]


def test_the_last_day_counts_to_its_end(asked, ann):
    """Source: ROL-9. Still decided on the thirtieth day; after the sweep of the next it is over, and that is said."""
    swept(noon(30))
    assert state() == "submitted"
    swept(noon(31))
    assert state() == "expired"
    note_signed_in(ann, "spot", at=noon(30))
    with pytest.raises(Refused, match=r"request\.already_expired"):
        approve_request(asked, by=person(ann), at=noon(31))


def test_after_three_weeks_it_is_the_help_desks_as_well_and_whoever_is_first_decides(here, ann, asked):
    """Source: ROL-9, ROL-8, HLP-1."""
    stan = staff()
    with pytest.raises(NotFound):
        deny_by_desk(asked, reason=REASON, by=stan, at=noon(20))
    swept(noon(21))
    assert count_for_desk() == 1
    assert requests_to_decide(ann, at=noon(21)).count == 1
    approve_by_desk(asked, by=stan, at=noon(22))
    with pytest.raises(Refused, match=r"request\.already_approved"):
        approve_request(asked, by=person(ann), at=noon(22))
    swept(noon(40))
    assert (state(), count_for_desk()) == ("approved", 0)


def test_who_asked_may_take_it_back_until_it_expires_and_ask_anew_after(asked):
    """Source: ROL-9, ROL-13."""
    una = RoleRequest.objects.get().person_id
    swept(noon(31))
    with pytest.raises(Refused, match=r"request\.already_expired"):
        cancel_request(asked, by=person(una), at=noon(32))
    ask_anew(una, asked, at=noon(32))
    assert RoleRequest.objects.filter(state="draft").exists()


def test_a_correction_that_nobody_confirms_is_reminded_of_and_expires(here, ann, asked):
    """Source: ROL-9, ROL-5. Its days count from the correction, and its requester is told."""
    there = an_organization("Moonlight")
    correct_request(
        asked, role_key=RoleRequest.objects.get().role_id or "", organization_id=there, by=person(ann), at=noon(8)
    )
    swept(noon(9), noon(14), noon(15), noon(38))
    assert told() == ["correction_reminder una"] * 2
    swept(noon(39))
    assert told()[2:] == ["request_expired una"]
    assert recorded() == ["reminded", "reminded", "expired"]


def test_where_nobody_can_decide_nobody_is_reminded(here, ann, asked):
    """Source: ROL-9, ROL-7. It is the help desk's already; its end comes all the same."""
    RoleRequest.objects.update(person_id=ann)
    swept(noon(7), noon(14))
    assert recorded() == []


def test_an_expired_request_sets_free_the_organization_that_it_would_have_made():
    """Source: ROL-9, ORG-3. An approver's request waits for the help desk from the first day, without reminders."""
    the_open_catalog()
    abe = a_person("Abe", "Asks")
    an_accepted_form(abe)
    a_creation(abe)
    submitted(abe)
    swept(noon(14), noon(31))
    assert Organization.objects.get().status == "dropped"
    assert told() == ["request_expired abe"]
    assert recorded() == ["expired"]
