"""Plays the journeys against a running installation, through its pages and its mail, with new people each time."""

import argparse
import os
import time
from pathlib import Path

from vestibule.cli.acquaintance import introduce
from vestibule.cli.additional_walk import AdditionalWalk
from vestibule.cli.approver_walk import ApproverWalk
from vestibule.cli.end_user_walk import EndUserWalk
from vestibule.cli.inventing import invent, invent_office
from vestibule.cli.update_walk import UpdateWalk
from vestibule.cli.walking import Demo, Newcomer, Pace, Walker

EXAMPLE = "vestibule walk var/demo/demo.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument(
        "demo", nargs="?", type=Path, metavar="FILE", help="what describes the demo (default: demo.json in the home)"
    )
    parser.add_argument("--demo", dest="named", type=Path, metavar="FILE", help="the same, named")


def run(options: argparse.Namespace) -> None:
    """Walk the approver's journey of a new office, an end user's at it and to a second organization, and an update."""
    if options.demo and options.named:
        raise SystemExit(f"Which demo is it: {options.demo} or {options.named}? Name one file.")
    file = options.demo or options.named or Path(os.environ.get("VESTIBULE_HOME", "vestibule-home")) / "demo.json"
    demo, office, pace = Demo.read(file), invent_office(), Pace()
    approver, end_user = Newcomer(demo, invent(), pace), Newcomer(demo, invent(), pace)
    print(f"{office.legal_name} is new to SPOT, through {demo.origin}.")
    for newcomer, wish in ((approver, "is to be its approver"), (end_user, "wants to work there")):
        introduce(newcomer.someone, file.parent)
        print(f"{newcomer.someone.full_name} ({newcomer.someone.user_id}) {wish}.")
    print("The demo's bureau was told of both (vestibule bureau load), so that it can verify them.", flush=True)

    journey = ApproverWalk(office, approver, invent(), Walker(demo, demo.desk, pace))
    first = journey.join(journey.found())
    journey.be_approved(first)
    print(f"         {approver.someone.full_name} is the approver: confirmation number {first}.", flush=True)

    follower = EndUserWalk(office, end_user, approver)
    second = follower.ask()
    follower.be_approved(second)
    print(f"         {end_user.someone.full_name} is an end user: confirmation number {second}.")

    further = AdditionalWalk(end_user, office.legal_name, demo.other_approver)
    third = further.ask()
    further.be_approved(third)
    print(f"         {end_user.someone.full_name} has two organizations: confirmation number {third}.")

    UpdateWalk(journey).move()
    print(f"         {office.legal_name} has moved, and its official has signed it.")

    print(f"{pace.steps} steps in {time.monotonic() - pace.began:.1f} s. All of it works.")
