"""Roles that are brought along from another system: their year goes on from there, and nobody is surprised."""

from datetime import date, timedelta

import pytest

from tests.people import APPROVER, AT, END_USER, a_person, an_organization, holds, the_catalog
from tests.rooms.recertification.years import day, mailed, swept
from vestibule.access.actions import load_grant
from vestibule.access.certifications import days_of
from vestibule.access.models import RoleGrant
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR
from vestibule.kernel.reasons import Refused
from vestibule.recertification.jobs import certify

pytestmark = pytest.mark.django_db

TODAY = day(0).date()


@pytest.fixture
def place():
    the_catalog()
    return an_organization()


def brought(place, certified_on: date | None, name: str = "Una") -> RoleGrant:
    """Return a role that the operator has loaded."""
    who = a_person(name, "User")
    named = {"person_id": who, "role_key": END_USER, "organization_id": place}
    return RoleGrant.objects.get(pk=load_grant(**named, certified_on=certified_on, by=OPERATOR, at=AT))


@pytest.mark.parametrize(
    ("ago", "due_in"),
    [(0, 365), (1, 364), (200, 165), (319, 46), (320, 45), (321, 45), (365, 45), (400, 45), (3000, 45)],
)
def test_its_year_goes_on_from_the_day_that_was_said_and_leaves_45_days_at_least(place, ago, due_in):
    """Source: LIF-3, LIF-4."""
    grant = brought(place, TODAY - timedelta(days=ago))
    assert days_of(grant.counted_from or AT).certify_by == TODAY + timedelta(days=due_in)
    assert grant.granted_at == AT


def test_without_a_day_its_year_begins_now(place):
    """Source: LIF-3."""
    assert brought(place, None).counted_from is None


def test_a_day_to_come_is_refused_and_nothing_is_given(place):
    """Source: LIF-3."""
    with pytest.raises(Refused, match=r"certification\.not_yet"):
        brought(place, TODAY + timedelta(days=1))
    assert not RoleGrant.objects.exists()


def test_what_was_said_is_on_record(place):
    """Source: AUD-1, LIF-3."""
    brought(place, TODAY - timedelta(days=200))
    entry = Entry.objects.get(fact="access.role_granted")
    assert f'"year_began":"{(TODAY - timedelta(days=200)).isoformat()}T' in bytes(entry.canonical).decode()


@pytest.mark.once
def test_ten_roles_brought_from_ten_months_are_due_in_ten_months(place):
    """Source: LIF-3. And of those that are long overdue the approver hears in all five mails before anything ends."""
    approver = a_person("Ada", "Approver")
    holds(approver, APPROVER, place)
    grants = [brought(place, TODAY - timedelta(days=30 * n), f"Una{'abcdefghij'[n]}") for n in range(10)]
    assert len({days_of(grant.counted_from or AT).certify_by.strftime("%Y-%m") for grant in grants}) >= 9

    brought(place, TODAY - timedelta(days=800), "Old")
    for number in range(46):
        certify(at=day(number))
    asked = mailed(approver, "recertification/certifications_due")
    assert len(asked) >= 5
    assert RoleGrant.objects.filter(suspended_at=None).count() == 12
    swept(day(46))
    assert RoleGrant.objects.exclude(suspended_at=None).count() == 1
