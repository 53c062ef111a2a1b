"""The record of what happened: exports it, verifies an export without trusting anybody, and signs checkpoints."""

import argparse
import os
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from vestibule.cli import record_verify
from vestibule.journal.notes import Checkpoint, Unreadable, unproven
from vestibule.kernel import clock

EXAMPLE = "vestibule record export record.jsonl"

SHOWS_PROGRESS_EVERY = 100_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's deeds and their options."""
    deeds = parser.add_subparsers(required=True, dest="deed", metavar="export|verify|checkpoint")
    export = _deed(deeds, "export", "write the record, or a part of it, as JSON lines", EXAMPLE)
    export.add_argument("file", type=Path, metavar="FILE", help="where to write; what stands there is replaced")
    part = export.add_mutually_exclusive_group()
    part.add_argument(
        "--organization", metavar="SUBMITTER_ID", help="only the entries of one organization, with proofs"
    )
    part.add_argument("--entry", metavar="ID", help="only the entry with this id, with its proof")
    part.add_argument(
        "--since", type=Path, metavar="CHECKPOINT", help="no entries: the proof that the record only grew"
    )
    verify = _deed(deeds, "verify", record_verify.__doc__ or "", record_verify.EXAMPLE)
    record_verify.add_arguments(verify)
    _deed(
        deeds, "checkpoint", "seal, sign a checkpoint if the record grew, and publish it", "vestibule record checkpoint"
    )


def run(options: argparse.Namespace) -> None:
    """Do what was asked for. Source: AUD-2."""
    if options.deed == "verify":
        record_verify.run(options)
        return
    # Behind the settings, which verifying does without.
    work = import_module("vestibule.cli.record_keeping")
    if options.deed == "checkpoint":
        for line in work.signed_and_published(at=clock.now()):
            print(line)
        return
    _export(options, work)


def _export(options: argparse.Namespace, work: Any) -> None:
    covering = work.covering_checkpoint(at=clock.now())
    if covering.contradiction:
        print(covering.contradiction)
    if options.since:
        lines = work.growth(_checkpoint(options.since), covering)
    elif options.entry:
        lines = work.one_entry(options.entry, covering)
    elif options.organization:
        lines = work.organizations_part(options.organization, covering)
    else:
        lines = work.whole(covering)
    count = _written(options.file, lines)
    print(f"{options.file} holds {count - 1} entries; the checkpoint in it covers {covering.checkpoint.size}.")
    is_whole = not (options.since or options.entry or options.organization)
    if is_whole and (strange := work.strange_entries(covering)):
        raise SystemExit("\n".join([*strange, "The record is not in order."]))


def _written(file: Path, lines: Iterable[bytes]) -> int:
    """Write a file whole or not at all; return how many lines it has."""
    handle, beside = mkstemp(dir=file.resolve().parent)
    count = 0
    try:
        with os.fdopen(handle, "wb", buffering=1 << 20) as out:
            for line in lines:
                out.write(line)
                count += 1
                if count % SHOWS_PROGRESS_EVERY == 0:
                    print(f"{count} entries", flush=True)
        Path(beside).replace(file)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return count


def _checkpoint(file: Path) -> Checkpoint:
    try:
        return unproven(file.read_text(errors="replace"))
    except Unreadable as fault:
        raise SystemExit(f"{file}: {fault}") from None


def _deed(deeds: Any, name: str, words: str, example: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = deeds.add_parser(
        name,
        help=words.splitlines()[0],
        description=words,
        epilog=f"Example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser
