"""The two ways in which a form is signed: by the link that its official is mailed, or by hand and uploaded.

Source: ORG-1, ORG-6 (APP 0).
"""

from django.http import HttpRequest

from vestibule.kernel.reasons import Reason, gettext_noop
from vestibule.organizations.policy.uploads import CHOOSE_AGAIN, FIELD, MOST_BYTES, TWO_WAYS, document_faults
from vestibule.web.forms import Field, Filled, Kind

SUBMIT = "submit"  # what the button says that sends a signed form

SIGNED_FORM = Field(
    FIELD,
    gettext_noop("Upload signed form"),
    Kind.FILE,
    hint=gettext_noop("A PDF, PNG or JPEG file of 10 megabytes at most, with the official's signature"),
    required=False,
    sometimes=True,
)


def signed_by_hand(request: HttpRequest, form: Filled) -> tuple[bytes | None, list[Reason]]:
    """Return the document where a signed form was submitted, and what is wrong with it; else nothing.

    Reading: who chose a file and asks for a signature by mail is asked which of the two they meant.
    """
    chosen = request.FILES.get(FIELD)
    document = chosen.read(MOST_BYTES + 1) if chosen else b""
    if form.pressed == SUBMIT:
        return document, document_faults(document)
    return None, [TWO_WAYS().on(FIELD)] if document else []


def to_be_chosen_again(form: Filled, signed: bytes | None) -> Filled:
    """Return a form that comes back with faults: whoever chose a file is told to choose it again."""
    if not form.faults or not signed or form.faults_of(FIELD):
        return form
    return form.faulted(CHOOSE_AGAIN().on(FIELD))
