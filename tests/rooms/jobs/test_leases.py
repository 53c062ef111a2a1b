"""A job belongs to one worker at a time, and is done at least once."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as some

from tests.rooms.jobs import works
from tests.rooms.jobs.works import put_in, take, the_job
from vestibule.jobs.lease import LEASE, extend, fail, finish, pause_after, release
from vestibule.jobs.models import Job
from vestibule.jobs.queue import enqueue, job_kinds
from vestibule.jobs.worker import do, error_code
from vestibule.kernel.reasons import Refused, declare_reason
from vestibule.sweeps.table import sweeps

SECOND = timedelta(seconds=1)


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_rolled_back_never_was(at):
    """Source: NEW-1."""
    with transaction.atomic():
        put_in(at=at)
        transaction.set_rollback(True)

    assert not Job.objects.exists()


@pytest.mark.django_db
def test_a_job_that_waits_under_a_key_is_not_put_in_twice(at):
    """Source: LIF-7."""
    put_in(at=at, unique_key="news")
    put_in(at=at, unique_key="news")
    assert Job.objects.count() == 1

    take(at=at)
    put_in(at=at, unique_key="news")

    assert sorted(Job.objects.values_list("state", flat=True)) == ["leased", "waiting"]


@pytest.mark.django_db
def test_work_that_nobody_knows_is_not_put_in(at):
    """A mistake in a kind's name shows when the deed is done, not days later."""
    with pytest.raises(ValueError, match=r"No job of kind test\.unknown"):
        enqueue("test.unknown", {}, at=at)


@pytest.mark.django_db
def test_the_longest_due_is_taken_first_and_what_is_not_due_stays(at):
    """Source: LIF-7."""
    put_in(at=at, words="second")
    put_in(at=at - SECOND, words="first")
    put_in(at=at + SECOND, words="tomorrow")

    assert [leased.arguments["words"] for leased in take(5, at=at)] == ["first", "second"]
    assert take(5, at=at) == []


@pytest.mark.django_db
def test_a_kind_that_this_release_does_not_know_is_left_to_one_that_does(at):
    """Two releases may work on one queue."""
    put_in(at=at)
    Job.objects.update(kind="test.of_tomorrow")

    assert take(at=at) == []


@pytest.mark.django_db
def test_a_done_job_is_gone(at):
    """Source: NEW-1."""
    put_in(at=at)

    do(take(at=at)[0])

    assert (works.done, Job.objects.count()) == (["a"], 0)


@pytest.mark.django_db
def test_a_failed_job_waits_longer_each_time_and_is_dead_after_its_last_attempt(at, travel):
    """What is stored of the failure is its class, not what it said of whom. Source: NEW-1, AUD-1."""
    travel(at)
    put_in("test.fail", at=at)

    do(take(at=at)[0])
    waiting = the_job()
    assert (waiting.state, waiting.attempts, waiting.last_error) == ("waiting", 1, "ConnectionError")
    assert 2 * SECOND <= waiting.run_at - at <= 5 * SECOND
    assert works.given_up == []

    do(take(at=at + 5 * SECOND)[0])
    assert (the_job().state, the_job().last_error, works.given_up) == ("dead", "ConnectionError", ["a"])
    assert take(at=at + timedelta(days=9)) == []


@pytest.mark.django_db
def test_a_lost_lease_records_no_result(at):
    """Whoever comes late neither finishes, nor fails, nor releases what another has taken over. Source: LIF-7."""
    put_in(at=at)
    late = take(at=at)[0]
    assert take(at=at + LEASE) == []
    other = take(at=at + LEASE + SECOND)[0]

    assert not finish(late)
    assert not fail(late, "late", at=at)
    assert not release(late)

    assert (the_job().lease_id, the_job().attempts) == (other.lease_id, 2)
    assert finish(other)


@pytest.mark.django_db
def test_a_sign_of_life_keeps_the_lease(at):
    """Source: LIF-7."""
    put_in(at=at)
    leased = take(at=at)[0]

    extend([leased.lease_id], at=at + LEASE)

    assert take(at=at + LEASE + SECOND) == []


@pytest.mark.django_db
def test_an_attempt_that_was_given_back_does_not_count(at):
    """A worker that is told to stop costs no attempt."""
    put_in(at=at)

    assert release(take(at=at)[0])

    assert (the_job().state, the_job().attempts) == ("waiting", 0)
    assert len(take(at=at)) == 1


@pytest.mark.django_db
def test_work_that_kills_its_worker_each_time_is_dead_in_the_end(at):
    """Nobody says a word, the leases run out, and the fourth to take it only buries it. Source: LIF-7."""
    put_in(at=at)
    for attempt in range(3):
        assert not take(at=at + attempt * 2 * LEASE)[0].is_spent

    buried = take(at=at + 6 * LEASE)[0]
    do(buried)

    assert (the_job().state, the_job().last_error, works.done) == ("dead", "LeaseRanOut", [])


@pytest.mark.django_db
def test_a_failed_job_gives_way_to_the_same_work_put_in_meanwhile(at):
    """Source: LIF-7."""
    put_in("test.fail", at=at, unique_key="news")
    failing = take(at=at)[0]
    put_in("test.fail", at=at, unique_key="news")

    assert fail(failing, "ConnectionError", at=at)

    assert (the_job().state, the_job().attempts) == ("waiting", 0)


def test_a_failure_is_told_by_codes():
    """Source: AUD-1."""
    kind = declare_reason("test.not_now", "Not now, %(name)s.")

    assert error_code(Refused(kind(name="Ann"))) == "test.not_now"
    assert error_code(ValueError("Ann")) == "ValueError"


@given(attempt=some.integers(1, 500))
def test_pauses_double_up_to_the_longest_and_are_spread(attempt):
    """Source: NEW-1. Reading: spread, so that a thousand mails that failed together don't come back together."""
    kind = job_kinds()["notices.send"]
    whole = min(5 * 2 ** (attempt - 1), 3600)

    assert whole / 2 <= pause_after(kind, attempt).total_seconds() <= whole


@pytest.mark.django_db(transaction=True)
def test_what_can_wait_is_done_when_nothing_else_is_due(at):
    """Source: NEW-1, SIG-2. A mailed code isn't behind the mails of a sweep that began before it."""
    for number in range(3):
        put_in("test.note_at_leisure", at=at, words=f"sweep {number}")
    put_in(at=at + SECOND, words="code")
    put_in(at=at + 2 * SECOND, words="not yet")
    taken = [leased.arguments["words"] for leased in take(3, at=at + SECOND)]
    assert taken == ["code", "sweep 0", "sweep 1"]
    assert [leased.arguments["words"] for leased in take(3, at=at + SECOND)] == ["sweep 2"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("hands", "abroad", "taken"),
    [
        (4, 3, ["mail 0", "mail 1", "mail 2", "ours 0"]),
        (4, 1, ["mail 0", "ours 0", "ours 1", "ours 2"]),  # the others wait for servers elsewhere already
        (4, 0, ["ours 0", "ours 1", "ours 2"]),
        (2, 3, ["mail 0", "mail 1"]),
        (4, None, ["mail 0", "mail 1", "mail 2", "mail 3"]),
    ],
)
def test_no_hand_is_idle_behind_mails_that_wait(hands, abroad, taken, at):
    """Source: NEW-1, LIF-7. Many mails were due before it, and yet work of our own is taken at the same look."""
    for number in range(6):
        put_in("test.note_abroad", at=at, words=f"mail {number}")
    for number in range(3):
        put_in(at=at + SECOND * number, words=f"ours {number}")
    first = take(hands, at=at + 3 * SECOND, abroad=abroad)
    assert [leased.arguments["words"] for leased in first] == taken
    assert Job.objects.filter(state="leased").count() == len(taken)


@pytest.mark.django_db(transaction=True)
def test_of_what_is_done_alone_one_at_a_time_is_done(at):
    """Source: LIF-7. Of all its kinds, by all workers, and other work goes on; who died keeps nobody waiting."""
    for kind, words in (("test.note_alone", "one"), ("test.note_alone_too", "two"), ("test.note_alone", "three")):
        put_in(kind, at=at, words=words)
    put_in(at=at + SECOND, words="other")

    first = take(3, at=at + SECOND)
    assert [leased.arguments["words"] for leased in first] == ["one"]
    beside = take(3, at=at + SECOND)
    assert [leased.arguments["words"] for leased in beside] == ["other"]
    assert take(3, at=at + LEASE) == []

    finish(first[0])
    second = take(3, at=at + LEASE)
    assert [leased.arguments["words"] for leased in second] == ["two"]
    late = at + 2 * LEASE + SECOND
    assert [leased.arguments["words"] for leased in take(3, at=late)][:1] == ["other"]  # whose lease ran out first
    assert Job.objects.filter(kind__startswith="test.note_alone", state="leased", leased_until__gte=late).count() <= 1


@pytest.mark.django_db
def test_a_worker_that_waits_for_another_only_reads(at, django_assert_num_queries):
    """Source: LIF-7. SQLite has one writer, and a sweep takes long."""
    put_in("test.note_alone", at=at, words="one")
    put_in("test.note_alone_too", at=at, words="two")
    assert len(take(2, at=at)) == 1
    with django_assert_num_queries(3) as asked:
        assert take(2, at=at) == []
    assert all(query["sql"].startswith("SELECT") for query in asked)


@pytest.mark.django_db
def test_every_sweep_is_done_alone():
    """Source: LIF-7. A processor is left to people (decision 0043)."""
    assert sweeps()
    assert all(job_kinds()[kind].alone for kind in sweeps())


@pytest.mark.django_db(transaction=True)
def test_what_a_dead_worker_had_is_taken_first(at):
    """Source: LIF-7."""
    put_in("test.note_at_leisure", at=at, words="left behind")
    take(at=at)
    late = at + LEASE + SECOND
    put_in(at=at, words="new")
    assert [leased.arguments["words"] for leased in take(2, at=late)] == ["left behind", "new"]
