"""The journey to a second organization: from Manage My Roles to SPOT, which then shows both and switches."""

from vestibule.cli.walking import END_USER, Approver, Newcomer, Walker

REASON = "I help out on the claims of this office, too."


class AdditionalWalk:
    """One end user's way to a role in another organization, whose approver is a stranger to them."""

    def __init__(self, newcomer: Newcomer, first: str, second: Approver) -> None:
        """Begin with somebody who has a role in the first organization, and wants one where another approver is."""
        self.newcomer, self.first, self.second = newcomer, first, second
        self.approver = Walker(newcomer.demo, second, newcomer.pace)

    def ask(self) -> str:
        """Ask for the role, without proofing again; return the confirmation number. Source: ADD 6-11, PRF-1, ROL-10."""
        visitor = self.newcomer.visitor
        with self.newcomer.step("a second organization: Manage My Roles, and the green plus"):
            self.newcomer.go("Manage My Roles")
            visitor.must_see(self.first)
            visitor.follow("Add a role")
        with self.newcomer.step("a second organization: the role, and no proofing"):
            visitor.fill("Select a Role", END_USER)
            visitor.press("Next")
        self.newcomer.find(self.second.organization, self.second.state)
        return self.newcomer.submit(self.second.organization, REASON)

    def be_approved(self, number: str) -> None:
        """Be approved there, and see both in SPOT. Source: ADD 11, SPT-2."""
        self.approver.be_told(number)
        self.approver.sign_in()
        self.approver.approve(self.newcomer.someone.full_name)
        self.newcomer.arrive(number, self.second.organization, END_USER)
        visitor = self.newcomer.visitor
        with self.newcomer.step("SPOT switches between the two"):
            for organization in (self.second.organization, self.first):
                visitor.fill("Organization and role", f"{organization}: {END_USER}")
                visitor.press("Switch organization")
                visitor.must_see(f"Organization{organization}")
