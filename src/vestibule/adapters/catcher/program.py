"""Catches mail, text messages and calls on this machine instead of sending them: ``vestibule catch-mail``."""

import argparse
import os
import signal
import sys
from pathlib import Path
from threading import Event

from vestibule.adapters.catcher.folder import Folder
from vestibule.adapters.catcher.server import catching

EXAMPLE = "vestibule catch-mail --smtp-port 8025 --http-port 8002 --home var/demo"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--smtp-port", type=int, default=8025, metavar="N", help="where mail is taken (default: 8025)")
    parser.add_argument(
        "--http-port",
        type=int,
        default=8002,
        metavar="N",
        help="where all is shown, and messages are taken at /messages (default: 8002)",
    )
    parser.add_argument(
        "--home",
        type=Path,
        default=Path(os.environ.get("VESTIBULE_HOME") or "vestibule-home"),
        help="they are kept in the folders mails and messages of this one (default: VESTIBULE_HOME)",
    )


def run(options: argparse.Namespace) -> None:
    """Catch until SIGTERM or Ctrl-C."""
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with catching(Folder(options.home / "mails"), smtp_port=options.smtp_port, http_port=options.http_port) as port:
        sys.stdout.write(f"Mail to smtp://127.0.0.1:{options.smtp_port} can be read at http://localhost:{port}/\n")
        sys.stdout.flush()
        stopping.wait()
