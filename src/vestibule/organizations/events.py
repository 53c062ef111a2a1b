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


@dataclass(frozen=True, kw_only=True)
class OrganizationCreated(Fact, name="organizations.created", rules=("ORG-3", "ORG-4")):
    """A submitted role request created an organization, pending: its TIN and submitter ID are taken."""

    organization_id: UUID
    form_id: UUID
    kind: Code


@dataclass(frozen=True, kw_only=True)
class OrganizationActivated(Fact, name="organizations.activated", rules=("ORG-3",)):
    """The request that created an organization was approved: others find it from here on."""

    organization_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrganizationDropped(Fact, name="organizations.dropped", rules=("ORG-3",)):
    """The request that created an organization was denied or taken back: its TIN and submitter ID are free again."""

    organization_id: UUID
