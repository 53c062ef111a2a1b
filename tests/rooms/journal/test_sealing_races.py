"""Sealing by many at once, and entries that commit late: one place for each, no gap, nothing missed."""

import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction

from tests.at_once import at_once
from tests.rooms.journal import deeds
from tests.rooms.journal.deeds import ANN
from tests.rooms.journal.logs import days_end, in_order, root_of
from vestibule.journal.checkpoints import make_checkpoint
from vestibule.journal.leaves import StoredTree, log_size
from vestibule.journal.models import Entry, LogCheckpoint, LogLeaf, LogWaiting
from vestibule.journal.sealing import seal

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def places() -> list[int]:
    """Return the places that are taken."""
    return list(LogLeaf.objects.order_by("index").values_list("index", flat=True))


def test_of_eight_sealers_at_once_each_entry_gets_one_place(at):
    """While others write. Source: AUD-2."""

    def work(number: int) -> None:
        for _ in range(5):
            deeds.end_many_days(60, by=ANN, at=at)
            seal(at=at)

    at_once(work, 8)
    seal(at=at)

    assert places() == list(range(2400))
    assert LogWaiting.objects.count() == 0
    assert StoredTree().root(2400) == root_of(in_order())


def test_an_entry_that_commits_late_is_sealed_late_and_never_missed(at):
    """Its number is lower than that of entries which have their places already. Source: AUD-2."""
    written, others_sealed = threading.Event(), threading.Event()
    late = uuid4()

    def commit_late() -> None:
        with transaction.atomic():
            Entry.objects.create(id=late, at=at, fact="test.day_ended", actor_kind="system", canonical=b"{}")
            written.set()
            others_sealed.wait(10)
        connection.close()

    thread = threading.Thread(target=commit_late)
    thread.start()
    assert written.wait(10)
    days_end(3, at=at)
    assert seal(at=at) == 3
    others_sealed.set()
    thread.join()

    assert seal(at=at) == 1
    assert LogLeaf.objects.get(entry_id=late).index == 3
    assert log_size() == 4


def test_of_eight_who_sign_at_once_one_checkpoint_stands(at):
    """Source: AUD-2."""
    days_end(3, at=at)
    make_checkpoint(at=at)
    days_end(3, at=at)

    made = at_once(lambda _: make_checkpoint(at=at), 8)

    assert len([each for each in made if each]) == 1
    assert LogCheckpoint.objects.count() == 2
