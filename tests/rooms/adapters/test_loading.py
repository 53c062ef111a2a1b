"""Loading identities: all of a file or nothing, the same again changes nothing, and no fault quotes anybody."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.consequences import NONE, consequences
from tests.migrated import copied_file
from tests.people import AT
from tests.rooms.proofing.people import entry_of, the_bureau
from vestibule.adapters.bureau.embedded import BUREAU
from vestibule.adapters.bureau.files import COLUMNS, FileFaulty, read_identities
from vestibule.adapters.bureau.loading import Loaded, load_identities
from vestibule.adapters.bureau.models import BureauIdentity
from vestibule.adapters.bureau.program import PEOPLE
from vestibule.cli.acquaintance import COLUMNS as COLUMNS_OF_WALK
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR
from vestibule.proofing.ports import Outcome

pytestmark = pytest.mark.django_db

TODAY = AT.date()
ROW = {
    "first_name": "Quentin",
    "last_name": "Quibble",
    "birth_date": "1980-02-29",
    "ssn": "666-77-8888",
    "address_line_1": "4 Quiet Lane",
    "city": "Quincy",
    "state": "FL",
    "zip_code": "32351",
}
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file of people, each told by what differs from ``ROW``."""

    def run(*rows: dict[str, str]) -> Path:
        file = tmp_path / "people.csv"
        lines = [",".join(COLUMNS), *(",".join({**ROW, **row}.get(name, "") for name in COLUMNS) for row in rows)]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return file

    return run


def _load(file: Path) -> Loaded:
    return load_identities(read_identities(file, today=TODAY), progress=lambda _: None, by=OPERATOR, at=AT)


def test_the_shipped_people_load_and_load_again_without_a_trace(write):
    """Source: PRF-6. A dozen, of Florida, Puerto Rico and the Virgin Islands; one fact for all of them."""
    assert _load(PEOPLE).added == 12
    before = consequences()
    assert _load(PEOPLE) == Loaded(0, 0)
    assert consequences() - before == NONE
    assert Entry.objects.get().fact == "adapters.bureau_identities_loaded"
    identities = read_identities(PEOPLE, today=TODAY)
    assert {address.state for identity in identities for address in identity.addresses} == {"FL", "PR", "VI"}
    assert all(identity.ssn.startswith("666") for identity in identities)  # an area that is never issued
    assert sorted({identity.outcome for identity in identities}) == [
        "never",
        "referred",
        "verified",
        "verified_after_call",
    ]


def test_what_has_changed_is_changed_and_no_second_person_made(write):
    """Source: PRF-6. Known again by the Social Security number, or by name and date of birth."""
    assert _load(write({}, {"ssn": "", "first_name": "Una"})) == Loaded(added=2)
    assert _load(write({"last_name": "Quill"}, {"ssn": "", "first_name": "UNA", "outcome": "never"})) == Loaded(0, 2)
    assert BureauIdentity.objects.count() == 2


def test_nothing_of_a_person_stands_in_the_table_in_clear(write):
    """Source: PRF-7."""
    _load(write({}))
    (values,) = BureauIdentity.objects.values_list("key_index", "person_index", "record")
    clear = b"".join(bytes(value) if isinstance(value, bytes) else str(value).encode() for value in values)
    for word in ("Quentin", "Quibble", "1980", "666", "Quiet"):
        assert word.encode() not in clear


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"first_name": ""}, "line 3, first_name: is empty."),
        ({"birth_date": "02/29/1980"}, "line 3, birth_date: isn't a day"),
        ({"birth_date": "1981-02-29"}, "line 3, birth_date: isn't a day"),
        ({"birth_date": "2980-02-28"}, "line 3, birth_date: isn't a day"),
        ({"ssn": "666-77-888"}, "line 3, ssn: hasn't nine digits."),
        ({"ssn": "६६६७७८८८८"}, "line 3, ssn: hasn't nine digits."),
        ({"state": "Quebec"}, "line 3, state: isn't the two letters"),
        ({"zip_code": "3235"}, "line 3, zip_code: isn't a ZIP code"),
        ({"outcome": "sometimes"}, "line 3, outcome: is none of verified,"),
        ({"prior_city": "Quarry"}, "line 3, prior_zip_code: is empty, though"),
        ({"city": "Q" * 201}, "line 3, city: is longer than 200"),
        ({"last_name": "Quib\u202eble"}, "line 3, last_name: has an invisible"),
        ({}, "line 3: the same person as in line 2."),
    ],
)
def test_a_faulty_line_is_named_with_its_column_and_nothing_is_stored(row, said, write):
    """Source: PRF-6, PRF-7. What stands there is not quoted."""
    first = {} if row == {} else {"ssn": "", "first_name": "Una"}
    with pytest.raises(FileFaulty) as faulty:
        _load(write(first, row))
    assert said in str(faulty.value)
    assert "Nothing was loaded." in str(faulty.value)
    quoted = [value for value in {**ROW, **row}.values() if value and value not in {"FL", "sometimes"}]
    assert not any(value in str(faulty.value) for value in quoted)
    assert BureauIdentity.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "line 1 must name the columns"),
        (b"Quentin,,Quibble,,1980-02-29\n", "line 1 must name the columns"),
        (",".join([*COLUMNS, "more"]).encode() + b"\n", "line 1 names 19 columns"),
        (",".join(COLUMNS).encode() + b"\nQuentin,Quibble\n", "line 2 has 2 cells"),
        (",".join(COLUMNS).encode() + b'\n"Quentin\n', "is not CSV"),
        (b"\xff\xfe\x00Q", "is not a text in UTF-8"),
    ],
)
def test_a_file_that_is_none_is_told_so_without_quoting_it(content, said, tmp_path):
    """Source: PRF-6, PRF-7. A file without a header begins with a person."""
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    with pytest.raises(FileFaulty) as faulty:
        read_identities(file, today=TODAY)
    assert said in str(faulty.value)
    assert "Quentin" not in str(faulty.value)
    with pytest.raises(FileFaulty, match="can't be read"):
        read_identities(tmp_path / "none.csv", today=TODAY)


def test_many_faults_are_counted_and_cells_over_two_lines_keep_the_count(write):
    """Source: PRF-6."""
    file = write({"address_line_2": '"Apt 1\r\nRear"'}, *({"ssn": "", "first_name": ""} for _ in range(30)))
    with pytest.raises(FileFaulty) as faulty:
        read_identities(file, today=TODAY)
    said = str(faulty.value)
    assert "line 2, address_line_2: has an invisible" in said
    assert "line 4, first_name: is empty." in said
    assert "and 11 more faults." in said


def test_a_file_from_a_spreadsheet_is_read(write):
    """Source: PRF-6. With a mark at its beginning, other line ends, and empty lines."""
    file = write({})
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n") + b"\r\n\r\n")
    assert len(read_identities(file, today=TODAY)) == 1


def test_an_outcome_that_is_loaded_after_the_referral_counts(write):
    """Source: PRF-4. Support settled it, and the operator loads the bureau's newer file."""
    the_bureau()
    entered = entry_of("Gordon")
    number = BUREAU.verify(entered, reference="", idempotency_key="k").reference
    assert BUREAU.outcome_of(number).outcome is Outcome.REFERRED
    changed = PEOPLE.read_text().replace("FL,32301,,,,,,never", "FL,32301,,,,,,verified_after_call")
    file = write()
    file.write_text(changed)
    assert _load(file) == Loaded(changed=1)
    assert BUREAU.outcome_of(number).outcome is Outcome.VERIFIED


def test_the_walk_writes_the_columns_that_the_bureau_reads():
    """Source: PRF-6."""
    assert COLUMNS_OF_WALK == COLUMNS


@pytest.mark.once
def test_the_command_says_what_it_did_and_what_is_wrong(tmp_path, write):
    """Source: PRF-6. Non-zero and plain words where it can't; progress where the file is long."""
    known = {name: value for name, value in os.environ.items() if not name.startswith(("VESTIBULE_", "DJANGO_"))}
    home = {"HOME": str(tmp_path / "home"), "ORIGIN": "http://localhost:8000", "MAIL_URL": "smtp://127.0.0.1:1"}

    def vestibule(*words: str) -> "subprocess.CompletedProcess[str]":
        surroundings = known | {f"VESTIBULE_{name}": value for name, value in home.items()}
        command = [sys.executable, "-m", "vestibule.cli.main", *words]
        return subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=120, check=False)

    copied_file(tmp_path / "home/vestibule.sqlite3")
    many = write(*({"ssn": f"66688{number:04d}", "first_name": "Q"} for number in range(1200)))
    assert vestibule("migrate").returncode == 0
    loaded = vestibule("bureau", "load", str(many))
    assert (loaded.returncode, loaded.stderr) == (0, "")
    assert "1000 of 1200 identities" in loaded.stdout
    assert "1200 identities are as the file says: 1200 new, 0 changed." in loaded.stdout
    assert "0 new, 0 changed" in vestibule("bureau", "load", str(many)).stdout
    failed = vestibule("bureau", "load", str(write({"zip_code": "x"})))
    assert failed.returncode == 1
    assert "line 2, zip_code: isn't a ZIP code" in failed.stderr
    assert "Example:\n  vestibule bureau load people.csv" in vestibule("bureau", "load", "--help").stdout
