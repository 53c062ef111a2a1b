"""Who works at the help desk."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from tests.rooms.accounts.registering import register, the_person
from vestibule.desk.actions import appoint_staff
from vestibule.desk.models import StaffAppointment
from vestibule.desk.policy.staff import TIERS, appointment_faults
from vestibule.desk.queries import is_staff
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, person
from vestibule.kernel.reasons import NotFound, Refused

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 3, 11, tzinfo=UTC)


def appointments() -> list[str]:
    return [str(fact) for fact in Entry.objects.filter(fact__startswith="desk.").values_list("fact", flat=True)]


@pytest.mark.parametrize("tier", sorted(TIERS))
def test_an_appointment_makes_somebody_staff_and_is_on_record(at, tier):
    """Source: HLP-2."""
    register(at)
    person_id = the_person().pk
    assert not is_staff(person_id)
    appoint_staff(person_id, tier, by=OPERATOR, at=at)
    assert is_staff(person_id)
    assert appointments() == ["desk.staff_appointed"]


def test_whose_appointment_ended_is_staff_no_more_and_may_be_appointed_again(at):
    """Source: HLP-2."""
    register(at)
    person_id = the_person().pk
    appoint_staff(person_id, "agent", by=OPERATOR, at=at)
    StaffAppointment.objects.update(ended_at=LATER)
    assert not is_staff(person_id)
    appoint_staff(person_id, "supervisor", by=OPERATOR, at=LATER)
    assert is_staff(person_id)


@pytest.mark.parametrize(
    ("about", "why_not"),
    [
        ({"tier": "emperor"}, ["staff.unknown_tier"]),
        ({"for_oneself": True}, ["staff.own_powers"]),
        ({"is_staff": True}, ["staff.already_appointed"]),
        ({}, []),
    ],
)
def test_who_can_be_appointed_is_judged(about, why_not):
    """Source: HLP-2: nobody raises their own powers."""
    asked = {"tier": "agent", "for_oneself": False, "is_staff": False, **about}
    faults = appointment_faults(asked["tier"], for_oneself=asked["for_oneself"], is_staff=asked["is_staff"])
    assert [fault.code for fault in faults] == why_not


def test_a_refused_appointment_leaves_no_trace(at):
    """Source: HLP-2."""
    register(at)
    person_id = the_person().pk
    with pytest.raises(Refused, match=r"staff\.own_powers"):
        appoint_staff(person_id, "agent", by=person(person_id), at=at)
    assert (is_staff(person_id), appointments()) == (False, [])
    appoint_staff(person_id, "agent", by=OPERATOR, at=at)
    with pytest.raises(Refused, match=r"staff\.already_appointed"):
        appoint_staff(person_id, "supervisor", by=OPERATOR, at=at)
    assert appointments() == ["desk.staff_appointed"]


def test_nobody_can_appoint_who_does_not_exist(at):
    """Source: HLP-2."""
    with pytest.raises(NotFound):
        appoint_staff(uuid4(), "agent", by=OPERATOR, at=at)
