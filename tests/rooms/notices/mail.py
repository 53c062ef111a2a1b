"""Mail servers of the tests' own, and one mail to send."""

from asyncio import WriteTransport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from vestibule.jobs.lease import Leased, claim
from vestibule.jobs.queue import enqueue, job_kinds
from vestibule.jobs.worker import do
from vestibule.notices.models import Mail
from workshop.children import free_port

CODE = "The code is 123456."


class Moody:
    """A mail server that answers as it is told, one answer after the other; the last one stays."""

    def __init__(self, *answers: str) -> None:
        """Take the answers; ``drop`` takes the mail and hangs up without one."""
        self.answers = list(answers)
        self.taken: list[bytes] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse the recipient if that is the mood."""
        if self.answers[0].startswith("rcpt "):
            return self._next().removeprefix("rcpt ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Take or refuse the mail."""
        answer = self._next()
        if answer.startswith(("250", "drop")):
            assert isinstance(envelope.content, bytes)
            self.taken.append(envelope.content)
        if answer == "drop":
            assert isinstance(server.transport, WriteTransport)
            server.transport.abort()
        return answer

    def _next(self) -> str:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def mail_server(handler: object, point_to: Callable[[str], None], *, who: str = "", **more: Any) -> Iterator[None]:
    """Run a mail server as long as the block lasts, and let Vestibule send there."""
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, **more)
    controller.start()
    try:
        point_to(f"smtp://{who}127.0.0.1:{port}")
        yield
    finally:
        controller.stop()


def a_mail(*, at: datetime, **values: str) -> Mail:
    """Return a mail that waits, with its job."""
    told = {"recipient": "ann@example.com", "subject": "Your code", "text": CODE, "html": f"<p>{CODE}</p>"} | values
    mail = Mail.objects.create(kind="test/code", queued_at=at, **told)
    enqueue("notices.send", {"mail_id": str(mail.id)}, at=at)
    return mail


def deliver(*, at: datetime) -> Leased:
    """Do the job that is due, as a worker would."""
    [leased] = claim(job_kinds(), 1, at=at)
    do(leased)
    return leased
