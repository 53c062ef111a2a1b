"""Who does a deed, and from where."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """What sort of party acts."""

    VISITOR = "visitor"  # nobody has signed in
    PERSON = "person"  # someone with an account, staff included: powers are judged at use
    PROGRAM = "program"  # a registered application
    OPERATOR = "operator"  # whoever runs a command on the machine
    SYSTEM = "system"  # the calendar of jobs


@dataclass(frozen=True)
class Trail:
    """Where a deed came from; kept beside the journal entry, with its own retention (AUD-1)."""

    address: str | None = None
    session_id: UUID | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts: passed as ``by`` to every action, never read from the surroundings."""

    kind: ActorKind
    id: UUID | None = None
    trail: Trail = Trail()

    @property
    def person_id(self) -> UUID | None:
        """The person who acts, if it is one."""
        return self.id if self.kind is ActorKind.PERSON else None


OPERATOR = Actor(ActorKind.OPERATOR)
SYSTEM = Actor(ActorKind.SYSTEM)


def visitor(trail: Trail = Trail()) -> Actor:
    """Return somebody who hasn't signed in."""
    return Actor(ActorKind.VISITOR, trail=trail)


def person(person_id: UUID, trail: Trail = Trail()) -> Actor:
    """Return the person with this id as an actor."""
    return Actor(ActorKind.PERSON, person_id, trail)
