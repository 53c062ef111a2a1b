"""A sweep that would take something from too many stops, asks the help desk, and goes on once it may."""

from datetime import datetime, timedelta

import pytest

from tests.browsing import words
from tests.people import AT, END_USER, a_person, an_organization, holds, the_catalog
from tests.rooms.desk.casing import REASON, a_stopped_sweep, at_browser, staff
from vestibule.access.jobs import GO_INACTIVE, deactivate
from vestibule.access.models import AccessClock
from vestibule.access.queries import admission
from vestibule.access.upkeep import note_signed_in
from vestibule.desk.actions import let_sweep_go_on
from vestibule.journal.models import Entry
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import SweepRules
from vestibule.notices.models import Mail
from vestibule.sweeps.brake import goes_on
from vestibule.sweeps.models import SweepStop
from vestibule.sweeps.policy import enough, is_too_many, may_go_on

pytestmark = pytest.mark.django_db

RULES = SweepRules()
LATE = AT + timedelta(days=32)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("due", "of", "too_many"),
    [(0, 0, False), (10, 10, False), (11, 11, True), (11, 220, False), (11, 219, True), (50_000, 1_000_000, False)],
)
def test_more_than_five_percent_are_too_many_where_they_are_more_than_a_few(due, of, too_many):
    """Source: LIF-7."""
    assert is_too_many(due, of, RULES) is too_many


@pytest.mark.parametrize("percent", [0, 1, 3, 5, 7, 100])
@pytest.mark.parametrize("due", [11, 12, 13, 99, 50_000])
def test_counting_no_further_than_is_needed_comes_to_the_same(due, percent):
    """Source: LIF-7."""
    rules = SweepRules(most_percent=percent)
    most = enough(due, rules)
    for of in {due, most or due, (most or due) - 1, (most or due) + 1, 100 * due + 1}:
        assert is_too_many(due, of if most is None else min(of, most), rules) is is_too_many(due, of, rules)
    assert (most is None) is (not percent)


def test_what_was_let_go_on_is_so_for_a_day():
    """Source: LIF-7. A clock that was set back changes nothing."""
    assert may_go_on(AT, RULES, at=AT + timedelta(hours=24) - MOMENT)
    assert not may_go_on(AT, RULES, at=AT + timedelta(hours=24))
    assert may_go_on(AT, RULES, at=AT - timedelta(hours=2))


def sweep(due: int, of: int, at: datetime) -> bool:
    """Ask whether a sweep may go on."""
    return goes_on("test.sweep", due=due, of=lambda most: of if most is None else min(of, most), at=at)


def recorded() -> list[str]:
    """Return what is on record of sweeps, in order."""
    facts = Entry.objects.filter(fact__startswith="sweeps.").order_by("at", "pk")
    return [fact.removeprefix("sweeps.sweep_") for fact in facts.values_list("fact", flat=True)]


def test_it_stops_once_and_says_how_many_it_would_be_now():
    """Source: LIF-7, HLP-1. Each hour it is asked again, and one case waits."""
    assert not sweep(60, 100, AT)
    assert not sweep(70, 100, AT + timedelta(hours=1))
    assert SweepStop.objects.get().due == 70
    assert recorded() == ["stopped"]


def test_it_ends_by_itself_once_they_are_few_again():
    """Source: LIF-7. A clock that was wrong, and is put right."""
    assert not sweep(60, 100, AT)
    assert sweep(3, 100, AT + timedelta(hours=1))
    assert recorded() == ["stopped", "stop_passed"]
    assert not sweep(60, 100, AT + timedelta(hours=2))
    assert SweepStop.objects.filter(state="stopped").count() == 1


def test_a_supervisor_lets_it_go_on_for_a_day_and_no_longer():
    """Source: LIF-7, HLP-1, AUD-1. Killed midway it goes on with what is left; a later flood is looked at anew."""
    assert not sweep(60, 100, AT)
    let_sweep_go_on(SweepStop.objects.get().pk, reason=REASON, by=staff(tier="supervisor"), at=AT)
    assert sweep(60, 100, AT + timedelta(hours=1))
    assert sweep(30, 70, AT + timedelta(hours=23))
    assert not sweep(30, 70, AT + timedelta(hours=24))
    assert sorted(recorded()) == ["let_go_on", "stop_passed", "stopped", "stopped"]


def test_no_agent_lets_it_go_on_nor_anybody_without_a_reason_nor_twice():
    """Source: LIF-7, HLP-2."""
    stop_id, sue = a_stopped_sweep().id, staff("Sue", "Super", "supervisor")
    with pytest.raises(Refused, match=r"case\.supervisors_decide"):
        let_sweep_go_on(stop_id, reason=REASON, by=staff(), at=AT)
    with pytest.raises(Refused, match=r"desk\.reason_too_short"):
        let_sweep_go_on(stop_id, reason="Yes.", by=sue, at=AT)
    let_sweep_go_on(stop_id, reason=REASON, by=sue, at=AT)
    with pytest.raises(NotFound):
        let_sweep_go_on(stop_id, reason=REASON, by=sue, at=AT)
    assert sorted(recorded()) == ["let_go_on", "stopped"]
    assert SweepStop.objects.get().reason == REASON


def test_on_the_page_it_is_claimed_read_and_let_go_on():
    """Source: LIF-7, HLP-1."""
    stop_id, browser = a_stopped_sweep().id, at_browser(staff("Sue", "Super", "supervisor"))
    assert "Sweeps that stopped" in words(browser.get("/help-desk"))
    page = browser.post(f"/help-desk/sweeps/{stop_id}/claim", follow=True)
    assert "60 of 100" in words(page)
    assert "The sweep that stopped was claimed." in words(page)
    assert browser.post(f"/help-desk/sweeps/{stop_id}/go-on", {"reason": ""}).status_code == 422
    done = browser.post(f"/help-desk/sweeps/{stop_id}/go-on", {"reason": REASON}, follow=True)
    assert "The sweep goes on" in words(done)
    assert browser.get(f"/help-desk/sweeps/{stop_id}").status_code == 404


def test_of_twelve_who_run_out_at_once_nobody_is_put_on_record_before_somebody_looked():
    """Source: LIF-7, LIF-1. The door is closed all the same; who still has days is reminded."""
    the_catalog()
    office = an_organization()
    people = [a_person(f"Una{letter}", "User") for letter in "abcdefghijklm"]
    for who in people:
        holds(who, END_USER, office)
    note_signed_in(people[0], "spot", at=AT + timedelta(days=10))
    deactivate(at=LATE)
    deactivate(at=LATE + timedelta(hours=1))
    assert not AccessClock.objects.filter(inactive_at__isnull=False).exists()
    assert not admission(people[1], "spot", at=LATE).admitted
    assert list(Mail.objects.values_list("kind", flat=True).filter(kind__startswith="access/")) == [
        "access/sign_in_due"
    ]

    stop = SweepStop.objects.get(sweep=GO_INACTIVE)
    assert (stop.due, stop.looked_at) == (12, 13)
    let_sweep_go_on(stop.pk, reason=REASON, by=staff(tier="supervisor"), at=LATE + timedelta(hours=1))
    deactivate(at=LATE + timedelta(hours=2))
    assert AccessClock.objects.filter(inactive_at__isnull=False).count() == 12
    deactivate(at=LATE + timedelta(hours=3))
    assert recorded() == ["stopped", "let_go_on", "stop_passed"]
