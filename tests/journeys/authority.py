"""Who is received how at which address: the whole table, a line for each route and method.

A line says how everybody is received, or names who differs; ``in`` stands for all who are signed in, ``out`` for all
who aren't. A deed is written ``deed``: only there may anything change.
"""

from collections.abc import Mapping

from tests.journeys.everywhere import ABSENT

Line = str | Mapping[str, str]

WRONG_METHOD = "not this way"
NOTHING = "nothing"
PAGE: Line = {"out": "sign in", "in": "page"}
GUARDED: Line = {"out": "sign in", "in": WRONG_METHOD}
PUBLIC = ("page", WRONG_METHOD)
DESK_PAGE: Line = {"out": "sign in", "staff": "page", "in": NOTHING}  # a help desk that others don't see, method or no
DESK_WRONG: Line = {"out": "sign in", "staff": WRONG_METHOD, "in": NOTHING}
DESK_REFUSED: Line = {"out": "sign in", "staff": "refused", "in": NOTHING}
DESK_STORY: Line = {"out": "sign in", "staff": "elsewhere", "in": NOTHING}  # first one says why one looks
DESK_DEED: Line = {"out": "sign in", "staff": "deed", "in": NOTHING}
NOBODYS: Line = {"out": "sign in", "in": NOTHING}  # until somebody has claimed the case, say

OWN_ROLE: Line = {"out": "sign in", "end user": "page", "in": NOTHING}
OWN_ROLE_DEED: Line = {"out": "sign in", "end user": "deed", "in": NOTHING}
MEMBERS: Line = {"out": "sign in", "approver of A": "page", "in": NOTHING}
MEMBERS_REFUSED: Line = {"out": "sign in", "approver of A": "refused", "in": NOTHING}

TABLE: dict[str, tuple[Line, Line]] = {  # GET, and POST of an empty form
    "alive": PUBLIC,
    "ready": ("not ready", WRONG_METHOD),  # no worker runs in a test
    "figures": PUBLIC,
    "preferences": (WRONG_METHOD, "elsewhere"),
    "sign-in": ({"out": "page", "in": "elsewhere"}, {"out": "refused", "in": "elsewhere"}),
    "choose-device": ("elsewhere", "elsewhere"),
    "verify-email": ("elsewhere", "elsewhere"),
    "lost-device": ("page", "page"),  # to all without a sign-in whose password was right
    "stop-loss": ("page", "deed"),  # by the token of a mail: whoever has it
    "undo-changes": ("page", "deed"),  # by the token of a mail, as well
    "ask-door": (WRONG_METHOD, "refused"),
    "ask-only": (WRONG_METHOD, "refused"),  # the profile of tests wants a password first
    "sign-in-passkey": (WRONG_METHOD, "refused"),
    "ask-recovery": (WRONG_METHOD, "refused"),
    "mfa-setup": (PAGE, {"out": "sign in", "in": "elsewhere"}),
    "forgot-password": ("page", "refused"),
    "forgot-user-id": ("page", "refused"),
    "unlock-account": ("page", "refused"),
    "unlock": ("page", "deed"),  # by the token of a mail: whoever has it
    "recovery-link": ("page", "deed"),
    "recovery-device": ("elsewhere", "elsewhere"),
    "recovery-choose": ("elsewhere", "elsewhere"),
    "new-password": ("elsewhere", "elsewhere"),
    "new-password-check": (WRONG_METHOD, NOTHING),
    "sign-out": (WRONG_METHOD, {"out": "elsewhere", "in": "deed"}),
    "session": (PAGE, {"out": "sign in", "in": "elsewhere"}),  # whoever stays does nothing that is on record
    "session-left": PUBLIC,
    "session-over": (WRONG_METHOD, {"out": "sign in", "in": "elsewhere"}),
    "register": ("page", "refused"),
    "register-contact": ("elsewhere", "elsewhere"),
    "register-credentials": ("elsewhere", "elsewhere"),
    "register-done": ("elsewhere", WRONG_METHOD),
    "register-check": (WRONG_METHOD, "page"),
    "enrolled": PUBLIC,
    "enrol": ("page", "refused"),  # by the token of a mail, as the forms below: whoever has it
    "enrol-check": (WRONG_METHOD, "page"),
    "new-form": ("page", "refused"),
    "update-form": ("page", "refused"),
    "update-form-of": (MEMBERS, MEMBERS_REFUSED),
    "form-lookup": ("page", "refused"),
    "form-status": PUBLIC,
    "form-sent": PUBLIC,
    "sign-form": ("page", "refused"),
    "signed-form-document": (NOTHING, WRONG_METHOD),  # until it is signed, and then in the browser that signed
    "answer-form": ("page", "refused"),
    "withdraw-form": (WRONG_METHOD, "deed"),
    "news": PUBLIC,
    "choose-news-mail": (GUARDED, {"out": "sign in", "in": "deed"}),
    "stop-news-mail": ("page", "deed"),  # by the token of a mail: whoever has it, mail programs too
    "join-enews": ("page", "refused"),
    "enews-asked": PUBLIC,
    "confirm-enews": ("page", "deed"),
    "stop-enews": ("page", "deed"),
    "put-away": (GUARDED, {"out": "sign in", "in": "elsewhere"}),  # an announcement to everybody, here
    "home": (PAGE, GUARDED),
    "profile": (PAGE, {"out": "sign in", "in": "refused"}),
    "change-password": (PAGE, {"out": "sign in", "in": "refused"}),
    "change-password-check": (GUARDED, PAGE),
    "change-name": (PAGE, {"out": "sign in", "in": "refused"}),
    "change-contact": (PAGE, {"out": "sign in", "in": "refused"}),
    "change-email": (PAGE, PAGE),
    "change-question": (PAGE, {"out": "sign in", "in": "refused"}),
    "change-preferences": (PAGE, {"out": "sign in", "in": "refused"}),
    "download": (PAGE, {"out": "sign in", "in": "deed"}),
    "history": (PAGE, GUARDED),
    "not-me": (GUARDED, {"out": "sign in", "end user": "refused", "in": NOTHING}),  # one's own, and not where one is
    "end-other-sessions": (GUARDED, {"out": "sign in", "end user": "deed", "in": "elsewhere"}),  # who has another
    "add-app": (PAGE, {"out": "sign in", "in": "refused"}),
    "add-email": (PAGE, {"out": "sign in", "in": "refused"}),
    "add-passkey": (PAGE, {"out": "sign in", "in": "refused"}),
    "ask-new": (GUARDED, PAGE),
    "ask-proof": (GUARDED, {"out": "sign in", "in": "refused"}),
    "recovery-codes": (PAGE, PAGE),
    "code-used": ({"out": "sign in", "in": "elsewhere"}, GUARDED),
    "add-text": (NOBODYS, NOBODYS),  # no gateway is set here
    "add-call": (NOBODYS, NOBODYS),
    "device-added": (PAGE, {"out": "sign in", "in": "elsewhere"}),
    "remove-device": (
        {"out": "sign in", "end user": "page", "in": NOTHING},
        {"out": "sign in", "end user": "deed", "in": NOTHING},
    ),
    "prove": (  # who has no device yet has none to show
        {"out": "sign in", "end user": "page", "in": NOTHING},
        {"out": "sign in", "end user": "refused", "in": NOTHING},
    ),
    "prove-with": (
        {"out": "sign in", "end user": "page", "in": NOTHING},
        {"out": "sign in", "end user": "refused", "in": NOTHING},
    ),
    "end-session": (GUARDED, {"out": "sign in", "end user": "deed", "in": NOTHING}),
    "role-request": ({"out": "sign in", "in": "elsewhere"}, GUARDED),
    "role-request-role": (PAGE, {"out": "sign in", "in": "refused"}),
    "role-helper": (PAGE, GUARDED),
    "create-or-associate": ({"out": "sign in", "in": "elsewhere"}, {"out": "sign in", "in": "elsewhere"}),
    "proofing-terms": ({"out": "sign in", "in": "elsewhere"}, {"out": "sign in", "in": "elsewhere"}),
    "proofing-form": ({"out": "sign in", "in": "elsewhere"}, {"out": "sign in", "in": "elsewhere"}),
    "proofing-outcome": ({"out": "sign in", "in": "elsewhere"}, {"out": "sign in", "in": "elsewhere"}),
    "proofing-by-hand": (GUARDED, {"out": "sign in", "in": "elsewhere"}),
    "role-request-organization": ({"out": "sign in", "in": "elsewhere"}, {"out": "sign in", "in": "elsewhere"}),
    "await-organization": (GUARDED, {"out": "sign in", "in": "refused"}),
    "stop-waiting": (GUARDED, {"out": "sign in", "applicant": "deed", "in": NOTHING}),
    "role-request-review": ({"out": "sign in", "in": "elsewhere"}, {"out": "sign in", "in": "elsewhere"}),
    "role-request-submitted": ({"out": "sign in", "applicant": "page", "in": NOTHING}, GUARDED),
    "my-requests": (PAGE, GUARDED),
    "cancel-request": (GUARDED, {"out": "sign in", "applicant": "deed", "in": NOTHING}),
    "my-roles": (PAGE, GUARDED),
    "give-up-role": (OWN_ROLE, OWN_ROLE_DEED),
    "my-organizations": (
        {"out": "sign in", "approver of A": "elsewhere", "approver of B": "elsewhere", "in": "page"},
        GUARDED,
    ),
    "members": (MEMBERS, MEMBERS_REFUSED),
    "members-csv": (GUARDED, {"out": "sign in", "approver of A": "deed", "in": NOTHING}),
    "certification-evidence": (MEMBERS, MEMBERS_REFUSED),
    "desk-organization-evidence": (DESK_STORY, DESK_STORY),
    "organization-record": (MEMBERS, {"out": "sign in", "approver of A": "deed", "in": NOTHING}),
    "invitations": (MEMBERS, MEMBERS_REFUSED),
    "agreements": (MEMBERS, GUARDED),
    "propose-agreement": (MEMBERS, MEMBERS_REFUSED),
    "agreement": (MEMBERS, GUARDED),
    "accept-agreement": (GUARDED, {"out": "sign in", "approver of A": "deed", "in": NOTHING}),
    "decline-agreement": (GUARDED, {"out": "sign in", "approver of A": "deed", "in": NOTHING}),
    "withdraw-agreement": (GUARDED, MEMBERS_REFUSED),  # the other side proposed it
    "review-agreement": (GUARDED, MEMBERS_REFUSED),
    "end-agreement": (GUARDED, MEMBERS_REFUSED),
    "serves": (OWN_ROLE, GUARDED),
    "withdraw-invitation": (GUARDED, {"out": "sign in", "approver of A": "deed", "in": NOTHING}),
    "invitation": (
        "page",
        {"out": "sign in", "in": "deed", "approver of A": "refused", "end user": "refused", "applicant": "refused"},
    ),
    "remove-role": (MEMBERS, MEMBERS_REFUSED),
    "role-descriptions": PUBLIC,
    "certifications": (PAGE, GUARDED),
    "certify-roles": (GUARDED, {"out": "sign in", "in": "refused"}),
    "keep-role": (GUARDED, {"out": "sign in", "approver of A": "deed", "in": NOTHING}),
    "remove-certified-role": (GUARDED, {"out": "sign in", "approver of A": "refused", "in": NOTHING}),
    "desk-certification": (DESK_PAGE, DESK_WRONG),
    "desk-certification-claim": (DESK_WRONG, DESK_DEED),
    "desk-certification-release": (DESK_WRONG, DESK_REFUSED),
    "desk-certification-keep": (DESK_WRONG, DESK_DEED),
    "desk-certification-remove": (DESK_WRONG, DESK_REFUSED),
    "my-approvals": (PAGE, GUARDED),
    "decide-requests": (GUARDED, {"out": "sign in", "in": "refused"}),
    "approve-request": (
        GUARDED,
        {"out": "sign in", "approver of A": "deed", "applicant": "refused", "in": NOTHING},
    ),
    "deny-request": (
        GUARDED,
        {"out": "sign in", "approver of A": "refused", "applicant": "refused", "in": NOTHING},
    ),
    "confirm-correction": (GUARDED, {"out": "sign in", "applicant": "refused", "in": NOTHING}),
    "ask-anew": (GUARDED, {"out": "sign in", "in": NOTHING}),  # one's own, and only once it is denied
    "correct-request": (
        {"out": "sign in", "approver of A": "page", "in": NOTHING},
        {"out": "sign in", "approver of A": "refused", "in": NOTHING},
    ),
    "withdraw-correction": (
        GUARDED,
        {"out": "sign in", "approver of A": "refused", "applicant": "refused", "in": NOTHING},
    ),
    "desk-request-correct": (NOBODYS, DESK_REFUSED),
    "help-desk": (DESK_PAGE, DESK_WRONG),
    "desk-form": (DESK_PAGE, DESK_WRONG),
    "desk-form-document": (NOBODYS, DESK_WRONG),
    "desk-form-claim": (DESK_WRONG, DESK_DEED),
    "desk-form-release": (DESK_WRONG, DESK_REFUSED),
    "desk-form-accept": (DESK_WRONG, DESK_DEED),
    "desk-update-accept": (DESK_WRONG, NOBODYS),  # of an update alone: this is a new organization's
    "desk-form-ask": (DESK_WRONG, DESK_REFUSED),
    "desk-form-reject": (DESK_WRONG, DESK_REFUSED),
    "desk-request": (DESK_PAGE, DESK_WRONG),
    "desk-request-claim": (DESK_WRONG, DESK_DEED),
    "desk-request-release": (DESK_WRONG, DESK_REFUSED),
    "desk-request-approve": (DESK_WRONG, DESK_DEED),
    "desk-request-deny": (DESK_WRONG, DESK_REFUSED),
    "desk-proofing": (DESK_PAGE, DESK_WRONG),
    "desk-proofing-claim": (DESK_WRONG, DESK_DEED),
    "desk-proofing-release": (DESK_WRONG, DESK_REFUSED),
    "desk-proofing-evidence": (DESK_WRONG, DESK_REFUSED),
    "desk-proofing-confirm": (DESK_WRONG, DESK_REFUSED),
    "desk-proofing-refuse": (DESK_WRONG, DESK_REFUSED),
    "desk-loss": (DESK_PAGE, DESK_WRONG),
    "desk-loss-claim": (DESK_WRONG, DESK_DEED),
    "desk-loss-release": (DESK_WRONG, DESK_REFUSED),
    "desk-loss-evidence": (DESK_WRONG, DESK_REFUSED),
    "desk-loss-confirm": (DESK_WRONG, DESK_REFUSED),
    "desk-loss-refuse": (DESK_WRONG, DESK_REFUSED),
    "desk-loss-note": (DESK_WRONG, DESK_REFUSED),
    "desk-duplicate": (DESK_PAGE, DESK_WRONG),
    "desk-duplicate-claim": (DESK_WRONG, DESK_DEED),
    "desk-duplicate-release": (DESK_WRONG, DESK_REFUSED),
    "desk-duplicate-decide": (DESK_WRONG, DESK_REFUSED),
    "desk-sharing": (DESK_PAGE, DESK_WRONG),
    "desk-sharing-claim": (DESK_WRONG, DESK_DEED),
    "desk-sharing-release": (DESK_WRONG, DESK_REFUSED),
    "desk-sharing-decide": (DESK_WRONG, DESK_REFUSED),
    "desk-what-if": (DESK_PAGE, DESK_WRONG),
    "desk-continuity": (DESK_PAGE, DESK_WRONG),
    "desk-mail": (DESK_PAGE, DESK_WRONG),
    "desk-notices": (DESK_PAGE, DESK_WRONG),
    "desk-notice": (DESK_PAGE, DESK_WRONG),
    "desk-sweep": (DESK_PAGE, DESK_WRONG),
    "desk-sweep-claim": (DESK_WRONG, DESK_DEED),
    "desk-sweep-release": (DESK_WRONG, DESK_REFUSED),
    "desk-sweep-go-on": (DESK_WRONG, DESK_REFUSED),
    "desk-record": (DESK_PAGE, DESK_REFUSED),
    "desk-record-found": (DESK_PAGE, DESK_WRONG),
    "desk-announcements": (DESK_PAGE, DESK_WRONG),
    "desk-announcement-new": (DESK_PAGE, DESK_REFUSED),
    "desk-announcement": (DESK_PAGE, DESK_WRONG),
    "desk-announcement-rewrite": (NOBODYS, NOBODYS),  # a draft
    "desk-announcement-correct": (DESK_PAGE, DESK_REFUSED),
    "desk-announcement-publish": (DESK_WRONG, DESK_REFUSED),
    "desk-announcement-discard": (DESK_WRONG, DESK_REFUSED),
    "desk-announcement-withdraw": (DESK_WRONG, DESK_DEED),
    "desk-find": (DESK_WRONG, DESK_REFUSED),
    "desk-person": (DESK_PAGE, DESK_REFUSED),
    "desk-person-disable": (DESK_WRONG, DESK_STORY),
    "desk-person-enable": (DESK_WRONG, DESK_STORY),
    "desk-person-unlock": (DESK_STORY, DESK_STORY),
    "desk-person-reset": (DESK_STORY, DESK_STORY),
    "desk-person-device": (DESK_STORY, DESK_STORY),
    "desk-person-email": (DESK_STORY, DESK_STORY),
    "desk-organization": (DESK_PAGE, DESK_REFUSED),
    "oidc-configuration": PUBLIC,
    "oidc-keys": PUBLIC,
    "oidc-authorize": ("refused", "elsewhere"),
    "oidc-token": (WRONG_METHOD, "refused"),
    "oidc-userinfo": ("refused", "refused"),
    "oidc-end-session": ("page", "elsewhere"),
    "oidc-end-session-confirm": (WRONG_METHOD, {"out": "page", "in": "deed"}),
}

# Pages of a registration that nobody has begun keep what was typed for later: technical state, and nothing else.
KEEPS = {
    "register-contact": {"registration_draft"},
    "register-credentials": {"registration_draft"},
    "session": {"session"},  # last seen
    "ask-new": {"passkey_challenge"},
    "put-away": {"announcement_dismissal"},
}


def expected(line: Line, who: str) -> str:
    """Return how somebody is received by a line of the table."""
    if isinstance(line, str):
        return line
    return line.get(who) or line["out" if who in ABSENT else "in"]
