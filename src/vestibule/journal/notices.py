"""Who is told of the record itself: the officers who keep its checkpoints outside."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from vestibule.journal.events import CheckpointSent
from vestibule.notices.table import Notice, tells


@tells(CheckpointSent)
def checkpoint_sent(fact: CheckpointSent, secrets: Mapping[str, Any]) -> list[Notice]:
    """Send the officers a checkpoint with the public keys. Source: AUD-2."""
    values = {"note": secrets["note"], "keys": secrets["keys"], "size": fact.size}
    return [Notice("journal/checkpoint", to, values) for to in settings.RECORD_OFFICERS]
