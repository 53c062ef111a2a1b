"""What the calendar calls: mails of announcements, and what of eNews was never confirmed."""

from collections.abc import Iterator
from datetime import datetime

from vestibule.jobs.queue import job
from vestibule.journal.spine import MOST_ROWS_IN_A_SET
from vestibule.kernel.actor import SYSTEM
from vestibule.news.actions.mailing import issue_some, mail_some, to_be_issued, to_be_mailed
from vestibule.news.audiences import next_people
from vestibule.news.joining import readers_of
from vestibule.news.upkeep import forget_asks
from vestibule.sweeps.table import Foreseen, sweep


def foresee_mail(at: datetime) -> Iterator[Foreseen]:
    """Say who would be mailed which announcement, those included who want no such mail. Source: NEW-2, LIF-7."""
    for row in to_be_mailed(at):
        after = row.mailed_up_to
        while people := next_people(row.audience, after=after, most=MOST_ROWS_IN_A_SET):
            for person_id in people:
                yield Foreseen("mail", f"announcement {row.pk}", person_id)
            after = people[-1]
    for row in to_be_issued(at):
        for subscription_id in readers_of(row.audience, row.line).iterator():
            yield Foreseen("mail", f"eNews {row.pk} to {subscription_id}")


@sweep("news.send", foresees=foresee_mail)
def send(*, at: datetime) -> None:
    """Mail what is announced to those whom it concerns, and issues of eNews to who has joined. Source: NEW-2, NEW-1."""
    for announcement_id in list(to_be_mailed(at).values_list("pk", flat=True)):
        while mail_some(announcement_id, by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
            pass
    for announcement_id in list(to_be_issued(at).values_list("pk", flat=True)):
        while issue_some(announcement_id, by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
            pass


@job("news.forget_asks")
def forget(*, at: datetime) -> None:
    """Throw away addresses that never confirmed. Source: NEW-2."""
    forget_asks(at=at)
