"""What happens at the help desk."""

from dataclasses import dataclass
from uuid import UUID

from vestibule.kernel.facts import Code, Fact


@dataclass(frozen=True, kw_only=True)
class StaffAppointed(Fact, name="desk.staff_appointed", rules=("HLP-2",)):
    """A person works at the help desk from now on."""

    person_id: UUID
    tier: Code
