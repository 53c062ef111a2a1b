"""Which terms and conditions are in force, and whether they were accepted."""

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

TERMS_VERSION = "2026-11"
"""The version in force; its text stands in ``templates/accounts/terms/<version>.html``."""

WHAT_CHANGED = ""
"""What the version in force says that the one before didn't, in a sentence; empty while there was none before."""

TERMS_CHANGED = declare_reason(
    "terms.changed",
    gettext_noop(
        "The terms and conditions have changed since this page was opened. Read them, and tick the box again."
    ),
    rule="ACC-11",
    field="terms",
)
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


def shown_faults(shown_version: str) -> list[Reason]:
    """List why a box that was ticked on a page doesn't stand for the terms in force: the page showed others.

    Source: ACC-11 (ADD 4). Reading: agreed to is what was shown; a form that stayed open over a change agrees to
    nothing new. A program that names no version read none, and agrees to what is in force.
    """
    return [] if shown_version in {"", TERMS_VERSION} else [TERMS_CHANGED()]
