"""Mail over SMTP: the carrier of letters that ``VESTIBULE_MAIL_URL`` describes."""

import smtplib
import ssl
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
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

PATIENCE = 20.0  # seconds for each answer of the server; a lease lasts longer and is renewed


@errand
def carry(letter: Letter) -> None:
    """Hand one letter to the mail server. Raises ``NotCarried`` with the server's number, or with what broke."""
    message = write_message(letter)
    address = urlsplit(settings.MAIL_URL)
    try:
        with _connected(address) as server:
            _secure(server, address)
            server.send_message(message, from_addr=settings.MAIL_FROM, to_addrs=[letter.to])
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


def _connected(address: SplitResult) -> smtplib.SMTP:
    host = address.hostname or "localhost"
    if address.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, address.port or 465, timeout=PATIENCE, context=context)
    return smtplib.SMTP(host, address.port or 25, timeout=PATIENCE)


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
