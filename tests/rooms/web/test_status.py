"""What machines ask of an installation: alive, ready, figures."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client

from vestibule.jobs.models import Job, Schedule, WorkerSeen
from vestibule.kernel import clock
from vestibule.notices.models import Mail
from vestibule.storage import schema


def test_alive_asks_nothing_of_the_database(client: Client):
    """A database that is away is no reason to start this process anew; this test has none."""
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"alive\n")


@pytest.mark.said
@pytest.mark.django_db
def test_ready_means_that_mail_goes_out_too(client: Client):
    """Without a worker people would wait for codes that don't come. Source: NEW-1."""
    WorkerSeen.objects.create(seen_at=clock.now() - timedelta(seconds=61))
    waiting = client.get("/readyz")
    assert waiting.status_code == 503
    assert waiting.json() == {"ready": False, "database": True, "migrations": True, "worker": False}

    WorkerSeen.objects.create(seen_at=clock.now())
    assert client.get("/readyz").status_code == 200
    assert client.get("/readyz").json()["ready"] is True


@pytest.mark.django_db
def test_ready_says_so_when_the_database_is_away(client: Client, monkeypatch):
    """An answer, and no server error."""

    def away() -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as patched:
        patched.setattr(connection, "ensure_connection", away)
        patched.setattr(connection, "close", lambda: None)
        answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["database"]) == (503, False)


@pytest.mark.django_db
def test_ready_says_so_when_tables_are_missing(client: Client, monkeypatch):
    """The new release is there, its tables aren't yet."""
    schema._complete.cache_clear()
    monkeypatch.setattr(schema, "pending_migrations", lambda: ["accounts.0002_more"])
    WorkerSeen.objects.create(seen_at=clock.now())

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


@pytest.mark.said
@pytest.mark.django_db
def test_figures_count_pages_by_name_and_what_waits(client: Client, at):
    """By name: an address that somebody typed never becomes a figure. Source: AUD-1."""
    Job.objects.create(kind="test.gone", state="dead", run_at=at, created_at=at)
    Mail.objects.create(kind="test/code", queued_at=at)
    Schedule.objects.create(name="hourly", due_at=at, last_error="LookupError")
    client.get("/healthz")
    client.get("/eve.q@example.com")

    told = client.get("/metrics").content.decode()

    assert 'vestibule_request_seconds_count{page="alive",status="2xx"}' in told
    assert 'vestibule_request_seconds_count{page="none",status="4xx"}' in told
    assert 'vestibule_jobs{state="dead"} 1.0' in told
    assert 'vestibule_calendar{state="failed"} 1.0' in told
    assert 'vestibule_mails{state="queued"} 1.0' in told
    assert "eve.q" not in told


@pytest.mark.parametrize(
    ("address", "headers"),
    [("8.8.8.8", {}), ("127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}), ("10.0.0.1", {"Forwarded": "for=a"})],
)
@pytest.mark.django_db
def test_figures_are_not_for_the_world(client: Client, address, headers):
    """Nor for whoever comes through the proxy that the world comes through."""
    assert client.get("/metrics", REMOTE_ADDR="10.0.0.1").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_status_is_only_read(client: Client, path):
    """A GET changes nothing, and nothing else is understood."""
    assert client.post(path).status_code == 405
