"""The approver's journey in a real browser, from the form to SPOT's home screen, by the words on the pages."""

import re
from collections.abc import Callable
from pathlib import Path

from vestibule.cli.acquaintance import Invented
from vestibule.cli.approver_walk import REASON, TITLE
from vestibule.cli.inventing import Office
from workshop.hands import Hands
from workshop.journey import Journey

QUESTION = "Which street number is your main entrance?"
ANSWER = "Number 100. The deliveries go to number 102."
WHY_LOOK = "The approver has called and asks how far it is."


class ApproverJourney:
    """One office's way into SPOT, with the help desk at a window of its own."""

    def __init__(self, journey: Journey, office: Office, official: Invented, desk: Hands) -> None:
        """Begin with an approver who has no account yet: the one whose journey is given."""
        self.journey, self.office, self.official, self.desk = journey, office, official, desk
        self.hands, self.demo = journey.hands, journey.demo
        self.seen_at_desk: Callable[[str], None] = journey.seen

    def send_form(self, signed: Path | None = None) -> str:
        """Fill in the new organization form, and send it; return its reference number. Source: ORG-1 (APP 0).

        Where it was signed by hand, it is sent with what was signed.
        """
        hands = self.hands
        hands.open(f"{self.demo.origin}/organizations/new-form")
        self.journey.seen("new-form")
        self._fill_in_office()
        self._fill_in_people()
        if signed:
            hands.attach("Upload signed form", signed)
        hands.press("Submit form" if signed else "Send for signature")
        self.journey.seen("form-sent")
        reference = self._number()
        hands.follow("See where the form stands")
        self.journey.seen("form-status")
        return reference

    def sign(self) -> None:
        """Read the form and sign it, as its official. Source: ORG-1 (APP 0)."""
        hands = self.hands
        hands.open(self._mailed(self.official, r"https?://\S+/organizations/forms/sign/\S+"))
        self.journey.seen("form-sign")
        hands.fill("Full legal name", self.official.full_name)
        hands.fill("Title", TITLE)
        hands.tick("I have read all of this, and I sign it")
        hands.press("Sign")
        self.journey.seen("form-signed")

    def be_asked(self, reference: str) -> None:
        """Claim the form and ask for more, at the help desk; answer, as its contact. Source: ORG-1 (APP 0), HLP-1."""
        self.journey.come_back(self.desk, self.demo.desk)
        self.desk.follow("Help Desk")
        self.seen_at_desk("desk-queue")
        self.desk.press("Claim", within=reference)
        self.desk.fill("What is missing", QUESTION)
        self.seen_at_desk("desk-form")
        self.desk.press("Ask for more")
        self.seen_at_desk("desk-asked")
        hands = self.hands
        hands.open(
            self._mailed(self.official, rf"(?s){re.escape(QUESTION)}.*?(https?://\S+/organizations/forms/answer/\S+)")
        )
        hands.fill("Your answer", ANSWER)
        self.journey.seen("form-answer")
        hands.press("Send answer")
        self.journey.seen("form-answered")

    def be_accepted(self, reference: str) -> str:
        """Go on with the form and accept it, at the help desk; return the submitter ID. Source: ORG-2 (APP 0)."""
        self.desk.open(f"{self.demo.origin}/help-desk")
        if self.desk.button("Claim", within=reference).count():
            self.desk.press("Claim", within=reference)
        else:
            self.desk.follow(reference)
        self.desk.press("Accept")
        self.seen_at_desk("desk-accepted")
        return self._mailed(self.journey.someone, r"Submitter ID: (\w+)")

    def choose_role(self) -> None:
        """Have the right role proposed by three questions, and ask for it. Source: ROL-3, ROL-5 (APP 8-10)."""
        hands = self.hands
        hands.open(f"{self.demo.origin}/role-request/role")
        hands.follow("Not sure?")
        hands.tick("Yes")
        hands.tick("I am its designated approver")
        hands.tick("It treats patients")
        hands.press("Propose a role")
        self.journey.seen("which-role")
        hands.press("Ask for this role")

    def create(self, submitter_id: str) -> None:
        """Create the organization with what the form says. Source: ORG-3 (APP 15)."""
        hands, office = self.hands, self.office
        hands.fill("TIN/SSN", office.tin)
        hands.fill("Legal business name", office.legal_name)
        hands.fill("Address", office.address)
        hands.fill("Company telephone", office.telephone)
        hands.fill("City", office.city)
        hands.choose("State/territory", office.state)
        hands.fill("ZIP code", office.zip_code)
        hands.fill("Submitter ID", submitter_id)
        self.journey.seen("create-organization")
        hands.press("Review Request")

    def submit(self) -> str:
        """Look at all of it, and submit; return the confirmation number. Source: ROL-6, ROL-11 (APP 15-16)."""
        self.hands.fill("Reason for request", REASON)
        self.journey.seen("review-approver")
        self.hands.press("Submit Role Request")
        self.journey.seen("submitted-approver")
        return self._number()

    def claim_request(self, number: str) -> None:
        """Claim the request, at the help desk. Source: HLP-1 (APP 16)."""
        self.desk.open(f"{self.demo.origin}/help-desk")
        self.desk.press("Claim", within=number)
        self.seen_at_desk("desk-request")

    def look_at_story(self, whose: str, name: str) -> None:
        """Say why one looks, read what happened, and go back to the case. Source: HLP-2, AUD-1."""
        case = self.desk.page.url
        self.desk.follow(f"Story ({whose})")
        self.seen_at_desk("desk-look")
        self.desk.fill("Reason for looking", WHY_LOOK)
        self.desk.press("Open the story")
        self.seen_at_desk(name)
        self.desk.open(case)

    def be_approved(self) -> None:
        """Approve the request that is claimed, at the help desk. Source: ROL-7, ROL-8 (APP 16)."""
        self.desk.press("Approve")
        self.seen_at_desk("desk-approved")

    def arrive(self) -> None:
        """Stand on SPOT's home screen. Source: APP 17, SPT-2."""
        self._mailed(self.journey.someone, "Your role request was approved")
        self.journey.knock_at_spot("spot-approver")

    def _fill_in_office(self) -> None:
        hands, office = self.hands, self.office
        hands.tick("Provider office")
        hands.fill("Legal business name", office.legal_name)
        hands.fill("TIN/SSN", office.tin)
        hands.fill("NPI", office.npi)
        hands.fill("Provider number (PTAN)", office.ptan)
        hands.fill("Address", office.address)
        hands.fill("City", office.city)
        hands.choose("State/territory", office.state)
        hands.fill("ZIP code", office.zip_code)
        hands.fill("Company telephone", office.telephone)
        hands.choose("Location", office.state)
        hands.choose("Line of business", "Part B")

    def _fill_in_people(self) -> None:
        hands, someone, official = self.hands, self.journey.someone, self.official
        hands.fill("Contact first name", official.first_name)
        hands.fill("Contact last name", official.last_name)
        hands.fill("Contact email address", official.email)
        hands.fill("Contact telephone", self.office.telephone)
        hands.fill("Approver first name", someone.first_name)
        hands.fill("Approver last name", someone.last_name)
        hands.fill("Approver email address", someone.email)
        hands.fill("Official first name", official.first_name)
        hands.fill("Official last name", official.last_name)
        hands.fill("Official title", TITLE)
        hands.fill("Official email address", official.email)

    def _mailed(self, someone: Invented, pattern: str) -> str:
        return self.journey.mail.mailed(someone.email, pattern)

    def _number(self) -> str:
        return self.hands.page.locator(".page-reference").inner_text().strip()
