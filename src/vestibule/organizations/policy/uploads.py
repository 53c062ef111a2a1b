"""A form that the official signed by hand, uploaded as a document: what it may be. Source: ORG-1 (APP 0)."""

from vestibule.kernel.reasons import Reason, declare_reason, gettext_noop

FIELD = "signed_form"
MOST_BYTES = 10_000_000  # a dozen scanned pages

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
ENDINGS = {PDF: "pdf", PNG: "png", JPEG: "jpg"}
_BEGINNINGS = {PDF: b"%PDF-", PNG: b"\x89PNG\r\n\x1a\n", JPEG: b"\xff\xd8\xff"}

NOTHING_CHOSEN = declare_reason(
    "form.no_document", gettext_noop("Choose the signed form: a PDF, PNG or JPEG file."), rule="ORG-1"
)
OTHER_KIND = declare_reason(
    "form.document_kind",
    gettext_noop("This is no PDF, PNG or JPEG file. Scan the signed form anew."),
    rule="ORG-1",
)
TOO_LARGE = declare_reason(
    "form.document_too_large", gettext_noop("The signed form can have %(most)s megabytes at most."), rule="ORG-1"
)
CHOOSE_AGAIN = declare_reason(
    "form.document_again", gettext_noop("Choose the signed form again: a page can't keep a file."), rule="ORG-1"
)
TWO_WAYS = declare_reason(
    "form.two_ways",
    gettext_noop("You chose a signed form as well. Choose it again and submit it, or send for signature without it."),
    rule="ORG-1",
)


def kind_of(document: bytes) -> str | None:
    """Return what a document is by how it begins, whatever it is called; none for what isn't taken."""
    return next((kind for kind, begins in _BEGINNINGS.items() if document.startswith(begins)), None)


def document_faults(document: bytes) -> list[Reason]:
    """Return why a document isn't taken for a signed form. Source: ORG-1."""
    if not document:
        return [NOTHING_CHOSEN().on(FIELD)]
    if len(document) > MOST_BYTES:
        return [TOO_LARGE(most=MOST_BYTES // 1_000_000).on(FIELD)]
    return [] if kind_of(document) else [OTHER_KIND().on(FIELD)]
