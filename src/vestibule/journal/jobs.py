"""What the calendar calls: sealing, checkpoints, and forgetting addresses."""

from datetime import datetime

import structlog
from django.conf import settings

from vestibule.jobs.queue import job
from vestibule.journal import sealing, upkeep
from vestibule.journal.actions import send_checkpoint
from vestibule.journal.checkpoints import latest_checkpoint, make_checkpoint, publish_checkpoints
from vestibule.journal.spine import MOST_ROWS_IN_A_SET
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.reasons import Refused

log = structlog.get_logger(__name__)


@job("journal.seal", attempts=1)
def seal(*, at: datetime) -> None:
    """Give entries their places in the log. Source: AUD-2."""
    sealing.seal(at=at)


@job("journal.checkpoint", attempts=1)
def checkpoint(*, at: datetime) -> None:
    """Sign what the log has become, and write it to the folder. Source: AUD-2."""
    try:
        make_checkpoint(at=at)
    except Refused as refused:  # told each minute, until somebody has looked
        log.error("record_contradicted", reason_code=refused.reasons[0].code)
    publish_checkpoints()


@job("journal.send_checkpoint")
def send(*, at: datetime) -> None:
    """Send the newest checkpoint to the officers who keep one outside, once a day. Source: AUD-2."""
    newest = latest_checkpoint()
    if newest and settings.RECORD_OFFICERS:
        send_checkpoint(newest.checkpoint, by=SYSTEM, at=at)


@job("journal.forget_addresses", attempts=1)
def forget(*, at: datetime) -> None:
    """Forget the network addresses of old deeds. Source: AUD-1."""
    while upkeep.forget_addresses(at=at) == MOST_ROWS_IN_A_SET:
        pass
