"""One action, one fact, one transaction."""

import threading

import pytest
from django.db import connection

from tests.consequences import NONE, Consequences, consequences
from tests.rooms.journal import deeds
from tests.rooms.journal.deeds import ANN
from vestibule.jobs.models import Schedule
from vestibule.journal.models import Entry, EntryTrail
from vestibule.journal.spine import SpineError, reading_only, record, upkeep
from vestibule.kernel.actor import OPERATOR
from vestibule.kernel.errands import ErrandOutOfPlace
from vestibule.kernel.reasons import Refused
from vestibule.notices.models import Mail

pytestmark = pytest.mark.django_db

ONE_OF_EACH = Consequences(entries=1, trails=1, mails=1, jobs=2, outbound=1)


def test_state_record_mail_and_outbound_message_commit_together(at):
    """The success that the refusals below are measured against. Source: AUD-1, NEW-1."""
    line = deeds.a_line(at=at)

    deeds.put_off(line, by=ANN, at=at)

    assert deeds.due() == at + deeds.LATER
    assert consequences() == ONE_OF_EACH
    assert "123456" in Mail.objects.get().text


def test_a_refused_action_leaves_no_trace(at):
    """Source: AUD-1."""
    line = deeds.a_line(at=at)

    with pytest.raises(Refused, match=r"test\.moved_already"):
        deeds.put_off(line, by=ANN, at=at + deeds.LATER)

    assert (deeds.due(), consequences()) == (at, NONE)


def test_an_action_without_its_fact_rolls_back(at):
    """Source: AUD-1."""
    line = deeds.a_line(at=at)

    with pytest.raises(SpineError, match="recorded 0 facts"):
        deeds.forget_the_fact(line, by=ANN, at=at)

    assert (deeds.due(), consequences()) == (at, NONE)


def test_an_action_with_two_facts_rolls_back(at):
    """Source: AUD-1."""
    line = deeds.a_line(at=at)

    with pytest.raises(SpineError, match="recorded 2 facts"):
        deeds.say_it_twice(line, by=ANN, at=at)

    assert (deeds.due(), consequences()) == (at, NONE)


def test_a_notice_that_fails_rolls_back_the_deed(at):
    """Source: NEW-1."""
    line = deeds.a_line(at=at)

    with pytest.raises(LookupError, match="no such mail"):
        deeds.put_off(line, by=ANN, at=at, broken=True)

    assert (deeds.due(), consequences()) == (at, NONE)


def test_a_nested_fact_names_its_parent(at):
    """Source: AUD-1."""
    deeds.end_the_day(deeds.a_line(at=at), by=ANN, at=at)

    outer, inner = Entry.objects.get(fact="test.day_ended"), Entry.objects.get(fact="test.line_moved")
    assert (outer.parent_id, inner.parent_id) == (None, outer.id)
    assert str(outer.id).encode() in bytes(inner.canonical)


def test_a_nested_failure_that_is_swallowed_cannot_commit_the_rest(at):
    """Source: AUD-1."""
    line = deeds.a_line(at=at)

    with pytest.raises(SpineError, match="went on after a failure"):
        deeds.end_the_day_regardless(line, by=ANN, at=at + deeds.LATER)

    assert (deeds.due(), consequences()) == (at, NONE)


def test_no_action_runs_while_a_get_is_answered(at):
    """A GET changes nothing: mail scanners follow links."""
    line = deeds.a_line(at=at)

    with reading_only(), pytest.raises(SpineError, match="a GET changes nothing"):
        deeds.put_off(line, by=ANN, at=at)

    assert (deeds.due(), consequences()) == (at, NONE)


def test_an_errand_refuses_to_run_inside_an_action_or_upkeep(at):
    """A slow call never holds a transaction open."""
    assert deeds.ask_far_away() == "yes"

    with pytest.raises(ErrandOutOfPlace):
        deeds.ask_in_the_middle(by=ANN, at=at)
    with pytest.raises(ErrandOutOfPlace):
        upkeep(deeds.ask_far_away)()

    assert consequences() == NONE


def test_an_action_names_who_and_when(at):
    """Time and actor are arguments, and the time is in UTC."""
    line = deeds.a_line(at=at)

    with pytest.raises(SpineError, match="by="):
        deeds.put_off(line, by="ann", at=at)  # type: ignore[arg-type]  # what the test is about
    with pytest.raises(SpineError, match="in UTC"):
        deeds.put_off(line, by=ANN, at=at.replace(tzinfo=None))


def test_a_fact_is_recorded_inside_an_action_only(at):
    """Nothing writes a fact beside the deed."""
    with pytest.raises(SpineError, match="belongs inside"):
        record(deeds.DayEnded(count=1), by=ANN, at=at)


def test_where_a_deed_came_from_stands_apart_from_its_entry(at):
    """Source: AUD-1. Reading: the address is no part of the canonical bytes, so that it can be forgotten."""
    deeds.put_off(deeds.a_line(at=at), by=ANN, at=at)

    assert EntryTrail.objects.get().address == "192.0.2.7"
    assert b"192.0.2.7" not in bytes(Entry.objects.get().canonical)


def test_a_set_action_records_one_fact_for_each_row_it_moves(at):
    """Source: LIF-7."""
    for name in ("a", "b", "c"):
        deeds.a_line(name, at=at)

    assert deeds.put_all_off(by=ANN, at=at) == 3
    assert deeds.put_all_off(by=ANN, at=at) == 0

    assert consequences() == Consequences(entries=3, trails=3, mails=3, jobs=6, outbound=3)
    assert Entry.objects.values("id").distinct().count() == 3


def test_a_set_action_moves_at_most_a_thousand_rows(at):
    """Source: LIF-7."""
    lines = [Schedule(name=f"line-{number}", due_at=at) for number in range(1001)]
    Schedule.objects.bulk_create(lines)

    with pytest.raises(SpineError, match="moved 1001 rows"):
        deeds.put_all_off(by=OPERATOR, at=at, most=2000)
    assert (deeds.due("line-0"), consequences()) == (at, NONE)

    assert deeds.put_all_off(by=OPERATOR, at=at) == 1000
    assert consequences().entries == 1000


def test_a_set_action_says_what_it_did_and_calls_no_other(at):
    """Source: LIF-7."""
    line = deeds.a_line(at=at)

    with pytest.raises(SpineError, match="must call record_set once"):
        deeds.put_all_off_silently(by=ANN, at=at)
    with pytest.raises(SpineError, match="calls no other action"):
        deeds.act_within_a_set(line, by=ANN, at=at)

    assert (deeds.due(), consequences()) == (at, NONE)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_eight_threads_on_one_row_one_wins(at):
    """One winner, one entry, one set of notices. Source: ROL-8."""
    line = deeds.a_line(at=at)
    together, outcomes = threading.Barrier(8), []

    def try_it() -> None:
        together.wait()
        try:
            deeds.put_off(line, by=ANN, at=at)
            outcomes.append("moved")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["moved", *["refused"] * 7]
    assert consequences() == ONE_OF_EACH
