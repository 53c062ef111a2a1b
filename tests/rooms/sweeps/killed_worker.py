"""A program of its own: a worker with the sweeps of the calendar, for a test that kills it.

It is told the test's database. For each line that it reads, a moment, it becomes two processes: one goes on reading,
the other works, by a clock that says that moment and ticks on. It prints which process that is. Mail stays in the
outbox: nobody looks at it here.
"""

import os
import signal
import sys
from datetime import datetime

import django
import time_machine
from django.conf import settings

settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()

from vestibule.config.calendar import CALENDAR  # noqa: E402 - Django must be set up first
from vestibule.jobs import worker  # noqa: E402
from vestibule.jobs.queue import JobKind, job_kinds  # noqa: E402
from vestibule.kernel import rulebook  # noqa: E402
from vestibule.kernel.rulebook import Rulebook, SweepRules  # noqa: E402
from vestibule.sweeps.table import sweeps  # noqa: E402

NO_BRAKE = Rulebook(sweeps=SweepRules(few=1_000_000))


def main() -> None:
    """Begin to work whenever a moment is read, until there are no more lines."""
    rulebook.install_rulebook(NO_BRAKE)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever was killed is gone at once
    setattr(worker, "job_kinds", _sweeps_only)  # noqa: B010 - so that no mail is sent here
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _work(datetime.fromisoformat(line.strip()))
            os._exit(0)
        print(child, flush=True)


def _sweeps_only() -> dict[str, JobKind]:
    return {name: kind for name, kind in job_kinds().items() if name in sweeps()}


def _work(at: datetime) -> None:
    calendar = [entry for entry in CALENDAR if entry.kind in sweeps()]
    with time_machine.travel(at, tick=True):
        worker.Worker(calendar).run()


if __name__ == "__main__":
    main()
