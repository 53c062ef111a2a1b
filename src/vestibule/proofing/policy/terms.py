"""Which identity proofing terms are in force, and whether they were accepted."""

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

PROOFING_TERMS_VERSION = "2026-11"
"""The version in force; its text stands in ``templates/proofing/terms/<version>.html``."""

PROOFING_TERMS_NOT_ACCEPTED = declare_reason(
    "proofing.terms_not_accepted",
    gettext_noop("Read the identity proofing terms, and tick the box to agree to them."),
    rule="PRF-2",
    field="terms",
)


def proofing_terms_faults(accepted_version: str) -> list[Reason]:
    """List why an acceptance doesn't do; only the version in force does. Source: PRF-2 (APP 11)."""
    return [] if accepted_version == PROOFING_TERMS_VERSION else [PROOFING_TERMS_NOT_ACCEPTED()]
