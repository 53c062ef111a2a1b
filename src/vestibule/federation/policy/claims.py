"""Rules of what an application is told of a person, and how strong it may take the sign-in to be."""

from collections.abc import Iterable, Sequence

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

ONE_FACTOR = "urn:vestibule:acr:one-factor"
TWO_FACTORS = "urn:vestibule:acr:two-factors"

OUT = declare_reason(
    "federation.out",
    gettext_noop("The session is over, or the person may no longer enter this application."),
    rule="SPT-3",
)


def entry_faults(*, session_is_live: bool, account_state: str, admitted: bool) -> list[Reason]:
    """List why a person isn't in an application any more, whatever it was given before.

    Source: SPT-3, FED-1. Reading: judged at every use of what it was given, against the session, the account and the
    roles of this moment; an access token is worth nothing by itself.
    """
    return [] if session_is_live and account_state == "active" and admitted else [OUT()]


def acr_of(methods: Iterable[str]) -> str:
    """Return what the sign-in amounts to: ``acr``. Source: FED-1.

    Reading: two factors are two that were really used (``mfa`` of RFC 8176). The names are our own, for a mailed code
    is no authenticator of NIST's AAL2, and nothing stronger is claimed than was done.
    """
    return TWO_FACTORS if "mfa" in methods else ONE_FACTOR


def scoped(claims: dict[str, object], scope: str) -> dict[str, object]:
    """Return the claims that the granted scopes open. Source: FED-1."""
    opened: dict[str, Sequence[str]] = {
        "profile": ("name",),
        "email": ("email", "email_verified"),
        "roles": ("roles", "sign_in_by"),
        "announcements": ("announcements",),
    }
    names = {name for word in scope.split() for name in opened.get(word, ())}
    return {name: value for name, value in claims.items() if name in names}
