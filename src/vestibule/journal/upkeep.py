"""Technical state beside the record: the network addresses, which are kept for a while only."""

from datetime import datetime, timedelta

from vestibule.journal.models import EntryTrail
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, upkeep
from vestibule.kernel.rulebook import rulebook


@upkeep
def forget_addresses(*, at: datetime) -> int:
    """Forget where old deeds came from, a thousand at most; return how many.

    Source: AUD-1. Reading: the trail stands apart from the entry, so that its bytes and its proof stay as they are.
    """
    old = EntryTrail.objects.filter(at__lte=at - timedelta(days=rulebook().record.address_days))
    some = list(old.order_by("at").values_list("pk", flat=True)[:MOST_ROWS_IN_A_SET])
    return EntryTrail.objects.filter(pk__in=some).delete()[0] if some else 0
