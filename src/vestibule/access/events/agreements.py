"""What happens to agreements between a business office, ``office_id``, and the provider that is served."""

from datetime import date
from uuid import UUID

from vestibule.kernel.facts import Code, Fact


class AgreementProposed(Fact, name="access.agreement_proposed", rules=("ORG-8",)):
    """One side, ``office`` or ``provider``, proposed that the business office serves the provider."""

    agreement_id: UUID
    application_key: Code
    office_id: UUID
    organization_id: UUID
    side: Code


class AgreementAccepted(Fact, name="access.agreement_accepted", rules=("ORG-8",)):
    """The other side accepted: the business office's people act for the provider, until it ends or isn't reviewed."""

    agreement_id: UUID
    application_key: Code
    office_id: UUID
    organization_id: UUID
    side: Code
    review_by: date


class AgreementDeclined(Fact, name="access.agreement_declined", rules=("ORG-8",)):
    """The other side declined a proposal."""

    agreement_id: UUID
    application_key: Code
    office_id: UUID
    organization_id: UUID
    side: Code


class AgreementWithdrawn(Fact, name="access.agreement_withdrawn", rules=("ORG-8",)):
    """The side that proposed took its proposal back before it was answered."""

    agreement_id: UUID
    application_key: Code
    office_id: UUID
    organization_id: UUID
    side: Code


class AgreementReviewed(Fact, name="access.agreement_reviewed", rules=("ORG-8",)):
    """The provider reviewed an agreement, which counts until that day."""

    agreement_id: UUID
    application_key: Code
    office_id: UUID
    organization_id: UUID
    review_by: date


class AgreementEnded(Fact, name="access.agreement_ended", rules=("ORG-8", "SPT-3")):
    """One side ended an agreement that was in force, and with it all that it granted."""

    agreement_id: UUID
    application_key: Code
    office_id: UUID
    organization_id: UUID
    side: Code
    why: Code


class AgreementReviewAsked(Fact, name="access.agreement_review_asked", rules=("ORG-8", "LIF-7")):
    """Both sides were told, so many days before, that an agreement is to be reviewed by that day."""

    agreement_id: UUID
    application_key: Code
    office_id: UUID
    organization_id: UUID
    days: int
    review_by: date


class AgreementLapsed(Fact, name="access.agreement_lapsed", rules=("ORG-8", "LIF-7", "SPT-3")):
    """Nobody answered a proposal in time, or nobody reviewed an agreement, which grants nothing from then on."""

    agreement_id: UUID
    application_key: Code
    office_id: UUID
    organization_id: UUID
    was: Code


class AgreementLoaded(Fact, name="access.agreement_loaded", rules=("ORG-8",)):
    """The operator brought an agreement along that both sides had accepted before; it is reviewed by that day."""

    agreement_id: UUID
    application_key: Code
    office_id: UUID
    organization_id: UUID
    review_by: date
