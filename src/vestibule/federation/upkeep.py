"""Technical state of federation: what nobody can use any more."""

from datetime import datetime, timedelta

from vestibule.federation.models import AuthorizationCode
from vestibule.journal.spine import upkeep

# Kept longer than any access token lives, so that a reuse still finds what it must revoke.
CODES_KEPT = timedelta(days=1)


@upkeep
def sweep(*, at: datetime) -> None:
    """Throw away old codes, with the tokens they gave; nothing relies on it, for all is judged at use."""
    AuthorizationCode.objects.filter(issued_at__lte=at - CODES_KEPT).delete()
