"""What the page of an update form asks for, and what the answers mean to the rules: what is left empty stays."""

from collections.abc import Mapping
from dataclasses import replace

from vestibule.accounts.queries import PersonCard
from vestibule.kernel.reasons import gettext_noop
from vestibule.kernel.telephones import shown_telephone
from vestibule.organizations.policy.content import Contact, FormContent, Official, Update
from vestibule.organizations.policy.naming import NamedPerson
from vestibule.organizations.policy.particulars import Particulars
from vestibule.organizations.policy.updating import CHANGEABLE, Known
from vestibule.web.forms import Field, Form, Kind
from vestibule.web.site.form_fields import APPROVER, BACKUP, CONTACT, OFFICIAL, ORGANIZATION, PLACE
from vestibule.web.site.signing import SIGNED_FORM

Group = tuple[str, str, tuple[Field, ...]]

# An office's name, numbers and place, as the new organization form asks for them; its kind and its TIN never change.
_OFFICE = {each.name: each for each in (*ORGANIZATION, *PLACE)}


def _changed(name: str, label: str = "") -> Field:
    """Return a field of an office for what is new of it; whether a number is needed was said once."""
    known = _OFFICE[name]
    hint = "" if name in {"npi", "ptan"} else known.hint
    return replace(known, label=label or known.label, hint=hint, required=False, sometimes=True)


WHICH = (  # as wide as the words above them
    replace(_OFFICE["tin"], hint=gettext_noop("As the accepted form of the organization has it"), width=""),
    Field(
        "submitter_id",
        gettext_noop("Submitter ID"),
        hint=gettext_noop("From the approval communication of the help desk"),
        autocomplete="off",
        most=40,
    ),
    Field("known_as", gettext_noop("Legal business name so far"), autocomplete="organization"),
)
CHANGES = (
    _changed("legal_name", gettext_noop("New legal business name")),
    _changed("npi"),
    _changed("ptan"),
    _changed("address"),
    _changed("city"),
    _changed("state"),
    _changed("zip_code"),
    _changed("telephone"),
    _changed("location"),
    _changed("line_of_business"),
)
NEW_APPROVER = (
    *(replace(each, required=False, sometimes=True) for each in APPROVER),
    Field(
        "approver_left",
        gettext_noop("The approver named so far has left: their role in this organization ends"),
        Kind.CHECKBOX,
        required=False,
    ),
)
NEW_BACKUP = (
    *(replace(each, required=False, sometimes=True) for each in BACKUP),
    Field("no_backup", gettext_noop("Nobody is to be the backup approver"), Kind.CHECKBOX, required=False),
    Field(
        "backup_left",
        gettext_noop("The backup approver named so far has left: their role in this organization ends"),
        Kind.CHECKBOX,
        required=False,
    ),
)
_HIDDEN = (Field("page", "", Kind.HIDDEN, required=False), Field("seen", "", Kind.HIDDEN, required=False))

WHICH_GROUP: Group = (
    gettext_noop("Which organization"),
    gettext_noop("All three are needed, so that nobody changes another's organization."),
    WHICH,
)
GROUPS: tuple[Group, ...] = (
    (
        gettext_noop("Designated approver"),
        gettext_noop("Only if another is to be named: the full legal name, and an email address that only they read."),
        NEW_APPROVER,
    ),
    (
        gettext_noop("Backup approver"),
        gettext_noop("Only if another is to be named, or nobody any more."),
        NEW_BACKUP,
    ),
    (
        gettext_noop("Changed data"),
        gettext_noop("Only what is new. Another TIN/SSN is another organization: send a new organization form for it."),
        CHANGES,
    ),
    (
        gettext_noop("Contact"),
        gettext_noop("Whom the help desk asks about this form. It may be you, or anybody named above."),
        CONTACT,
    ),
    (
        gettext_noop("Authorized or delegated official"),
        gettext_noop("Signs for the organization, by a link that is mailed to them. It may be the approver themself."),
        OFFICIAL,
    ),
)


def _form(groups: tuple[Group, ...]) -> Form:
    return Form((*(each for _, _, fields in groups for each in fields), SIGNED_FORM, *_HIDDEN))


BY_ANYBODY = _form((WHICH_GROUP, *GROUPS))
BY_MEMBER = _form(GROUPS)


def changes_of(typed: Mapping[str, str]) -> FormContent:
    """Return what was typed as the rules know it, tidied."""
    office = dict.fromkeys(Particulars.__dataclass_fields__, "") | {name: typed[name] for name in CHANGEABLE}
    return FormContent(
        particulars=Particulars(**office),
        approver=NamedPerson(**_person(typed, "approver")),
        official=Official(**_person(typed, "official"), title=typed["official_title"]),
        contact=Contact(**_person(typed, "contact"), telephone=typed["contact_telephone"]),
        backup=NamedPerson(**_person(typed, "backup")),
        location=typed["location"],
        line_of_business=typed["line_of_business"],
        update=Update(
            typed.get("known_as", ""),
            no_backup=bool(typed["no_backup"]),
            approver_left=bool(typed["approver_left"]),
            backup_left=bool(typed["backup_left"]),
        ),
    ).tidied()


def known_of(typed: Mapping[str, str]) -> Known:
    """Return what a visitor knows of the organization."""
    return Known(typed["tin"], typed["submitter_id"], typed["known_as"])


def typed_of(stands: FormContent) -> dict[str, str]:
    """Return what stands, as its page shows it to who decides there: by the names of the fields."""
    told = vars(stands.particulars)
    people = {"approver": stands.approver, "backup": stands.backup or NamedPerson(), "official": stands.official}
    return {
        **{name: str(told[name]) for name in CHANGEABLE},
        "telephone": shown_telephone(stands.particulars.telephone),
        "location": stands.location,
        "line_of_business": stands.line_of_business,
        "official_title": stands.official.title,
        **{f"{who}_{part}": said for who, named in people.items() for part, said in _parts(named).items()},
    }


def contact_of(card: PersonCard) -> dict[str, str]:
    """Return who fills in the form as its contact."""
    return {
        "contact_first_name": card.first_name,
        "contact_last_name": card.last_name,
        "contact_email": card.email,
    }


def _parts(named: NamedPerson) -> dict[str, str]:
    return {part: str(getattr(named, part)) for part in NamedPerson.__dataclass_fields__}


def _person(typed: Mapping[str, str], who: str) -> dict[str, str]:
    return {name: typed.get(f"{who}_{name}", "") for name in NamedPerson.__dataclass_fields__}
