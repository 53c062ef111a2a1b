"""What a form says, of an organization or an update of one, and the one written form of it: what is signed."""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypeVar

from stdnum.us import ein

from vestibule.kernel.telephones import telephone_number
from vestibule.kernel.texts import one_line
from vestibule.organizations.policy.naming import NamedPerson
from vestibule.organizations.policy.particulars import Particulars

Named = TypeVar("Named", bound=NamedPerson)

EMPLOYERS = "ein"  # an employer's number: on public record
PERSONS = "ssn"  # a person's Social Security number: never shown in full


@dataclass(frozen=True)
class Official(NamedPerson):
    """The authorized or delegated official who signs."""

    title: str = field(default="", repr=False)


@dataclass(frozen=True)
class Contact(NamedPerson):
    """Whom the help desk asks."""

    telephone: str = field(default="", repr=False)


@dataclass(frozen=True)
class Update:
    """What makes a form an update: of which organization, who is named no more, who has left. Source: ORG-6, LIF-5."""

    known_as: str = ""  # its legal name so far, as who fills in the form knows it
    no_backup: bool = False
    approver_left: bool = False
    backup_left: bool = False


@dataclass(frozen=True)
class FormContent:
    """All that a form says. Source: ORG-1, ORG-6 (APP 0). Of an update, what it leaves empty stays as it is."""

    particulars: Particulars = field(repr=False)
    approver: NamedPerson
    official: Official
    contact: Contact
    backup: NamedPerson | None = None
    location: str = ""
    line_of_business: str = ""
    tin_kind: str = ""
    update: Update | None = None

    def tidied(self) -> "FormContent":
        """Return the same in the one form that is stored and signed; what can't be brought into it stands as it was."""
        return replace(
            self,
            particulars=self.particulars.tidied(),
            approver=_tidied(self.approver),
            official=replace(_tidied(self.official), title=one_line(self.official.title)),
            contact=replace(
                _tidied(self.contact),
                telephone=telephone_number(self.contact.telephone) or self.contact.telephone.strip(),
            ),
            backup=_tidied(self.backup) if self.backup and self.backup.says_anything else None,
            tin_kind=self.tin_kind or tin_kind(self.particulars.tin),
            update=replace(self.update, known_as=one_line(self.update.known_as)) if self.update else None,
        )

    def written(self) -> str:
        """Return the content in its one written form: JSON, keys in order, no white space. Source: ORG-1."""
        flat = {
            **asdict(self.particulars),
            "approver": asdict(self.approver),
            "backup": asdict(self.backup) if self.backup else None,
            "official": asdict(self.official),
            "contact": asdict(self.contact),
            "location": self.location,
            "line_of_business": self.line_of_business,
            "tin_kind": self.tin_kind,
            **({"update": asdict(self.update)} if self.update else {}),
        }
        return json.dumps(flat, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @property
    def people(self) -> tuple[NamedPerson, ...]:
        """Everybody whom the form names."""
        named = (self.approver, self.backup, self.official, self.contact)
        return tuple(person for person in named if person is not None and person.says_anything)


def digest_of(written: str) -> str:
    """Return the SHA-256 of a written form, in hexadecimal: what is signed, in 64 characters. Source: ORG-1."""
    return hashlib.sha256(written.encode()).hexdigest()


def read_content(written: str) -> FormContent:
    """Return what a written form says."""
    told: dict[str, Any] = json.loads(written)
    return FormContent(
        particulars=Particulars(**{name: told.get(name, "") for name in Particulars.__dataclass_fields__}),
        approver=NamedPerson(**told["approver"]),
        official=Official(**told.get("official", {})),
        contact=Contact(**told.get("contact", {})),
        backup=NamedPerson(**told["backup"]) if told.get("backup") else None,
        location=told.get("location", ""),
        line_of_business=told.get("line_of_business", ""),
        tin_kind=told.get("tin_kind", PERSONS),
        update=Update(**told["update"]) if told.get("update") else None,
    )


def tin_kind(text: str) -> str:
    """Say whether a TIN, as somebody typed it, is an employer's number or may be a person's.

    Source: ORG-1, PRF-7. Reading: what is written 12-3456789 is an employer's; everything else is taken for a person's,
    so that a doubt never shows a Social Security number.
    """
    is_written_so = re.fullmatch(r"[0-9]{2}-[0-9]{7}", text.strip())
    return EMPLOYERS if is_written_so and ein.is_valid(text) else PERSONS


def shown_tin(tin: str, kind: str) -> str:
    """Return a TIN as a page may show it: an employer's in full, of a person's the last four. Source: PRF-7, ORG-1."""
    return f"{tin[:2]}-{tin[2:]}" if kind == EMPLOYERS else hidden_tin(tin)


def hidden_tin(tin: str) -> str:
    """Return a TIN of which only the last four can be read. Source: PRF-7."""
    return f"***-**-{tin[-4:]}"


def _tidied(person: Named) -> Named:
    return replace(
        person,
        first_name=one_line(person.first_name),
        middle_name=one_line(person.middle_name),
        last_name=one_line(person.last_name),
        suffix=one_line(person.suffix),
        email=person.email.strip(),
    )
