"""Whom a form names, and as what."""

from dataclasses import dataclass, field

from vestibule.kernel.names import folded_name

APPROVER = "approver"
BACKUP = "backup"


@dataclass(frozen=True)
class NamedPerson:
    """A person as a form names them: legal name and email address."""

    first_name: str = field(default="", repr=False)
    middle_name: str = field(default="", repr=False)
    last_name: str = field(default="", repr=False)
    suffix: str = field(default="", repr=False)
    email: str = field(default="", repr=False)

    @property
    def full_name(self) -> str:
        """The legal name as it is written."""
        return " ".join(part for part in (self.first_name, self.middle_name, self.last_name, self.suffix) if part)

    @property
    def says_anything(self) -> bool:
        """Whether anything is said of somebody."""
        said = (self.first_name, self.middle_name, self.last_name, self.suffix, self.email)
        return any(part.strip() for part in said)


def is_named(named: NamedPerson, person: NamedPerson) -> bool:
    """Say whether a form means this person: the same email address, proven before, and the same legal name.

    Source: ORG-3, ORG-4. Reading: first and last name are compared folded; middle name and suffix where both have one,
    for forms leave them out.
    """
    return named.email.strip().casefold() == person.email.strip().casefold() and (
        folded_name(named.first_name) == folded_name(person.first_name)
        and folded_name(named.last_name) == folded_name(person.last_name)
        and _agree(named.middle_name, person.middle_name)
        and _agree(named.suffix, person.suffix)
    )


def _agree(one: str, other: str) -> bool:
    folded_one, folded_other = folded_name(one), folded_name(other)
    return not folded_one or not folded_other or folded_one == folded_other
