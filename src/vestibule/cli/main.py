"""The program ``vestibule``: finds the command that is asked for, and lists what there is.

It loads nothing else: whoever asks what there is has the answer at once.
"""

import sys
from collections.abc import Sequence
from importlib import import_module

# By name, where it is and what it does. An adapter and a stand-in bring their own command.
COMMANDS = {
    "serve": ("vestibule.cli.serve", "serve the pages, and do the queued jobs beside them"),
    "worker": ("vestibule.cli.worker", "do the queued jobs and keep the calendar"),
    "migrate": ("vestibule.cli.migrate", "bring the database to this release"),
    "backup": ("vestibule.cli.backup", "write all that the database holds into a file"),
    "restore": ("vestibule.cli.restore", "make a new database from what was backed up"),
    "check": ("vestibule.cli.check", "say in plain words how Vestibule is set, and whether it can start"),
    "load": ("vestibule.cli.load", "load organizations, people, roles and clients from a file"),
    "catalog": (
        "vestibule.cli.catalog",
        "say what a catalogue of applications and roles would change, or put it in force",
    ),
    "policy": ("vestibule.cli.profile", "show the numbers of the policy profile in force, or what others would do"),
    "staff": ("vestibule.cli.staff", "add somebody to the help desk"),
    "record": ("vestibule.cli.record", "export the record, verify an export, or sign a checkpoint"),
    "keys": ("vestibule.cli.keys", "let a new key sign from now on"),
    "sweep": ("vestibule.cli.sweep", "do now what the calendar does to many people, or say what it would do"),
    "walk": ("vestibule.cli.walk", "play the journeys against a running installation"),
    "bureau": ("vestibule.adapters.bureau.program", "load identities of the embedded bureau from a CSV file"),
    "catch-mail": (
        "vestibule.adapters.catcher.program",
        "catch mail, text messages and calls on this machine, and show them on a page",
    ),
}


def main(words: Sequence[str] | None = None) -> None:
    """Run one command; exit with 0 when it did what was asked, else with one plain sentence."""
    given = list(sys.argv[1:] if words is None else words)
    name = given[0] if given else "--help"
    if name in COMMANDS:
        place, _ = COMMANDS[name]
        import_module("vestibule.cli.running").run(name, place, given[1:])
    elif name in {"-h", "--help", "help"}:
        _explain_all()
    else:
        raise SystemExit(f"There is no command {name}: vestibule --help lists them.")


def _explain_all() -> None:
    print("The front door of portals whose users work for other organizations.\n\nCommands:")
    for name, (_, words) in COMMANDS.items():
        print(f"  {name:12} {words}")
    print("\nvestibule COMMAND --help explains one, with an example.")


if __name__ == "__main__":
    main()
