"""``vestibule backup`` and ``restore``: all comes back, into either database, or nothing does."""

import gzip
import json
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import NewDatabase
from tests.rooms.cli.programs import surroundings
from vestibule.cli.backup import progress
from vestibule.kernel.secrets import Key

KEYS = str(Key.generate())
TIN = "59-3104277"
PEOPLE = f"""
organizations:
  - submitter_id: SFP20417
    legal_name: Clínica Sunshine
    kind: provider_office
    tin: {TIN}
    npi: "1234567893"
    address: {{line_1: 418 Riverside Avenue, city: Jacksonville, state: FL, zip_code: "32202"}}
    telephone: 904-555-0110
people:
  - user_id: maria.quintero
    first_name: Maria
    last_name: Quintero
    birth_date: 1974-05-18
    email: maria.quintero@example.com
    address: {{line_1: 2214 Oak Street, city: Jacksonville, state: FL, zip_code: "32204"}}
    telephone: 904-555-0111
    password: Quiet-Harbor-58-Lamp
    roles: [{{role: spot-provider-office-approver, organization: SFP20417}}]
"""
MORE = PEOPLE.replace("SFP20417", "SFP20418").replace("maria", "ana").replace(TIN, "59-3104278")

Program = Callable[..., "subprocess.CompletedProcess[str]"]


def at(home: Path, address: str, keys: str = KEYS) -> Program:
    """Return the program of one installation."""

    def run(*words: object) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "vestibule.cli.main", *map(str, words)]
        known = surroundings(home, DATABASE_URL=address, SECRET_KEYS=keys)
        return subprocess.run(command, env=known, capture_output=True, text=True, timeout=120, check=False)

    return run


def lines_of(backup: Path) -> list[object]:
    """Return what stands in a backup, without what it says of itself and its own end."""
    with gzip.open(backup, "rt") as file:
        return [json.loads(line) for line in file][1:-1]


def rows_of(backup: Path) -> dict[str, list[str]]:
    """Return the rows of each table of a backup."""
    rows: dict[str, list[str]] = {}
    for said in lines_of(backup):
        if isinstance(said, dict):
            of_table = rows.setdefault(said["table"], [])
        else:
            of_table.append(json.dumps(said))
    return {name: sorted(found) for name, found in rows.items()}


@pytest.fixture(scope="module")
def backed_up(tmp_path_factory: pytest.TempPathFactory, new_database: NewDatabase) -> Path:
    """Return the backup of an installation with an organization and its approver."""
    home = tmp_path_factory.mktemp("backed-up")
    with new_database(home) as address:
        vestibule = at(home, address)
        (home / "people.yaml").write_text(PEOPLE)
        assert vestibule("migrate").returncode == 0
        assert vestibule("load", home / "people.yaml").returncode == 0
        done = vestibule("backup", home / "backup")
        assert (done.returncode, done.stderr) == (0, "")
        assert f"are in {home / 'backup'}. The keys that open them aren't" in done.stdout
    return home / "backup"


def test_all_comes_back_and_goes_on(backed_up, tmp_path, new_database: NewDatabase):
    """What began on one database goes on on the other, here by way of SQLite; numbered rows go on after the last."""
    with new_database() as address:
        last, changes = backed_up, 0
        for place in dict.fromkeys(["", address]):
            vestibule = at(tmp_path / (place.rpartition("/")[2] or "sqlite"), place)
            restored = vestibule("restore", last)
            assert (restored.returncode, restored.stderr) == (0, "")
            assert "Everybody signs in anew." in restored.stdout
            changes, last = changes + 1, tmp_path / f"backup-{changes}"
            assert vestibule("backup", last).returncode == 0

        before, after = rows_of(backed_up), rows_of(last)
        assert len(before["person"]) == len(before["organization"]) == len(before["role_grant"]) == 1
        noted = [row for row in after.pop("journal_entry") if row not in before["journal_entry"]]
        assert ["journal.database_restored" in row for row in noted] == [True] * changes
        assert len(after.pop("log_waiting")) == len(before.pop("log_waiting")) + changes
        before.pop("journal_entry")
        assert after == before

        (tmp_path / "more.yaml").write_text(MORE)
        assert vestibule("load", tmp_path / "more.yaml").returncode == 0
        again = vestibule("restore", backed_up)
        assert (again.returncode, again.stdout) == (1, "")
        assert "The database isn't new" in again.stderr


def test_a_long_way_shows_how_far_it_is(capsys):
    """However many rows come together: once for each hundred thousand."""
    tell = progress()
    for rows in (1, 99_999, 101_500, 101_501, 199_999, 430_000):
        tell(rows)
    assert capsys.readouterr().out.splitlines() == ["100,000 rows", "400,000 rows"]


def test_a_backup_is_its_owners_and_opens_nothing(backed_up):
    """Source: PRF-7. What is sealed stays sealed, and the keys are elsewhere."""
    assert stat.S_IMODE(backed_up.stat().st_mode) == 0o600
    inside = gzip.decompress(backed_up.read_bytes()).decode()
    assert "Clínica Sunshine" in inside
    for secret in (TIN, TIN.replace("-", ""), "1974-05-18", KEYS, KEYS.partition(":")[2]):
        assert secret not in inside


def test_a_file_that_is_there_is_left_alone(backed_up, tmp_path, new_database: NewDatabase):
    home = tmp_path / "home"
    with new_database(home) as address:
        (tmp_path / "taken").write_text("mine")
        refused = at(home, address)("backup", tmp_path / "taken")
    assert refused.returncode == 1
    assert f"There is a file of that name already: {tmp_path / 'taken'}." in refused.stderr
    assert (tmp_path / "taken").read_text() == "mine"
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_that_was_changed_stores_nothing(backed_up, tmp_path, new_database: NewDatabase):
    """It shows at its end, when all rows are in: they are out again, and the database takes the right ones."""
    changed = tmp_path / "changed"
    inside = gzip.decompress(backed_up.read_bytes())
    changed.write_bytes(gzip.compress(inside.replace(b"Jacksonville", b"Gainesville,")))
    home = tmp_path / "home"
    with new_database(home) as address:
        refused = at(home, address)("restore", changed)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert refused.stderr == f"{changed} can't be restored: It was cut short or changed. Nothing was stored.\n"
        assert at(home, address)("restore", backed_up).returncode == 0


def test_a_backup_of_another_release_is_that_ones(backed_up, tmp_path):
    other = tmp_path / "other"
    inside = gzip.decompress(backed_up.read_bytes())
    other.write_bytes(gzip.compress(inside.replace(b"access.0001_initial", b"access.0001_another", 1)))
    refused = at(tmp_path, "")("restore", other)
    assert refused.returncode == 1
    assert "restore it with that one, and run vestibule migrate of this." in refused.stderr


def test_without_the_keys_of_where_it_was_made_nothing_is_stored(backed_up, tmp_path):
    refused = at(tmp_path, "", str(Key.generate()))("restore", backed_up)
    assert refused.returncode == 1
    assert "The backup is sealed under other keys: set VESTIBULE_SECRET_KEYS" in refused.stderr
