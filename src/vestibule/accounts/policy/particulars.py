"""What somebody may correct of what they have told, and what a changed identity means for what was verified."""

from dataclasses import fields
from datetime import date, datetime

from vestibule.accounts.policy.emails import email_faults, is_email
from vestibule.accounts.policy.registration import Contact, Personal, birth_date_faults, contact_faults, names_faults
from vestibule.accounts.policy.user_ids import user_id_faults
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import UserIdRules

LANGUAGES = ("en", "es")
TEXT_SIZES = ("normal", "large", "larger")

NOTHING_CHANGED = declare_reason(
    "profile.nothing_changed", gettext_noop("This is what we have already; nothing was changed."), rule="ACC-13"
)
NOT_A_PREFERENCE = declare_reason(
    "profile.not_a_preference", gettext_noop("Choose one of the languages and sizes offered."), rule="NEW-5"
)

_NAME = ("first_name", "middle_name", "last_name", "suffix")
_TELEPHONE = "telephone"


def name_correction_faults(told: Personal, known: Personal, *, today: date) -> list[Reason]:
    """List why a name and a date of birth can't be put in the place of those that are held. Source: ACC-13, ACC-1."""
    faults = [*names_faults(told), *birth_date_faults(told.birth_date, today=today)]
    return faults or ([] if name_parts_changed(told, known) else [NOTHING_CHANGED()])


def contact_correction_faults(told: Contact, known: Contact) -> list[Reason]:
    """List why an address and a telephone number can't be put in the place of those held. Source: ACC-13, ACC-1."""
    return contact_faults(told) or ([] if contact_parts_changed(told, known) else [NOTHING_CHANGED()])


def next_user_id(user_id: str, chosen: str, new_email: str) -> str:
    """Return the User ID that comes with another address; nothing where it stays as it is.

    Source: ACC-2, ACC-13. Reading: a User ID shaped like an address must be one's own, so it changes with the address:
    to the new one, or to what its owner chooses instead.
    """
    return (chosen.strip() or new_email.strip()) if is_email(user_id) else ""


def email_change_faults(new_email: str, user_id: str, *, present: str, rules: UserIdRules) -> list[Reason]:
    """List why an address can't take the place of the present one, with the User ID that comes with it, if one does.

    Source: ACC-13, ACC-2, ACC-3.
    """
    faults = email_faults(new_email.strip())
    if not faults and new_email.strip().casefold() == present.strip().casefold():
        faults = [NOTHING_CHANGED().on("email")]
    return faults or (user_id_faults(user_id, rules, own_email=new_email) if user_id else [])


def preference_faults(language: str, text_size: str) -> list[Reason]:
    """List why a language and a text size can't be chosen. Source: NEW-5 (APP 0, ADD 0), ACC-13."""
    return [] if language in LANGUAGES and text_size in TEXT_SIZES else [NOT_A_PREFERENCE()]


def name_parts_changed(told: Personal, known: Personal) -> tuple[str, ...]:
    """Return what is different: ``name``, ``birth_date``, both or neither. Source: ACC-13."""
    is_name = any(getattr(told, part) != getattr(known, part) for part in _NAME)
    return (*(("name",) if is_name else ()), *(("birth_date",) if told.birth_date != known.birth_date else ()))


def contact_parts_changed(told: Contact, known: Contact) -> tuple[str, ...]:
    """Return what is different: ``address``, ``telephone``, both or neither. Source: ACC-13."""
    lines = [each.name for each in fields(Contact) if each.name != _TELEPHONE]
    is_address = any(getattr(told, line) != getattr(known, line) for line in lines)
    return (*(("address",) if is_address else ()), *((_TELEPHONE,) if told.telephone != known.telephone else ()))


def identity_clock(
    running_since: datetime | None, *, was_proofed: bool, stays_proofed: bool, at: datetime
) -> datetime | None:
    """Return since when an identity isn't the verified one, after a correction of name or birth date.

    Source: ACC-13. Reading: it starts when an identity that was verified is left, further corrections don't start it
    again, and it ends with the return to one that was verified. Who was never verified has nothing to lose by it.
    """
    if stays_proofed:
        return None
    return at if was_proofed else running_since
