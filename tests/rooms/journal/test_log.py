"""The log in the database: sealing, roots and proofs, checkpoints, and what is forgotten beside it."""

import base64
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.rooms.journal.logs import days_end, in_order, root_of
from vestibule.journal import leaves
from vestibule.journal.actions import ensure_record_key, rotate_record_key, send_checkpoint
from vestibule.journal.checkpoints import latest_checkpoint, make_checkpoint, publish_checkpoints
from vestibule.journal.jobs import checkpoint, send
from vestibule.journal.keys import verifiers
from vestibule.journal.leaves import StoredTree, log_size
from vestibule.journal.merkle import is_consistent, leaf_hash, root_by_inclusion
from vestibule.journal.models import Entry, EntryTrail, LogLeaf, LogSubtree, LogWaiting, RecordKey
from vestibule.journal.notes import opened
from vestibule.journal.sealing import seal
from vestibule.journal.upkeep import forget_addresses
from vestibule.kernel.actor import OPERATOR, SYSTEM
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.notices.models import Mail

pytestmark = pytest.mark.django_db


def test_every_entry_gets_its_place_and_none_gets_two(at):
    """Source: AUD-2."""
    days_end(3, at=at)
    assert (LogWaiting.objects.count(), log_size()) == (3, 0)

    assert seal(at=at) == 3
    assert seal(at=at) == 0
    days_end(2, at=at)
    assert seal(at=at) == 2

    assert list(LogLeaf.objects.order_by("index").values_list("index", flat=True)) == [0, 1, 2, 3, 4]
    assert LogWaiting.objects.count() == 0
    assert all(bytes(each.hash) == leaf_hash(bytes(each.entry.canonical)) for each in LogLeaf.objects.all())


def test_a_list_with_an_entry_twice_seals_it_once(at):
    """Source: AUD-2."""
    days_end(1, at=at)
    LogWaiting.objects.create(entry_id=Entry.objects.get().pk)

    seal(at=at)

    assert (log_size(), LogWaiting.objects.count()) == (1, 0)


@pytest.mark.parametrize("sizes", [[1], [255, 1, 1], [256], [300, 300], [700]])
def test_stored_subtrees_give_the_roots_and_proofs_of_the_whole(sizes, at):
    """However the entries came in. Source: AUD-2."""
    for size in sizes:
        days_end(size, at=at)
        seal(at=at)
    size, entries, tree = sum(sizes), in_order(), StoredTree()

    assert LogSubtree.objects.filter(level=8).count() == size // 256
    for some in {1, size // 2, size} - {0}:
        assert tree.root(some) == root_of(entries[:some])
        assert is_consistent(some, size, root_of(entries[:some]), root_of(entries), tree.consistency(some, size))
    for index in {0, size // 2, size - 1}:
        assert root_by_inclusion(leaf_hash(entries[index]), index, size, tree.inclusion(index, size)) == root_of(
            entries
        )


def test_subtrees_are_stored_for_every_eighth_level(at, monkeypatch):
    """Source: AUD-2. Reading: with tiles of four, so that few entries reach the third level."""
    monkeypatch.setattr(leaves, "TILE", 2)
    monkeypatch.setattr(leaves, "TILE_WIDTH", 4)
    for size in (5, 11, 50, 3, 21):
        days_end(size, at=at)
        seal(at=at)

    counts = {level: LogSubtree.objects.filter(level=level).count() for level in (2, 4, 6)}
    assert counts == {2: 22, 4: 5, 6: 1}
    entries = in_order()
    assert StoredTree().root(90) == root_of(entries)
    assert StoredTree().root(77) == root_of(entries[:77])


def test_a_root_takes_few_rows_however_long_the_log_is(at, django_assert_max_num_queries):
    """Source: AUD-2."""
    days_end(1200, at=at)
    seal(at=at)

    with django_assert_max_num_queries(3):
        StoredTree().root(1200)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM log_subtree",
        "UPDATE log_subtree SET hash = NULL",
        "DELETE FROM log_checkpoint",
        "UPDATE log_checkpoint SET note = ''",
    ],
)
def test_the_database_refuses_to_change_what_the_log_was(statement, at):
    """Source: AUD-2."""
    days_end(256, at=at)
    make_checkpoint(at=at)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_checkpoint_is_signed_when_the_log_grew_and_never_twice(at):
    """Source: AUD-2."""
    days_end(3, at=at)

    first = make_checkpoint(at=at)
    again = make_checkpoint(at=at + timedelta(minutes=1))

    assert first is not None
    assert again is None
    assert opened(first.checkpoint.note, verifiers()).size == log_size() == 4  # the key's own entry among them
    assert first.checkpoint.root == root_of(in_order())
    assert first.checkpoint.origin == "testserver/record"


def test_the_key_is_kept_sealed_and_its_successor_has_its_name(at):
    """Source: AUD-2."""
    ensure_record_key(at=at)
    ensure_record_key(at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT private_key FROM record_key")
        stored = bytes(cursor.fetchone()[0])
    assert base64.b64decode(RecordKey.objects.get().private_key) not in stored
    before = make_checkpoint(at=at)
    days_end(1, at=at)

    rotate_record_key(by=OPERATOR, at=at + timedelta(days=1))

    after = make_checkpoint(at=at)
    new, old = verifiers()
    assert before is not None
    assert after is not None
    assert opened(before.checkpoint.note, [old]).origin == opened(after.checkpoint.note, [new]).origin
    assert new.id != old.id


def test_checkpoints_are_published_by_day_and_none_is_left_out(at, folder):
    """Source: AUD-2. Reading: one that was made while the folder couldn't be written comes with the next."""
    days_end(2, at=at)
    make_checkpoint(at=at)
    days_end(1, at=at)
    make_checkpoint(at=at + timedelta(days=1))

    assert publish_checkpoints() == 2
    assert publish_checkpoints() == 0

    files = sorted(str(file.relative_to(folder)) for file in folder.rglob("*.txt"))
    assert files == ["2026-03-10/000000000003.txt", "2026-03-11/000000000004.txt", "keys.txt", "latest.txt"]
    newest = latest_checkpoint()
    assert newest is not None
    assert (folder / "latest.txt").read_text() == newest.checkpoint.note
    assert (folder / "keys.txt").read_text() == f"{verifiers()[0]}\n"


def test_officers_are_sent_a_checkpoint_that_is_on_record(at, settings):
    """Source: AUD-2."""
    settings.RECORD_OFFICERS = ["ann@example.org", "ben@example.org"]
    checkpoint(at=at)

    send(at=at)

    newest = latest_checkpoint()
    assert newest is not None
    assert sorted(mail.recipient for mail in Mail.objects.all()) == ["ann@example.org", "ben@example.org"]
    assert all(newest.checkpoint.note in mail.text and str(verifiers()[0]) in mail.text for mail in Mail.objects.all())
    assert Entry.objects.filter(fact="journal.checkpoint_sent").count() == 1


def test_nobody_is_sent_anything_where_no_officers_are_named(at):
    """Source: AUD-2."""
    checkpoint(at=at)

    send(at=at)

    newest = latest_checkpoint()
    assert newest is not None
    with pytest.raises(Refused):
        send_checkpoint(newest.checkpoint, by=SYSTEM, at=at)
    assert not Entry.objects.filter(fact="journal.checkpoint_sent").exists()


def test_addresses_are_forgotten_and_the_bytes_stay(at):
    """Source: AUD-1."""
    days_end(2, at=at)
    days_end(1, at=at + timedelta(days=1))
    before = [bytes(each) for each in Entry.objects.order_by("pk").values_list("canonical", flat=True)]
    last_day = at + timedelta(days=rulebook().record.address_days)

    assert forget_addresses(at=last_day - timedelta(seconds=1)) == 0
    assert forget_addresses(at=last_day) == 2
    assert forget_addresses(at=last_day) == 0

    assert EntryTrail.objects.count() == 1
    assert [bytes(each) for each in Entry.objects.order_by("pk").values_list("canonical", flat=True)] == before
