"""Until when somebody must sign in to an application, and be certified."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from tests.at_once import at_once
from tests.people import APPROVER, AT, END_USER, a_person, an_organization, holds, the_catalog
from vestibule.access.actions import end_grant
from vestibule.access.clocks import clock_of, last_signed_in
from vestibule.access.models import ApplicationUse
from vestibule.access.policy import clock
from vestibule.access.policy.year import year_of
from vestibule.access.upkeep import note_signed_in
from vestibule.kernel.actor import OPERATOR
from vestibule.kernel.rulebook import AccessRules

RULES = AccessRules()
GRANTED = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)


def test_the_days_are_the_profiles():
    """Source: LIF-1, LIF-3."""
    rules = AccessRules(inactive_after_days=5, certified_every_days=100)
    assert clock.must_sign_in_by(GRANTED, rules, zone=UTC) == date(2026, 3, 15)
    assert year_of(GRANTED, rules, zone=UTC).certify_by == date(2026, 6, 18)


def test_a_role_is_certified_within_a_year_of_its_grant():
    """Source: LIF-3 (APP 0)."""
    assert year_of(GRANTED, RULES, zone=UTC).certify_by == date(2027, 3, 10)


@pytest.fixture
def ann(db):
    the_catalog()
    return a_person("Ann", "Archer")


def sign_in_by(who: UUID) -> date:
    """Return until which day somebody must sign in to SPOT."""
    return clock_of(who, "spot", at=AT).sign_in_by


def test_one_clock_counts_for_all_roles_of_an_application(ann):
    """Source: LIF-1. A grant that comes later starts nothing, nor does the end of the first one."""
    first = holds(ann, END_USER, an_organization("Sunshine"), at=AT)
    holds(ann, APPROVER, an_organization("Moonlight"), at=AT + timedelta(days=20))
    assert sign_in_by(ann) == date(2026, 4, 9)
    end_grant(first, why="left", by=OPERATOR, at=AT + timedelta(days=21))
    assert sign_in_by(ann) == date(2026, 4, 9)
    note_signed_in(ann, "spot", at=AT + timedelta(days=22))
    assert sign_in_by(ann) == date(2026, 5, 1)


def test_the_clock_is_never_set_back(ann):
    """Source: LIF-1. Of two sign-ins the later counts, whichever is written last."""
    assert last_signed_in(ann, "spot") is None
    for minutes, counts in ((5, 5), (9, 9), (7, 9), (9, 9)):
        note_signed_in(ann, "spot", at=AT + timedelta(minutes=minutes))
        assert last_signed_in(ann, "spot") == AT + timedelta(minutes=counts)
    assert ApplicationUse.objects.count() == 1


def test_somebody_elses_sign_in_moves_no_clock_of_mine(ann):
    """Source: LIF-1."""
    bob = a_person("Bob", "Baker")
    note_signed_in(bob, "spot", at=AT)
    assert last_signed_in(ann, "spot") is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_eight_first_sign_ins_at_once_one_row_stands_with_the_latest():
    """Source: LIF-1."""
    the_catalog()
    ann = a_person("Ann", "Archer")
    for round_ in range(10):
        base = AT + timedelta(days=round_)
        at_once(_signing_in(ann, base), 8)
        assert ApplicationUse.objects.count() == 1
        assert last_signed_in(ann, "spot") == base + timedelta(seconds=7)
        ApplicationUse.objects.all().delete()


def _signing_in(who: UUID, base: datetime) -> Callable[[int], None]:
    return lambda number: note_signed_in(who, "spot", at=base + timedelta(seconds=number * 7 % 8))
