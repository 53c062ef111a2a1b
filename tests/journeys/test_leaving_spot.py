"""Out of SPOT: by its own Sign Out, and by signing out elsewhere, through real programs and the worker between them."""

import time

import pytest

from tests.journeys.arriving import arrive
from vestibule.cli.visitor import Visitor
from workshop.installation import Installation

pytestmark = pytest.mark.programs

SIXTY_SECONDS = 60.0


@pytest.fixture
def member(installation: Installation) -> Visitor:
    """Return somebody with the end user's role, signed in to SPOT."""
    visitor = arrive(installation, "grace.lindqvist", installation.spot)
    visitor.must_see("Welcome, Grace Lindqvist")
    assert visitor.address == f"{installation.spot}/home"
    return visitor


def test_sign_out_of_idm_is_out_of_spot_within_a_minute(installation: Installation, member: Visitor) -> None:
    """Source: SPT-3, FED-1. The worker tells SPOT; nobody has to ask."""
    member.open(f"{installation.origin}/home")
    member.press("Sign Out")
    out_at = time.monotonic()

    _wait_until_out(installation, member, since=out_at)
    member.must_see("You sign in with your IDM account")


def test_who_is_disabled_is_out_of_both_within_a_minute(installation: Installation, member: Visitor) -> None:
    """Source: SPT-3, HLP-2. Vestibule at the next request, SPOT once the worker has told it."""
    desk = arrive(installation, "kim.ortiz", f"{installation.origin}/help-desk")
    desk.fill("User ID or email address", "grace.lindqvist")
    desk.press("Find")
    desk.fill("Reason for looking", "Their laptop was stolen.")
    desk.press("Open the story")
    desk.fill("Reason", "Their laptop was stolen.")
    desk.press("Disable account")
    out_at = time.monotonic()
    try:
        member.open(f"{installation.origin}/home")
        member.must_see("User ID")
        _wait_until_out(installation, member, since=out_at)
    finally:
        desk.fill("Reason", "They have a new laptop.")
        desk.press("Enable account")
    desk.must_see("Disable account")


def test_who_loses_the_role_is_out_of_spot_within_a_minute(installation: Installation, member: Visitor) -> None:
    """Source: SPT-3, ROL-12, ORG-7. Removed by the backup approver; the person's own account goes on."""
    backup = arrive(installation, "desmond.ashe", f"{installation.origin}/my-organizations")
    backup.fill("Email address or User ID", "grace.lindqvist")
    backup.press("Find")
    backup.follow("Remove")
    backup.fill("Reason for removal", "They left the office.")
    backup.press("Remove this role")
    out_at = time.monotonic()
    try:
        backup.must_see("was removed")
        _wait_until_out(installation, member, since=out_at)
        member.press("Sign in with IDM")
        member.must_see("removed")
        member.open(f"{installation.origin}/home")
        member.must_see("Sign Out")
    finally:
        installation.command("load", str(installation.home / "sample.yaml"))  # grants it anew
    assert arrive(installation, "grace.lindqvist", installation.spot).sees("Welcome, Grace Lindqvist")


def test_sign_out_of_spot_is_out_of_idm_and_leads_back(installation: Installation, member: Visitor) -> None:
    """Source: FED-1, SPT-2."""
    member.press("Sign Out")
    assert member.address.startswith(f"{installation.origin}/oidc/end-session?")
    member.press("Sign Out")
    assert member.address == f"{installation.spot}/"

    member.open(f"{installation.origin}/home")
    member.must_see("User ID")
    member.open(f"{installation.spot}/home")
    member.must_see("Sign in with IDM")


def _wait_until_out(installation: Installation, member: Visitor, *, since: float) -> None:
    """Open SPOT's home screen until it no longer knows who comes."""
    while True:
        member.open(f"{installation.spot}/home")
        if not member.sees("Welcome, Grace"):
            return
        assert time.monotonic() - since < SIXTY_SECONDS
        time.sleep(0.2)
