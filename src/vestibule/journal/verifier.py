"""Judges an export of the record with nothing but checkpoints kept elsewhere and the public key.

It says what is wrong and where: bytes changed, entries removed, added or put elsewhere, a record rolled back, two
histories under one key. It needs no database and no Django.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vestibule.journal.exported import PART, WHOLE, Head, id_of, read_head, read_proof, split_line
from vestibule.journal.merkle import is_consistent, leaf_hash, root_by_inclusion
from vestibule.journal.notes import Checkpoint, Unreadable, Verifier, opened
from vestibule.journal.reading import Reading, read_entries

MOST_NAMED = 20


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: a code for programs, and words for people."""

    code: str
    words: str


@dataclass
class Report:
    """What came of it: what is wrong, and what was seen to be right."""

    findings: list[Finding] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    @property
    def in_order(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def add(self, code: str, words: str) -> None:
        """Note something that is wrong."""
        self.findings.append(Finding(code, words))


def verify(export: Path, notes: Sequence[str], keys: Sequence[Verifier], earlier: Path | None = None) -> Report:
    """Judge an export by kept checkpoints and public keys. Raises ``Unreadable`` where it is none. Source: AUD-2."""
    report = Report()
    kept = _kept(notes, keys, report)
    with _opened(export) as (head, lines):
        own = _own(head, keys, report)
        _require_one_history([*kept, *([own] if own else [])], report)
        if head.record == WHOLE:
            found = read_entries(lines, {each.size for each in (*kept, own) if each}, ids=earlier is not None)
            _name_broken(found, head, report)
            if earlier is not None:
                _compare(earlier, found, kept, report)
            _judge_roots(found, own, kept, report, told=not report.in_order)
        elif head.record == PART:
            _judge_part(head, own, kept, lines, report)
        else:
            _judge_growth(head, own, kept, keys, report)
    return report


@contextmanager
def _opened(export: Path) -> Iterator[tuple[Head, Iterator[bytes]]]:
    with export.open("rb", buffering=1 << 20) as file:
        yield read_head(file.readline()), iter(file)


def _kept(notes: Iterable[str], keys: Sequence[Verifier], report: Report) -> list[Checkpoint]:
    """Return the kept checkpoints that the keys have signed, the smallest first."""
    good: dict[tuple[int, bytes], Checkpoint] = {}
    for note in notes:
        try:
            checkpoint = opened(note, keys)
            good[checkpoint.size, checkpoint.root] = checkpoint
        except Unreadable as fault:
            report.add("checkpoint_not_signed", f"A checkpoint that was given can't be used: {fault}")
    return sorted(good.values(), key=lambda each: each.size)


def _own(head: Head, keys: Sequence[Verifier], report: Report) -> Checkpoint | None:
    try:
        return opened(head.checkpoint, keys)
    except Unreadable as fault:
        report.add("checkpoint_not_signed", f"The export's own checkpoint can't be used: {fault}")
    return None


def _require_one_history(checkpoints: Sequence[Checkpoint], report: Report) -> None:
    """Find two checkpoints that contradict each other by themselves: one size, two roots."""
    if len({each.origin for each in checkpoints}) > 1:
        report.add("another_record", "The checkpoints are of different records: their origins differ.")
    roots: dict[int, bytes] = {}
    for each in checkpoints:
        if roots.setdefault(each.size, each.root) != each.root:
            report.add(
                "forked", f"Forked: there are two signed checkpoints of {each.size} entries, and their roots differ."
            )


def _name_broken(found: Reading, head: Head, report: Report) -> None:
    """Name what can be seen in the lines themselves."""
    for number in found.unreadable[:MOST_NAMED]:
        report.add("unreadable", f"Line {number} of the file is no entry: it was changed or added.")
    for index, entry_id in found.changed[:MOST_NAMED]:
        report.add("changed", f"Changed: entry {index} ({entry_id or 'without an id'}) doesn't give its hash.")
    for first, last in found.missing[:MOST_NAMED]:
        named = f"entry {first} is" if first == last else f"entries {first} to {last} are"
        report.add("removed", f"Removed: {named} missing.")
    for index in found.misplaced[:MOST_NAMED]:
        report.add("reordered", f"Reordered: entry {index} doesn't stand in its place.")
    for index in found.doubled[:MOST_NAMED]:
        report.add("added", f"Added: a second entry claims the place {index}.")
    lists = (found.unreadable, found.changed, found.missing, found.misplaced, found.doubled)
    if left := sum(max(0, len(each) - MOST_NAMED) for each in lists):
        report.add("more", f"There are {left} more of these.")
    if found.reached < head.entries:
        report.add("cut_short", f"Cut short: the file promises {head.entries} entries and ends after {found.reached}.")


def _judge_roots(
    found: Reading, own: Checkpoint | None, kept: Sequence[Checkpoint], report: Report, *, told: bool
) -> None:
    """Compare the roots with the checkpoints; ``told`` says that something has been named already."""
    met = 0
    for each in kept:
        if each.size > found.reached:
            report.add(
                "rolled_back",
                f"Rolled back: a checkpoint covers {each.size} entries, and the record ends after {found.reached}.",
            )
        elif found.roots.get(each.size) == each.root:
            met = max(met, each.size)
            report.seen.append(f"The checkpoint of {each.size} entries is met.")
        elif each.size in found.stated and found.stated[each.size] == each.root:
            report.seen.append(f"The checkpoint of {each.size} entries covers the hashes as they are written.")
        elif each.size in found.roots:
            _name_difference(each, met, report, told=told)
        else:
            report.seen.append(f"The checkpoint of {each.size} entries can't be met for what is said above.")
    if own and found.roots.get(own.size) == own.root:
        if met < own.size:
            _say_own(own, kept, report)
    elif own and report.in_order:
        report.add("own_checkpoint", f"The export's own checkpoint of {own.size} entries isn't met.")


def _name_difference(each: Checkpoint, met: int, report: Report, *, told: bool) -> None:
    words = (
        f"The checkpoint of {each.size} entries isn't met: among the entries {met} to {each.size - 1} something was"
        " changed, removed, added or put elsewhere, and hashes were made anew."
    )
    report.add("differs", words if told else f"{words} An earlier export names it (--earlier).")


def _say_own(own: Checkpoint, kept: Sequence[Checkpoint], report: Report) -> None:
    if any(each.code in {"differs", "rolled_back"} for each in report.findings):
        report.add(
            "forked", f"Forked: a second history of {own.size} entries was signed, which contradicts what was kept."
        )
    elif not kept:
        report.seen.append(f"The export agrees with its own checkpoint of {own.size} entries: compare with a kept one.")
    else:
        report.seen.append(f"What came later agrees with the export's own checkpoint of {own.size} entries.")


def _compare(earlier: Path, now: Reading, kept: Sequence[Checkpoint], report: Report) -> None:
    """Name what differs from an earlier export, as far as a kept checkpoint vouches for that one."""
    with _opened(earlier) as (head, lines):
        if head.record != WHOLE:
            raise Unreadable("The earlier export must be of the whole record.")
        was = read_entries(lines, {each.size for each in kept}, ids=True)
    vouched = max((each.size for each in kept if was.roots.get(each.size) == each.root), default=0)
    if not vouched:
        report.add("earlier_not_covered", "No checkpoint that was given vouches for the earlier export.")
        return
    before = was.entries[:vouched]
    hashes = dict(now.entries)
    stayed = {entry_id for entry_id, _ in before if entry_id in hashes}
    for index, (entry_id, leaf) in enumerate(before):
        if entry_id not in hashes:
            report.add("removed", f"Removed: entry {index} ({entry_id}) was in the earlier export.")
        elif hashes[entry_id] != leaf:
            report.add("changed", f"Changed: entry {index} ({entry_id}) was otherwise in the earlier export.")
    known = {entry_id for entry_id, _ in before}
    last = max((place for place, (entry_id, _) in enumerate(now.entries) if entry_id in known), default=-1)
    for index, (entry_id, _) in enumerate(now.entries[: last + 1]):
        if entry_id not in known:
            report.add("added", f"Added: entry {index} ({entry_id}) wasn't in the earlier export.")
    order_now = [entry_id for entry_id, _ in now.entries if entry_id in stayed]
    order_was = [entry_id for entry_id, _ in before if entry_id in stayed]
    for one, other in zip(order_was, order_now, strict=False):
        if one != other:
            report.add("reordered", f"Reordered: {other} stands where {one} was in the earlier export.")
            break


def _is_about(organization_id: str, entry: bytes) -> bool:
    """Say whether an entry is about an organization: as the one that it is about, or as an agreement's office."""
    named = (f'"{field}":"{organization_id}"'.encode() for field in ("organization_id", "office_id"))
    return any(each in entry for each in named)


def _judge_part(
    head: Head, own: Checkpoint | None, kept: Sequence[Checkpoint], lines: Iterable[bytes], report: Report
) -> None:
    """Judge each entry of a part by its own proof."""
    count, last = 0, -1
    for number, line in enumerate(lines, start=2):
        count += 1
        parts = split_line(line)
        proof = read_proof(parts[3]) if parts and parts[3] is not None else None
        if parts is None or proof is None:
            report.add("unreadable", f"Line {number} of the file is no entry with a proof.")
            continue
        index, leaf = int(parts[1]), leaf_hash(parts[4])
        named = f"entry {index} ({id_of(parts[4]) or 'without an id'})"
        if leaf.hex().encode() != parts[2]:
            report.add("changed", f"Changed: {named} doesn't give its hash.")
        elif own and root_by_inclusion(leaf, index, own.size, proof) != own.root:
            report.add("not_included", f"Not in the record: the proof of {named} doesn't lead to the checkpoint.")
        elif head.about and not _is_about(head.about, parts[4]):
            report.add("about_another", f"Of another: {named} isn't about the organization whose part this is.")
        if index <= last:
            report.add("reordered", f"Reordered: {named} doesn't stand in its place.")
        last = index
    if count != head.entries:
        report.add("cut_short", f"The file promises {head.entries} entries and has {count}.")
    if own and report.in_order:
        report.seen.append(f"Each of {count} entries is in the record of {own.size} entries.")
        _say_whether_kept(own, kept, report)


def _say_whether_kept(own: Checkpoint, kept: Sequence[Checkpoint], report: Report) -> None:
    if any((each.size, each.root) == (own.size, own.root) for each in kept):
        report.seen.append(f"The checkpoint of {own.size} entries is one that was kept.")
    elif kept:
        report.add(
            "checkpoint_not_kept",
            f"None of the checkpoints that were given is of {own.size} entries: give that one, or a proof of growth.",
        )
    else:
        report.seen.append(f"Compare its checkpoint of {own.size} entries with one that was kept elsewhere.")


def _judge_growth(
    head: Head, own: Checkpoint | None, kept: Sequence[Checkpoint], keys: Sequence[Verifier], report: Report
) -> None:
    """Judge a proof that the record only grew from one checkpoint to another."""
    try:
        since = opened(head.since, keys)
    except Unreadable as fault:
        report.add("checkpoint_not_signed", f"The earlier checkpoint can't be used: {fault}")
        return
    if own is None:
        return
    _require_one_history([since, own], report)
    proof = read_proof(",".join(f'"{each}"' for each in head.proof).encode())
    if proof is None or not is_consistent(since.size, own.size, since.root, own.root, proof):
        report.add(
            "forked",
            f"Forked: the record of {own.size} entries doesn't begin with that of the checkpoint of {since.size}.",
        )
        return
    report.seen.append(f"The record of {own.size} entries begins with the one of {since.size} entries.")
    ours = {(each.size, each.root) for each in (since, own)}
    for each in kept:
        if (each.size, each.root) not in ours:
            report.add("checkpoint_not_kept", f"The proof says nothing of the checkpoint of {each.size} entries.")
