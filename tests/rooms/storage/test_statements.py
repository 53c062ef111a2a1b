"""Statements that are said directly: prepared on PostgreSQL, several in one visit, and failing as the ORM's do."""

import pytest
from django.db import IntegrityError, connection
from django.db.transaction import TransactionManagementError, atomic, set_rollback

from tests.people import AT
from vestibule.accounts.attempts import forget_attempts
from vestibule.accounts.models import AttemptCounter
from vestibule.storage.compiled import compiled, insert
from vestibule.storage.statements import ask, one_visit, say, tell

pytestmark = pytest.mark.django_db


def _counter(key):
    return AttemptCounter(key=key, tries=0, refused=0, last_at=AT)


def _count(key):
    return tell("UPDATE attempt_counter SET tries = tries + 1 WHERE key = %s", [key])


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


@pytest.mark.postgres
def test_nobody_waits_for_an_answer_inside_one_visit():
    with pytest.raises(RuntimeError, match="answers nothing"), one_visit():
        _count("ann")


@pytest.mark.postgres
def test_a_statement_of_every_day_is_prepared_once():
    @compiled
    def tries(key):
        return AttemptCounter.objects.filter(key=key).values_list("tries")

    insert([_counter("ann")])
    for _ in range(3):
        assert tries("ann") == [(0,)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE %s", ["%attempt_counter%"])
        said = [statement for (statement,) in cursor.fetchall()]
    assert len([each for each in said if each.startswith("SELECT")]) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_what_was_prepared_outlives_what_was_undone():
    """After a rollback the statements are prepared again."""
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), atomic():  # noqa: PT012 - both are one deed
            insert([_counter("ann")])
            raise ZeroDivisionError
        insert([_counter("ben")])
        forget_attempts("ben")
    assert not AttemptCounter.objects.exists()
