"""Reading identities from a CSV file: all of it is judged before any of it is stored.

A fault names line and column, and quotes nothing: what stands there is personal data.
"""

import csv
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from vestibule.adapters.bureau.policy import OUTCOMES, VERIFIED, Identity, KnownAddress
from vestibule.adapters.bureau.records import key_index
from vestibule.kernel.addresses import STATES, zip_code
from vestibule.proofing.policy.applying import ssn_digits

REQUIRED = ("first_name", "last_name", "birth_date", "address_line_1", "city", "state", "zip_code")
ADDRESS = ("address_line_1", "address_line_2", "city", "state", "zip_code")
PRIOR = tuple(f"prior_{name}" for name in ADDRESS)
PERSON = ("first_name", "middle_name", "last_name", "suffix", "birth_date", "ssn", "phone")
COLUMNS = (*PERSON, *ADDRESS, *PRIOR, "outcome")
PRIOR_NEEDED = ("prior_address_line_1", "prior_city", "prior_state", "prior_zip_code")
LONGEST_CELL = 200
MOST_FAULTS = 20
OLDEST = date(1890, 1, 1)


class FileFaulty(ValueError):  # noqa: N818 - the house's word
    """A file that can't be taken, with a sentence for each fault."""


@dataclass(frozen=True)
class _Row:
    line: int
    cells: dict[str, str]


def read_identities(file: Path, *, today: date) -> list[Identity]:
    """Return the identities of a file. Raises ``FileFaulty``. Source: PRF-6, PRF-7."""
    faults: list[str] = []
    found: dict[str, int] = {}
    identities = []
    for row in _rows(file):
        wrong = list(_faults(row.cells, today=today))
        faults += [f"line {row.line}, {column}: {what}" for column, what in wrong]
        if wrong:
            continue
        identity = _identity(row.cells)
        first = found.setdefault(key_index(identity), row.line)
        if first != row.line:
            faults.append(f"line {row.line}: the same person as in line {first}.")
        identities.append(identity)
    if faults:
        raise FileFaulty(_sentences(file, faults))
    return identities


def _sentences(file: Path, faults: list[str]) -> str:
    said = [f"{file}: {fault}" for fault in faults[:MOST_FAULTS]]
    if len(faults) > MOST_FAULTS:
        said.append(f"{file}: and {len(faults) - MOST_FAULTS} more faults.")
    return "\n".join([*said, "Nothing was loaded."])


def _rows(file: Path) -> Iterator[_Row]:
    """Yield the file's rows with the lines on which they begin."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.reader(lines, strict=True)
            header = [name.strip() for name in next(reader, [])]
            _judge_header(file, header)
            begins = reader.line_num + 1
            for cells in reader:
                if cells:
                    yield _Row(begins, _named(file, header, cells, begins))
                begins = reader.line_num + 1
    except OSError as fault:
        raise FileFaulty(f"{file} can't be read: {fault.strerror}.") from None
    except UnicodeDecodeError:
        raise FileFaulty(f"{file} is not a text in UTF-8.") from None
    except csv.Error:
        raise FileFaulty(f"{file} is not CSV, or a quotation mark in it is never closed.") from None


def _judge_header(file: Path, header: list[str]) -> None:
    """Insist on the known columns, in any order; a file without a header is told so without quoting a person."""
    if missing := [name for name in COLUMNS if name not in header]:
        raise FileFaulty(f"{file}: line 1 must name the columns; missing: {', '.join(missing)}.")
    if len(header) != len(COLUMNS):
        raise FileFaulty(f"{file}: line 1 names {len(header)} columns; there are {len(COLUMNS)}, each once.")


def _named(file: Path, header: list[str], cells: list[str], line: int) -> dict[str, str]:
    if len(cells) != len(header):
        raise FileFaulty(f"{file}: line {line} has {len(cells)} cells; line 1 has {len(header)}. Nothing was loaded.")
    return {name: cell.strip() for name, cell in zip(header, cells, strict=True)}


def _faults(cells: dict[str, str], *, today: date) -> Iterator[tuple[str, str]]:
    for column, cell in cells.items():
        yield from _cell_faults(column, cell)
    born = _date(cells["birth_date"])
    if cells["birth_date"] and (born is None or not OLDEST <= born <= today):
        yield "birth_date", "isn't a day of birth written as 1980-02-29."
    if cells["ssn"] and not ssn_digits(cells["ssn"]):
        yield "ssn", "hasn't nine digits."
    if cells["outcome"] and cells["outcome"] not in OUTCOMES:
        yield "outcome", f"is none of {', '.join(OUTCOMES)}, nor empty."
    yield from _address_faults(cells, "")
    yield from _address_faults(cells, "prior_")
    if any(cells[column] for column in PRIOR):
        for column in PRIOR_NEEDED:
            if not cells[column]:
                yield column, "is empty, though other parts of the prior address are given."


def _cell_faults(column: str, cell: str) -> Iterator[tuple[str, str]]:
    if not cell and column in REQUIRED:
        yield column, "is empty."
    if len(cell) > LONGEST_CELL:
        yield column, f"is longer than {LONGEST_CELL} characters."
    if any(unicodedata.category(letter)[0] == "C" or letter == "\ufffd" for letter in cell):
        yield column, "has an invisible or damaged character in it."


def _address_faults(cells: dict[str, str], which: str) -> Iterator[tuple[str, str]]:
    state, code = cells[f"{which}state"], cells[f"{which}zip_code"]
    if state and state.upper() not in STATES:
        yield f"{which}state", "isn't the two letters of a state or territory."
    if code and not zip_code(code):
        yield f"{which}zip_code", "isn't a ZIP code of five digits, or nine as in 32202-1234."


def _identity(cells: dict[str, str]) -> Identity:
    places = [_address(cells, "")] + ([_address(cells, "prior_")] if cells["prior_address_line_1"] else [])
    return Identity(
        first_name=cells["first_name"],
        middle_name=cells["middle_name"],
        last_name=cells["last_name"],
        suffix=cells["suffix"],
        birth_date=date.fromisoformat(cells["birth_date"]),
        ssn=ssn_digits(cells["ssn"]) or "",
        phone=cells["phone"],
        addresses=tuple(places),
        outcome=cells["outcome"] or VERIFIED,
    )


def _address(cells: dict[str, str], which: str) -> KnownAddress:
    line_1, line_2, city, state, code = (cells[f"{which}{name}"] for name in ADDRESS)
    return KnownAddress(line_1, line_2, city, state.upper(), zip_code(code) or code)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
