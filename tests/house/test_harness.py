"""The harness itself: each run has a database of its own, emptied after tests that commit."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.environment import on_postgres
from vestibule.jobs.models import WorkerSeen
from vestibule.kernel import clock


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("_turn", [1, 2])
def test_what_a_test_commits_is_gone_for_the_next(_turn, at):
    """Two turns of the same: each finds the table empty."""
    assert WorkerSeen.objects.count() == 0
    WorkerSeen.objects.create(seen_at=at)


@pytest.mark.postgres
@pytest.mark.django_db
def test_what_is_marked_postgres_runs_on_postgres():
    """On SQLite this test is deselected; if it ran there it would fail."""
    assert connection.vendor == "postgresql"


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_chosen():
    """Neither a developer's shell nor its settings decide where a test writes."""
    assert connection.vendor == ("postgresql" if on_postgres() else "sqlite")
    assert "test" in str(connection.settings_dict["NAME"])


@pytest.mark.alike
@pytest.mark.django_db
@pytest.mark.parametrize("case", ["first", "second"])
def test_of_cases_that_are_alike_the_first_runs_on_postgres(case):
    """What is marked ``alike`` runs whole on SQLite; on PostgreSQL the second case would fail."""
    assert connection.vendor == "sqlite" or case == "first"


@pytest.mark.said
@pytest.mark.django_db
def test_what_others_tell_postgres_runs_on_sqlite():
    """What is marked ``said`` is deselected on PostgreSQL; if it ran there this test would fail."""
    assert connection.vendor == "sqlite"


def test_the_clock_travels(travel, at):
    """Days pass in a test without waiting."""
    travel(at + timedelta(days=7))
    assert timedelta() <= clock.now() - (at + timedelta(days=7)) < timedelta(minutes=1)
