"""Runs Vestibule, SPOT and a catcher of mail on this machine, with invented people and organizations."""

import argparse
import fcntl
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workshop import CHECKOUT
from workshop.children import port_is_free
from workshop.installation import Installation, Ports

HOW = """\
examples:
  bin/demo                 Vestibule on 8000, SPOT on 8001, the caught mail on 8002
  bin/demo --port 9000     the same on 9000, 9001, 9002
  bin/demo --fresh         throws the data of the run before away
  VESTIBULE_PROFILE=nist-800-63-4 bin/demo   the same under the other policy profile

Ctrl-C stops everything; run again, it goes on with the same data. The home is $VESTIBULE_HOME, else var/demo."""


def main() -> None:
    """Set up, start, say who can sign in, and watch until told to stop."""
    parser = argparse.ArgumentParser(
        prog="bin/demo", description=__doc__, epilog=HOW, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=_port, default=8000, metavar="N", help="Vestibule's port (default: 8000)")
    parser.add_argument("--fresh", action="store_true", help="start over without the data of the run before")
    options = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT):  # SIGINT too: a shell's background ignores it
        signal.signal(number, signal.default_int_handler)

    home = Path(os.environ.get("VESTIBULE_HOME") or CHECKOUT / "var/demo").resolve()
    ports = Ports(*range(options.port, options.port + 4))
    with _alone_in(home):
        _need_ports(ports)
        if options.fresh:
            _empty(home)
        _run(Installation(home, ports))


def _port(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1024 <= number <= 65530:
        raise argparse.ArgumentTypeError("a port is a number from 1024 to 65530")
    return number


@contextmanager
def _alone_in(home: Path) -> Iterator[None]:
    """Keep a second demo out of the same home."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"A demo is already running in {home}.") from None
        yield


def _need_ports(ports: Ports) -> None:
    taken = [str(port) for port in ports.each() if not port_is_free(port)]
    if taken:
        raise SystemExit(f"Somebody else listens on port {', '.join(taken)}: choose others with --port.")


def _empty(home: Path) -> None:
    """Throw away what a demo left behind; a folder that isn't a demo's is left alone."""
    left = [each for each in home.iterdir() if each.name != "demo.lock"]
    if left and not (home / "settings.env").is_file():
        raise SystemExit(f"{home} isn't the home of a demo: --fresh throws nothing of it away.")
    for each in left:
        shutil.rmtree(each) if each.is_dir() else each.unlink()


def _run(installation: Installation) -> None:
    try:
        installation.prepare(say=lambda words: print(f"{words} ...", flush=True))
        print("Starting the programs ...", flush=True)
        installation.start()
        print(_welcome(installation), flush=True)
        while True:
            time.sleep(0.5)
            installation.watch()
    except KeyboardInterrupt:
        print("\nStopping ...", file=sys.stderr, flush=True)
    finally:
        installation.stop()


def _welcome(installation: Installation) -> str:
    lines = [
        "",
        f"Vestibule   {installation.origin}",
        f"SPOT        {installation.spot}",
        f"Mail        {installation.mail}   (every mail, text message and call lands here, codes included)",
        "",
        "Who can sign in:",
    ]
    known = installation.described()
    for person in known["people"]:
        what = f"{person['role']}, {person['organization']}" if person["role"] else "has no role yet"
        lines.append(f"  {person['user_id']:<16} {person['password']:<22} {what}")
    lines += [f"  {one['user_id']:<16} {one['password']:<22} help desk" for one in known["staff"]]
    lines += [
        "",
        f"Scripts find all of this in {installation.description};",
        "bin/vestibule walk reads it, and plays the journeys here.",
        "Ctrl-C stops everything.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
