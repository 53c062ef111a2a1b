"""What happens to organizations."""

from dataclasses import dataclass
from uuid import UUID

from vestibule.kernel.facts import Code, Fact


@dataclass(frozen=True, kw_only=True)
class OrganizationLoaded(Fact, name="organizations.loaded", rules=("ORG-4",)):
    """The operator made an organization known, from the record of the accepted form."""

    organization_id: UUID
    kind: Code


@dataclass(frozen=True, kw_only=True)
class OrganizationCorrected(Fact, name="organizations.corrected", rules=("ORG-4",)):
    """The operator loaded an organization again, and some of its particulars had changed."""

    organization_id: UUID
    changed: tuple[Code, ...]
