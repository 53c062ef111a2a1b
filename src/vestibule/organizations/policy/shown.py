"""What a form says, in the order and words in which pages and the signed document show it."""

from dataclasses import dataclass, field

from vestibule.kernel.addresses import STATES
from vestibule.kernel.reasons import gettext_noop
from vestibule.kernel.telephones import shown_telephone
from vestibule.organizations.policy.content import FormContent
from vestibule.organizations.policy.forms import KIND_NAMES, LINES_OF_BUSINESS, LOCATIONS
from vestibule.organizations.policy.naming import NamedPerson


@dataclass(frozen=True)
class Line:
    """One thing that a form says; ``named`` values are words of ours, to be translated."""

    label: str
    value: str = field(repr=False)
    named: bool = False


@dataclass(frozen=True)
class Section:
    """What belongs together."""

    heading: str
    lines: tuple[Line, ...]


def sections(content: FormContent, *, tin: str) -> tuple[Section, ...]:
    """Return all that a form says, with the TIN as it may be shown here. Source: ORG-1 (APP 0), PRF-7."""
    told = content.particulars
    office = (
        Line(gettext_noop("Kind of organization"), KIND_NAMES.get(told.kind, told.kind), named=True),
        Line(gettext_noop("Legal business name"), told.legal_name),
        Line(gettext_noop("TIN/SSN"), tin),
        Line(gettext_noop("NPI"), told.npi),
        Line(gettext_noop("Provider number (PTAN)"), told.ptan),
        Line(gettext_noop("Address"), told.address),
        Line(gettext_noop("City"), told.city),
        Line(gettext_noop("State/territory"), STATES.get(told.state, told.state), named=True),
        Line(gettext_noop("ZIP code"), told.zip_code),
        Line(gettext_noop("Company telephone"), shown_telephone(told.telephone)),
        Line(gettext_noop("Location"), LOCATIONS.get(content.location, ""), named=True),
        Line(gettext_noop("Line of business"), LINES_OF_BUSINESS.get(content.line_of_business, ""), named=True),
    )
    contact = (*_person(content.contact), Line(gettext_noop("Telephone"), shown_telephone(content.contact.telephone)))
    official = (*_person(content.official), Line(gettext_noop("Title"), content.official.title))
    nobody = (Line(gettext_noop("Legal name"), gettext_noop("Nobody is named"), named=True),)
    found = (
        Section(gettext_noop("Organization"), office),
        Section(gettext_noop("Designated approver"), _person(content.approver)),
        Section(gettext_noop("Backup approver"), _person(content.backup) if content.backup else nobody),
        Section(gettext_noop("Authorized or delegated official"), official),
        Section(gettext_noop("Contact"), contact),
    )
    return tuple(Section(each.heading, tuple(line for line in each.lines if line.value)) for each in found)


def _person(person: NamedPerson) -> tuple[Line, ...]:
    return (
        Line(gettext_noop("Legal name"), person.full_name),
        Line(gettext_noop("Email address"), person.email),
    )
