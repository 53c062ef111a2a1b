"""The verifier, with nothing but files: each way to tamper with an export is found and named."""

import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.rooms.journal.records import (
    KEY,
    VERIFIER,
    an_entry,
    an_id,
    checkpoint_of,
    entries,
    lines_of,
    written,
)
from vestibule.journal.exported import GROWTH, PART, Head, entry_line, head_line
from vestibule.journal.merkle import complete, consistency_proof, inclusion_proof, leaf_hash
from vestibule.journal.notes import Unreadable
from vestibule.journal.verifier import Report, verify

pytestmark = pytest.mark.once

HONEST = entries(30)
KEPT = [checkpoint_of(HONEST[:size]).note for size in (10, 20, 30)]


def judged(file: Path, kept: list[str] = KEPT, earlier: Path | None = None) -> Report:
    """Verify a file by checkpoints that were kept."""
    return verify(file, kept, [VERIFIER], earlier)


def codes(report: Report) -> list[str]:
    """Return what was found, in short."""
    return [finding.code for finding in report.findings]


def words(report: Report) -> str:
    """Return what was found, in sentences."""
    return "\n".join(finding.words for finding in report.findings)


def test_an_honest_export_is_in_order(tmp_path):
    """The success that the findings below are measured against. Source: AUD-2."""
    file = written(tmp_path / "record.jsonl", lines_of(HONEST))

    assert judged(file).findings == []
    assert judged(file, kept=KEPT[:1]).findings == []
    assert judged(file, earlier=written(tmp_path / "earlier.jsonl", lines_of(HONEST[:20]))).findings == []
    assert "compare with a kept one" in "".join(judged(file, kept=[]).seen)


# What somebody does who changes lines only, and leaves all hashes as they are.
LINES = {
    "changed": (lambda lines: [*lines[:8], lines[8].replace(b'"spot"', b'"spoT"'), *lines[9:]], "entry 7"),
    "removed": (lambda lines: lines[:8] + lines[9:], "entry 7 is missing"),
    "added": (lambda lines: [*lines[:8], lines[7], *lines[8:]], "a second entry claims the place 6"),
    "reordered": (lambda lines: [*lines[:8], lines[9], lines[8], *lines[10:]], "entry 7 doesn't stand in its place"),
    "cut_short": (lambda lines: lines[:-5], "ends after 25"),
    "unreadable": (lambda lines: [*lines[:8], b"{}\n", *lines[8:]], "Line 9"),
}


@pytest.mark.parametrize("name", LINES)
def test_a_changed_file_is_found_and_named(name, tmp_path):
    """Source: AUD-2."""
    tamper, named = LINES[name]
    report = judged(written(tmp_path / "record.jsonl", tamper(lines_of(HONEST))))

    assert name in codes(report)
    assert named in words(report)


# What somebody does who owns the database and the key: hashes and the newest checkpoint are made anew.
OTHER = an_entry(99)
HISTORIES = {
    "changed": ([*HONEST[:14], an_entry(14, "other"), *HONEST[15:]], f"entry 14 ({an_id(14)})"),
    "removed": ([*HONEST[:14], *HONEST[15:]], f"entry 14 ({an_id(14)})"),
    "added": ([*HONEST[:14], OTHER, *HONEST[14:]], f"entry 14 ({an_id(99)})"),
    "reordered": ([*HONEST[:14], HONEST[15], HONEST[14], *HONEST[16:]], f"{an_id(15)} stands where {an_id(14)} was"),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_rewritten_history_is_found_between_two_checkpoints(name, tmp_path):
    """All is consistent in itself; only the kept checkpoints know better. Source: AUD-2."""
    rewritten, _ = HISTORIES[name]
    report = judged(written(tmp_path / "record.jsonl", lines_of(rewritten)))

    assert "differs" in codes(report)
    assert "forked" in codes(report)
    assert "among the entries 10 to 19" in words(report)


@pytest.mark.parametrize("name", HISTORIES)
def test_a_rewritten_history_is_named_by_an_earlier_export(name, tmp_path):
    """Source: AUD-2."""
    rewritten, named = HISTORIES[name]
    earlier = written(tmp_path / "earlier.jsonl", lines_of(HONEST))
    report = judged(written(tmp_path / "record.jsonl", lines_of(rewritten)), earlier=earlier)

    assert name in codes(report)
    assert named in words(report)


def test_a_record_that_was_rolled_back_is_found(tmp_path):
    """Source: AUD-2."""
    report = judged(written(tmp_path / "record.jsonl", lines_of(HONEST[:25])))

    assert "rolled_back" in codes(report)
    assert "covers 30 entries, and the record ends after 25" in words(report)


def test_a_record_that_was_rolled_back_and_grew_again_is_found(tmp_path):
    """Source: AUD-2."""
    report = judged(written(tmp_path / "record.jsonl", lines_of([*HONEST[:25], *(an_entry(n) for n in range(50, 60))])))

    assert {"differs", "forked"} <= set(codes(report))
    assert "among the entries 20 to 29" in words(report)


def test_a_hash_that_was_changed_beside_an_honest_entry_is_found(tmp_path):
    """Source: AUD-2."""
    lines = lines_of(HONEST)
    lines[8] = lines[8].replace(leaf_hash(HONEST[7]).hex().encode(), leaf_hash(OTHER).hex().encode())
    report = judged(written(tmp_path / "record.jsonl", lines))

    assert codes(report) == ["changed"]
    assert "entry 7" in words(report)


def test_two_checkpoints_of_one_size_are_a_fork(tmp_path):
    """Source: AUD-2."""
    file = written(tmp_path / "record.jsonl", lines_of(HONEST))
    other = checkpoint_of([*HONEST[:29], OTHER]).note

    assert "forked" in codes(judged(file, kept=[KEPT[2], other]))


def test_a_checkpoint_under_another_key_counts_for_nothing(tmp_path):
    """Source: AUD-2."""
    file = written(tmp_path / "record.jsonl", lines_of(HONEST))
    forged = checkpoint_of(HONEST, by=Ed25519PrivateKey.from_private_bytes(bytes(32))).note

    assert codes(judged(file, kept=[forged])) == ["checkpoint_not_signed"]


def test_an_earlier_export_that_nobody_vouches_for_is_not_believed(tmp_path):
    """Source: AUD-2."""
    file = written(tmp_path / "record.jsonl", lines_of(HONEST))
    earlier = written(tmp_path / "earlier.jsonl", lines_of([OTHER, *HONEST[1:]]))

    assert codes(judged(file, earlier=earlier)) == ["earlier_not_covered"]


@pytest.mark.parametrize("text", ["", "{}\n", "[]\n", '{"record":"whole","entries":"1"}\n', "nonsense"])
def test_what_is_no_export_is_refused(text, tmp_path):
    """Source: AUD-2."""
    with pytest.raises(Unreadable, match="no export"):
        judged(written(tmp_path / "record.jsonl", [text.encode()]))


def tree(level: int, index: int) -> bytes:
    """Return the hash of a complete subtree of the honest record."""
    return complete([leaf_hash(entry) for entry in HONEST[index << level : (index + 1) << level]])


def part(*places: int, about: str = "") -> list[bytes]:
    """Return the lines of a part of the honest record."""
    head = head_line(Head(PART, len(places), KEPT[2], about=about))
    proofs = [(place, inclusion_proof(place, len(HONEST), tree)) for place in places]
    return [head, *(entry_line(place, leaf_hash(HONEST[place]), HONEST[place], proof) for place, proof in proofs)]


def test_a_part_is_proven_entry_by_entry(tmp_path):
    """Source: AUD-2."""
    report = judged(written(tmp_path / "part.jsonl", part(3, 17, 29)))

    assert report.findings == []
    assert "Each of 3 entries" in report.seen[0]
    assert judged(written(tmp_path / "part.jsonl", part()), kept=[]).findings == []


@pytest.mark.parametrize(
    ("tamper", "code"),
    [
        (lambda lines: [lines[0], lines[1].replace(b"spot", b"spoT"), *lines[2:]], "changed"),
        (lambda lines: [lines[0], lines[1].replace(b'"index":3', b'"index":4'), *lines[2:]], "not_included"),
        (lambda lines: [lines[0], entry_line(3, leaf_hash(OTHER), OTHER, []), *lines[2:]], "not_included"),
        (lambda lines: [lines[0], lines[2], lines[1]], "reordered"),
        (lambda lines: lines[:2], "cut_short"),
        (lambda lines: [lines[0], lines[1].replace(b'"proof"', b'"prooF"'), lines[2]], "unreadable"),
    ],
)
def test_a_part_that_was_tampered_with_is_found(tamper, code, tmp_path):
    """Source: AUD-2."""
    assert code in codes(judged(written(tmp_path / "part.jsonl", tamper(part(3, 17)))))


def test_a_part_of_one_organization_has_no_entry_about_another(tmp_path):
    """Source: AUD-2. Whose part it is stands in the first line alone, which nothing signs."""
    assert codes(judged(written(tmp_path / "part.jsonl", part(3, 17, about=str(an_id(1)))))) == ["about_another"] * 2


def test_a_part_wants_the_checkpoint_by_which_it_was_made(tmp_path):
    """Source: AUD-2."""
    assert codes(judged(written(tmp_path / "part.jsonl", part(3)), kept=KEPT[:2])) == ["checkpoint_not_kept"]


def growth(old: int, since: str) -> list[bytes]:
    """Return the proof that the honest record only grew."""
    proof = consistency_proof(old, len(HONEST), tree)
    return [head_line(Head(GROWTH, 0, KEPT[2], since=since, proof=tuple(each.hex() for each in proof)))]


def test_growth_between_two_checkpoints_is_proven(tmp_path):
    """Source: AUD-2."""
    report = judged(written(tmp_path / "growth.jsonl", growth(10, KEPT[0])), kept=[KEPT[0], KEPT[2]])

    assert report.findings == []
    assert "begins with the one of 10 entries" in report.seen[0]


def test_a_fork_has_no_proof_of_growth(tmp_path):
    """Source: AUD-2."""
    other = checkpoint_of([OTHER, *HONEST[1:10]]).note

    assert "forked" in codes(judged(written(tmp_path / "growth.jsonl", growth(10, other)), kept=[other]))


def test_it_needs_neither_an_installation_nor_django(tmp_path):
    """Source: AUD-2. The command that an auditor runs, where Django can't even be imported."""
    file = written(tmp_path / "record.jsonl", lines_of(HONEST))
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept/10.txt").write_text(KEPT[0])
    (tmp_path / "keys.txt").write_text(f"{VERIFIER}\n")
    program = (
        "import sys; sys.modules['django'] = None\nfrom vestibule.cli.record_verify import main\nmain(sys.argv[1:])"
    )
    words = [str(file), "--checkpoint", str(tmp_path / "kept"), "--key", str(tmp_path / "keys.txt")]

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, *words], capture_output=True, text=True, env={}, check=False
        )

    honest = run()
    assert (honest.returncode, honest.stderr) == (0, "")
    assert "The checkpoint of 10 entries is met." in honest.stdout
    written(file, lines_of([*HONEST[:5], OTHER, *HONEST[6:]]))
    rewritten = run()
    assert rewritten.returncode == 1
    assert "among the entries 0 to 9" in rewritten.stderr


def test_many_findings_are_counted_not_listed(tmp_path):
    """Source: AUD-2."""
    many = entries(100)
    lines = [line.replace(b"spot", b"spoT") for line in lines_of(many)]
    report = judged(written(tmp_path / "record.jsonl", lines), kept=[checkpoint_of(many, by=KEY).note])

    assert codes(report).count("changed") == 20
    assert "80 more" in words(report)
