"""Shows the numbers of a policy profile: the one in force, a shipped one, or one from a file."""

import argparse
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from typing import Any

from vestibule.kernel.rulebook import Rulebook, rulebook

HELP = "show the numbers of the policy profile in force, or of another"
EXAMPLE = "vestibule policy show nist-800-63-4"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("deed", choices=("show",), help="print every number, by its rule")
    parser.add_argument("profile", nargs="?", metavar="PROFILE", help="a shipped profile or a file (default: in force)")


def run(options: argparse.Namespace) -> None:
    """Print the numbers, each part under the rules it belongs to; say which aren't those of ``cms``."""
    # By name, as Django takes its settings: config stands above the commands.
    profiles = import_module("vestibule.config.profiles")
    book: Rulebook = profiles.load_rulebook(options.profile) if options.profile else rulebook()
    print(f"{book.profile} ({book.digest()[:12]}){'' if options.profile else ', in force'}")
    for line in _described(book, profiles.CMS):
        print(line)


def _described(book: Rulebook, usual: Rulebook) -> Iterator[str]:
    for part in fields(Rulebook):
        values = getattr(book, part.name)
        if isinstance(values, str):
            continue
        yield f"\n{part.name}: {' '.join((type(values).__doc__ or '').split())}"
        for each in fields(values):
            value, shipped = getattr(values, each.name), getattr(getattr(usual, part.name), each.name)
            yield f"  {each.name:26} {_said(value)}{'' if value == shipped else f' (cms: {_said(shipped)})'}"


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
