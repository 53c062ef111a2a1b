"""Under which keys wrong passwords and answers are counted, and how an account's wrong passwords are forgotten."""

from uuid import UUID

from vestibule.accounts.attempts import attempt_key, forget_attempts
from vestibule.accounts.queries import person_card
from vestibule.signin.models import Session


def password_key(user_id: str, known_browser: str = "") -> str:
    """Return what tries at a password are counted under: a known browser is counted apart, by its digest.

    Source: SIG-6.
    """
    return attempt_key("password", f"{user_id.strip().casefold()}\n{known_browser}")


def answer_key(person_id: UUID) -> str:
    """Return what tries at a security answer are counted under, whichever link they came by. Source: ACC-10, SIG-6."""
    return attempt_key("security-answer", str(person_id))


def forget_wrong_passwords(person_id: UUID) -> None:
    """Let counting begin anew for an account, in every browser, in a transaction that is open. Source: SIG-6."""
    user_id = person_card(person_id).user_id
    signed_in = Session.objects.filter(person_id=person_id).order_by()
    browsers = signed_in.values_list("browser_digest", flat=True).distinct()
    forget_attempts(password_key(user_id), *(password_key(user_id, browser) for browser in browsers))
