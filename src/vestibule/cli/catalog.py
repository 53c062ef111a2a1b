"""Says what a declaration of applications and roles would change, and puts it in force."""

import argparse
from pathlib import Path

from vestibule.access.actions.catalog import CatalogPlan, apply_catalog, catalog_plan
from vestibule.access.catalog import SHIPPED, CatalogUnreadable, read_catalog
from vestibule.access.policy.catalog import Catalog
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR

EXAMPLE = "vestibule catalog plan catalog.yaml"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("deed", choices=("plan", "apply"), help="only say what would change, or do it")
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        default=SHIPPED,
        metavar="FILE",
        help="the catalogue in YAML (default: the shipped)",
    )


def run(options: argparse.Namespace) -> None:
    """Print what would change; with ``apply`` do it. Applied twice, it is applied once. Source: ROL-2."""
    catalog = _read(options.file)
    plan = catalog_plan(catalog)
    for line in _described(plan):
        print(line)
    if options.deed == "apply" and not plan.empty:
        apply_catalog(catalog, by=OPERATOR, at=clock.now())
        print("The catalogue is in force.")


def _read(file: Path) -> Catalog:
    try:
        return read_catalog(file)
    except CatalogUnreadable as fault:
        raise SystemExit(str(fault)) from None


def _described(plan: CatalogPlan) -> list[str]:
    lines = [f"{key}: added" for key in plan.added]
    lines += [f"{key}: changed ({', '.join(columns)})" for key, columns in plan.changes.items()]
    lines += [f"{key}: no longer offered; who holds it keeps it" for key in plan.withdrawn]
    if plan.empty:
        lines.append("Nothing would change: this catalogue is in force.")
    lines += [f"{key}: its address stays where vestibule load has placed it" for key in plan.placed]
    return lines
