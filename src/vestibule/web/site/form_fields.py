"""What the page of a new organization form asks for, and what the answers mean to the rules."""

from collections.abc import Mapping

from vestibule.accounts.policy.registration import LONGEST_NAME
from vestibule.kernel.addresses import STATES
from vestibule.kernel.reasons import gettext_noop
from vestibule.organizations.policy.content import Contact, FormContent, Official
from vestibule.organizations.policy.forms import KIND_NAMES, LABELS, LINES_OF_BUSINESS, LOCATIONS, LONGEST_TITLE
from vestibule.organizations.policy.naming import NamedPerson
from vestibule.organizations.policy.particulars import Particulars
from vestibule.web.forms import Choice, Field, Form, Kind
from vestibule.web.site.signing import SIGNED_FORM

KIND_HINTS = {
    "provider_office": gettext_noop("A practice, clinic, hospital or supplier with its own NPI and PTAN"),
    "third_party_biller": gettext_noop("A business that bills or looks up claims for providers"),
}
_NUMBERS = gettext_noop("A provider office needs it; a third-party biller leaves it empty.")

ORGANIZATION = (
    Field(
        "kind",
        gettext_noop("Kind of organization"),
        Kind.RADIOS,
        choices=tuple(Choice(key, name, KIND_HINTS[key]) for key, name in KIND_NAMES.items()),
    ),
    Field("legal_name", gettext_noop("Legal business name"), autocomplete="organization"),
    Field(
        "tin",
        gettext_noop("TIN/SSN"),
        hint=gettext_noop("Nine digits: 12-3456789 is an employer's number, 123-45-6789 a Social Security number."),
        autocomplete="off",
        most=40,
        width="sm",
    ),
    Field("npi", gettext_noop("NPI"), hint=_NUMBERS, required=False, sometimes=True, most=40, width="sm"),
    Field(
        "ptan",
        gettext_noop("Provider number (PTAN)"),
        hint=_NUMBERS,
        required=False,
        sometimes=True,
        most=40,
        width="sm",
    ),
)
PLACE = (
    Field("address", gettext_noop("Address"), autocomplete="street-address"),
    Field("city", gettext_noop("City"), autocomplete="address-level2"),
    Field(
        "state",
        gettext_noop("State/territory"),
        Kind.SELECT,
        autocomplete="address-level1",
        choices=tuple(Choice(code, name) for code, name in STATES.items()),
    ),
    Field(
        "zip_code",
        gettext_noop("ZIP code"),
        hint=gettext_noop("Five digits, or nine as in 32202-1234"),
        autocomplete="postal-code",
        most=40,
        width="sm",
    ),
    Field(
        "telephone",
        gettext_noop("Company telephone"),
        Kind.TELEPHONE,
        hint=gettext_noop("With the area code, for example 904-555-0123"),
        most=40,
        width="md",
    ),
    Field(
        "location",
        gettext_noop("Location"),
        Kind.SELECT,
        hint=gettext_noop("Where the services that you bill for are given"),
        choices=tuple(Choice(key, name) for key, name in LOCATIONS.items()),
    ),
    Field(
        "line_of_business",
        gettext_noop("Line of business"),
        Kind.SELECT,
        choices=tuple(Choice(key, name) for key, name in LINES_OF_BUSINESS.items()),
    ),
)


def _name(field_name: str, *, required: bool = True, sometimes: bool = False, hint: str = "") -> Field:
    return Field(field_name, LABELS[field_name], required=required, sometimes=sometimes, hint=hint, most=LONGEST_NAME)


def _email(field_name: str, label: str, *, required: bool = True, sometimes: bool = False, hint: str = "") -> Field:
    return Field(field_name, label, Kind.EMAIL, required=required, sometimes=sometimes, hint=hint, most=300)


CONTACT = (
    _name("contact_first_name"),
    _name("contact_last_name"),
    _email("contact_email", gettext_noop("Contact email address")),
    Field("contact_telephone", gettext_noop("Contact telephone"), Kind.TELEPHONE, most=40, width="md"),
)
APPROVER = (
    _name("approver_first_name"),
    _name("approver_middle_name", required=False),
    _name("approver_last_name"),
    _name("approver_suffix", required=False),
    _email(
        "approver_email",
        gettext_noop("Approver email address"),
        hint=gettext_noop("The one they will register with; only they read it."),
    ),
)
BACKUP = (
    _name("backup_first_name", required=False, sometimes=True),
    _name("backup_middle_name", required=False),
    _name("backup_last_name", required=False, sometimes=True),
    _name("backup_suffix", required=False),
    _email("backup_email", gettext_noop("Backup approver email address"), required=False, sometimes=True),
)
OFFICIAL = (
    _name("official_first_name"),
    _name("official_last_name"),
    Field(
        "official_title",
        gettext_noop("Official title"),
        hint=gettext_noop("For example, Practice Administrator"),
        autocomplete="off",
        most=LONGEST_TITLE,
    ),
    _email(
        "official_email",
        gettext_noop("Official email address"),
        hint=gettext_noop("The link to sign is sent to it."),
    ),
)

NEW_FORM = Form(
    (
        *ORGANIZATION,
        *PLACE,
        *CONTACT,
        *APPROVER,
        *BACKUP,
        *OFFICIAL,
        SIGNED_FORM,
        Field("page", "", Kind.HIDDEN, required=False),
    )
)
GROUPS: tuple[tuple[str, str, tuple[Field, ...]], ...] = (
    (gettext_noop("Organization"), "", ORGANIZATION),
    (gettext_noop("Where it is"), "", PLACE),
    (
        gettext_noop("Contact"),
        gettext_noop("Whom the help desk asks about this form. It may be you, or anybody named below."),
        CONTACT,
    ),
    (
        gettext_noop("Designated approver"),
        gettext_noop("Decides who works in SPOT for the organization. Give the full legal name, no nicknames."),
        APPROVER,
    ),
    (
        gettext_noop("Backup approver"),
        gettext_noop(
            "Has the approver's powers when the approver is away. You may name nobody; if you name somebody, first "
            "name, last name and an email address of their own are needed."
        ),
        BACKUP,
    ),
    (
        gettext_noop("Authorized or delegated official"),
        gettext_noop("Signs for the organization, by a link that is mailed to them. It may be the approver themself."),
        OFFICIAL,
    ),
)


def content_of(typed: Mapping[str, str]) -> FormContent:
    """Return what was typed as the rules know it, tidied."""
    office = {name: typed.get(name, "") for name in Particulars.__dataclass_fields__}
    return FormContent(
        particulars=Particulars(**office),
        approver=NamedPerson(**_person(typed, "approver")),
        official=Official(**_person(typed, "official"), title=typed.get("official_title", "")),
        contact=Contact(**_person(typed, "contact"), telephone=typed.get("contact_telephone", "")),
        backup=NamedPerson(**_person(typed, "backup")),
        location=typed.get("location", ""),
        line_of_business=typed.get("line_of_business", ""),
    ).tidied()


def _person(typed: Mapping[str, str], who: str) -> dict[str, str]:
    return {name: typed.get(f"{who}_{name}", "") for name in NamedPerson.__dataclass_fields__}
