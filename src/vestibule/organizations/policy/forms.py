"""What a form must say before it is sent for signature; what only an update must, says ``updating``."""

import re
from itertools import chain

from vestibule.accounts.policy.emails import email_faults
from vestibule.accounts.policy.registration import name_faults
from vestibule.kernel.names import folded_name
from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.kernel.telephones import telephone_number
from vestibule.organizations.policy.content import FormContent
from vestibule.organizations.policy.naming import NamedPerson
from vestibule.organizations.policy.particulars import (
    NPI_MALFORMED,
    PROVIDER_OFFICE,
    PTAN_MALFORMED,
    TELEPHONE_MALFORMED,
    THIRD_PARTY_BILLER,
    office_faults,
)

LONGEST_TITLE = 100

KIND_NAMES = {
    PROVIDER_OFFICE: gettext_noop("Provider office"),
    THIRD_PARTY_BILLER: gettext_noop("Third-party biller"),
}
LOCATIONS = {
    "FL": gettext_noop("Florida"),
    "PR": gettext_noop("Puerto Rico"),
    "USVI": gettext_noop("U.S. Virgin Islands"),
}
BOTH_LINES = "both"
LINES_OF_BUSINESS = {
    "part_a": gettext_noop("Part A"),
    "part_b": gettext_noop("Part B"),
    BOTH_LINES: gettext_noop("Part A and Part B"),
}
# What each answer is called on the pages, so that a sentence can name it.
LABELS = {
    "contact_first_name": gettext_noop("Contact first name"),
    "contact_last_name": gettext_noop("Contact last name"),
    "approver_first_name": gettext_noop("Approver first name"),
    "approver_middle_name": gettext_noop("Approver middle name"),
    "approver_last_name": gettext_noop("Approver last name"),
    "approver_suffix": gettext_noop("Approver suffix"),
    "backup_first_name": gettext_noop("Backup approver first name"),
    "backup_middle_name": gettext_noop("Backup approver middle name"),
    "backup_last_name": gettext_noop("Backup approver last name"),
    "backup_suffix": gettext_noop("Backup approver suffix"),
    "official_first_name": gettext_noop("Official first name"),
    "official_last_name": gettext_noop("Official last name"),
}

NPI_NEEDED = declare_reason(
    "form.npi_needed", gettext_noop("A provider office gives its NPI."), rule="ORG-1", field="npi"
)
PTAN_NEEDED = declare_reason(
    "form.ptan_needed", gettext_noop("A provider office gives its provider number (PTAN)."), rule="ORG-1", field="ptan"
)
NOT_A_PROVIDER = declare_reason(
    "form.not_a_provider",
    gettext_noop("A third-party biller has no number of a provider: leave this empty, or choose “Provider office”."),
    rule="ORG-1",
)
LOCATION_UNKNOWN = declare_reason(
    "form.location_unknown",
    gettext_noop("Choose Florida, Puerto Rico or the U.S. Virgin Islands."),
    rule="ORG-1",
    field="location",
)
LOCATION_ELSEWHERE = declare_reason(
    "form.location_elsewhere",
    gettext_noop("The location and the address don't agree: this provider office stands in another one."),
    rule="ORG-1",
    field="location",
)
LINE_UNKNOWN = declare_reason(
    "form.line_unknown", gettext_noop("Choose Part A, Part B, or both."), rule="ORG-1", field="line_of_business"
)
TITLE_MISSING = declare_reason(
    "form.title_missing",
    gettext_noop("Enter the official's title, such as Practice Administrator: up to 100 characters."),
    rule="ORG-1",
    field="official_title",
)
SAME_PERSON = declare_reason(
    "form.same_person",
    gettext_noop("The backup approver is somebody else than the approver."),
    rule="ORG-1",
    field="backup_first_name",
)
SAME_EMAIL = declare_reason(
    "form.same_email",
    gettext_noop("The backup approver needs an email address of their own."),
    rule="ORG-1",
    field="backup_email",
)
HOLDS_A_LINK = declare_reason(
    "form.holds_a_link", gettext_noop("Leave out addresses of the web: this is read in emails."), rule="ORG-1"
)

_STATE_OF = {"FL": "FL", "PR": "PR", "USVI": "VI"}
HAS_LINK = re.compile(r"://|\bwww\.", re.I)


def form_faults(content: FormContent) -> list[Reason]:
    """List why a form, tidied before, can't be sent for signature; each reason beside its own field.

    Source: ORG-1 (APP 0). Reading: the official may be the approver themself, the contact may be anybody; a backup is
    given whole or not at all.
    """
    told = content.particulars
    return [
        *office_faults(told),
        *_provider_faults(content),
        *_place_faults(content),
        *contact_faults(content),
        *person_faults(content.approver, "approver"),
        *(_backup_faults(content.backup, content.approver) if content.backup else []),
        *official_faults(content),
        *([HOLDS_A_LINK().on("legal_name")] if HAS_LINK.search(told.legal_name) else []),
    ]


def _provider_faults(content: FormContent) -> list[Reason]:
    """Ask a provider office for its numbers, and a biller for none. Source: ORG-1 (APP 0).

    Reading: what is malformed is said once, by the rule for all organizations.
    """
    told = content.particulars
    if told.kind == PROVIDER_OFFICE:
        return [*([] if told.npi else [NPI_NEEDED()]), *([] if told.ptan else [PTAN_NEEDED()])]
    given = ((told.npi, NPI_MALFORMED), (told.ptan, PTAN_MALFORMED)) if told.kind == THIRD_PARTY_BILLER else ()
    return [NOT_A_PROVIDER().on(str(malformed.field)) for number, malformed in given if number]


def _place_faults(content: FormContent) -> list[Reason]:
    """Hold location and line of business against the lists, and the location against the address.

    Source: ORG-1 (APP 0). Reading: a provider office whose address is in one of the three locations works there. One
    whose head office is elsewhere, and a biller, who serves from anywhere, name any of them; the help desk judges.
    """
    faults = [] if content.location in LOCATIONS else [LOCATION_UNKNOWN()]
    told = content.particulars
    at_home = told.kind == PROVIDER_OFFICE and told.state in _STATE_OF.values()
    if not faults and at_home and _STATE_OF[content.location] != told.state:
        faults.append(LOCATION_ELSEWHERE())
    return faults if content.line_of_business in LINES_OF_BUSINESS else [*faults, LINE_UNKNOWN()]


def contact_faults(content: FormContent) -> list[Reason]:
    """List what is wrong with the contact that a form names. Source: ORG-1."""
    heard = bool(telephone_number(content.contact.telephone))
    said = [] if heard else [TELEPHONE_MALFORMED().on("contact_telephone")]
    return [*person_faults(content.contact, "contact"), *said]


def official_faults(content: FormContent) -> list[Reason]:
    """List what is wrong with the official whom a form asks to sign. Source: ORG-1."""
    return [*person_faults(content.official, "official"), *_title_faults(content.official.title, "official_title")]


def person_faults(person: NamedPerson, who: str) -> list[Reason]:
    """List what is wrong with somebody whom a form names, each beside its field. Source: ORG-1."""
    parts = (("first_name", True), ("middle_name", False), ("last_name", True), ("suffix", False))
    named = (
        name_faults(getattr(person, part), spot, required=needed, label=LABELS[spot])
        for part, needed in parts
        if (spot := f"{who}_{part}") in LABELS
    )
    return [*chain.from_iterable(named), *(reason.on(f"{who}_email") for reason in email_faults(person.email))]


def _backup_faults(backup: NamedPerson, approver: NamedPerson) -> list[Reason]:
    return [*person_faults(backup, "backup"), *same_faults(backup, approver)]


def same_faults(backup: NamedPerson, approver: NamedPerson) -> list[Reason]:
    """List why approver and backup can't be told from one another. Source: ORG-1."""
    faults = []
    if backup.email.casefold() == approver.email.casefold():
        faults.append(SAME_EMAIL())
    if folded_name(backup.full_name) == folded_name(approver.full_name):
        faults.append(SAME_PERSON())
    return faults


def _title_faults(title: str, field_name: str) -> list[Reason]:
    if not 1 <= len(title) <= LONGEST_TITLE or not any(map(str.isalpha, title)):
        return [TITLE_MISSING().on(field_name)]
    return [HOLDS_A_LINK().on(field_name)] if HAS_LINK.search(title) else []
