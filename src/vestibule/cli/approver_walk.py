"""The approver's journey: from a new organization form to SPOT's home screen."""

from vestibule.cli.acquaintance import Invented
from vestibule.cli.inventing import Office
from vestibule.cli.visitor import Visitor
from vestibule.cli.walking import OFFICE_APPROVER, Newcomer, Walker

TITLE = "Practice Administrator"
REASON = "I am the designated approver of this office."


class ApproverWalk:
    """One office's way into SPOT: its contact, its official, its approver, and somebody of the help desk."""

    def __init__(self, office: Office, approver: Newcomer, official: Invented, desk: Walker) -> None:
        """Begin with people who have met nobody here, but for the help desk."""
        self.office, self.approver, self.official, self.desk = office, approver, official, desk
        self.contact, self.signer = Visitor(approver.demo.mail_json), Visitor(approver.demo.mail_json)

    def found(self) -> str:
        """Send the form, sign it, have it accepted; return the submitter ID. Source: ORG-1, ORG-2 (APP 0)."""
        reference = self._send_form()
        self.sign()
        self.desk.sign_in()
        with self.desk.step("the help desk claims the form"):
            self.claim(reference)
        with self.desk.step("the help desk accepts the form"):
            self.desk.visitor.press("Accept")
            self.desk.visitor.must_see("The form was accepted")
        with self.desk.step("the status page says so to the contact"):
            self.contact.follow("See where the form stands")
            self.contact.must_see("Accepted")
        with self.desk.step("the approver is mailed the submitter ID"):
            return self.approver.visitor.mailed(self.approver.someone.email, r"Submitter ID: (\w+)")

    def join(self, submitter_id: str) -> str:
        """Register and ask for the approver's role; return the confirmation number. Source: APP 1-16."""
        self.approver.register()
        self.approver.sign_in()
        self.approver.choose_role(OFFICE_APPROVER)
        self.approver.be_verified()
        self._create(submitter_id)
        return self.approver.submit(self.office.legal_name, REASON)

    def be_approved(self, number: str) -> None:
        """Be approved by the help desk, and stand in SPOT. Source: APP 16-17, ROL-7, ROL-8, SPT-2."""
        with self.desk.step("the help desk claims the request"):
            self.claim(number)
        with self.desk.step("the help desk approves the request"):
            self.desk.visitor.press("Approve")
            self.desk.visitor.must_see("The request was approved")
        self.approver.arrive(number, self.office.legal_name, OFFICE_APPROVER)

    def _send_form(self) -> str:
        with self.desk.step("new organization form: filled in"):
            self.contact.open(f"{self.approver.demo.origin}/organizations/new-form")
            self._fill_in_office()
            self._fill_in_people()
        with self.desk.step("new organization form: sent for signature"):
            self.contact.press("Send for signature")
            self.contact.must_see("The official was mailed a link")
            return self.contact.after("Reference number")

    def _fill_in_office(self) -> None:
        contact, office = self.contact, self.office
        contact.tick("Provider office")
        contact.fill("Legal business name", office.legal_name)
        contact.fill("TIN/SSN", office.tin)
        contact.fill("NPI", office.npi)
        contact.fill("Provider number (PTAN)", office.ptan)
        contact.fill("Address", office.address)
        contact.fill("City", office.city)
        contact.fill("State/territory", office.state)
        contact.fill("ZIP code", office.zip_code)
        contact.fill("Company telephone", office.telephone)
        contact.fill("Location", office.state)
        contact.fill("Line of business", "Part B")

    def _fill_in_people(self) -> None:
        contact, approver, official = self.contact, self.approver.someone, self.official
        contact.fill("Contact first name", official.first_name)
        contact.fill("Contact last name", official.last_name)
        contact.fill("Contact email address", official.email)
        contact.fill("Contact telephone", self.office.telephone)
        contact.fill("Approver first name", approver.first_name)
        contact.fill("Approver last name", approver.last_name)
        contact.fill("Approver email address", approver.email)
        contact.fill("Official first name", official.first_name)
        contact.fill("Official last name", official.last_name)
        contact.fill("Official title", TITLE)
        contact.fill("Official email address", official.email)

    def sign(self) -> None:
        """Sign the form that came by mail, as the official. Source: ORG-1 (APP 0)."""
        signer = self.signer
        with self.desk.step("the official is mailed the link"):
            signer.open(signer.mailed(self.official.email, r"https?://\S+/organizations/forms/sign/\S+"))
            signer.must_see(self.office.legal_name)
        with self.desk.step("the official signs"):
            signer.fill("Full legal name", self.official.full_name)
            signer.fill("Title", TITLE)
            signer.tick("I have read all of this, and I sign it")
            signer.press("Sign")
            signer.must_see("Thank you, the form is signed")

    def claim(self, number: str) -> None:
        """Take a case from the queue by its number, whoever else waits there."""
        self.desk.go("Help Desk")
        self.desk.visitor.press("Claim", beside=number)
        self.desk.visitor.must_see("What happened")

    def _create(self, submitter_id: str) -> None:
        """Create the organization with what the form says. Source: ORG-3 (APP 15)."""
        visitor, office = self.approver.visitor, self.office
        with self.approver.step("role request: the organization is created"):
            visitor.fill("TIN/SSN", office.tin)
            visitor.fill("Legal business name", office.legal_name)
            visitor.fill("Address", office.address)
            visitor.fill("Company telephone", office.telephone)
            visitor.fill("City", office.city)
            visitor.fill("State/territory", office.state)
            visitor.fill("ZIP code", office.zip_code)
            visitor.fill("Submitter ID", submitter_id)
            visitor.press("Review Request")
            if visitor.offers("None of these: create it"):
                visitor.press("None of these: create it")
            visitor.must_see("Reason for request")
