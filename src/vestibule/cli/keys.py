"""Lets a new key sign from now on: the record's checkpoints, or what applications are told.

The key before stays known for what it has signed: to auditors, who keep both, and to applications for a day.
"""

import argparse

from vestibule.federation.actions import rotate_signing_key
from vestibule.journal.actions import rotate_record_key
from vestibule.journal.checkpoints import publish_keys
from vestibule.journal.keys import verifiers
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR

EXAMPLE = "vestibule keys rotate record"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("deed", choices=("rotate",), help="sign with a new key")
    parser.add_argument("signs", choices=("record", "applications"), help="which key")


def run(options: argparse.Namespace) -> None:
    """Rotate a key; it is on record. Source: AUD-2, FED-1."""
    at = clock.now()
    if options.signs == "applications":
        rotate_signing_key(by=OPERATOR, at=at)
        print("A new key signs what applications are told.")
        return
    rotate_record_key(by=OPERATOR, at=at)
    publish_keys()
    print(f"A new key signs the record. Hand it to the auditors: {verifiers()[0]}")
