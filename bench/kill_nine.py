"""``kill -9`` of server and worker under registrations, fifty times: what is lost, half done, or mailed twice."""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.journeys.killing import Place, kill_nine

ROUNDS = 50


def main() -> None:
    """Kill, read, print the figures; exit non-zero if anything was lost or half done."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="vestibule-kill-") as home:
        left = kill_nine(Place(Path(home)), ROUNDS)
    figures = {
        "rounds": ROUNDS,
        "seconds": round(time.monotonic() - began, 1),
        "registrations_tried": left.ledger.tried,
        "registrations_acknowledged": len(left.ledger.acknowledged),
        "persons": len(left.persons),
        "half_done": len({*left.persons} ^ {*left.registered}) + len({*left.persons} ^ {*left.terms}),
        "mails_missing": len({*left.mails_to_send} - {*left.mails_caught}),
        "mails_of_nothing": len({*left.mails_caught} - {*left.mails_to_send}),
        "mails_twice": len(left.mails_caught) - len({*left.mails_caught}),
    }
    print(json.dumps(figures, indent=2))
    if named := os.environ.get("VESTIBULE_BENCH_FIGURES"):
        Path(named).write_text(json.dumps(figures, indent=2) + "\n")
    sys.exit(1 if figures["half_done"] or figures["mails_missing"] or figures["mails_of_nothing"] else 0)


if __name__ == "__main__":
    main()
