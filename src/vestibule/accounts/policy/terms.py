"""Which terms and conditions are in force, and whether they were accepted."""

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

TERMS_VERSION = "2026-11"
"""The version in force; its text stands in ``templates/accounts/terms/<version>.html``."""

TERMS_NOT_ACCEPTED = declare_reason(
    "terms.not_accepted",
    gettext_noop("Read the terms and conditions, and tick the box to agree to them."),
    rule="ACC-11",
    field="terms",
)


def terms_faults(accepted_version: str) -> list[Reason]:
    """List why an acceptance of the terms doesn't do; only the version in force does.

    Source: ACC-11 (APP 2, ADD 4).
    """
    return [] if accepted_version == TERMS_VERSION else [TERMS_NOT_ACCEPTED()]
