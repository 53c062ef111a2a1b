"""A business office and a provider in the tests of agreements, with the people who decide and work there."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tests.people import APPROVER, AT, END_USER, a_person, an_organization, holds, the_catalog
from vestibule.access.actions import accept_agreement, propose_agreement
from vestibule.kernel.actor import person
from vestibule.notices.models import Mail

BILLER = "spot-business-office-approver"


@dataclass(frozen=True)
class Pair:
    """A business office with its approver and an end user, and a provider with its approver."""

    office: UUID
    provider: UUID
    olga: UUID  # approver of the business office
    eva: UUID  # its end user
    petra: UUID  # approver of the provider

    def proposed(self, *, at: datetime = AT) -> UUID:
        """Let the provider propose."""
        return propose_agreement(self.provider, self.office, application_key="spot", by=person(self.petra), at=at)

    def agreed(self, *, at: datetime = AT) -> UUID:
        """Let both sides accept."""
        agreement_id = self.proposed(at=at)
        accept_agreement(agreement_id, self.office, by=person(self.olga), at=at)
        return agreement_id


def a_pair(at: datetime = AT) -> Pair:
    """Return two organizations that may agree, all of whose people's roles began at a moment."""
    the_catalog()
    office = an_organization("Bayside Billing Services, Inc.", kind="third_party_biller", city="Tampa")
    provider = an_organization()
    olga, eva, petra = a_person("Olga", "Office"), a_person("Eva", "Enduser"), a_person("Petra", "Provider")
    holds(olga, BILLER, office, at=at)
    holds(eva, END_USER, office, at=at)
    holds(petra, APPROVER, provider, at=at)
    return Pair(office, provider, olga, eva, petra)


def mailed(kind: str) -> list[str]:
    """Return to whom mails of a kind about agreements were queued, in alphabetical order."""
    return sorted(mail.recipient.split(".")[0] for mail in Mail.objects.filter(kind=f"access/agreement_{kind}"))
