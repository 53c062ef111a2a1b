"""Somebody of the demo signs in, through pages and mail."""

from vestibule.cli.visitor import Visitor
from workshop.installation import Installation


def arrive(installation: Installation, user_id: str, address: str) -> Visitor:
    """Return somebody who came to an address by signing in on the way."""
    who = next(one for one in installation.everybody() if one["user_id"] == user_id)
    visitor = Visitor(f"{installation.mail}/mails.json")
    visitor.open(address)
    if visitor.offers("Sign in with IDM"):
        visitor.press("Sign in with IDM")
    visitor.fill("User ID", who["user_id"])
    visitor.fill("Password", who["password"])
    visitor.tick("Agree to terms and conditions")
    visitor.press("Sign In")
    visitor.pass_over_mail(who["email"])
    visitor.press("Send me an email")
    visitor.fill("Enter Code", visitor.mailed(who["email"], r"\b(\d{6})\b"))
    visitor.press("Verify")
    if visitor.offers("Skip for now"):
        visitor.press("Skip for now")
    return visitor
