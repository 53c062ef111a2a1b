"""Rules of registering applications: at which addresses they may be met."""

from urllib.parse import urlsplit

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

LEAST_SECRET = 32
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}

ADDRESS_UNSAFE = declare_reason(
    "federation.address_unsafe",
    gettext_noop(
        "%(address)s can't be used: write https:// with a host and no fragment (http:// on this machine only)."
    ),
    rule="FED-1",
)
NO_REDIRECT = declare_reason(
    "federation.no_redirect",
    gettext_noop("An application needs at least one address to which people return."),
    rule="FED-1",
)
SECRET_SHORT = declare_reason(
    "federation.secret_short",
    gettext_noop("The secret of an application needs %(least)s characters or more."),
    rule="FED-1",
)


def address_faults(address: str) -> list[Reason]:
    """List what is wrong with an address that an application names as its own.

    Source: FED-1. Reading: a fragment, a name or password in it, white space, or plain http to another machine could
    lead a code or a logout token elsewhere.
    """
    parts = urlsplit(address)
    local = parts.scheme == "http" and parts.hostname in _LOOPBACK
    plain = address.isascii() and address.isprintable() and not any(sign in address for sign in ' "<>\\^`{|}')
    if (
        (parts.scheme == "https" or local)
        and parts.hostname
        and "@" not in parts.netloc
        and "#" not in address
        and plain
    ):
        return []
    return [ADDRESS_UNSAFE(address=address[:200])]


def client_faults(
    secret: str | None, redirect_uris: list[str], post_logout_redirect_uris: list[str], backchannel_logout_uri: str
) -> list[Reason]:
    """List why an application can't be registered as it is declared. Source: FED-1."""
    faults = [] if redirect_uris else [NO_REDIRECT()]
    if secret is not None and len(secret) < LEAST_SECRET:
        faults.append(SECRET_SHORT(least=LEAST_SECRET))
    named = [*redirect_uris, *post_logout_redirect_uris, *([backchannel_logout_uri] if backchannel_logout_uri else [])]
    return [*faults, *(fault for address in named for fault in address_faults(address))]
