"""What the pages of a registration ask for, and whether an answer will do."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from vestibule.accounts.policy.characters import refused_characters
from vestibule.accounts.policy.emails import email_faults
from vestibule.accounts.policy.terms import terms_faults
from vestibule.accounts.policy.user_ids import user_id_faults
from vestibule.kernel.addresses import STATES, zip_code
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.rulebook import UserIdRules
from vestibule.kernel.telephones import telephone_number

LONGEST_NAME = 60
LONGEST_LINE = 100
OLDEST_YEARS = 130

# What each answer is called on the pages, so that a sentence can name it.
LABELS = {
    "first_name": gettext_noop("First name"),
    "middle_name": gettext_noop("Middle name"),
    "last_name": gettext_noop("Last name"),
    "suffix": gettext_noop("Suffix"),
    "address_line_1": gettext_noop("Home address line 1"),
    "address_line_2": gettext_noop("Home address line 2"),
    "city": gettext_noop("City"),
}

REQUIRED = declare_reason("registration.required", gettext_noop("%(label)s is required."), rule="ACC-1")
TOO_LONG = declare_reason(
    "registration.too_long", gettext_noop("%(label)s can have %(most)s characters at most."), rule="ACC-1"
)
CHARACTER = declare_reason(
    "registration.character",
    gettext_noop("%(label)s: the character ‘%(character)s’ (%(name)s) can't be used."),
    rule="ACC-1",
)
NO_LETTER = declare_reason("registration.no_letter", gettext_noop("%(label)s needs at least one letter."), rule="ACC-1")
NO_BIRTH_DATE = declare_reason(
    "birth_date.missing", gettext_noop("Enter the month, day and year of your birth."), rule="ACC-1", field="birth_date"
)
BORN_LATER = declare_reason(
    "birth_date.future", gettext_noop("A date of birth can't be in the future."), rule="ACC-1", field="birth_date"
)
BORN_TOO_LONG_AGO = declare_reason(
    "birth_date.too_long_ago",
    gettext_noop("Check the year of birth: it is more than %(years)s years ago."),
    rule="ACC-1",
    field="birth_date",
)
UNKNOWN_STATE = declare_reason(
    "address.unknown_state", gettext_noop("Choose a state or territory of the list."), rule="ACC-1", field="state"
)
NO_ZIP_CODE = declare_reason(
    "address.no_zip_code",
    gettext_noop("A ZIP code has five digits, or nine as in 32202-1234."),
    rule="ACC-1",
    field="zip_code",
)
NO_TELEPHONE = declare_reason(
    "telephone.invalid",
    gettext_noop("Enter a telephone number of the United States or its territories, such as 904-555-0123."),
    rule="ACC-1",
    field="telephone",
)


@dataclass(frozen=True)
class Personal:
    """The first page: who one is. ``terms_version`` is the version of the terms that was ticked, if one was."""

    first_name: str = field(default="", repr=False)
    middle_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    suffix: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)
    email: str = field(default="", repr=False)
    terms_version: str = ""


@dataclass(frozen=True)
class Contact:
    """The second page: where one lives, and the telephone number."""

    address_line_1: str = field(default="", repr=False)
    address_line_2: str = field(default="", repr=False)
    city: str = field(default="", repr=False)
    state: str = ""
    zip_code: str = field(default="", repr=False)
    telephone: str = field(default="", repr=False)


def personal_faults(personal: Personal, *, today: date) -> list[Reason]:
    """List why the first page can't be taken as it stands. Source: ACC-1, ACC-11 (APP 2, EU 2)."""
    return [
        *names_faults(personal),
        *birth_date_faults(personal.birth_date, today=today),
        *email_faults(personal.email),
        *terms_faults(personal.terms_version),
    ]


def contact_faults(contact: Contact) -> list[Reason]:
    """List why the second page can't be taken as it stands. Source: ACC-1 (APP 3, EU 3)."""
    lines = (("address_line_1", True), ("address_line_2", False), ("city", True))
    return [
        *chain.from_iterable(_line_faults(getattr(contact, name), name, required) for name, required in lines),
        *([] if contact.state in STATES else [UNKNOWN_STATE()]),
        *([] if zip_code(contact.zip_code) else [NO_ZIP_CODE()]),
        *([] if telephone_number(contact.telephone) else [NO_TELEPHONE()]),
    ]


def invitation_faults(
    personal: Personal, contact: Contact, user_id: str, *, rules: UserIdRules, today: date
) -> list[Reason]:
    """List why the operator can't invite a person under these names. Source: ACC-2, ACC-3."""
    return [
        *names_faults(personal),
        *(birth_date_faults(personal.birth_date, today=today) if personal.birth_date else []),
        *email_faults(personal.email),
        *(contact_faults(contact) if contact != Contact() else []),
        *(user_id_faults(user_id, rules, own_email=personal.email) if user_id else []),
    ]


def birth_date_faults(born: date | None, *, today: date) -> list[Reason]:
    """List why a day can't be somebody's date of birth. Source: ACC-1 (APP 2)."""
    if born is None:
        return [NO_BIRTH_DATE()]
    if born > today:
        return [BORN_LATER()]
    return [BORN_TOO_LONG_AGO(years=OLDEST_YEARS)] if today.year - born.year > OLDEST_YEARS else []


def names_faults(personal: Personal) -> list[Reason]:
    """List why the parts of a legal name can't be taken as they stand. Source: ACC-1 (APP 2), PRF-2 (APP 12)."""
    return [
        *name_faults(personal.first_name, "first_name"),
        *name_faults(personal.middle_name, "middle_name", required=False),
        *name_faults(personal.last_name, "last_name"),
        *name_faults(personal.suffix, "suffix", required=False),
    ]


def name_faults(name: str, field_name: str, *, required: bool = True, label: str = "") -> list[Reason]:
    """List why a text can't be part of somebody's name; ``label`` is what the field is called on another page.

    Source: ACC-1 (APP 2). Reading: letters of every language, with apostrophe, hyphen, period and space.
    """
    label = label or LABELS[field_name]
    faults = _line_faults(name, field_name, required, most=LONGEST_NAME, label=label)
    if faults or not name.strip():
        return faults
    allowed = {letter for letter in name if letter.isalpha() or letter in "'’-. " or unicodedata.combining(letter)}
    faults = _character_faults(name, allowed, field_name, label)
    return faults if faults or any(map(str.isalpha, name)) else [NO_LETTER(label=label).on(field_name)]


def _line_faults(line: str, field_name: str, required: bool, most: int = LONGEST_LINE, label: str = "") -> list[Reason]:
    label = label or LABELS[field_name]
    if not line.strip():
        return [REQUIRED(label=label).on(field_name)] if required else []
    if len(line) > most:
        return [TOO_LONG(label=label, most=most).on(field_name)]
    return _character_faults(line, {letter for letter in line if letter.isprintable()}, field_name, label)


def _character_faults(line: str, allowed: set[str], field_name: str, label: str) -> list[Reason]:
    faults = refused_characters(line, allowed, CHARACTER, label=label)
    return [fault.on(field_name) for fault in faults]
