"""Making an invented person known to a demo's bureau, as an operator would: with ``vestibule bureau load``."""

import csv
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

MONTHS = ("January", "February", "March", "April", "May", "June",
          "July", "August", "September", "October", "November", "December")  # fmt: skip
COLUMNS = (
    "first_name", "middle_name", "last_name", "suffix", "birth_date", "ssn", "phone", "address_line_1",
    "address_line_2", "city", "state", "zip_code", "prior_address_line_1", "prior_address_line_2", "prior_city",
    "prior_state", "prior_zip_code", "outcome",
)  # fmt: skip


@dataclass(frozen=True)
class Home:
    """Where everybody who is invented lives; only their ZIP codes differ."""

    line_1: str = "100 Ocean Drive"
    city: str = "Jacksonville"
    state: str = "Florida"
    state_code: str = "FL"


HOME = Home()


@dataclass(frozen=True)
class Account:
    """What somebody signs in with."""

    user_id: str
    password: str = field(repr=False)
    email: str


@dataclass(frozen=True)
class Invented(Account):
    """A person who exists for one walk."""

    first_name: str
    last_name: str
    birth: tuple[str, str, str]  # month, day, year
    zip_code: str

    @property
    def full_name(self) -> str:
        """What others call this person."""
        return f"{self.first_name} {self.last_name}"

    @property
    def birth_date(self) -> date:
        """The day of birth."""
        month, day, year = self.birth
        return date(int(year), MONTHS.index(month) + 1, int(day))


def introduce(someone: Invented, home: Path, outcome: str = "verified") -> None:
    """Tell the bureau of the installation in this home of somebody. Exits with a sentence where that can't be done.

    Source: PRF-6. The file is readable by its owner alone, and gone afterwards.
    """
    known = {
        "first_name": someone.first_name,
        "last_name": someone.last_name,
        "birth_date": someone.birth_date.isoformat(),
        "address_line_1": HOME.line_1,
        "city": HOME.city,
        "state": HOME.state_code,
        "zip_code": someone.zip_code,
        "outcome": outcome,
    }
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerow(known)
        file.flush()
        told = subprocess.run(  # noqa: S603 - our own program, on a file of ours
            [sys.executable, "-m", "vestibule.cli.main", "bureau", "load", file.name],
            env=_surroundings(home),
            capture_output=True,
            text=True,
            check=False,
        )
    if told.returncode:
        raise SystemExit(f"The bureau of the demo in {home} can't be told of anybody: {told.stderr.strip()}")


def _surroundings(home: Path) -> dict[str, str]:
    """Return an environment in which the home's own settings count, and no others."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(("VESTIBULE_", "DJANGO_"))}
    return others | {"VESTIBULE_HOME": str(home.resolve())}
