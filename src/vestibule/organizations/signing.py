"""Signing a form: judge, make the document, store both.

Making the document takes a while, so it stands between judging and the action; the action judges what may have changed
meanwhile, and stores the document only with the very words that it shows.
"""

from datetime import datetime

from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import require
from vestibule.organizations.actions import sign_form
from vestibule.organizations.document import signed_document
from vestibule.organizations.forms import form_to_sign
from vestibule.organizations.policy.handling import move_faults
from vestibule.organizations.policy.signing import Signature, digest_faults, signature_faults


def sign(token: str, signature: Signature, *, digest: str, by: Actor, at: datetime) -> str:
    """Sign the form that a link opens; return its reference number. Raises ``Refused``, ``NotFound``.

    Source: ORG-1 (APP 0). ``digest`` is that of the page which was signed.
    """
    form = form_to_sign(token, at=at)
    require(move_faults(form.status.status, "sign"))
    require([*digest_faults(digest, form.digest), *signature_faults(signature, form.content.official)])

    document = signed_document(form, signature, at=at)
    return sign_form(token, signature, digest=digest, document=document, by=by, at=at)
