"""What is no whole backup is none."""

import gzip
import hashlib
import json
from dataclasses import asdict

import pytest

from vestibule.storage.backup import Head
from vestibule.storage.restoring import NoBackup, opened

pytestmark = pytest.mark.once
HEAD = asdict(Head(release="0.1.0", made_at="2026-12-01T00:00:00+00:00", migrations=(), keys="k"))
LINES = [json.dumps(said).encode() + b"\n" for said in (HEAD, {"table": "role", "columns": ["id"]}, ["x"])]
END = json.dumps({"lines": 3, "sha256": hashlib.sha256(b"".join(LINES)).hexdigest()}).encode() + b"\n"
WHOLE = gzip.compress(b"".join([*LINES, END]))


def read(place) -> list[object]:
    """Return the lines of a backup behind its first."""
    with opened(place) as (_, lines):
        return list(lines)


def test_a_whole_backup_is_read(tmp_path):
    (tmp_path / "whole").write_bytes(WHOLE)
    assert read(tmp_path / "whole") == [{"table": "role", "columns": ["id"]}, ["x"]]


@pytest.mark.parametrize(
    ("spoilt", "sentence"),
    [
        (WHOLE[:-20], "It was cut short or changed."),
        (WHOLE[:20], "It was cut short or changed."),
        (WHOLE[:60] + b"\0" + WHOLE[61:], "It was cut short or changed."),
        (gzip.compress(b"".join(LINES)), "It was cut short or changed."),
        (gzip.compress(b"".join([*LINES[:2], END])), "It was cut short or changed."),
        (gzip.compress(b"".join([*LINES, END, LINES[2]])), "It was cut short or changed."),
        (gzip.compress(b"".join([*LINES, END.replace(b"3", b"4")])), "It was cut short or changed."),
        (gzip.compress(b"what is this"), "It was cut short or changed."),
        (b"no backup", "It was cut short or changed."),
        (b"", "It was cut short or changed."),
        (gzip.compress(b'{"what": 1}\n'), "It doesn't begin as a backup of Vestibule does."),
        (gzip.compress(b"[]\n"), "It doesn't begin as a backup of Vestibule does."),
        (gzip.compress(LINES[0].replace(b"backup-1", b"backup-2")), "It is of another kind than vestibule-backup-1."),
    ],
)
def test_what_is_no_whole_backup_says_so(spoilt, sentence, tmp_path):
    (tmp_path / "spoilt").write_bytes(spoilt)
    with pytest.raises(NoBackup, match=sentence):
        read(tmp_path / "spoilt")
