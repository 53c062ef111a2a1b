"""The evidence of certifications as files: a table that spreadsheets open, and a document to print."""

import csv
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO, StringIO
from xml.sax.saxutils import escape

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from reportlab.lib import colors
from reportlab.lib.pagesizes import landscape, letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

from vestibule.kernel.reasons import gettext_noop
from vestibule.kernel.texts import as_cell
from vestibule.organizations.document import drawable
from vestibule.recertification.evidence import Evidence, EvidenceRow

TITLE = gettext_noop("Annual Role Certifications")
COLUMNS = (
    gettext_noop("Name"),
    gettext_noop("Email address"),
    gettext_noop("Role"),
    gettext_noop("Held since"),
    gettext_noop("Granted by"),
    gettext_noop("Last sign-in to the application"),
    gettext_noop("Last certified"),
    gettext_noop("Was due"),
    gettext_noop("Outcome"),
    gettext_noop("Decided on"),
    gettext_noop("Decided by"),
    gettext_noop("Evidence looked at"),
    gettext_noop("Reason"),
    gettext_noop("Record entry"),
)
HASH = gettext_noop("Record hash")
OUTCOMES = {
    "kept": gettext_noop("kept"),
    "restored": gettext_noop("kept late, which restored it"),
    "removed": gettext_noop("removed"),
    "suspended": gettext_noop("suspended, for nobody decided by the day"),
    "revoked": gettext_noop("revoked, for nobody decided"),
}
_BYTE_ORDER = "\ufeff"  # by it spreadsheets know that the letters are UTF-8
_INK, _SOFT, _RULE = colors.HexColor("#1b1b1b"), colors.HexColor("#565c65"), colors.HexColor("#d4dae2")
_WIDTHS = tuple(
    each * inch for each in (0.9, 1.2, 0.85, 0.62, 0.7, 0.66, 0.62, 0.62, 0.73, 0.65, 0.75, 0.55, 0.85, 0.5)
)


def evidence_csv(evidence: Evidence) -> bytes:
    """Return the evidence as a table, in the reader's language; no cell of it is a formula. Source: LIF-3, AUD-2.

    Reading: its last two columns are the place and the hash of the record's entry; empty while nothing covers it.
    """
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow([gettext(name) for name in (*COLUMNS, HASH)])
    writer.writerows([as_cell(cell) for cell in (*_cells(row, _iso), _leaf(row))] for row in evidence.rows)
    return (_BYTE_ORDER + text.getvalue()).encode()


def evidence_pdf(evidence: Evidence, *, at: datetime) -> bytes:
    """Return the evidence as a document, in the reader's language; each page says when it was taken. Source: LIF-3."""
    made, said = BytesIO(), gettext(TITLE)
    page = SimpleDocTemplate(
        made,
        pagesize=landscape(letter),
        title=f"{said} {evidence.year}",
        lang=get_language() or "en",
        leftMargin=0.4 * inch,
        rightMargin=0.4 * inch,
        topMargin=0.5 * inch,
        bottomMargin=0.7 * inch,
    )
    foot = _foot(f"{said} {evidence.year}, {evidence.organization.legal_name}", at)
    page.build(_story(evidence, said), onFirstPage=foot, onLaterPages=foot)
    return made.getvalue()


def _story(evidence: Evidence, said: str) -> list[Flowable]:
    heading = [_words(f"{said} {evidence.year}", 16), _words(evidence.organization.legal_name, 11), Spacer(1, 8)]
    if not evidence.rows:
        return [*heading, _words(gettext("Nothing was decided in this year."), 10)]
    rows = [[_words(gettext(name), 6.5, _SOFT) for name in COLUMNS]]
    rows += [[_words(cell, 6.5) for cell in _cells(row, _said)] for row in evidence.rows]
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, _RULE),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ]
    table = LongTable(rows, colWidths=_WIDTHS, style=TableStyle(style), repeatRows=1)
    return [*heading, table, *_proof(evidence, style)]


def _proof(evidence: Evidence, style: list[tuple[object, ...]]) -> list[Flowable]:
    """Return the hashes of the record's entries, and the checkpoint that covers them. Source: AUD-2."""
    sealed = [row for row in evidence.rows if _leaf(row)]
    if evidence.checkpoint is None or not sealed:
        return [Spacer(1, 10), _words(gettext("The record has not signed any of this yet."), 8)]
    said = gettext(
        "Each line above is an entry of the record. Whoever has a checkpoint of it that was kept elsewhere proves with "
        "the file of proofs that none was changed; these are the hashes, and the checkpoint that covers them."
    )
    rows = [[_words(gettext(name), 6.5, _SOFT) for name in (COLUMNS[-1], HASH)]]
    rows += [[_words(_cells(row, _said)[-1], 6.5), _words(_leaf(row), 6.5)] for row in sealed]
    table = LongTable(rows, colWidths=(1 * inch, 5 * inch), style=TableStyle(style), repeatRows=1, hAlign="LEFT")
    note = [_words(line, 6.5) for line in evidence.checkpoint.note.splitlines()]
    heading = [Spacer(1, 14), _words(gettext("Proof from the record"), 11), _words(said, 8), Spacer(1, 6)]
    return [*heading, table, Spacer(1, 6), *note]


def _cells(row: EvidenceRow, day: Callable[[date | None], str]) -> list[str]:
    one = row.one
    return [
        one.person.full_name,
        one.person.email,
        one.grant.role_name,
        day(_local(one.grant.granted_at)),
        _granter(row),
        day(_local(row.last_signed_in)),
        day(_local(row.certified_before)),
        day(row.was_due),
        gettext(OUTCOMES[row.outcome]),
        day(_local(row.decided_at)),
        _decider(row),
        "" if row.looked_at is None else gettext("yes") if row.looked_at else gettext("no"),
        row.reason,
        "" if row.entry is None or row.entry.index is None else str(row.entry.index),
    ]


def _leaf(row: EvidenceRow) -> str:
    return row.entry.leaf if row.entry else ""


def _granter(row: EvidenceRow) -> str:
    if row.one.granted_by:
        return row.one.granted_by.full_name
    return gettext("the help desk") if row.one.granted_by_id else gettext("the operator")


def _decider(row: EvidenceRow) -> str:
    if row.by_desk:
        return gettext("the help desk")
    return row.decided_by.full_name if row.decided_by else ""


def _local(moment: datetime | None) -> date | None:
    return localtime(moment).date() if moment else None


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _said(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT") if day else ""


def _words(text: str, size: float, color: colors.Color = _INK) -> Paragraph:
    style = ParagraphStyle(
        "words", fontName="Vera", fontSize=size, leading=size * 1.3, textColor=color, splitLongWords=True
    )
    return Paragraph(escape(drawable(text)), style)


def _foot(said: str, at: datetime) -> Callable[[Canvas, SimpleDocTemplate], None]:
    taken = date_format(localtime(at), "DATETIME_FORMAT")

    def draw(canvas: Canvas, page: SimpleDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont("Vera", 7)
        canvas.setFillColor(_SOFT)
        canvas.drawString(page.leftMargin, 0.4 * inch, drawable(f"{said}; {taken}"))
        canvas.drawRightString(page.pagesize[0] - page.rightMargin, 0.4 * inch, str(canvas.getPageNumber()))
        canvas.restoreState()

    return draw
