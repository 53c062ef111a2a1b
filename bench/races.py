"""Five hundred races of eight at once on PostgreSQL: 125 each of deciding, creating, signing and settling.

The races are those of the suite, which runs each ten times: one winner, one entry, one set of mails, the others told
who was first. Every round checks that; the first that fails ends the run.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as Xml
from pathlib import Path

from workshop import CHECKOUT, postgres

ROUNDS = 125
RACES = {
    "deciding": "access/test_desk_races.py::test_of_eight_at_the_desk_who_decide_at_once_one_decides",
    "creating": "access/test_desk_races.py::test_of_eight_who_create_one_organization_at_once_one_does",
    "signing": "organizations/test_form_races.py::test_of_eight_signing_at_once_one_signature_stands",
    "settling": "proofing/test_races.py::test_of_eight_who_settle_one_asking_one_does",
}


def main() -> None:
    """Race, print, write; exit non-zero where any round had two winners or none."""
    began = time.monotonic()
    with postgres.server() as address, tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "races.xml"
        words = [f"tests/rooms/{place}" for place in RACES.values()]
        surroundings = {postgres.SERVER: address, "VESTIBULE_TEST_ROUNDS": str(ROUNDS)}
        raced = subprocess.run(
            [sys.executable, "-m", "pytest", "--postgres", "-q", f"--junitxml={report}", *words],
            cwd=CHECKOUT,
            env=os.environ | surroundings,
            check=False,
        )
        seconds = {str(case.get("name")): float(case.get("time", 0)) for case in Xml.parse(report).iter("testcase")}
    figures: dict[str, object] = {
        "races": ROUNDS * len(RACES),
        "at_once": 8,
        "all_had_one_winner": raced.returncode == 0,
        "seconds": round(time.monotonic() - began, 1),
        "seconds_each_kind": {kind: round(seconds.get(place.split("::")[1], 0)) for kind, place in RACES.items()},
    }
    print(json.dumps(figures, indent=2))
    if target := os.environ.get("VESTIBULE_BENCH_FIGURES"):
        Path(target).write_text(json.dumps(figures, indent=2) + "\n")
    sys.exit(raced.returncode)


if __name__ == "__main__":
    main()
