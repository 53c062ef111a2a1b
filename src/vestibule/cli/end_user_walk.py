"""The end user's journey: from registration to SPOT's home screen, approved by an approver of the organization."""

from vestibule.cli.inventing import Office
from vestibule.cli.visitor import Lost
from vestibule.cli.walking import END_USER, Newcomer

REASON = "I work on the claims of this office."


class EndUserWalk:
    """One newcomer's way to an office whose approver sits at the next browser, signed in."""

    def __init__(self, office: Office, newcomer: Newcomer, approver: Newcomer) -> None:
        """Begin at an office that has an approver."""
        self.office, self.newcomer, self.approver = office, newcomer, approver

    def ask(self) -> str:
        """Register, be refused at SPOT, ask for the role; return the confirmation number. Source: EU 1-15."""
        self.newcomer.register()
        self.newcomer.sign_in()
        self._be_refused()
        self.newcomer.choose_role(END_USER)
        self.newcomer.be_verified()
        self.newcomer.find(self.office.legal_name, self.office.state)
        return self.newcomer.submit(self.office.legal_name, REASON)

    def be_approved(self, number: str) -> None:
        """Be approved by the organization's approver, and stand in SPOT. Source: EU 15-16, ROL-7, ROL-8, SPT-2."""
        self.approver.be_told(number)
        self.approver.approve(self.newcomer.someone.full_name)
        self.newcomer.arrive(number, self.office.legal_name, END_USER)

    def _be_refused(self) -> None:
        """Knock at SPOT's door without a role. Source: SPT-1, FED-1."""
        newcomer = self.newcomer
        with newcomer.step("SPOT's door says why not yet"):
            newcomer.knock()
            if newcomer.visitor.address.startswith(newcomer.demo.spot):
                raise Lost("SPOT let somebody in who has no role.")
            newcomer.visitor.must_see("Role Request")
