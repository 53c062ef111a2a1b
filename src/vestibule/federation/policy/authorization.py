"""Rules of asking for a code: what an application may ask, and how fresh the sign-in must be."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

SCOPES = ("openid", "profile", "email", "roles", "announcements")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_PRINTABLE = re.compile(r"[ -~]*")  # RFC 6749, appendix A.5
LONGEST_STATE = 1024

# Said on a page of ours, never by a redirect: as long as these hold, nobody knows where a redirect would lead.
UNKNOWN_CLIENT = declare_reason(
    "federation.unknown_client", gettext_noop("This application isn't registered here."), rule="FED-1"
)
UNKNOWN_REDIRECT = declare_reason(
    "federation.unknown_redirect",
    gettext_noop("The application named an address to return to that isn't registered for it."),
    rule="FED-1",
)
REPEATED = declare_reason(
    "federation.parameter_repeated", gettext_noop("A parameter was sent more than once."), rule="FED-1"
)

# Said to the application.
NOT_CODE = declare_reason(
    "federation.not_code",
    gettext_noop("Only the authorization code flow is offered: response_type=code."),
    rule="FED-1",
)
NOT_OPENID = declare_reason("federation.not_openid", gettext_noop("The scope must contain openid."), rule="FED-1")
NO_CHALLENGE = declare_reason(
    "federation.no_challenge", gettext_noop("A PKCE code_challenge of 43 characters is required."), rule="FED-1"
)
NOT_S256 = declare_reason("federation.not_s256", gettext_noop("code_challenge_method must be S256."), rule="FED-1")
REQUEST_OBJECT = declare_reason(
    "federation.request_object", gettext_noop("Request objects by value are not supported."), rule="FED-1"
)
REQUEST_ADDRESS = declare_reason(
    "federation.request_address", gettext_noop("Request objects by reference are not supported."), rule="FED-1"
)
RESPONSE_MODE = declare_reason("federation.response_mode", gettext_noop("response_mode must be query."), rule="FED-1")
BAD_PROMPT = declare_reason(
    "federation.bad_prompt", gettext_noop("prompt is none or login, and none stands alone."), rule="FED-1"
)
BAD_MAX_AGE = declare_reason(
    "federation.bad_max_age", gettext_noop("max_age is a whole number of seconds."), rule="FED-1"
)
TOO_LONG = declare_reason(
    "federation.too_long", gettext_noop("state and nonce are at most 1024 characters."), rule="FED-1"
)
NOT_PRINTABLE = declare_reason(
    "federation.not_printable", gettext_noop("state and nonce are printable ASCII characters."), rule="FED-1"
)
SIGN_IN_NEEDED = declare_reason(
    "federation.sign_in_needed", gettext_noop("The person isn't signed in, or not freshly enough."), rule="FED-1"
)
OTHER_PERSON = declare_reason(
    "federation.other_person", gettext_noop("Somebody else is signed in than the ID token hint names."), rule="FED-1"
)
NOT_ADMITTED = declare_reason(
    "federation.not_admitted", gettext_noop("The person holds no active role in this application."), rule="FED-1"
)

# The OAuth error that each reason is answered with (RFC 6749 4.1.2.1, OpenID Connect Core 3.1.2.6).
OAUTH_ERRORS = {
    REPEATED.code: "invalid_request",
    NOT_CODE.code: "unsupported_response_type",
    NOT_OPENID.code: "invalid_scope",
    NO_CHALLENGE.code: "invalid_request",
    NOT_S256.code: "invalid_request",
    REQUEST_OBJECT.code: "request_not_supported",
    REQUEST_ADDRESS.code: "request_uri_not_supported",
    RESPONSE_MODE.code: "invalid_request",
    BAD_PROMPT.code: "invalid_request",
    BAD_MAX_AGE.code: "invalid_request",
    TOO_LONG.code: "invalid_request",
    NOT_PRINTABLE.code: "invalid_request",
    SIGN_IN_NEEDED.code: "login_required",
    OTHER_PERSON.code: "login_required",
    NOT_ADMITTED.code: "access_denied",
}


@dataclass(frozen=True)
class AuthorizationRequest:
    """What an application asks for, as it wrote it."""

    client_id: str = ""
    redirect_uri: str = ""
    response_type: str = ""
    response_mode: str = ""
    scope: str = ""
    state: str = ""
    nonce: str = ""
    code_challenge: str = ""
    code_challenge_method: str = ""
    prompt: str = ""
    max_age: str = ""
    id_token_hint: str = ""
    request: str = ""
    request_uri: str = ""

    @property
    def prompts(self) -> set[str]:
        """The words of ``prompt``."""
        return set(self.prompt.split())

    @property
    def granted_scope(self) -> str:
        """The scopes that are asked for and known here, in our order; unknown ones are passed over."""
        return " ".join(scope for scope in SCOPES if scope in self.scope.split())


def redirect_faults(asked: str, registered: list[str]) -> list[Reason]:
    """List why an answer can't be sent to the address that a request names.

    Source: FED-1. Reading: the addresses are compared letter by letter, as RFC 9700 2.1 has it: no normalizing, no
    default, no prefix.
    """
    return [] if asked in registered else [UNKNOWN_REDIRECT()]


def request_faults(asked: AuthorizationRequest) -> list[Reason]:
    """List why a request from a known application isn't answered with a code.

    Source: FED-1. Reading: PKCE is required of every client, and the method is written out, for a request without
    one means ``plain`` (RFC 7636 4.3).
    """
    judged = [
        (asked.request, REQUEST_OBJECT),
        (asked.request_uri, REQUEST_ADDRESS),
        (asked.response_type != "code", NOT_CODE),
        (asked.response_mode not in {"", "query"}, RESPONSE_MODE),
        ("openid" not in asked.scope.split(), NOT_OPENID),
        (not _CHALLENGE.fullmatch(asked.code_challenge), NO_CHALLENGE),
        (asked.code_challenge_method != "S256", NOT_S256),
        (not asked.prompts <= {"none", "login"} or asked.prompts == {"none", "login"}, BAD_PROMPT),
        (asked.max_age and not re.fullmatch(r"[0-9]{1,9}", asked.max_age), BAD_MAX_AGE),
        (max(len(asked.state), len(asked.nonce)) > LONGEST_STATE, TOO_LONG),
        (not all(_PRINTABLE.fullmatch(text) for text in (asked.state, asked.nonce)), NOT_PRINTABLE),
    ]
    return [reason() for fault, reason in judged if fault]


def must_sign_in_again(
    asked: AuthorizationRequest, signed_in_at: datetime, *, fresh_since: datetime | None, at: datetime
) -> bool:
    """Say whether a live session is too old for a request: ``prompt=login``, or older than ``max_age``.

    Source: FED-1. ``fresh_since`` is when we sent the person to sign in for this very request.
    """
    if fresh_since is not None and signed_in_at >= fresh_since:
        return False
    if "login" in asked.prompts:
        return True
    return bool(asked.max_age) and at - signed_in_at > timedelta(seconds=int(asked.max_age))
