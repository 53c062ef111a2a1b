"""How requests to services of other houses are signed: by a shared secret, with the moment in it."""

import hashlib
import hmac
from datetime import datetime

HEADER = "Vestibule-Signature"


def signature(secret: str, *, method: str, path: str, body: bytes, at: datetime) -> str:
    """Return the value of the header: ``t=<unix>,v1=<hex HMAC-SHA256 of "t.METHOD.path.body">``.

    The path is as it stands in the request, a query included.
    """
    moment = int(at.timestamp())
    signed = f"{moment}.{method}.{path}.".encode() + body
    return f"t={moment},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"
