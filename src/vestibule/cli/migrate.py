"""Brings the database to this release, and puts the policy in force on record if it changed.

May be run again, and on several nodes at once: the first does it, the others wait and find it done.
"""

import argparse

from vestibule.journal.actions import put_policy_on_record
from vestibule.journal.queries import policy_on_record
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR
from vestibule.kernel.rulebook import rulebook
from vestibule.organizations.upkeep import note_lines
from vestibule.storage.replaying import replay
from vestibule.storage.schema import migrating, pending_migrations

EXAMPLE = "vestibule migrate"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options: none."""


def run(options: argparse.Namespace) -> None:
    """Migrate, then record the rulebook's digest if it isn't the one on record."""
    with migrating():
        pending = pending_migrations()
        replay(lambda migration: print(f"Done: {migration}.", flush=True))
        if pending:
            note_lines()
        print("The database is at this release." if pending else "The database was at this release already.")

        book = rulebook()
        if policy_on_record() != book.digest():
            put_policy_on_record(book, by=OPERATOR, at=clock.now())
            print(f"The policy profile {book.profile} is in force ({book.digest()[:12]}).")
