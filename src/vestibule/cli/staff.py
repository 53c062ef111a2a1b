"""Makes an account for somebody at the help desk and prints a link by which they enrol; no password is ever printed."""

import argparse
from datetime import datetime

from vestibule.accounts.actions import Invitation, invite_person, issue_enrolment_link
from vestibule.accounts.lifecycle import INVITED
from vestibule.accounts.policy.registration import Personal
from vestibule.accounts.queries import email_owner, person_card
from vestibule.cli.load import enrolment_address
from vestibule.desk.actions import appoint_staff
from vestibule.desk.policy.staff import TIERS
from vestibule.desk.queries import is_staff
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR

EXAMPLE = "vestibule staff add --email kim@example.org --first-name Kim --last-name Ortiz"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    deeds = parser.add_subparsers(required=True, metavar="add")
    add = deeds.add_parser(
        "add",
        help="make the account, appoint the person, print the enrolment link",
        epilog=f"Example:\n  {EXAMPLE}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add.add_argument("--email", required=True, help="where their mail goes")
    add.add_argument("--first-name", required=True, help="legal first name")
    add.add_argument("--last-name", required=True, help="legal last name")
    add.add_argument("--tier", choices=sorted(TIERS), default="agent", help="what they may do (default: agent)")


def run(options: argparse.Namespace) -> None:
    """Make the account and appoint the person; run again for who hasn't enrolled, it prints a new link."""
    at = clock.now()
    personal = Personal(first_name=options.first_name, last_name=options.last_name, email=options.email)
    invitation = _invited_before(options.email, at) or invite_person(personal=personal, by=OPERATOR, at=at)
    if not is_staff(invitation.person_id):
        appoint_staff(invitation.person_id, options.tier, by=OPERATOR, at=at)
    print(f"{options.first_name} {options.last_name} enrols at {enrolment_address(invitation.token)}")


def _invited_before(email: str, at: datetime) -> Invitation | None:
    """Return a new link for who was invited before. Exits with a sentence where the address has an account in use."""
    owner_id = email_owner(email)
    if owner_id is None:
        return None
    if person_card(owner_id).state != INVITED:
        raise SystemExit(f"{email} has an account already: staff add makes new ones only.")
    return issue_enrolment_link(owner_id, by=OPERATOR, at=at)
