"""Sessions that ran out by themselves: nobody signs out, and years later all of theirs must end at once."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.people import AT
from tests.rooms.desk.casing import REASON, staff
from tests.rooms.signin.people import a_person
from vestibule.desk.actions import disable_person
from vestibule.journal.models import Entry
from vestibule.kernel.actor import SYSTEM
from vestibule.signin import jobs
from vestibule.signin.actions import end_all_sessions
from vestibule.signin.models import Session

pytestmark = pytest.mark.django_db

MANY = 1_001  # more than a set action may put on record
HOURS_AGO, DAYS_AGO = timedelta(hours=1), timedelta(days=1)


def sessions(who: UUID, count: int, *, began: datetime, seen: datetime) -> None:
    """Let somebody have signed in so often, and never out."""
    Session.objects.bulk_create(
        Session(token_digest=str(uuid4()), person_id=who, browser_digest="one", started_at=began, seen_at=seen)
        for _ in range(count)
    )


@pytest.fixture
def ann() -> UUID:
    """Return somebody who is signed in once, and was a thousand times."""
    who = a_person(state="active")
    sessions(who, MANY, began=AT - 30 * DAYS_AGO, seen=AT - 30 * DAYS_AGO)
    sessions(who, 1, began=AT - HOURS_AGO, seen=AT)
    return who


def recorded() -> int:
    """Count the sessions that ended on record."""
    return Entry.objects.filter(fact="signin.session_ended").count()


def live() -> int:
    """Count the sessions that have no end."""
    return Session.objects.filter(state="live").count()


@pytest.mark.said
def test_who_never_signed_out_can_be_signed_out_everywhere_and_only_what_lasted_is_said_to_end(ann):
    """Source: SIG-7, AUD-1. What had run out had ended before; but nothing can bring it back any more."""
    assert end_all_sessions(ann, reason="password_changed", by=SYSTEM, at=AT) == 1
    assert (recorded(), live()) == (1, 0)
    assert Session.objects.filter(end_reason="ran_out").count() == MANY


@pytest.mark.said
def test_the_help_desk_disables_who_never_signed_out(ann):
    """Source: HLP-2, SPT-3."""
    disable_person(ann, reason=REASON, by=staff(), at=AT)
    assert (recorded(), live()) == (1, 0)


def test_one_that_was_idle_too_long_is_over_as_well(ann):
    """Source: SIG-7."""
    sessions(ann, 1, began=AT - HOURS_AGO, seen=AT - timedelta(minutes=30))
    assert end_all_sessions(ann, reason="password_changed", by=SYSTEM, at=AT) == 1


def test_sessions_that_ran_out_days_ago_are_put_away_and_what_lasts_is_not(ann):
    """Source: SIG-7, LIF-7. In sets, twice; nobody waits for it, for a session is judged at its use."""
    sessions(ann, 1, began=AT - DAYS_AGO, seen=AT - DAYS_AGO)
    jobs.sweep_counters(at=AT)
    jobs.sweep_counters(at=AT)
    assert (recorded(), live()) == (0, 2)
    assert set(Session.objects.filter(state="ended").values_list("end_reason", "ended_at")) == {("ran_out", AT)}
