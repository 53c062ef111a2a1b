"""Verifying an export of the record of a million entries, off line: it must take 10 s at most.

The export is generated here, entry by entry as the journal writes them, with a checkpoint for each tenth of it; no
database is needed. The verifier runs as an auditor runs it, in a process of its own; the time is that process's, from
its start to its end. VESTIBULE_BENCH_ENTRIES makes it smaller.
"""

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vestibule.journal.canonical import canonical
from vestibule.journal.exported import WHOLE, Head, entry_line, head_line
from vestibule.journal.merkle import Growing, leaf_hash
from vestibule.journal.notes import Verifier, signed_checkpoint
from vestibule.kernel.actor import person
from vestibule.kernel.facts import Code, Fact

MOST_SECONDS = 10.0
ENTRIES = int(os.environ.get("VESTIBULE_BENCH_ENTRIES", "1000000"))
ORIGIN = "idm.example.org/record"
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class SignedIn(Fact, name="bench.signed_in", rules=("FED-1", "SPT-1", "LIF-1")):
    """As long as what is on record most often."""

    person_id: UUID
    client_id: Code
    application_key: Code
    client_session_id: UUID


def main() -> None:
    """Generate, verify, print, write; exit non-zero where the figure is missed."""
    with tempfile.TemporaryDirectory(prefix="vestibule-bench-") as folder:
        place = Path(folder)
        began = time.monotonic()
        key = _generate(place)
        figures = {
            "entries": ENTRIES,
            "megabytes": round((place / "record.jsonl").stat().st_size / 1e6, 1),
            "generated_in_s": round(time.monotonic() - began, 1),
            **_verified(place, key),
        }
    print(f"  {figures['entries']:,} entries, {figures['megabytes']} MB, generated in {figures['generated_in_s']} s")
    print(
        f"  verified by 10 checkpoints in {figures['seconds']} s (at most {MOST_SECONDS}), {figures['cpu_s']} s of CPU,"
        f" {figures['most_memory_mb']} MB"
    )
    if target := os.environ.get("VESTIBULE_BENCH_FIGURES"):
        Path(target).write_text(json.dumps(figures, indent=2) + "\n")
    sys.exit("The figure was missed." if figures["seconds"] > MOST_SECONDS else 0)


def _generate(place: Path) -> str:
    """Write an export and the checkpoints that were kept meanwhile; return the public key."""
    key, tree = Ed25519PrivateKey.generate(), Growing()
    (place / "kept").mkdir()
    with (place / "lines").open("wb", buffering=1 << 20) as lines:
        for index, entry in enumerate(_entries()):
            leaf = leaf_hash(entry)
            tree.extend([leaf])
            lines.write(entry_line(index, leaf, entry))
            if tree.size % max(1, ENTRIES // 10) == 0 or tree.size == ENTRIES:
                note = signed_checkpoint(ORIGIN, tree.size, tree.root(), by=key).note
                (place / f"kept/{tree.size}.txt").write_text(note)
    with (place / "record.jsonl").open("wb") as whole, (place / "lines").open("rb") as lines:
        whole.write(head_line(Head(WHOLE, ENTRIES, note)))
        while piece := lines.read(1 << 22):
            whole.write(piece)
    (place / "lines").unlink()
    return str(Verifier(ORIGIN, key.public_key().public_bytes_raw()))


def _entries() -> Iterator[bytes]:
    chance = random.Random(7)
    for number in range(ENTRIES):
        someone = UUID(int=chance.getrandbits(128))
        fact = SignedIn(
            person_id=someone,
            client_id=Code("spot"),
            application_key=Code("spot-fcso"),
            client_session_id=UUID(int=chance.getrandbits(128)),
        )
        at = BEGAN + timedelta(seconds=number)
        yield canonical(fact, entry_id=UUID(int=chance.getrandbits(128)), by=person(someone), at=at, parent_id=None)


def _verified(place: Path, key: str) -> dict[str, float]:
    words = [sys.executable, "-m", "vestibule.cli.record_verify", str(place / "record.jsonl"), "--key", key]
    began = time.monotonic()
    said = subprocess.run(
        [*words, "--checkpoint", str(place / "kept")], capture_output=True, text=True, check=True
    ).stdout
    seconds = time.monotonic() - began
    if "Everything is in order." not in said or said.count("is met.") != 10:
        raise SystemExit(f"The export wasn't found in order: {said}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": round(seconds, 2),
        "cpu_s": round(used.ru_utime + used.ru_stime, 2),
        "most_memory_mb": round(used.ru_maxrss / 1024),
    }


if __name__ == "__main__":
    main()
