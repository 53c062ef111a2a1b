"""What happens to accounts, in words."""

from vestibule.desk.sentences.wording import Sentence
from vestibule.kernel.reasons import gettext_noop

CORRECTED = {
    "name": gettext_noop("legal name"),
    "birth_date": gettext_noop("date of birth"),
    "address": gettext_noop("home address"),
    "telephone": gettext_noop("telephone number"),
}

ACCOUNTS = {
    "accounts.person_registered": Sentence(gettext_noop("%(person)s registered.")),
    "accounts.registration_held": Sentence(
        gettext_noop(
            "%(person)s registered with the name, date of birth and ZIP code of %(known_person)s; the registration "
            "was held for the help desk."
        )
    ),
    "accounts.taken_email_registered": Sentence(
        gettext_noop("Somebody tried to register with the email address of %(person)s.")
    ),
    "accounts.terms_accepted": Sentence(
        gettext_noop("%(person)s accepted the terms and conditions, version %(terms_version)s.")
    ),
    "accounts.email_verified": Sentence(
        gettext_noop("%(person)s proved the email address, and the account became active.")
    ),
    "accounts.account_lapsed": Sentence(
        gettext_noop("The account of %(person)s lapsed, because its email address was never proven.")
    ),
    "accounts.person_invited": Sentence(gettext_noop("An account was made for %(person)s, who was to enrol.")),
    "accounts.enrolment_link_issued": Sentence(gettext_noop("A new enrolment link was made for %(person)s.")),
    "accounts.person_enrolled": Sentence(gettext_noop("%(person)s enrolled, with a User ID and a password.")),
    "accounts.name_corrected": Sentence(
        gettext_noop("The identity data of %(person)s was corrected: %(changed)s."), {"changed": CORRECTED}
    ),
    "accounts.contact_corrected": Sentence(
        gettext_noop("The contact data of %(person)s was corrected: %(changed)s."), {"changed": CORRECTED}
    ),
    "accounts.question_chosen": Sentence(gettext_noop("%(person)s chose another security question and answer.")),
    "accounts.question_put_back": Sentence(
        gettext_noop("%(person)s has the security question and answer again that were before.")
    ),
    "accounts.preferences_chosen": Sentence(gettext_noop("%(person)s chose a language and a text size.")),
    "accounts.password_demanded": Sentence(gettext_noop("A new password is asked of %(person)s at the next sign-in.")),
    "accounts.closing_told": Sentence(
        gettext_noop("%(person)s was told that the account will be closed, because nobody uses it.")
    ),
    "accounts.account_closed": Sentence(
        gettext_noop("The account of %(person)s was closed, because nobody had used it.")
    ),
    "accounts.account_disabled": Sentence(gettext_noop("The account of %(person)s was disabled.")),
    "accounts.account_enabled": Sentence(gettext_noop("The account of %(person)s was enabled again.")),
    "accounts.registration_released": Sentence(
        gettext_noop("The registration of %(person)s, held as a suspected duplicate, goes on.")
    ),
    "accounts.duplicate_closed": Sentence(
        gettext_noop("The registration of %(person)s was closed: %(known_person)s has an account.")
    ),
    "accounts.email_corrected": Sentence(
        gettext_noop("%(person)s has a new email address in place of a lost mailbox.")
    ),
    "accounts.email_changed": Sentence(
        gettext_noop("What %(person)s signs in with and is mailed at was changed: %(changed)s."),
        {"changed": {"email": gettext_noop("email address"), "user_id": gettext_noop("User ID")}},
    ),
    "accounts.email_put_back": Sentence(gettext_noop("%(person)s has the email address again that was before.")),
    "accounts.password_set": Sentence(
        gettext_noop("%(person)s has a new password (%(occasion)s)."),
        {
            "occasion": {
                "change": gettext_noop("changed by its owner"),
                "recovery": gettext_noop("after recovery"),
                "waking": gettext_noop("to wake access that was inactive"),
                "demanded": gettext_noop("on demand"),
            }
        },
    ),
}
