"""What an update form must say, what stands once it is accepted, and in what that differs from what stood."""

from dataclasses import asdict, dataclass, replace

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop
from vestibule.organizations.policy.content import FormContent, Update
from vestibule.organizations.policy.forms import (
    HAS_LINK,
    HOLDS_A_LINK,
    LINE_UNKNOWN,
    LINES_OF_BUSINESS,
    LOCATION_UNKNOWN,
    LOCATIONS,
    NOT_A_PROVIDER,
    contact_faults,
    official_faults,
    person_faults,
    same_faults,
)
from vestibule.organizations.policy.particulars import NAME_MISSING, THIRD_PARTY_BILLER, office_faults

# What an update may change; another TIN, submitter ID or kind is another organization.
CHANGEABLE = ("legal_name", "npi", "ptan", "address", "city", "state", "zip_code", "telephone")
NAMES = (*CHANGEABLE, "location", "line_of_business", "approver", "backup", "official", "contact")

CHANGES_NOTHING = declare_reason(
    "update.changes_nothing",
    gettext_noop("This form changes nothing: fill in what is new, and leave empty what stays."),
    rule="ORG-6",
)
UNKNOWN = declare_reason(
    "update.unknown",
    gettext_noop("No organization has this TIN/SSN, submitter ID and legal business name together. Check all three."),
    rule="ORG-6",
    field="tin",
)
TRIED_TOO_OFTEN = declare_reason(
    "update.tried_too_often",
    gettext_noop("Too many forms were tried from your network or for this TIN/SSN. Please go on in an hour."),
    rule="ORG-6",
    field="tin",
)
LEFT_AND_STAYS = declare_reason(
    "update.left_and_stays",
    gettext_noop("Whoever has left can't stay the approver: name a new one."),
    rule="LIF-5",
    field="approver_left",
)
BACKUP_LEFT_AND_STAYS = declare_reason(
    "update.backup_left_and_stays",
    gettext_noop("Whoever has left can't stay the backup approver: name a new one, or say that there is none."),
    rule="LIF-5",
    field="backup_left",
)
BACKUP_OR_NONE = declare_reason(
    "update.backup_or_none",
    gettext_noop("Name a backup approver, or say that there is none: not both."),
    rule="ORG-6",
    field="no_backup",
)
CHANGED_MEANWHILE = declare_reason(
    "update.changed_meanwhile",
    gettext_noop(
        "What stands for this organization has changed since you opened this page. This is what stands now: look again."
    ),
    rule="ORG-6",
)
STANDS_NO_MORE = declare_reason(
    "update.stands_no_more",
    gettext_noop("This organization doesn't stand any more, so nothing of it can be changed."),
    rule="ORG-6",
)


@dataclass(frozen=True)
class Known:
    """What somebody who isn't signed in knows of an organization, to begin an update of it."""

    tin: str
    submitter_id: str
    legal_name: str


def update_faults(content: FormContent) -> list[Reason]:
    """List why an update, tidied before, can't be sent, whatever stands; each reason beside its own field.

    Source: ORG-6 (APP 0), LIF-5. Reading: what is left empty stays; a person is named whole or not at all; contact and
    official are always named, for they are of this form.
    """
    told, update = content.particulars, content.update or Update()
    named = any(map(str.isalnum, update.known_as)) and len(update.known_as) <= 200
    given = {name for name in CHANGEABLE if getattr(told, name)}
    backup = content.backup
    return [
        *([] if named else [NAME_MISSING().on("known_as")]),
        *(fault for fault in office_faults(told) if fault.field in given),
        *([LOCATION_UNKNOWN()] if content.location and content.location not in LOCATIONS else []),
        *([LINE_UNKNOWN()] if content.line_of_business and content.line_of_business not in LINES_OF_BUSINESS else []),
        *contact_faults(content),
        *(person_faults(content.approver, "approver") if content.approver.says_anything else []),
        *(person_faults(backup, "backup") if backup else []),
        *(same_faults(backup, content.approver) if backup and content.approver.says_anything else []),
        *official_faults(content),
        *_leaving_faults(content, update),
        *(HOLDS_A_LINK().on(name) for name in _with_links(content, update)),
        *([] if changes_anything(content) else [CHANGES_NOTHING()]),
    ]


def changes_anything(content: FormContent) -> bool:
    """Say whether an update would change anything of an organization, or whom it names to decide."""
    update = content.update or Update()
    office = any(getattr(content.particulars, name) for name in CHANGEABLE)
    named = content.approver.says_anything or content.backup is not None or update.no_backup
    return office or named or bool(content.location or content.line_of_business)


def fitting_faults(stands: FormContent, content: FormContent) -> list[Reason]:
    """List why an update doesn't fit what stands: who decides is told, and who sees what stands. Source: ORG-6."""
    told, new = content.particulars, updated(stands, content)
    biller = stands.particulars.kind == THIRD_PARTY_BILLER
    numbers = [NOT_A_PROVIDER().on(name) for name in ("npi", "ptan") if biller and getattr(told, name)]
    renamed = content.backup is not None or content.approver.says_anything
    both = new.backup if renamed and new.approver.says_anything else None
    return [*numbers, *(same_faults(both, new.approver) if both else [])]


def trimmed(stands: FormContent, content: FormContent) -> FormContent:
    """Return an update without what is no change: its page was filled in beforehand with what stands."""
    told, old = content.particulars, stands.particulars
    same = {name: "" for name in CHANGEABLE if getattr(told, name) == getattr(old, name)}
    return replace(
        content,
        particulars=replace(told, **same),
        approver=type(content.approver)() if content.approver == stands.approver else content.approver,
        backup=None if content.backup == stands.backup else content.backup,
        location="" if content.location == stands.location else content.location,
        line_of_business="" if content.line_of_business == stands.line_of_business else content.line_of_business,
    )


def updated(stands: FormContent, content: FormContent) -> FormContent:
    """Return what stands once an update is accepted, whole. Source: ORG-6.

    Reading: who signed it is the official from here on, and who sent it the contact.
    """
    update = content.update or Update()
    given = {name: value for name in CHANGEABLE if (value := getattr(content.particulars, name))}
    return replace(
        stands,
        particulars=replace(stands.particulars, **given),
        approver=content.approver if content.approver.says_anything else stands.approver,
        backup=None if update.no_backup else content.backup or stands.backup,
        official=content.official,
        contact=content.contact,
        location=content.location or stands.location,
        line_of_business=content.line_of_business or stands.line_of_business,
        update=None,
    )


def differing(old: FormContent, new: FormContent) -> tuple[str, ...]:
    """Return by name in what two contents differ, as the record has it."""
    flat = [{**asdict(each.particulars), **vars(each)} for each in (old, new)]
    return tuple(name for name in NAMES if flat[0][name] != flat[1][name])


def _leaving_faults(content: FormContent, update: Update) -> list[Reason]:
    """Say that nobody has left who stays named. Source: LIF-5, ORG-6."""
    goes = content.backup is not None or update.no_backup
    return [
        *([LEFT_AND_STAYS()] if update.approver_left and not content.approver.says_anything else []),
        *([BACKUP_LEFT_AND_STAYS()] if update.backup_left and not goes else []),
        *([BACKUP_OR_NONE()] if content.backup is not None and update.no_backup else []),
    ]


def _with_links(content: FormContent, update: Update) -> list[str]:
    """Return which of the names that stand in mails hold an address of the web."""
    said = {"legal_name": content.particulars.legal_name, "known_as": update.known_as}
    return [name for name, words in said.items() if HAS_LINK.search(words)]
