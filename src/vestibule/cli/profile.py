"""Shows the numbers of a policy profile, or says what other numbers would do to people before they are in force.

A plan lists the numbers that would change, and for each sweep what it would do more at its next run, and what no more;
--people names whom, by their ids. What is judged at use (a password's length, say) is no sweep's and isn't counted.
"""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import fields
from importlib import import_module
from typing import TYPE_CHECKING

from vestibule.kernel import clock
from vestibule.kernel.rulebook import Number, Rulebook, numbers, rulebook, written

if TYPE_CHECKING:
    from vestibule.sweeps.supposing import Difference

EXAMPLE = "vestibule policy plan sixty-days.yaml --people"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("deed", choices=("show", "plan"), help="print every number, by its rule; or compare")
    parser.add_argument("profile", nargs="?", metavar="PROFILE", help="a shipped profile or a file (default: in force)")
    parser.add_argument("--people", action="store_true", help="with plan: name whom it would touch")


def run(options: argparse.Namespace) -> None:
    """Print the numbers, each part under its rules, or what others would change. Source: LIF-7."""
    # By name, as Django takes its settings: config stands above the commands.
    profiles = import_module("vestibule.config.profiles")
    if options.deed == "plan" and not options.profile:
        raise SystemExit("Name the profile to compare with: vestibule policy plan PROFILE.")
    book: Rulebook = profiles.load_rulebook(options.profile or _in_force())
    lines = _planned(book, people=options.people) if options.deed == "plan" else _described(book, profiles.CMS)
    if options.deed == "show":
        print(f"{book.profile} ({book.digest()[:12]}){'' if options.profile else ', in force'}")
    for line in lines:
        print(line)


def _in_force() -> str:
    """Return which profile is set: where one is only shown, nothing is loaded that has it ready."""
    profile: str = import_module("vestibule.config.environment").environment().profile
    return profile


def _described(book: Rulebook, usual: Rulebook) -> Iterator[str]:
    known, shipped = numbers(book), numbers(usual)
    for part in fields(Rulebook):
        values = getattr(book, part.name)
        if part.name == "profile":
            continue
        yield f"\n{part.name}: {' '.join((type(values).__doc__ or '').split())}"
        for each in fields(values):
            name = f"{part.name}.{each.name}"
            if name not in known:  # days without which business days are counted: no number
                continue
            differs = "" if known[name] == shipped[name] else f" (cms: {written(shipped[name])})"
            yield f"  {each.name:26} {written(known[name])}{differs}"


def _planned(book: Rulebook, *, people: bool) -> Iterator[str]:
    from vestibule.sweeps.supposing import differences  # noqa: PLC0415 - needs the rooms, which ``show`` doesn't load

    changed = list(_changed(numbers(rulebook()), numbers(book)))
    yield from changed or ["No number would change."]
    found = differences(book, at=clock.now()) if changed else []
    for difference in found:
        yield f"{difference.sweep}\t{difference.deed}\t{len(difference.more)} more, {len(difference.fewer)} fewer"
        yield from _whom(difference) if people else ()
    if changed and not found:
        yield "No sweep would do anything else at its next run."


def _changed(now: Mapping[str, Number], then: Mapping[str, Number]) -> Iterator[str]:
    for name, number in now.items():
        if then[name] != number:
            yield f"{name}: {written(number)}, would be {written(then[name])}"


def _whom(difference: "Difference") -> Iterator[str]:
    for word, rows in (("more", difference.more), ("fewer", difference.fewer)):
        for row in rows:
            yield f"  {word}\tperson {row.person_id or 'none'}\t{row.row}"
