"""What happens at the door, in words."""

from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.reasons import gettext_noop

KINDS = {
    "email": gettext_noop("email"),
    "totp": gettext_noop("authenticator app"),
    "recovery_codes": gettext_noop("recovery codes"),
}
SENT = {**KINDS, "None": KINDS["email"]}  # before its second version the fact didn't say it, and all went by email

SIGNIN = {
    "signin.failed": Sentence(gettext_noop("A sign-in as %(person)s failed.")),
    "signin.lock_told": Sentence(gettext_noop("%(person)s was told that the account is locked.")),
    "signin.password_accepted": Sentence(
        gettext_noop("%(person)s gave the right password and agreed to the terms and conditions.")
    ),
    "signin.code_sent": Sentence(gettext_noop("A code was sent to %(person)s: %(kind)s."), {"kind": SENT}),
    "signin.code_failed": Sentence(
        gettext_noop("A wrong code was entered for %(person)s; tries left: %(tries_left)s.")
    ),
    "signin.device_added": Sentence(
        gettext_noop("%(person)s set up a second factor: %(kind)s."),
        {"kind": KINDS},
    ),
    "signin.device_removed": Sentence(gettext_noop("%(person)s removed a second factor: %(kind)s."), {"kind": KINDS}),
    "signin.recovery_code_used": Sentence(gettext_noop("%(person)s used a recovery code; left: %(left)s.")),
    "signin.factor_proven": Sentence(
        gettext_noop("%(person)s showed a second factor once more: %(kind)s."), {"kind": KINDS}
    ),
    "signin.profile_changed": Sentence(
        gettext_noop("%(person)s changed their profile after a fresh second factor: %(what)s."),
        {
            "what": {
                "name": gettext_noop("name and date of birth"),
                "contact": gettext_noop("address and telephone number"),
                "question": gettext_noop("security question"),
            }
        },
    ),
    "signin.session_started": Sentence(gettext_noop("%(person)s signed in.")),
    "signin.session_ended": Sentence(
        gettext_noop("A session of %(person)s ended: %(reason)s."),
        {
            "reason": {
                "signed_out": gettext_noop("signed out"),
                "signed_out_elsewhere": gettext_noop("signed out from another browser"),
                "replaced": gettext_noop("replaced by a newer one"),
                "ended_by_desk": gettext_noop("ended by the help desk"),
            }
        },
    ),
}
