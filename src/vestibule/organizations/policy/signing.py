"""Who signs a form, and how."""

from dataclasses import dataclass, field
from datetime import datetime

from vestibule.kernel.names import folded_name
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.organizations import lifecycle
from vestibule.organizations.policy.content import Official
from vestibule.organizations.policy.forms import LONGEST_TITLE

# What the official attests, word by word, under its version: the version is part of the signature.
ATTESTATION_VERSION = "2026-11"
ATTESTATION = gettext_noop(
    "I am an authorized or delegated official of this organization. What stands above is true and complete, and I "
    "designate the approver, and the backup approver if one is named, to decide who works in SPOT for it. My name "
    "typed here is my signature."
)

SIGNED_BY_ANOTHER = declare_reason(
    "form.signed_by_another",
    gettext_noop("Only the official signs: type the full legal name as the form has it."),
    rule="ORG-1",
    field="signed_name",
)
SIGNING_TITLE_MISSING = declare_reason(
    "form.signing_title_missing",
    gettext_noop("Enter your title: up to 100 characters."),
    rule="ORG-1",
    field="signed_title",
)
NOT_ATTESTED = declare_reason(
    "form.not_attested",
    gettext_noop("Without the attestation the form isn't signed: read it and tick the box."),
    rule="ORG-1",
    field="attested",
)

OTHER_WORDS = declare_reason(
    "form.other_words",
    gettext_noop("The page that you signed showed something else. Please read this one, and sign it."),
    rule="ORG-1",
)


@dataclass(frozen=True)
class Signature:
    """What an official typed and ticked, and from which network address."""

    name: str = field(repr=False)
    title: str = field(repr=False)
    attested: bool
    address: str = field(default="", repr=False)
    attestation: str = ATTESTATION_VERSION


def signature_faults(signature: Signature, official: Official) -> list[Reason]:
    """List why a signature doesn't hold. Source: ORG-1 (APP 0).

    Reading: the name is the official's as the form has it, case, accents and punctuation aside. The title is what they
    are today, and need not be the form's.
    """
    faults = []
    if not folded_name(signature.name) or folded_name(signature.name) != folded_name(official.full_name):
        faults.append(SIGNED_BY_ANOTHER())
    if not 1 <= len(signature.title) <= LONGEST_TITLE or not any(map(str.isalpha, signature.title)):
        faults.append(SIGNING_TITLE_MISSING())
    return faults if signature.attested else [*faults, NOT_ATTESTED()]


def digest_faults(signed: str, stored: str) -> list[Reason]:
    """List why a digest doesn't stand for a form: only the words that were shown are signed. Source: ORG-1."""
    return [] if signed == stored else [OTHER_WORDS()]


def standing(status: str, sign_by: datetime, *, at: datetime) -> str:
    """Return the status that counts: who signs too late finds the form lapsed, before the calendar has come by.

    Source: ORG-1. Reading: the last moment for signing is excluded.
    """
    late = status == lifecycle.AWAITING_SIGNATURE and sign_by <= at
    return lifecycle.FORM.after(status, "lapse") if late else status
