"""The journey of an office that has moved: its approver's update form, the official's signature, the help desk."""

from vestibule.cli.approver_walk import ApproverWalk

MOVED_TO = "200 Harbor Road"


class UpdateWalk:
    """One office whose approver says what has changed, after they came into SPOT."""

    def __init__(self, journey: ApproverWalk) -> None:
        """Begin where everybody of the approver's journey stands at its end."""
        self.journey, self.office = journey, journey.office
        self.approver, self.desk = journey.approver, journey.desk

    def move(self) -> None:
        """Send the form, sign it, have it put in force. Source: ORG-6."""
        reference = self._send()
        self.journey.sign()
        with self.desk.step("the help desk claims the update form"):
            self.journey.claim(reference)
        with self.desk.step("the help desk sees old beside new, and accepts"):
            for address in (self.office.address, MOVED_TO):
                self.desk.visitor.must_see(address)
            self.desk.visitor.press("Accept")
            self.desk.visitor.must_see("What it says stands from now on.")
        with self.approver.step("the approver sees the new address stand"):
            self._open()
            if self.approver.visitor.filled("Address") != MOVED_TO:
                raise self.approver.visitor.lost(f"“{MOVED_TO}” as the address")

    def _send(self) -> str:
        visitor = self.approver.visitor
        with self.approver.step("SPOT update form: a new address"):
            self._open()
            visitor.fill("Address", MOVED_TO)
            visitor.fill("Contact telephone", self.office.telephone)
        with self.approver.step("SPOT update form: sent for signature"):
            visitor.press("Send for signature")
            visitor.must_see("The official was mailed a link")
            return visitor.after("Reference number")

    def _open(self) -> None:
        self.approver.go("Manage My Roles")
        self.approver.visitor.follow("SPOT update form")
