"""What somebody does to the record who owns the database, its triggers off: found and named by a kept checkpoint.

``by hand``: rows are changed and their hashes left. ``anew``: the log is made again from other entries, with all hashes
and checkpoints, and signed with the key itself; only what was kept elsewhere knows better.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.emptying import without_triggers
from tests.rooms.journal.logs import days_end
from vestibule.cli.record_keeping import covering_checkpoint, growth, one_entry, strange_entries, whole
from vestibule.journal.keys import verifiers
from vestibule.journal.models import Entry, EntryTrail, LogCheckpoint, LogLeaf, LogSubtree, LogWaiting
from vestibule.journal.notes import Checkpoint
from vestibule.journal.sealing import seal
from vestibule.journal.verifier import Report, verify

pytestmark = pytest.mark.django_db

TABLES = ["journal_entry", "log_leaf", "log_subtree", "log_checkpoint", "log_waiting"]


@contextmanager
def superuser() -> Iterator[None]:
    """Do what the triggers refuse to everybody else"""
    with transaction.atomic():
        _keys_of_other_tables("IMMEDIATE")
        with without_triggers(TABLES):
            _keys_of_other_tables("DEFERRED")
            yield
            _keys_of_other_tables("IMMEDIATE")


def _keys_of_other_tables(when: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SET CONSTRAINTS ALL {when}")
        else:
            cursor.execute(f"PRAGMA defer_foreign_keys = {'ON' if when == 'DEFERRED' else 'OFF'}")


def exported(file: Path, *, at: datetime) -> Checkpoint:
    """Export what stands in the database now; return the checkpoint that the export says covers it."""
    covering = covering_checkpoint(at=at)
    file.write_bytes(b"".join(whole(covering)))
    return covering.checkpoint


def judged(tmp_path: Path, kept: Checkpoint, *, at: datetime, with_earlier: bool = False) -> Report:
    """Export what stands in the database now and verify it by a checkpoint that was kept."""
    exported(tmp_path / "now.jsonl", at=at)
    return verify(
        tmp_path / "now.jsonl", [kept.note], verifiers(), tmp_path / "earlier.jsonl" if with_earlier else None
    )


def words(report: Report) -> str:
    """Return what was found."""
    return "\n".join(finding.words for finding in report.findings)


@pytest.fixture
def kept(at, tmp_path):
    """Return the checkpoint of a record of ten entries, kept elsewhere with its export."""
    days_end(9, at=at)
    return exported(tmp_path / "earlier.jsonl", at=at)


def place(index: int) -> "LogLeaf":
    """Return the leaf at a place of the log."""
    return LogLeaf.objects.select_related("entry").get(index=index)


def change_bytes() -> None:
    """Change one byte of an entry."""
    entry = place(5).entry
    Entry.objects.filter(pk=entry.pk).update(canonical=bytes(entry.canonical).replace(b"AUD-1", b"AUD-7"))


def change_hash() -> None:
    """Change the hash beside an entry."""
    LogLeaf.objects.filter(index=5).update(hash=bytes(32))


def remove() -> None:
    """Remove an entry with its place."""
    leaf = place(5)
    leaf.delete()
    Entry.objects.filter(pk=leaf.entry_id).delete()


def swap() -> None:
    """Let two entries change their places."""
    one, other = place(5), place(6)
    LogLeaf.objects.filter(index__in=[5, 6]).delete()
    LogLeaf.objects.create(index=5, entry=other.entry, hash=other.hash)
    LogLeaf.objects.create(index=6, entry=one.entry, hash=one.hash)


def roll_back() -> None:
    """Take the last three entries away, as if they had never been."""
    leaves = list(LogLeaf.objects.filter(index__gte=7))
    LogLeaf.objects.filter(index__gte=7).delete()
    Entry.objects.filter(pk__in=[leaf.entry_id for leaf in leaves]).delete()


BY_HAND: dict[str, tuple[Callable[[], None], str]] = {
    "byte changed": (change_bytes, "Changed: entry 5"),
    "hash changed": (change_hash, "Changed: entry 5"),
    "removed": (remove, "Removed: entry 5 is missing."),
    "reordered": (swap, "among the entries 0 to 9"),
    "rolled back": (roll_back, "Rolled back: a checkpoint covers 10 entries, and the record ends after 7."),
}


def test_an_honest_record_is_in_order_though_it_grew(kept, at, tmp_path):
    """The success that the findings below are measured against. Source: AUD-2."""
    days_end(3, at=at)

    report = judged(tmp_path, kept, at=at, with_earlier=True)

    assert (report.findings, strange_entries(covering_checkpoint(at=at))) == ([], [])
    assert report.seen[0] == "The checkpoint of 10 entries is met."


@pytest.mark.parametrize("deed", BY_HAND)
def test_what_a_superuser_does_by_hand_is_found_and_named(deed, kept, at, tmp_path):
    """Source: AUD-2."""
    tamper, named = BY_HAND[deed]
    with superuser():
        tamper()

    assert named in words(judged(tmp_path, kept, at=at))


def test_the_installation_itself_signs_no_second_history(kept, at):
    """Source: AUD-2. Reading: it says so, and exports what is there all the same."""
    with superuser():
        roll_back()

    covering = covering_checkpoint(at=at)

    assert "contradicts the checkpoint of 10 entries" in covering.contradiction
    assert LogCheckpoint.objects.count() == 1


def test_an_entry_that_is_put_beside_the_log_is_found(kept, at):
    """Source: AUD-2. Nothing seals it, for its trigger was off."""
    with superuser():
        Entry.objects.create(at=at, fact="test.day_ended", actor_kind="system", canonical=b"{}")

    assert "stands beside the log" in strange_entries(covering_checkpoint(at=at))[0]


def test_an_entry_that_vanishes_before_it_is_sealed_is_told(kept, at, caplog):
    """Source: AUD-2. The list still names it; sealing goes on with the others."""
    days_end(2, at=at)
    waiting = LogWaiting.objects.order_by("number").values_list("entry_id", flat=True)
    first = waiting[0]
    with superuser():
        EntryTrail.objects.filter(pk=first).delete()
        Entry.objects.filter(pk=first).delete()

    assert seal(at=at) == 2

    assert (LogWaiting.objects.count(), LogLeaf.objects.count()) == (0, 11)
    assert "entry_vanished_before_it_was_sealed" in caplog.text


@pytest.mark.parametrize("column", ["person_id", "organization_id", "actor_id", "fact"])
def test_an_entry_that_is_misfiled_is_found(column, kept, at):
    """Source: AUD-2. Its bytes are as they were, but a search would miss it."""
    with superuser():
        Entry.objects.filter(pk=place(5).entry_id).update(**{column: place(1).entry_id})

    assert strange_entries(covering_checkpoint(at=at)) == [
        f"Changed: the columns of entry {place(5).entry_id} don't say what its bytes say."
    ]


def made_anew(folder: Path, change: Callable[[list[Entry]], list[Entry]]) -> None:
    """Make the log again from other entries, and let nothing of the old one stay."""
    leaves = LogLeaf.objects.select_related("entry").order_by("index")
    entries = change([leaf.entry for leaf in leaves])
    with superuser():
        for rows in (LogLeaf, LogSubtree, LogCheckpoint, EntryTrail, LogWaiting, Entry):
            rows.objects.all().delete()
        Entry.objects.bulk_create(entries)
        LogWaiting.objects.all().delete()
        LogWaiting.objects.bulk_create([LogWaiting(entry_id=entry.pk) for entry in entries])
    shutil.rmtree(folder)


def other(entry: Entry, **columns: object) -> Entry:
    """Return another entry that looks like one of ours."""
    made = Entry(**{**{field.attname: getattr(entry, field.attname) for field in Entry._meta.fields}, **columns})
    made.canonical = bytes(entry.canonical).replace(str(entry.pk).encode(), str(made.pk).encode())
    return made


def with_other_bytes(entry: Entry) -> Entry:
    """Return the same entry with a changed byte."""
    entry.canonical = bytes(entry.canonical).replace(b"AUD-1", b"AUD-7")
    return entry


STRANGER = "99999999-9999-4999-8999-999999999999"
ANEW: dict[str, tuple[Callable[[list[Entry]], list[Entry]], str]] = {
    "byte changed": (lambda all_: [*all_[:5], with_other_bytes(all_[5]), *all_[6:]], "Changed: entry 5"),
    "removed": (lambda all_: [*all_[:5], *all_[6:]], "Removed: entry 5"),
    "added": (lambda all_: [*all_[:5], other(all_[5], id=STRANGER), *all_[5:]], f"Added: entry 5 ({STRANGER})"),
    "reordered": (lambda all_: [*all_[:5], all_[6], all_[5], *all_[7:]], "Reordered:"),
    "rolled back": (lambda all_: all_[:7], "Rolled back: a checkpoint covers 10 entries"),
}


@pytest.mark.parametrize("deed", ANEW)
def test_a_log_that_is_made_anew_is_found_and_named(deed, kept, at, tmp_path, folder):
    """Source: AUD-2."""
    change, named = ANEW[deed]
    made_anew(folder, change)

    found = judged(tmp_path, kept, at=at)
    by_earlier = judged(tmp_path, kept, at=at, with_earlier=True)

    assert {"differs", "rolled_back"} & {finding.code for finding in found.findings}
    assert "Forked: a second history" in words(found)
    assert named in words(by_earlier)


def test_one_entry_and_the_growth_of_the_record_are_proven(kept, at, tmp_path):
    """Source: AUD-2. Without the rest of the record."""
    days_end(500, at=at)
    covering = covering_checkpoint(at=at)
    entry_id = place(3).entry_id

    (tmp_path / "entry.jsonl").write_bytes(b"".join(one_entry(str(entry_id), covering)))
    (tmp_path / "growth.jsonl").write_bytes(b"".join(growth(kept, covering)))

    proven = verify(tmp_path / "entry.jsonl", [covering.checkpoint.note], verifiers())
    grown = verify(tmp_path / "growth.jsonl", [kept.note], verifiers())
    assert (proven.findings, grown.findings) == ([], [])
    assert "The record of 510 entries begins with the one of 10 entries." in grown.seen
