"""Judges a file in which a table stands beside a part of the record: every entry that the table names is proven.

It needs no database and no Django.
"""

import csv
import zlib
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from vestibule.journal.exported import split_line
from vestibule.journal.notes import Unreadable, Verifier
from vestibule.journal.verifier import Report, verify

Named = tuple[bytes, bytes]  # an entry by its place and its hash, as they are written
NOTHING: Named = (b"", b"")


def verify_pack(pack: Path, notes: Sequence[str], keys: Sequence[Verifier]) -> Report:
    """Judge a pack by kept checkpoints and public keys. Raises ``Unreadable`` where it is none. Source: AUD-2, LIF-3.

    Reading: the entries by their proofs; the table by the place and the hash that its last two columns name, an entry a
    line. What the table says in words isn't in the record.
    """
    files = _read(pack)
    record, table = _one(files, ".jsonl"), _one(files, ".csv")
    with TemporaryDirectory() as folder:
        part = Path(folder) / "part.jsonl"
        part.write_bytes(record)
        report = verify(part, notes, keys)

    _judge_table(table, {(parts[1], parts[2]) for line in record.splitlines() if (parts := split_line(line))}, report)
    return report


def _judge_table(table: bytes, entries: set[Named], report: Report) -> None:
    """Judge whether each line names an entry of its own, and each entry has its line."""
    try:
        rows = list(csv.reader(StringIO(table.decode("utf-8-sig"), newline="")))[1:]
    except (UnicodeDecodeError, csv.Error):
        raise Unreadable("The table can't be read.") from None
    named = [(row[-2].encode(), row[-1].encode()) if len(row) > 1 else NOTHING for row in rows]
    for number, each in enumerate(named, start=2):
        if each != NOTHING and each not in entries:
            report.add("not_proven", f"Line {number} of the table names an entry that the file doesn't prove.")
        elif each != NOTHING and named.index(each) < number - 2:
            report.add("named_twice", f"Line {number} of the table names an entry that another line has.")
    for index, _ in sorted(entries - set(named)):
        report.add("left_out", f"Entry {index.decode()} has no line in the table.")
    young = named.count(NOTHING)
    report.seen.append(f"The table has {len(named)} lines, of which {young} name no entry yet: those prove nothing.")


def _read(pack: Path) -> dict[str, bytes]:
    """Return the files of a pack. Raises ``Unreadable`` where a byte of one was changed under way."""
    try:
        with ZipFile(pack) as opened:
            return {name: opened.read(name) for name in opened.namelist()}
    except (BadZipFile, ValueError, EOFError, RuntimeError, zlib.error) as fault:
        raise Unreadable(f"The file was damaged: {fault}.") from None


def _one(files: dict[str, bytes], ending: str) -> bytes:
    found = [content for name, content in files.items() if name.endswith(ending)]
    if len(found) != 1:
        raise Unreadable(f"A pack has one file that ends in {ending}; this has {len(found)}.")
    return found[0]
