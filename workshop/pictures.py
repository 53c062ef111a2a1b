"""``bin/pictures``: walks through an installation of its own in Chromium, and takes a picture of every page.

The pictures stand in ``docs/pictures``: at 1,200 pixels, and at 320 for the pages where that shows most.
"""

import argparse
import io
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from vestibule.cli.acquaintance import Invented, introduce
from vestibule.cli.inventing import Office
from vestibule.cli.walking import Demo
from workshop import CHECKOUT
from workshop.approver_journey import ApproverJourney
from workshop.browser import QUIET, browser_surroundings, chromium
from workshop.children import free_port
from workshop.hands import Pointer
from workshop.installation import Installation, Ports
from workshop.journey import Journey

PICTURES = CHECKOUT / "docs/pictures"
COLORS = 128
WIDE, SMALL = ViewportSize(width=1200, height=760), ViewportSize(width=320, height=640)
SMALL_TOO = {
    *("sign-in", "register-1", "register-3", "home", "role-request-2", "my-requests", "my-approvals", "spot"),
    *("new-form", "form-sent", "form-sign", "form-status", "desk-queue", "desk-form", "desk-person", "which-role"),
    *("proofing-form", "proofing-referred", "create-organization", "review-approver", "spot-approver"),
}

AT_THE_DESK = (
    ("announcements/new", "desk-announcement"),
    ("what-if", "desk-what-if"),
    ("notices", "desk-notices"),
    ("record", "desk-record"),
    ("mail", "desk-mail"),
)


def somebody(first_name: str, last_name: str) -> Invented:
    """Return somebody invented: the next run shows the same person again."""
    name = f"{first_name}.{last_name}".lower()
    return Invented(
        first_name=first_name,
        last_name=last_name,
        email=f"{name}@example.com",
        user_id=name,
        password="7-Quiet-Harbors-at-dawn",
        birth=("May", "17", "1986"),
        zip_code="32204",
    )


SOMEONE, APPROVER = somebody("Elena", "Figueroa"), somebody("Hugo", "Galindo")
OFFICIAL, REFERRED = somebody("Irene", "Acosta"), somebody("Bruno", "Escobar")
OFFICE = Office(legal_name="Lakeside Family Clinic", tin="59-1234567", npi="1234567893", ptan="FL1234")


class Album:
    """The pictures of one window, each under its page's name."""

    def __init__(self, page: Page, folder: Path) -> None:
        """Open the album."""
        self.page, self.folder = page, folder

    def take(self, name: str) -> None:
        """Take the whole page, and for some pages what a telephone shows."""
        self._shoot(name)
        if name in SMALL_TOO:
            self.page.set_viewport_size(SMALL)
            self._shoot(f"{name}-320")
            self.page.set_viewport_size(WIDE)

    def _shoot(self, name: str) -> None:
        self.page.wait_for_load_state("networkidle")
        self.keep(name, self.page.screenshot(full_page=True, animations="disabled", caret="hide"))

    def keep(self, name: str, shot: bytes) -> None:
        """Write a picture with as many colors as a page needs: a third of the bytes, and nobody sees it."""
        picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
        picture.save(self.folder / f"{name}.png", optimize=True)
        print(f"  {name}.png", flush=True)


def main() -> None:
    """Run an installation, walk through it, and leave the pictures."""
    argparse.ArgumentParser(prog="bin/pictures", description=__doc__, epilog="example: bin/pictures").parse_args()
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as home, running(Path(home)) as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=list(QUIET), env=dict(browser_surroundings())
        )
        the_journey(demo, browser)
        being_referred(demo, browser)
        the_approvers_journey(demo, browser)
        the_rest(demo, browser)
        browser.close()
    print(f"The pictures stand in {PICTURES.relative_to(CHECKOUT)}.")


def the_journey(demo: Demo, browser: Browser) -> None:
    """Show each page of the way from registration to SPOT, and the approver's."""
    album, other = _album(browser), _album(browser)
    journey = Journey(demo, Pointer(album.page), SOMEONE, album.take)
    journey.register()
    journey.arrive_at_home()
    journey.knock_at_spot("spot-door")
    journey.ask()
    journey.knock_at_spot("spot-door-waiting")
    journey.look_at_requests()

    journey.seen = other.take
    journey.approve(Pointer(other.page))
    other.page.goto(f"{demo.origin}/certifications")
    other.take("certifications")
    the_agreement(demo, other)

    journey.seen = album.take
    journey.knock_at_spot("spot")
    the_second_organization(journey, other, browser)
    journey.seen = album.take
    for path, name in (("profile", "my-profile"), ("roles", "role-descriptions")):
        album.page.goto(f"{demo.origin}/{path}")
        album.take(name)
    journey.leave()


def the_agreement(demo: Demo, approver: Album) -> None:
    """Show an approver's agreements, and the one that the sample has in force."""
    hands = Pointer(approver.page)
    hands.open(f"{demo.origin}/my-organizations")
    hands.follow("Agreements: which business offices serve you")
    approver.take("agreements")
    hands.follow("Show")
    approver.take("agreement")


def the_second_organization(journey: Journey, other: Album, browser: Browser) -> None:
    """Show how one more organization is added, how its approver sees the members, and how SPOT switches."""
    seen, demo = journey.seen, journey.demo
    journey.seen = lambda name: seen(name) if name == "my-roles" else None
    journey.add_organization()
    approver = Pointer(_album(browser).page)
    journey.seen = lambda _name: None
    journey.approve(approver, demo.other_approver)
    members = Album(approver.page, other.folder)
    for page, name in (("my-organizations", "members"), ("profile", "my-devices")):
        approver.open(f"{demo.origin}/{page}")
        members.take(name)
    approver.open(f"{demo.origin}/my-organizations")
    approver.follow("Invite a person")
    members.take("invitations")
    journey.seen = seen
    journey.hands.open(demo.spot)
    journey.switch_at_spot(demo.approver.organization)


def being_referred(demo: Demo, browser: Browser) -> None:
    """Show what somebody sees whom the bureau can't verify, up to the help desk's turn."""
    album = _album(browser)
    journey = Journey(demo, Pointer(album.page), REFERRED)
    journey.register()
    journey.arrive_at_home()
    journey.choose_role()
    journey.be_verified()
    album.take("proofing-referred")
    journey.hands.press("Ask the SPOT Help Desk to verify me")
    album.take("proofing-by-hand")


def the_approvers_journey(demo: Demo, browser: Browser) -> None:
    """Show each page of the way from a new organization's form to SPOT, and the help desk's pages beside it."""
    album, desk = _album(browser), _album(browser)
    journey = Journey(demo, Pointer(album.page), APPROVER, album.take)
    way = ApproverJourney(journey, OFFICE, OFFICIAL, Pointer(desk.page))
    way.seen_at_desk = desk.take
    reference = way.send_form()
    way.sign()
    way.be_asked(reference)
    submitter_id = way.be_accepted(reference)

    journey.seen = lambda _name: None  # as the end user sees them
    journey.register()
    journey.arrive_at_home()
    journey.seen = album.take
    way.choose_role()
    journey.be_verified()
    way.create(submitter_id)
    number = way.submit()
    way.claim_request(number)
    way.look_at_story(APPROVER.full_name, "desk-person")
    way.look_at_story(OFFICE.legal_name, "desk-organization")
    way.be_approved()
    way.arrive()
    way.desk.press("Claim", within="Evidence is to be entered")
    desk.take("desk-proofing")
    for path, name in AT_THE_DESK:
        way.desk.open(f"{demo.origin}/help-desk/{path}")
        desk.take(name)


def the_rest(demo: Demo, browser: Browser) -> None:
    """Show what goes wrong, the other language, and the largest text."""
    album = _album(browser)
    hands = Pointer(album.page)
    hands.open(f"{demo.origin}/register/personal")
    hands.fill("First name", "Elena")
    hands.choose("Month", "February")
    hands.fill("Day", "30")
    hands.fill("Year", "1986")
    hands.press("Next")
    album.take("errors")
    hands.open(f"{demo.origin}/no-such-page")
    album.take("not-found")
    hands.open(f"{demo.origin}/sign-in/unlock")
    album.take("unlock")
    hands.open(f"{demo.origin}/enews")
    album.take("join-enews")
    hands.open(demo.spot)
    album.take("spot-welcome")
    hands.open(demo.origin)
    album.page.get_by_role("link", name="Send a link to this page").click()
    album.keep("send-a-link", album.page.screenshot(animations="disabled", caret="hide"))
    hands.open(f"{demo.origin}/register/personal")
    album.page.get_by_role("button", name="Larger").click()
    hands.press("En Español")
    album.take("spanish-largest")


@contextmanager
def running(home: Path) -> Iterator[Demo]:
    """Run an installation in a folder, as long as it is needed."""
    installation = Installation(home, Ports(free_port(), free_port(), free_port(), free_port()))
    try:
        installation.prepare()
        installation.start()
        introduce(SOMEONE, home)
        introduce(APPROVER, home)
        introduce(REFERRED, home, "never")
        yield Demo.read(installation.description)
    finally:
        installation.stop()


def _album(browser: Browser) -> Album:
    page = browser.new_context(locale="en-US", viewport=WIDE).new_page()
    return Album(page, PICTURES)


if __name__ == "__main__":
    main()
