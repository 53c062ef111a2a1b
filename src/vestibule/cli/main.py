"""The program ``vestibule``: finds the command, sets the program up for it, and says in one sentence what went wrong.

A command is a module with ``HELP``, ``EXAMPLE``, ``add_arguments(parser)`` and ``run(options)``; a fault that it
foresees is a ``SystemExit`` with a sentence.
"""

import argparse
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType

import django
import structlog
from django.db import Error as DatabaseError

from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.secrets import Key

COMMANDS = {
    "serve": "vestibule.cli.serve",
    "worker": "vestibule.cli.worker",
    "migrate": "vestibule.cli.migrate",
    "check": "vestibule.cli.check",
    "load": "vestibule.cli.load",
    "catalog": "vestibule.cli.catalog",
    "policy": "vestibule.cli.profile",
    "staff": "vestibule.cli.staff",
    "record": "vestibule.cli.record",
    "keys": "vestibule.cli.keys",
    "sweep": "vestibule.cli.sweep",
    "walk": "vestibule.cli.walk",
    "bureau": "vestibule.adapters.bureau.program",  # an adapter brings its own command
    "catch-mail": "vestibule.adapters.catcher.program",  # a stand-in brings its own command
}
WITHOUT_SETTINGS = {("walk",), ("catch-mail",), ("record", "verify")}  # by the words that a command begins with

log = structlog.get_logger(__name__)


def main(words: Sequence[str] | None = None) -> None:
    """Run one command; exit with 0 when it did what was asked, else with one plain sentence."""
    given = list(sys.argv[1:] if words is None else words)
    name = given[0] if given else "--help"
    # By name, as Django takes its settings: config stands above the commands. Settings may choose another form later.
    import_module("vestibule.config.logs").logging_settings("text")
    try:
        if name in COMMANDS:
            _run(name, given[1:])
        else:
            _explain_all(name)
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


def _run(name: str, words: list[str]) -> None:
    if not any(without == (name, *words)[: len(without)] for without in WITHOUT_SETTINGS):
        _prepare(explains=bool({"-h", "--help"} & set(words)))
    command = import_module(COMMANDS[name])
    command.run(_parser(name, command).parse_args(words))


def _where(fault: Exception) -> str:
    """Say what it was and where it came from, without its message: messages quote what people typed."""
    place = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} in {Path(place.filename).name}, line {place.lineno}"


def _prepare(*, explains: bool) -> None:
    """Judge the settings and set Django up; a command that is only explained needs neither settings nor a home."""
    if explains:
        os.environ["VESTIBULE_SECRET_KEYS"] = str(Key.generate())
    else:
        surroundings = import_module("vestibule.config.environment")
        if faults := surroundings.environment_faults(surroundings.environment()):
            raise SystemExit("\n".join(faults))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vestibule.config.settings")
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


def _explain_all(name: str) -> None:
    """Print what there is; whoever asked for something else is told so."""
    if name not in {"-h", "--help", "help"}:
        raise SystemExit(f"There is no command {name}: vestibule --help lists them.")
    print("The front door of portals whose users work for other organizations.\n\nCommands:")
    _prepare(explains=True)
    for each, place in COMMANDS.items():
        print(f"  {each:12} {import_module(place).HELP}")
    print("\nvestibule COMMAND --help explains one, with an example.")


if __name__ == "__main__":
    main()
