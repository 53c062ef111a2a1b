"""Statements that are said directly: prepared on PostgreSQL, several in one visit, and failing as the ORM's do."""

from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError, connection
from django.db.transaction import TransactionManagementError, atomic, set_rollback
from psycopg.pq import TransactionStatus

from tests.people import AT
from vestibule.accounts.attempts import forget_attempts
from vestibule.accounts.models import AttemptCounter
from vestibule.signin.models import AuthenticatorApp
from vestibule.storage import statements
from vestibule.storage.compiled import A_FEW, compiled, compiled_change, insert
from vestibule.storage.prepared import said_together
from vestibule.storage.statements import ask, ask_for_many, one_visit, say, tell

pytestmark = pytest.mark.django_db


def _counter(key):
    return AttemptCounter(key=key, tries=0, refused=0, last_at=AT)


def _count(key):
    return tell("UPDATE attempt_counter SET tries = tries + 1 WHERE key = %s", [key])


@compiled
def _tries(key):
    return AttemptCounter.objects.filter(key=key, refused=0).values_list("tries")


@compiled_change
def _tried(key, at):
    return AttemptCounter.objects.filter(key=key), {"tries": 7, "last_at": at}


def test_a_statement_answers_with_its_rows_or_with_how_many_it_met():
    insert([_counter("ann"), _counter("ben")])
    assert _count("ann") == 1
    assert _count("nobody") == 0
    assert ask("SELECT key, tries FROM attempt_counter ORDER BY key", []) == [("ann", 1), ("ben", 0)]


def test_what_goes_in_one_visit_is_done_in_its_order():
    with one_visit():
        insert([_counter("ann")])
        say("UPDATE attempt_counter SET tries = tries + 5 WHERE key = %s", ["ann"])
        insert([_counter("ben")])
        forget_attempts("ben")
    assert list(AttemptCounter.objects.values_list("key", "tries")) == [("ann", 5)]


def test_of_one_visit_nothing_is_kept_once_something_fails():
    """Source: AUD-1. No audit, no action: what the record goes with fails with it."""
    with pytest.raises(IntegrityError), atomic():  # noqa: PT012 - both are one deed
        insert([_counter("ann")])
        with one_visit():
            insert([_counter("ben")])
            insert([_counter("ann")])
            insert([_counter("eve")])
    assert not AttemptCounter.objects.exists()


def test_a_broken_transaction_takes_no_further_statement():
    with atomic():
        set_rollback(True)
        with pytest.raises(TransactionManagementError):
            say("DELETE FROM attempt_counter WHERE key = %s", ["ann"])


def test_who_asks_inside_a_visit_is_answered_after_what_was_said_before():
    with one_visit():
        say(
            "INSERT INTO attempt_counter (key, tries, refused, last_at) VALUES (%s, 0, 0, %s)",
            ["ann", connection.ops.adapt_datetimefield_value(AT)],
        )
        assert _count("ann") == 1
        say("UPDATE attempt_counter SET tries = tries + 5 WHERE key = %s", ["ann"])
        assert ask("SELECT tries FROM attempt_counter WHERE key = %s", ["ann"]) == [(6,)]
        insert([_counter(f"many {number}") for number in range(A_FEW + 1)])
    assert AttemptCounter.objects.count() == A_FEW + 2


def test_what_is_asked_along_is_answered_with_what_is_waited_for_next():
    insert([_counter("ann"), _counter("ben")])
    with one_visit():
        tries = _tries.along("ann")
        counted = _tried.along("ben", AT)
        forget_attempts("ann")
        assert _count("ben") == 1
        assert (tries(), counted()) == ([(0,)], 1)
    assert list(AttemptCounter.objects.values_list("key", "tries")) == [("ben", 8)]


def test_what_was_asked_along_waits_by_itself_where_nothing_came_after_it():
    insert([_counter("ann")])
    with one_visit():
        tries = _tries.along("ann")
        assert tries() == tries() == [(0,)]
    assert (_tries.along("ann")(), _tried.along("nobody", AT)()) == ([(0,)], 0)


def test_nothing_is_said_of_what_was_asked_along_once_the_visit_failed():
    insert([_counter("ann")])
    with pytest.raises(IntegrityError), atomic(), one_visit():  # noqa: PT012 - both are one deed
        counted = _tried.along("ann", AT)
        insert([_counter("ann")])
        counted()
    assert list(AttemptCounter.objects.values_list("key", "tries")) == [("ann", 0)]


@pytest.mark.postgres
def test_what_is_asked_along_costs_no_visit(monkeypatch):
    visits = []

    def counted_visit(line, statements, **more):
        visits.append(len(statements))
        return said_together(line, statements, **more)

    monkeypatch.setattr(statements, "said_together", counted_visit)
    with one_visit():
        tries, counted = _tries.along("ann"), _tried.along("ben", AT)
        assert (_count("nobody"), counted(), tries()) == (0, 0, [])
    assert visits == [3]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_very_many_rows_come_as_they_are_in_rows_after_what_was_said_before():
    """Ids, moments, numbers, words and nothing at all; also where the transaction begins with them."""
    sql = (
        "UPDATE attempt_counter SET last_at = %s, refused = %s WHERE key <> %s RETURNING key, tries, last_at, %s::uuid"
    )
    who = uuid4()
    with atomic():
        assert ask_for_many(sql, [AT, 3, "ben", None]) == []
    with atomic(), one_visit():
        insert([_counter("ann"), _counter("ben")])
        say("UPDATE attempt_counter SET tries = tries + 5 WHERE key = %s", ["ann"])
        assert ask_for_many(sql, [AT, 3, "ben", who]) == [("ann", 5, AT, who)]
        with pytest.raises(ProgrammingError, match="nowhere"):
            ask_for_many("SELECT * FROM nowhere", [])
    assert not AttemptCounter.objects.exists()


def test_places_have_numbers_or_names_and_a_percent_sign_is_doubled():
    insert([_counter("100 %")])
    found = ask("SELECT key FROM attempt_counter WHERE key LIKE %s AND key LIKE '%% %%'", ["100%"])
    assert found == [("100 %",)]
    twice = "SELECT key FROM attempt_counter WHERE key = %(key)s AND %(tries)s = tries AND key = %(key)s"
    assert ask(twice, {"tries": 0, "key": "100 %", "unused": 1}) == [("100 %",)]


@pytest.mark.postgres
def test_a_statement_of_every_day_is_prepared_once():
    @compiled
    def tries(key):
        return AttemptCounter.objects.filter(key=key).values_list("tries")

    insert([_counter("ann")])
    before = _prepared()
    for _ in range(3):
        assert tries("ann") == [(0,)]
    (new,) = _prepared() - before
    assert new.startswith('SELECT "attempt_counter"."tries"')


def _prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return {statement for (statement,) in cursor.fetchall()}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_was_prepared_outlives_what_was_undone():
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), atomic():  # noqa: PT012 - both are one deed
            insert([_counter("ann")])
            raise ZeroDivisionError
        insert([_counter("ben")])
        forget_attempts("ben")
    assert not AttemptCounter.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_is_prepared_no_longer_is_prepared_anew():
    """A table that was altered, or a server that was told to forget, fails a statement once and not for ever."""
    insert([_counter("ann")])
    every = "SELECT * FROM attempt_counter"
    for _ in range(3):
        ask(every, [])
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    with pytest.raises(ProgrammingError):
        ask(every, [])
    assert [ask(every, [])[0][0] for _ in range(3)] == ["ann"] * 3


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_last_visit_ends_the_transaction():
    with atomic(durable=True):
        with one_visit(is_last=True):
            insert([_counter("ann")])
        assert connection.connection.info.transaction_status == TransactionStatus.IDLE
    assert AttemptCounter.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_last_visit_of_a_part_ends_nothing():
    with pytest.raises(ZeroDivisionError), atomic():  # noqa: PT012 - both are one deed
        with atomic(), one_visit(is_last=True):
            insert([_counter("ann")])
        raise ZeroDivisionError
    assert not AttemptCounter.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_fails_in_the_last_visit_ends_nothing():
    """Source: AUD-1. No audit, no action."""
    with pytest.raises(IntegrityError), atomic(durable=True), one_visit(is_last=True):  # noqa: PT012 - one deed
        insert([_counter("ann")])
        insert([_counter("ann")])
    assert not AttemptCounter.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_holds_only_at_the_end_is_judged_in_the_last_visit():
    """A foreign key is judged when the transaction ends; whoever breaks it is told, and nothing is kept."""
    with pytest.raises(IntegrityError), atomic(durable=True), one_visit(is_last=True):  # noqa: PT012 - one deed
        insert([_counter("ann")])
        insert([AuthenticatorApp(device_id=uuid4(), secret="none", last_step=0)])
    assert not AttemptCounter.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_line_that_breaks_is_taken_up_again():
    with pytest.raises(OperationalError), one_visit():  # noqa: PT012 - both are one deed
        insert([_counter("ann")])
        say("SELECT pg_terminate_backend(pg_backend_pid())", [])
        insert([_counter("ben")])
    connection.close_if_unusable_or_obsolete()
    assert not AttemptCounter.objects.exists()
    insert([_counter("ann")])
    assert AttemptCounter.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_other_threads_go_on_while_one_waits_for_the_database():
    """A thread that held Python's lock while the disk is waited for would stop every page of the process."""
    counted, over = [0], Event()

    def count():
        while not over.wait(0.001):
            counted[0] += 1

    other = Thread(target=count)
    other.start()
    ask("SELECT pg_sleep(0.2)", [])
    alone = counted[0]
    with one_visit():
        say("SELECT pg_sleep(0.2)", [])
        say("SELECT 1", [])
    over.set()
    other.join()
    assert alone > 20
    assert counted[0] - alone > 20
