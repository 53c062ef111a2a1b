"""``vestibule record``: a checkpoint, an export, and its verification by a stranger."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.migrated import copied_file
from tests.rooms.cli.programs import surroundings

pytestmark = pytest.mark.once

Program = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the state folder of an installation with a few entries."""
    return tmp_path_factory.mktemp("record") / "home"


@pytest.fixture(scope="module")
def vestibule(home: Path) -> Program:
    """Return a function that runs the program."""

    def run(*words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "vestibule.cli.main", *words]
        known = surroundings(home, **settings)
        return subprocess.run(command, env=known, capture_output=True, text=True, timeout=120, check=False)

    copied_file(home / "vestibule.sqlite3")
    assert run("migrate").returncode == 0
    return run


def test_the_record_is_exported_and_verified_without_the_installation(vestibule, home, tmp_path):
    """Source: AUD-2. Verifying needs no settings; what was changed is named, and the command fails."""
    file, kept = tmp_path / "record.jsonl", tmp_path / "kept.txt"
    signed = vestibule("record", "checkpoint")
    assert (signed.returncode, signed.stderr) == (0, "")
    kept.write_text((home / "checkpoints/latest.txt").read_text())
    key = signed.stdout.splitlines()[-1].removeprefix("Public key: ")

    exported = vestibule("record", "export", str(file))
    words = ["record", "verify", str(file), "--checkpoint", str(kept), "--key", key]
    honest = vestibule(*words, ORIGIN="", MAIL_URL="")
    file.write_bytes(file.read_bytes().replace(b"AUD-1", b"AUD-7", 1))
    changed = vestibule(*words, ORIGIN="", MAIL_URL="")

    assert (exported.returncode, exported.stderr) == (0, "")
    assert f"{file} holds 2 entries" in exported.stdout
    assert (honest.returncode, honest.stderr) == (0, "")
    assert honest.stdout.endswith("Everything is in order.\n")
    assert changed.returncode == 1
    assert "Changed: entry" in changed.stderr


def test_one_entry_and_the_growth_are_exported_with_their_proofs(vestibule, home, tmp_path):
    """Source: AUD-2."""
    vestibule("record", "checkpoint")
    whole, file, kept = tmp_path / "record.jsonl", tmp_path / "part.jsonl", home / "checkpoints/latest.txt"
    vestibule("record", "export", str(whole))
    entry_id = whole.read_text().splitlines()[1].partition('"id":"')[2].partition('"format"')[2]
    entry_id = entry_id.partition('"id":"')[2][:36]
    keys = ["--key", str(home / "checkpoints/keys.txt"), "--checkpoint", str(kept)]

    for words in (["--entry", entry_id], ["--since", str(kept)]):
        assert vestibule("record", "export", str(file), *words).stderr == ""
        verified = vestibule("record", "verify", str(file), *keys)
        assert (verified.returncode, verified.stderr) == (0, "")


def test_a_new_key_signs_and_the_one_before_still_verifies_what_it_signed(vestibule, home, tmp_path):
    """Source: AUD-2."""
    vestibule("record", "checkpoint")
    (tmp_path / "old.txt").write_text((home / "checkpoints/latest.txt").read_text())

    rotated = vestibule("keys", "rotate", "record")
    vestibule("record", "checkpoint")
    vestibule("record", "export", str(tmp_path / "record.jsonl"))

    new, old = (home / "checkpoints/keys.txt").read_text().split()
    assert (rotated.returncode, rotated.stderr) == (0, "")
    assert rotated.stdout.endswith(f"Hand it to the auditors: {new}\n")
    words = ["record", "verify", str(tmp_path / "record.jsonl"), "--checkpoint", str(tmp_path / "old.txt")]
    assert vestibule(*words, "--key", new, "--key", old).returncode == 0
    assert "No key that was given has signed" in vestibule(*words, "--key", new).stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["export", "{file}", "--organization", "FCNONE"], "There is no organization with the submitter ID FCNONE."),
        (["export", "{file}", "--entry", "nonsense"], "nonsense is no id of an entry."),
        (["export", "{file}", "--entry", "5e000000-0000-4000-8000-00000000000e"], "There is no entry 5e000000"),
        (["export", "{file}/nowhere/at.all"], "can't go on: No such file or directory"),
        (["verify", "{file}", "--key", "nonsense+a+b"], "This is no public key of a record"),
        (["verify", "{file}", "--key", "idm.example.org/record+00000000+AAAA"], "This is no public key of a record"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(words, sentence, vestibule, tmp_path):
    """Exit non-zero, no trace, and no half file is left."""
    failed = vestibule("record", *(word.format(file=tmp_path / "record.jsonl") for word in words))

    assert failed.returncode == 1
    assert sentence in failed.stderr
    assert len(failed.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
