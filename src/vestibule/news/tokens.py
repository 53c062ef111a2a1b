"""The tokens of links that end mail: made from whom they are for, so that every mail has one and none is stored."""

from uuid import UUID

from vestibule.kernel.reasons import NotFound
from vestibule.kernel.secrets import keyring, same

PERSON, ENEWS = "announcement-mail", "enews"  # what a token is for; it is worth nothing for the other


def stop_token(purpose: str, subject_id: UUID) -> str:
    """Return the token that ends mail to a person or a subscription. Source: NEW-2 (RFC 8058)."""
    return f"{subject_id.hex}.{keyring().digest(subject_id.hex, purpose=purpose)}"


def subject_of_token(purpose: str, token: str) -> UUID:
    """Return for whom a token was made. Raises ``NotFound`` for one that we didn't make for this."""
    named, _, _ = token.partition(".")
    try:
        subject_id = UUID(hex=named)
    except ValueError:
        raise NotFound("token of a mail") from None
    if not same(token, stop_token(purpose, subject_id)):
        raise NotFound("token of a mail")
    return subject_id
