"""Text messages and calls over HTTP: the gateway that ``VESTIBULE_SMS_URL`` names (docs/operating/sms.md)."""

import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

from vestibule.adapters.signatures import HEADER, signature
from vestibule.kernel import clock
from vestibule.kernel.errands import errand
from vestibule.kernel.later import later
from vestibule.notices.ports import Message, NotCarried

if TYPE_CHECKING:
    import requests
else:
    requests = later("requests")

PATIENCE = (5.0, 10.0)  # seconds to reach the gateway, and for its answer; a lease lasts longer and is renewed
# Answers that say nothing about the message: too early, twice at once, too many, something broken over there.
_LATER = {408, 409, 425, 429}


@errand
def carry(message: Message) -> None:
    """Hand one message to the gateway. Raises ``NotCarried`` with the number of its answer, or with what broke.

    Source: SIG-3. Reading: an answer of 4xx is about this message, and final; all others are tried again under the same
    reference. Nobody is followed elsewhere, for the message holds a code.
    """
    if not settings.SMS_URL:
        raise NotCarried("no_gateway")
    told = {
        "to": message.to,
        "channel": message.channel,
        "text": message.text,
        "language": message.language,
        "reference": message.reference,
    }
    body = json.dumps(told, ensure_ascii=False).encode()
    try:
        with requests.post(
            settings.SMS_URL,
            data=body,
            headers=_headers(message, body),
            timeout=PATIENCE,
            allow_redirects=False,
            stream=True,  # what the gateway says beside its number isn't read
        ) as answer:
            number = answer.status_code
    except requests.RequestException as fault:
        raise NotCarried(type(fault).__name__) from None
    if not 200 <= number < 300:
        raise NotCarried(f"answer_{number}", for_good=400 <= number < 500 and number not in _LATER)


def _headers(message: Message, body: bytes) -> dict[str, str]:
    """Return the request's headers: signed, unless the gateway is this machine itself and no secret is set."""
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": message.reference}
    if settings.SMS_SECRET:
        parts = urlsplit(settings.SMS_URL)
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        headers[HEADER] = signature(settings.SMS_SECRET, method="POST", path=path, body=body, at=clock.now())
    return headers
