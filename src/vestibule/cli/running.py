"""Runs one command: sets the program up for it, and says in one sentence what went wrong.

A command is a module with ``EXAMPLE``, ``add_arguments(parser)`` and ``run(options)``; a fault that it foresees is a
``SystemExit`` with a sentence.
"""

import argparse
import gc
import os
import traceback
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import ModuleType

import django
import structlog
from django.db import Error as DatabaseError

from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.secrets import Key

# By the words that a command begins with.
WITHOUT_SETTINGS = {("walk",), ("catch-mail",), ("record", "verify")}
WITHOUT_ROOMS = {("policy", "show")}  # settings, but no tables: loading the rooms is most of a start
SHIPPED = {("policy", "show", "cms"), ("policy", "show", "nist-800-63-4")}  # the same however an installation is set

log = structlog.get_logger(__name__)


def run(name: str, place: str, words: Sequence[str]) -> None:
    """Run the command of a module with the words that were given after its name."""
    # By name, as Django takes its settings: config stands above the commands. Settings may choose another form later.
    import_module("vestibule.config.logs").logging_settings("text")
    with plainly(name):
        with _undisturbed():
            given = (name, *words)
            explains = bool({"-h", "--help"} & set(words))
            if not _begins(given, WITHOUT_SETTINGS):
                _prepare(explains=explains or given in SHIPPED, rooms=explains or not _begins(given, WITHOUT_ROOMS))
            command = import_module(place)
        command.run(_parser(name, command).parse_args(words))


@contextmanager
def plainly(name: str) -> Iterator[None]:
    """Turn each fault into one plain sentence to end with; a mistake of ours is described in the log, too."""
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Refused as refused:
        raise SystemExit(" ".join(str(reason) for reason in refused.reasons)) from None
    except NotFound as fault:
        raise SystemExit(f"Not found: {fault}") from None
    except DatabaseError as fault:
        raise SystemExit(f"The database doesn't answer as it should: {' '.join(str(fault).split())}.") from None
    except OSError as fault:
        place = f" ({fault.filename})" if fault.filename else ""
        raise SystemExit(f"vestibule {name} can't go on: {fault.strerror or fault}{place}.") from None
    except Exception as fault:  # the last resort: a sentence, and where to look
        log.exception("command_failed", command=name)
        raise SystemExit(f"vestibule {name} met a mistake of ours, described above: {_where(fault)}.") from None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Collect no garbage while loading: that is a tenth of each start."""
    gc.disable()
    try:
        yield
    finally:
        settle()
        gc.enable()


def settle() -> None:
    """Leave what is loaded out of all later collections, and collect seldom: a seventh of a sweep was that."""
    gc.freeze()
    gc.set_threshold(5_000)


def _where(fault: Exception) -> str:
    """Say what it was and where it came from, without its message: messages quote what people typed."""
    place = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} in {Path(place.filename).name}, line {place.lineno}"


def _begins(given: tuple[str, ...], words: Collection[tuple[str, ...]]) -> bool:
    return any(each == given[: len(each)] for each in words)


def _prepare(*, explains: bool, rooms: bool) -> None:
    """Judge the settings and set Django up, with the rooms; what only explains needs neither settings nor a home."""
    if explains:
        os.environ["VESTIBULE_SECRET_KEYS"] = str(Key.generate())
        os.environ.pop("VESTIBULE_PROFILE", None)
    else:
        surroundings = import_module("vestibule.config.environment")
        if faults := surroundings.environment_faults(surroundings.environment()):
            raise SystemExit("\n".join(faults))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vestibule.config.settings")
    if rooms:
        django.setup()


def _parser(name: str, command: ModuleType) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"vestibule {name}",
        description=command.__doc__,
        epilog=f"Example:\n  {command.EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_arguments(parser)
    return parser
