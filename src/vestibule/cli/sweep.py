"""Does what the calendar does to many people: reminds, deactivates, closes; or says what would be done, and to whom.

Without --preview each sweep runs once, now, as the worker runs it by itself; beside a worker it does nothing twice.
With --preview nothing is done. --on says what would be done at the end of another day, as things stand now, if no sweep
ran until then: people stand there by their ids, as in the record.
"""

import argparse
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.timezone import get_default_timezone

from vestibule.jobs.timetable import Entry
from vestibule.kernel import clock
from vestibule.sweeps.table import Foreseen, Sweep, sweeps

EXAMPLE = "vestibule sweep go-inactive --preview --on 2026-12-24"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    known = ", ".join(_by_name())
    parser.add_argument("name", nargs="?", metavar="NAME", help=f"one sweep (default: all): {known}")
    parser.add_argument("--preview", action="store_true", help="say what would be done; nothing is done")
    parser.add_argument("--on", type=_day, metavar="DATE", help="with --preview: at the end of this day (2026-12-24)")


def run(options: argparse.Namespace) -> None:
    """Run the sweeps that were named, or say what they would do. Source: LIF-7."""
    if options.on and not options.preview:
        raise SystemExit("--on says what would be done on another day, and never does it: add --preview.")
    for name, sweep in _chosen(options.name).items():
        if options.preview:
            _say(name, sweep.foreseen(_end_of(options.on) if options.on else clock.now()))
        else:
            print(f"{name} ...", flush=True)
            began = clock.now()
            sweep.work(at=began)
            print(f"{name}: done in {(clock.now() - began).total_seconds():.1f} s", flush=True)


def _say(name: str, foreseen: Iterable[Foreseen]) -> None:
    """Print a line for each row, and how many there are of each deed."""
    deeds: Counter[str] = Counter()
    for one in foreseen:
        deeds[one.deed] += 1
        whom = f"person {one.person_id}" if one.person_id else "nobody's account"
        print(f"{name}\t{one.deed}\t{whom}\t{one.row}")
    counted = ", ".join(f"{count} {deed}" for deed, count in sorted(deeds.items()))
    print(f"{name}: {counted or 'nothing'}")


def _chosen(name: str | None) -> dict[str, Sweep]:
    known = _by_name()
    if name is None:
        return known
    if name not in known:
        raise SystemExit(f"There is no sweep {name}. There are: {', '.join(known)}.")
    return {name: known[name]}


def _by_name() -> dict[str, Sweep]:
    """Return the entries of the calendar that are sweeps, in its order."""
    calendar: tuple[Entry, ...] = import_string(settings.CALENDAR)
    return {entry.name: sweeps()[entry.kind] for entry in calendar if entry.kind in sweeps()}


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{typed} is no date like 2026-12-24") from None


def _end_of(day: date) -> datetime:
    """Return the last moment of a day where the installation is."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, get_default_timezone())
    return midnight.astimezone(UTC) - timedelta(microseconds=1)
