"""Rules of redeeming a code and of using what it gave."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.secrets import same

CODE_LIFETIME = timedelta(seconds=60)
ACCESS_LIFETIME = timedelta(hours=1)
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")

# One reason for all: what exactly was wrong would only help somebody who holds a code that isn't theirs.
CODE_NOT_GOOD = declare_reason(
    "federation.code_not_good",
    gettext_noop("The code is unknown, too old, used, or was given to another application, address or verifier."),
    rule="FED-1",
)


@dataclass(frozen=True)
class CodeTerms:
    """What a code was bound to when it was issued."""

    client: UUID
    redirect_uri: str
    challenge: str
    issued_at: datetime


@dataclass(frozen=True)
class Redemption:
    """What comes with a code."""

    client: UUID
    redirect_uri: str
    verifier: str


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def code_faults(terms: CodeTerms, shown: Redemption, *, at: datetime) -> list[Reason]:
    """List why a code isn't redeemed. Source: FED-1. Reading: on the stroke of its end a code is late."""
    good = (
        terms.client == shown.client
        and terms.redirect_uri == shown.redirect_uri
        and _VERIFIER.fullmatch(shown.verifier) is not None
        and same(challenge_of(shown.verifier), terms.challenge)
        and at < terms.issued_at + CODE_LIFETIME
    )
    return [] if good else [CODE_NOT_GOOD()]
