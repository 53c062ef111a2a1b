"""The approver's journey in Chromium: with a pointer, without JavaScript on a small screen, by keyboard alone."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looking import look_at
from tests.browser.windows import window
from vestibule.cli.acquaintance import introduce
from vestibule.cli.inventing import invent, invent_office
from vestibule.cli.walking import OFFICE_APPROVER, Demo
from workshop.approver_journey import ApproverJourney
from workshop.hands import Hands, Keyboard, Pointer
from workshop.installation import Installation
from workshop.journey import Journey

pytestmark = pytest.mark.browser

SMALL = {"width": 320, "height": 640}


@pytest.mark.parametrize(
    ("hands", "options"),
    [
        pytest.param(Pointer, {}, id="pointer", marks=pytest.mark.postgres),
        pytest.param(
            Pointer, {"java_script_enabled": False, "viewport": SMALL}, id="no-script-320px", marks=pytest.mark.once
        ),
        pytest.param(Keyboard, {}, id="keyboard", marks=pytest.mark.once),
    ],
)
def test_a_new_office_sends_its_form_and_its_approver_stands_in_spot(
    installation: Installation, browser: Browser, tmp_path: Path, hands: type[Hands], options: dict[str, Any]
):
    """Source: APP 0-17, ORG-1, NEW-5. Every page on the way: nothing wider than the screen, no serious barrier.

    A pointer and the keyboard open the same pages; barriers are looked for by keyboard. Without scripts the form comes
    signed by hand.
    """
    signed = None
    if "java_script_enabled" in options:
        signed = tmp_path / "signed.pdf"
        signed.write_bytes(b"%PDF-1.7\n% signed with a pen\n")
    someone, office, demo = invent(), invent_office(), Demo.read(installation.description)
    introduce(someone, installation.home)
    with window(browser, **options) as page, window(browser, **options) as desk:
        look = partial(look_at, for_barriers=hands is Keyboard)
        journey = Journey(demo, hands(page), someone, lambda name: look(name, [page]))
        way = ApproverJourney(journey, office, invent(), hands(desk))
        way.seen_at_desk = lambda name: look(name, [desk])

        reference = way.send_form(signed)
        if not signed:
            way.sign()
        way.be_asked(reference)
        submitter_id = way.be_accepted(reference)
        journey.register()
        journey.arrive_at_home()
        way.choose_role()
        journey.be_verified()
        way.create(submitter_id)
        number = way.submit()
        expect(page.get_by_text("decides on requests for this role")).to_be_visible()
        way.claim_request(number)
        way.look_at_story(someone.full_name, "story of a person")
        way.look_at_story(office.legal_name, "story of an organization")
        way.be_approved()
        expect(desk.get_by_text("The request was approved")).to_be_visible()
        way.arrive()
        for words in (someone.last_name, office.legal_name, OFFICE_APPROVER):
            expect(page.get_by_text(words).first).to_be_visible()
