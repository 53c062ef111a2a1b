"""Does what the pages leave behind: sends mail, tells applications, keeps the calendar. As many as you like may run."""

import argparse
import os
import signal

from django.conf import settings
from django.utils.module_loading import import_string

from vestibule.cli.start import start_faults
from vestibule.jobs.worker import Worker

EXAMPLE = "vestibule worker --threads 4"

GIVES_WAY = 10  # how much nicer it is than the pages: where processors are short, a sweep waits, and nobody at a page


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--threads", type=int, default=4, metavar="N", help="jobs at once (default: 4)")


def run(options: argparse.Namespace) -> None:
    """Work, unless something is not in order."""
    if faults := start_faults():
        raise SystemExit("\n".join(faults))
    work(options.threads)


def work(threads: int) -> None:
    """Work until SIGTERM or Ctrl-C; running jobs may end, or are given back. People at the pages go first."""
    os.nice(GIVES_WAY)
    worker = Worker(import_string(settings.CALENDAR), steady=import_string(settings.STEADY_WORK), threads=threads)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run()
