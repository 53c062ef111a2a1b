"""Why an account can't be made, verified, disabled or enabled: what depends on what is stored already."""

from vestibule.kernel.reasons import declare_reason, gettext_noop

USER_ID_TAKEN = declare_reason(
    "user_id.taken",
    gettext_noop("This User ID belongs to somebody already. Choose another one."),
    rule="ACC-2",
    field="user_id",
)
TOO_MANY_TRIES = declare_reason(
    "user_id.too_many_tries",
    gettext_noop("Too many User IDs that were taken have been tried from your network. Try again in an hour."),
    rule="ACC-2",
    field="user_id",
)
EMAIL_TAKEN = declare_reason(
    "email.taken",
    gettext_noop(
        "This email address belongs to another account of yours. One person has one account: "
        "use “Forgot your User ID?” on the sign-in page to get back to it."
    ),
    rule="ACC-2",
    field="email",
)
ALREADY_SUBMITTED = declare_reason(
    "registration.already_submitted", gettext_noop("This registration was submitted already."), rule="ACC-1"
)
NOT_ACTIVE = declare_reason(
    "account.not_active", gettext_noop("This account isn't active, so there is nothing to disable."), rule="HLP-2"
)
NOT_DISABLED = declare_reason("account.not_disabled", gettext_noop("This account isn't disabled."), rule="HLP-2")
NOBODY_ALIKE = declare_reason(
    "account.nobody_alike",
    gettext_noop("The account that this registration looked like is gone: let the registration go on."),
    rule="ACC-2",
)
