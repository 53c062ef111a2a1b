"""Verifies an export of the record with nothing but checkpoints kept elsewhere and the record's public key.

Needs no installation, no settings and no Django: ``python -m vestibule.cli.record_verify`` does the same with the
package cryptography alone. It exits with 0 if all is in order, else it names what isn't.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from vestibule.journal.notes import Unreadable, Verifier, read_verifier
from vestibule.journal.packs import verify_pack
from vestibule.journal.verifier import Report, verify

EXAMPLE = "vestibule record verify record.jsonl --checkpoint 000000012345.txt --key keys.txt"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "export", type=Path, metavar="EXPORT", help="a file that vestibule record export has written, or a pack (.zip)"
    )
    parser.add_argument(
        "--checkpoint",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a checkpoint that was kept elsewhere, or a folder of them; may be given more than once",
    )
    parser.add_argument(
        "--key",
        action="append",
        required=True,
        metavar="KEY",
        help="the record's public key (name+id+key), or a file of such; may be given more than once",
    )
    parser.add_argument(
        "--earlier", type=Path, metavar="EXPORT", help="an earlier export, by which each difference is named"
    )


def run(options: argparse.Namespace) -> None:
    """Print what was seen; exit with what is wrong. Source: AUD-2."""
    try:
        notes, keys = _notes(options.checkpoint), _keys(options.key)
        if options.export.suffix == ".zip":
            report = verify_pack(options.export, notes, keys)
        else:
            report = verify(options.export, notes, keys, options.earlier)
    except Unreadable as fault:
        raise SystemExit(f"{options.export}: {fault}") from None
    for line in report.seen:
        print(line)
    if not report.in_order:
        raise SystemExit(_told(report))
    print("Everything is in order.")


def _told(report: Report) -> str:
    return "\n".join([*(finding.words for finding in report.findings), "The record is not in order."])


def _notes(places: Sequence[Path]) -> list[str]:
    """Return the checkpoints in files and folders; what else a folder holds isn't one."""
    files = []
    for place in places:
        if place.is_dir():
            files += sorted(file for file in place.rglob("*.txt") if file.name != "keys.txt")
        else:
            files.append(place)
    return [file.read_text(errors="replace") for file in files]


def _keys(given: Sequence[str]) -> list[Verifier]:
    keys = []
    for text in given:
        file = Path(text)
        lines = file.read_text(errors="replace").split() if "+" not in text or file.is_file() else [text]
        keys += [read_verifier(line) for line in lines]
    return keys


def main(words: Sequence[str] | None = None) -> None:
    """Verify without the rest of the program."""
    parser = argparse.ArgumentParser(
        prog="python -m vestibule.cli.record_verify",
        description=__doc__,
        epilog=f"Example:\n  {EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_arguments(parser)
    try:
        run(parser.parse_args(sys.argv[1:] if words is None else words))
    except OSError as fault:
        raise SystemExit(f"{fault.filename} can't be read: {fault.strerror}.") from None


if __name__ == "__main__":
    main()
