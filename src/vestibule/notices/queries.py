"""Reads of the outbox, for figures; and whom it can reach."""

from django.conf import settings
from django.db.models import Count

from vestibule.notices.models import Mail


def mails_by_state() -> dict[str, int]:
    """Count the mails that wait, and those that could not be delivered."""
    counted = Mail.objects.filter(state__in=["queued", "dead"]).values_list("state").annotate(Count("pk"))
    counts = dict(counted)
    return {state: counts.get(state, 0) for state in ("queued", "dead")}


def has_gateway() -> bool:
    """Say whether text messages can be sent and calls be made: whether the settings name a gateway."""
    return bool(settings.SMS_URL)
