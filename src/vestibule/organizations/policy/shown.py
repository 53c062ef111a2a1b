"""What a form says, in the order and words in which pages and the signed document show it."""

from dataclasses import dataclass, field

from vestibule.kernel.addresses import STATES
from vestibule.kernel.reasons import gettext_noop
from vestibule.kernel.telephones import shown_telephone
from vestibule.organizations.policy.content import FormContent, Update
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


_NOBODY = Line(gettext_noop("Legal name"), gettext_noop("Nobody is named"), named=True)


@dataclass(frozen=True)
class Compared:
    """One thing beside what it becomes."""

    old: Line
    new: Line

    @property
    def differs(self) -> bool:
        """Whether it changes."""
        return self.old.value != self.new.value


def sections(content: FormContent, *, tin: str) -> tuple[Section, ...]:
    """Return all that a form says, with the TIN as it may be shown here. Source: ORG-1, ORG-6 (APP 0), PRF-7."""
    found = _update(content, content.update) if content.update else _whole(content, tin)
    return tuple(Section(each.heading, tuple(line for line in each.lines if line.value)) for each in found)


def compared(old: FormContent, new: FormContent, *, tin: str) -> tuple[tuple[str, tuple[Compared, ...]], ...]:
    """Return what stands beside what an update makes of it, field by field, under its headings. Source: ORG-6."""
    sides = zip(_whole(old, tin), _whole(new, tin), strict=True)
    pairs = ((one.heading, zip(one.lines, other.lines, strict=True)) for one, other in sides)
    found = ((heading, tuple(Compared(was, will) for was, will in lines)) for heading, lines in pairs)
    return tuple(
        (heading, tuple(each for each in lines if each.old.value or each.new.value)) for heading, lines in found
    )


def _whole(content: FormContent, tin: str) -> tuple[Section, ...]:
    told = content.particulars
    office = (
        Line(gettext_noop("Kind of organization"), KIND_NAMES.get(told.kind, told.kind), named=True),
        Line(gettext_noop("Legal business name"), told.legal_name),
        Line(gettext_noop("TIN/SSN"), tin),
        *_office(content),
    )
    backup = content.backup or NamedPerson()
    return (
        Section(gettext_noop("Organization"), office),
        Section(gettext_noop("Designated approver"), _person(content.approver)),
        Section(
            gettext_noop("Backup approver"), _person(backup) if content.backup else (_NOBODY, *_person(backup)[1:])
        ),
        *_signing(content),
    )


def _update(content: FormContent, update: Update) -> tuple[Section, ...]:
    """Return what an update says: of which organization, and what changes. Source: ORG-6, LIF-5."""
    told, backup = content.particulars, content.backup or NamedPerson()
    which = (
        Line(gettext_noop("Legal business name so far"), update.known_as),
        Line(gettext_noop("Submitter ID"), told.submitter_id),
    )
    changes = (Line(gettext_noop("Legal business name"), told.legal_name), *_office(content))
    approver = (*_person(content.approver), _whereabouts(content.approver.says_anything, left=update.approver_left))
    none = (_NOBODY,) if update.no_backup else ()
    renamed = backup.says_anything or update.no_backup
    found = (
        Section(gettext_noop("Organization"), which),
        Section(gettext_noop("What changes"), changes),
        Section(gettext_noop("New designated approver"), approver),
        Section(
            gettext_noop("Backup approver"), (*_person(backup), *none, _whereabouts(renamed, left=update.backup_left))
        ),
        *_signing(content),
    )
    return tuple(each for each in found if any(line.value for line in each.lines))


def _office(content: FormContent) -> tuple[Line, ...]:
    told = content.particulars
    return (
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


def _signing(content: FormContent) -> tuple[Section, ...]:
    telephone = Line(gettext_noop("Telephone"), shown_telephone(content.contact.telephone))
    title = Line(gettext_noop("Title"), content.official.title)
    return (
        Section(gettext_noop("Authorized or delegated official"), (*_person(content.official), title)),
        Section(gettext_noop("Contact"), (*_person(content.contact), telephone)),
    )


def _whereabouts(renamed: bool, *, left: bool) -> Line:
    """Say whether whoever is replaced has left, where somebody is."""
    words = gettext_noop("has left the organization") if left else gettext_noop("stays in the organization")
    return Line(gettext_noop("Whoever was named so far"), words if renamed else "", named=True)


def _person(person: NamedPerson) -> tuple[Line, ...]:
    return (
        Line(gettext_noop("Legal name"), person.full_name),
        Line(gettext_noop("Email address"), person.email),
    )
