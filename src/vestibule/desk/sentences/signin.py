"""What happens at the door, in words."""

from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.reasons import gettext_noop
from vestibule.proofing.policy.evidence import DOCUMENT_KINDS
from vestibule.signin.policy.losing import ADDRESS, DEVICE
from vestibule.signin.policy.sharing import ALTERNATING, FAR_APART, MANY_BROWSERS, SAME_FACTOR
from vestibule.signin.policy.undoing import ADDED, QUESTION, REMOVED
from vestibule.signin.policy.undoing import ADDRESS as ADDRESS_LEFT

KINDS = {
    "email": gettext_noop("email"),
    "totp": gettext_noop("authenticator app"),
    "passkey": gettext_noop("passkey or security key"),
    "sms": gettext_noop("text message"),
    "voice": gettext_noop("voice call"),
    "recovery_codes": gettext_noop("recovery codes"),
}
SENT = {**KINDS, "None": KINDS["email"]}  # before its second version the fact didn't say it, and all went by email

ASKED = {
    "user_id": gettext_noop("the User ID"),
    "password": gettext_noop("a new password"),
    "unlock": gettext_noop("unlocking the account"),
}
_LOST = {DEVICE: gettext_noop("the devices"), ADDRESS: gettext_noop("the mailbox")}

_SIGNS = {
    FAR_APART: gettext_noop("networks far apart"),
    MANY_BROWSERS: gettext_noop("many browsers"),
    ALTERNATING: gettext_noop("alternating browsers"),
    SAME_FACTOR: gettext_noop("a second factor of two accounts"),
}

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
    "signin.passkey_refused": Sentence(
        gettext_noop("A passkey of %(person)s was not taken: %(reason)s."),
        {
            "reason": {
                "not_verified": gettext_noop("it could not be verified"),
                "cloned": gettext_noop("it may have been copied"),
                "unknown": gettext_noop("nobody has it"),
                "password_demanded": gettext_noop("a new password is demanded"),
                "unverified": gettext_noop("the account isn't open"),
                "held": gettext_noop("the account isn't open"),
                "disabled": gettext_noop("the account isn't open"),
                "lapsed": gettext_noop("the account isn't open"),
                "invited": gettext_noop("the account isn't open"),
            }
        },
    ),
    "signin.device_added": Sentence(
        gettext_noop("%(person)s set up a second factor: %(kind)s."),
        {"kind": KINDS},
    ),
    "signin.device_removed": Sentence(gettext_noop("%(person)s removed a second factor: %(kind)s."), {"kind": KINDS}),
    "signin.device_put_back": Sentence(
        gettext_noop("A second factor of %(person)s is there again: %(kind)s."), {"kind": KINDS}
    ),
    "signin.change_undone": Sentence(
        gettext_noop("Changes to the account of %(person)s were undone by the link in the mail: %(kinds)s."),
        {
            "kinds": {
                ADDRESS_LEFT: gettext_noop("email address"),
                ADDED: gettext_noop("device added"),
                REMOVED: gettext_noop("device removed"),
                QUESTION: gettext_noop("security question"),
            }
        },
    ),
    "signin.new_email_asked": Sentence(
        gettext_noop("%(person)s wanted another email address, and a mail was sent there.")
    ),
    "signin.new_email_failed": Sentence(
        gettext_noop("%(person)s entered a wrong code for another email address; tries left: %(tries_left)s.")
    ),
    "signin.recovery_code_used": Sentence(gettext_noop("%(person)s used a recovery code; left: %(left)s.")),
    "signin.factor_proven": Sentence(
        gettext_noop("%(person)s showed a second factor once more: %(kind)s."), {"kind": KINDS}
    ),
    "signin.profile_changed": Sentence(
        gettext_noop("%(person)s changed their profile after a fresh second factor: %(what)s."),
        {
            "what": {
                "name": gettext_noop("name and date of birth"),
                "email": gettext_noop("email address"),
                "contact": gettext_noop("address and telephone number"),
                "question": gettext_noop("security question"),
            }
        },
    ),
    "signin.session_started": Sentence(gettext_noop("%(person)s signed in.")),
    "signin.own_data_taken": Sentence(gettext_noop("%(person)s downloaded all that is held about them.")),
    "signin.session_disowned": Sentence(gettext_noop("%(person)s said that a sign-in wasn't theirs.")),
    "signin.session_ended": Sentence(
        gettext_noop("A session of %(person)s ended: %(reason)s."),
        {
            "reason": {
                "signed_out": gettext_noop("signed out"),
                "signed_out_elsewhere": gettext_noop("signed out from another browser"),
                "replaced": gettext_noop("replaced by a newer one"),
                "disowned": gettext_noop("because a sign-in was said to be somebody else's"),
                "ended_by_desk": gettext_noop("ended by the help desk"),
                "password_changed": gettext_noop("the password was changed"),
                "sharing": gettext_noop("ended because the account was shared"),
                "undone": gettext_noop("ended because changes to the account were undone"),
                "access_regained": gettext_noop("ended because a new device takes the place of a lost one"),
            }
        },
    ),
    "signin.recovery_asked": Sentence(
        gettext_noop("Somebody who can't get in asked for help as %(person)s: %(what)s."), {"what": ASKED}
    ),
    "signin.user_id_mailed": Sentence(gettext_noop("%(person)s was mailed the User ID.")),
    "signin.recovery_explained": Sentence(
        gettext_noop("%(person)s was mailed why this can't be done: %(what)s."), {"what": ASKED}
    ),
    "signin.recovery_link_sent": Sentence(gettext_noop("A link was mailed to %(person)s: %(what)s."), {"what": ASKED}),
    "signin.answer_failed": Sentence(
        gettext_noop("The security question of %(person)s was answered wrong; tries left: %(tries_left)s.")
    ),
    "signin.recovery_begun": Sentence(gettext_noop("The mailed link of %(person)s to a new password was followed.")),
    "signin.recovery_proven": Sentence(
        gettext_noop("For a new password of %(person)s a device was shown: %(kind)s."), {"kind": KINDS}
    ),
    "signin.password_reset": Sentence(gettext_noop("%(person)s chose a new password in place of a forgotten one.")),
    "signin.password_changed": Sentence(gettext_noop("%(person)s changed the password.")),
    "signin.account_unlocked": Sentence(
        gettext_noop("The account of %(person)s was unlocked; wrong passwords begin to count anew.")
    ),
    "signin.loss_reported": Sentence(
        gettext_noop("It was said that %(person)s has lost what they sign in with: %(kind)s."), {"kind": _LOST}
    ),
    "signin.loss_evidence_entered": Sentence(
        gettext_noop("Evidence of who %(person)s is was entered, who has lost a device: %(kinds)s."),
        {"kinds": DOCUMENT_KINDS},
    ),
    "signin.loss_confirmed": Sentence(
        gettext_noop("It was confirmed that %(person)s may get back in after the wait: %(kind)s."), {"kind": _LOST}
    ),
    "signin.loss_refused": Sentence(gettext_noop("Letting %(person)s back in without a device was refused.")),
    "signin.loss_stopped": Sentence(
        gettext_noop("The case of %(person)s, who had lost a device, was stopped by the link in the mail.")
    ),
    "signin.loss_stop_noted": Sentence(
        gettext_noop("The help desk took note that the case of %(person)s was stopped by its owner.")
    ),
    "signin.access_regained": Sentence(
        gettext_noop("%(person)s got back in after the help desk's check; what was lost was removed: %(kind)s."),
        {"kind": _LOST},
    ),
    "signin.sharing_suspected": Sentence(
        gettext_noop("The account of %(person)s looked as if several people used it (%(points)s points): %(signs)s."),
        {"signs": _SIGNS},
    ),
    "signin.sharing_dismissed": Sentence(
        gettext_noop("The suspicion that %(person)s shares the account was dismissed.")
    ),
    "signin.sharing_confirmed": Sentence(gettext_noop("It was found that the account of %(person)s is shared.")),
}
