"""The journey of an end user in a real browser, step by step and by the words on the pages: for tests and pictures."""

from collections.abc import Callable

from vestibule.cli.acquaintance import HOME, Account, Invented
from vestibule.cli.additional_walk import REASON as MORE
from vestibule.cli.end_user_walk import REASON
from vestibule.cli.visitor import Visitor
from vestibule.cli.walking import APPLICATION, END_USER, Approver, Demo
from workshop.hands import Hands


class Journey:
    """One newcomer's way from registration to SPOT; ``seen`` is told of each page that stands there, by a name."""

    def __init__(
        self, demo: Demo, hands: Hands, someone: Invented, seen: Callable[[str], None] = lambda _name: None
    ) -> None:
        """Begin, with an approver of the sample who will decide."""
        self.demo, self.hands, self.someone, self.seen = demo, hands, someone, seen
        self.mail = Visitor(demo.mail_json)

    def register(self) -> None:
        """Register in three pages. Source: EU 1-4."""
        hands, someone = self.hands, self.someone
        hands.open(self.demo.origin)
        self.seen("sign-in")
        hands.follow("New User Registration")
        self.seen("register-1")
        hands.fill("First name", someone.first_name)
        hands.fill("Last name", someone.last_name)
        month, day, year = someone.birth
        hands.choose("Month", month)
        hands.fill("Day", day)
        hands.fill("Year", year)
        hands.fill("Email address", someone.email)
        hands.tick("I agree to the terms and conditions")
        hands.press("Next")
        self.seen("register-2")
        hands.fill("Home address line 1", HOME.line_1)
        hands.fill("City", HOME.city)
        hands.choose("State/territory", HOME.state)
        hands.fill("ZIP code", someone.zip_code)
        hands.fill("Primary contact telephone number", "904-555-0143")
        hands.press("Next")
        self._credentials()

    def _credentials(self) -> None:
        hands, someone = self.hands, self.someone
        hands.fill("User ID", someone.user_id)
        hands.fill("Password", someone.password)
        self.seen("register-3")
        hands.fill("Confirm New Password", someone.password)
        hands.choose("Security question", "What was the name of your first pet?")
        hands.fill("Security answer", "the blue bicycle")
        hands.press("Submit")
        self.seen("registered")
        hands.follow("Return")

    def sign_in(self, hands: Hands, account: Account) -> None:
        """Sign in with the password and the mailed code. Source: EU 5-6."""
        hands.fill("User ID", account.user_id)
        hands.fill("Password", account.password)
        hands.tick("Agree to terms and conditions")
        hands.press("Sign In")
        self.seen("verify-send")
        self.mail.pass_over_mail(account.email)
        hands.press("Send me an email")
        self.seen("verify-code")
        hands.fill("Enter Code", self.mail.mailed(account.email, r"\b(\d{6})\b"))
        hands.press("Verify")
        if hands.button("Skip for now").count():
            self.seen("mfa-setup")
            hands.press("Skip for now")

    def arrive_at_home(self) -> None:
        """Sign in for the first time, and stand on the self-service page. Source: EU 5-7."""
        self.sign_in(self.hands, self.someone)
        self.hands.page.get_by_role("link", name="Role Request").wait_for()
        self.seen("home")

    def knock_at_spot(self, name: str) -> None:
        """Go to SPOT and sign in there with the account. Source: EU 16, SPT-1."""
        self.hands.open(self.demo.spot)
        self.hands.press("Sign in with IDM")
        self.seen(name)

    def choose_role(self) -> None:
        """Begin to ask for the end-user role. Source: EU 7-9."""
        hands = self.hands
        hands.open(f"{self.demo.origin}/home")
        hands.follow("Role Request")
        self.seen("role-request-1")
        hands.choose("Select an Application", APPLICATION)
        if not hands.field("Select a Role").locator("option", has_text=END_USER).count():
            hands.press("Next")
        hands.choose("Select a Role", END_USER)
        hands.press("Next")

    def ask(self) -> str:
        """Ask for the end-user role; return the confirmation number. Source: EU 7-15."""
        self.choose_role()
        self.be_verified()
        return self._find_and_submit(self.demo.approver, REASON)

    def add_organization(self) -> str:
        """Ask for the role in a second organization; return the confirmation number. Source: ADD 6-11, ROL-10."""
        hands = self.hands
        hands.open(f"{self.demo.origin}/home")
        hands.follow("Manage My Roles")
        self.seen("my-roles")
        hands.follow("Add a role")
        hands.choose("Select a Role", END_USER)
        hands.press("Next")
        return self._find_and_submit(self.demo.other_approver, MORE)

    def switch_at_spot(self, organization: str) -> None:
        """Look at SPOT for another organization. Source: SPT-2."""
        self.hands.open(f"{self.demo.spot}/home")
        self.hands.choose("Organization and role", f"{organization}: {END_USER}")
        self.hands.press("Switch organization")
        self.seen("spot-switched")

    def _find_and_submit(self, there: Approver, reason: str) -> str:
        """Find an organization as one types, or by the button; review, and submit. Source: ORG-5, ROL-6 (EU 14-15)."""
        hands, organization = self.hands, there.organization
        hands.fill("Legal business name", organization)
        hands.choose("State/territory", there.state)
        if not hands.page.get_by_label(organization).and_(hands.page.locator("input[type=radio]")).count():
            hands.press("Search")
        hands.tick(organization)
        self.seen("role-request-2")
        hands.press("Review Request")
        hands.fill("Reason for request", reason)
        self.seen("role-request-3")
        hands.press("Submit Role Request")
        self.seen("role-request-submitted")
        return hands.page.locator(".page-reference").inner_text().strip()

    def be_verified(self) -> None:
        """Agree to the terms, and be verified: whoever begins the journey has told the bureau. Source: EU 10-11."""
        self.seen("proofing-terms")
        self.hands.tick("I agree to the identity proofing terms")
        self.hands.press("Next")
        self.seen("proofing-form")
        self.hands.press("Next")

    def come_back(self, hands: Hands, account: Account) -> None:
        """Sign in as somebody who has done so before; nobody looks at these pages again. Source: EU 5-6."""
        seen, self.seen = self.seen, lambda _name: None
        hands.open(self.demo.origin)
        self.sign_in(hands, account)
        self.seen = seen

    def look_at_requests(self) -> None:
        """See the line of progress. Source: ROL-13."""
        self.hands.open(f"{self.demo.origin}/home")
        self.hands.follow("My Requests")
        self.seen("my-requests")

    def approve(self, hands: Hands, approver: Approver | None = None) -> None:
        """Be the approver, and approve. Source: EU 15, ADD 11, ROL-7, ROL-8."""
        self.come_back(hands, approver or self.demo.approver)
        self.seen("home-approver")
        hands.follow("My Approvals")
        self.seen("my-approvals")
        hands.press("Approve", within=self.someone.full_name)
        self.seen("approved")

    def leave(self) -> None:
        """Sign out. Source: SIG-7."""
        self.hands.open(f"{self.demo.origin}/home")
        self.hands.press("Sign Out")
        self.seen("signed-out")
