"""An entry has its place in the log within two seconds, whatever else the worker has to do."""

import threading
import time

import pytest
from django.db import connection

from tests.rooms.journal.logs import days_end
from vestibule.config.calendar import STEADY
from vestibule.jobs.worker import Worker
from vestibule.journal.models import LogWaiting
from vestibule.kernel import clock

pytestmark = [pytest.mark.timed, pytest.mark.django_db(transaction=True)]


def test_entries_are_sealed_within_two_seconds():
    """A set of a thousand, and single ones that come in between two looks. Source: AUD-2."""
    worker = Worker([], steady=STEADY, threads=1)

    def run() -> None:
        worker.run()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    took = []
    try:
        for number, count in enumerate((1, 1000, 1, 1)):
            time.sleep(0.3 * number)
            days_end(count, at=clock.now())
            written = time.monotonic()
            while LogWaiting.objects.exists() and time.monotonic() < written + 10:
                time.sleep(0.02)
            took.append(time.monotonic() - written)
    finally:
        worker.stop()
        thread.join()

    assert max(took) < 2.0, took
