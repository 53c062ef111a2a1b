"""Mail over SMTP: the carrier of letters that ``VESTIBULE_MAIL_URL`` describes."""

import smtplib
import socket
import ssl
from contextlib import closing, suppress
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from threading import Timer
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings

from vestibule.kernel import clock
from vestibule.kernel.errands import errand
from vestibule.notices.ports import Letter, NotCarried


class _Whole(UnstructuredHeader, BaseHeader):
    """A header in one line: an address that the library folds by encoding it is none to mail programs (RFC 2369 2)."""

    def fold(self, *, policy: "Policy[Any]") -> str:
        """Return the line as it is; it is far from the 998 characters that a line may have."""
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _Whole)
_POLICY = SMTP.clone(header_factory=_HEADERS)

GO_AHEAD = 354  # the server's answer to DATA

# Seconds. While a worker waits it shows signs of life, so that nobody else takes the letter meanwhile.
PATIENCE = 20.0  # for each answer of the server
LAST_PATIENCE = (
    600.0  # for the one after the letter: who gives up sooner sends it again and again (RFC 5321, 4.5.3.2.6)
)
GOODBYE = 2.0  # for the answer to QUIT, which changes nothing any more
WHOLE = 720.0  # for all of it: a server that sends a letter now and then wears out no patience for a single answer


@errand
def carry(letter: Letter) -> None:
    """Hand one letter to the mail server. Raises ``NotCarried`` with the server's number, or with what broke.

    Source: NEW-1. Reading: what the server took is carried, however it says goodbye.
    """
    message = write_message(letter)
    address = urlsplit(settings.MAIL_URL)
    try:
        with closing(_connected(address)) as server:
            _secure(server, address)
            server.send_message(message, from_addr=settings.MAIL_FROM, to_addrs=[letter.to])
            _leave(server)
    except smtplib.SMTPRecipientsRefused as refused:
        number, _ = next(iter(refused.recipients.values()))
        raise NotCarried(f"recipient_{number}") from None
    except smtplib.SMTPResponseException as answer:
        raise NotCarried(f"answer_{answer.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as fault:
        raise NotCarried(type(fault).__name__) from None


def write_message(letter: Letter) -> EmailMessage:
    """Return the mail as it goes over the wire, plain text first.

    No value can add a header of its own: the library refuses line breaks in each of them.
    """
    message = EmailMessage(policy=_POLICY)
    message["Message-ID"] = letter.message_id
    message["Date"] = format_datetime(clock.now())
    message["From"] = Address(settings.MAIL_SENDER_NAME, addr_spec=settings.MAIL_FROM)
    message["To"] = Address(addr_spec=letter.to)
    message["Subject"] = letter.subject
    message["Content-Language"] = letter.language
    message["Auto-Submitted"] = "auto-generated"
    if letter.unsubscribe:
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


class _Patient(smtplib.SMTP):
    """A connection that waits longer for the one answer which is wasteful to miss, and for no server for ever."""

    def __init__(self, host: str, port: int, **more: Any) -> None:
        """Connect, and hang up in the end: whoever waits for the server then learns that at once."""
        self._watch = Timer(WHOLE, self._hang_up)
        self._watch.daemon = True
        self._watch.start()
        try:
            super().__init__(host, port, timeout=PATIENCE, **more)
        except BaseException:
            self._watch.cancel()
            raise

    def getreply(self) -> tuple[int, bytes]:
        """Return the server's answer; once it asks for the letter, what comes next is the letter and its answer."""
        code, said = super().getreply()
        if self.sock is not None:
            self.sock.settimeout(LAST_PATIENCE if code == GO_AHEAD else PATIENCE)
        return code, said

    def close(self) -> None:
        """Close the connection."""
        self._watch.cancel()
        super().close()

    def _hang_up(self) -> None:
        with suppress(OSError):
            if self.sock is not None:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


class _PatientInTls(_Patient, smtplib.SMTP_SSL):
    """The same, inside TLS from its beginning."""


def _connected(address: SplitResult) -> smtplib.SMTP:
    host = address.hostname or "localhost"
    if address.scheme == "smtps":
        return _PatientInTls(host, address.port or 465, context=ssl.create_default_context())
    return _Patient(host, address.port or 25)


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye, and wait for the answer for a moment only."""
    with suppress(smtplib.SMTPException, OSError):
        if server.sock is not None:
            server.sock.settimeout(GOODBYE)
        server.quit()


def _secure(server: smtplib.SMTP, address: SplitResult) -> None:
    """Turn to TLS where the server offers it, and sign in where a user is named: never in clear."""
    server.ehlo_or_helo_if_needed()
    if address.scheme == "smtp" and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    elif address.scheme == "smtp" and address.username:
        raise NotCarried("no_tls_for_password")
    if address.username:
        server.login(unquote(address.username), unquote(address.password or ""))
