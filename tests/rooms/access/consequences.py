"""What a deed leaves behind: entries, mails, outbound rows and grants."""

from collections import Counter
from dataclasses import dataclass

from vestibule.access.models import RoleGrant, RoleRequest
from vestibule.journal.models import Entry, OutboundEvent
from vestibule.notices.models import Mail


@dataclass(frozen=True)
class Consequences:
    """All that stands in the tables which a decision could touch."""

    facts: dict[str, int]
    mails: dict[str, int]
    outbound: int
    grants: int
    states: dict[str, int]


def consequences() -> Consequences:
    """Return what stands there now; equal before and after means that nothing was left behind."""
    return Consequences(
        facts=dict(Counter(Entry.objects.values_list("fact", flat=True))),
        mails=dict(Counter(Mail.objects.values_list("kind", flat=True))),
        outbound=OutboundEvent.objects.count(),
        grants=RoleGrant.objects.filter(ended_at=None).count(),
        states=dict(Counter(RoleRequest.objects.values_list("state", flat=True))),
    )


def mail_to(address: str, kind: str) -> Mail:
    """Return the one mail of a kind that waits for an address."""
    found = [mail for mail in Mail.objects.filter(kind=kind) if mail.recipient == address]
    assert len(found) == 1, f"{len(found)} mails {kind} to {address}"
    return found[0]
