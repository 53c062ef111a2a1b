"""The form in which somebody at the help desk enters the documents that they saw, and where its faults stand."""

from datetime import date

from django.utils.timezone import localdate

from vestibule.kernel.reasons import Reason, gettext_noop
from vestibule.proofing.policy.evidence import DOCUMENT_KINDS, Document, Evidence, evidence_faults
from vestibule.web.desk.door import AtDesk
from vestibule.web.forms import Choice, Field, Filled, Form, Kind

_KINDS = tuple(Choice(kind, name) for kind, name in DOCUMENT_KINDS.items())
_DIGITS_HINT = gettext_noop("Never the whole number.")

EVIDENCE = Form(
    (
        Field("kind_1", gettext_noop("First document"), Kind.SELECT, choices=_KINDS),
        Field("last_digits_1", gettext_noop("Last four digits"), hint=_DIGITS_HINT, most=10, width="2xs"),
        Field("valid_until_1", gettext_noop("Valid until"), Kind.DATE, required=False),
        Field("kind_2", gettext_noop("Second document"), Kind.SELECT, choices=_KINDS, required=False),
        Field(
            "last_digits_2",
            gettext_noop("Last four digits of the second document"),
            hint=_DIGITS_HINT,
            most=10,
            width="2xs",
            required=False,
        ),
        Field("valid_until_2", gettext_noop("Second document valid until"), Kind.DATE, required=False),
        Field("seen_on", gettext_noop("Seen on"), Kind.DATE),
    )
)


def entered_in(form: Filled) -> Evidence:
    """Return the evidence of a form whose required fields are filled; a second document counts if anything is said."""
    numbers = ["1", *(["2"] if form["kind_2"] or form["last_digits_2"] else [])]
    documents = tuple(
        Document(form[f"kind_{number}"], form[f"last_digits_{number}"], form.date(f"valid_until_{number}"))
        for number in numbers
    )
    return Evidence(documents, date.fromisoformat(form["seen_on"]))


def beside(reason: Reason, entered: Evidence, request: AtDesk) -> Reason:
    """Return a reason beside the field of the document that it means."""
    if reason.field not in {"last_digits", "valid_until"}:
        return reason
    for number, document in enumerate(entered.documents, start=1):
        alone = evidence_faults(Evidence((document,), entered.seen_on), today=localdate(request.at))
        if reason.code in {fault.code for fault in alone}:
            return reason.on(f"{reason.field}_{number}")
    return reason


def named(evidence: Evidence | None) -> list[tuple[str, Document]]:
    """Return the documents of evidence, each with the name of its kind."""
    return [(DOCUMENT_KINDS.get(each.kind, each.kind), each) for each in (evidence.documents if evidence else ())]
