"""The signed form as a document: what was signed, by whom, when, and the digest that holds all of it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from vestibule.kernel.reasons import gettext_noop
from vestibule.organizations.forms import FormToSign
from vestibule.organizations.lifecycle import NEW, UPDATE
from vestibule.organizations.policy.shown import Line, Section
from vestibule.organizations.policy.signing import ATTESTATION, Signature

TITLES = {NEW: gettext_noop("New organization form"), UPDATE: gettext_noop("SPOT update form")}
_FONT, _BOLD = "Vera", "VeraBd"  # come with reportlab: Latin letters with every accent of ours
_INK, _SOFT, _RULE = colors.HexColor("#1b1b1b"), colors.HexColor("#565c65"), colors.HexColor("#d4dae2")
_PADDING = 6  # of the frame that holds the words
_WIDTHS = (2.2 * inch, 4.6 * inch)


def signed_document(form: FormToSign, signature: Signature, *, at: datetime) -> bytes:
    """Return the signed form as PDF, in the form's language; the same bytes whenever it is made of the same.

    Source: ORG-1 (APP 0), PRF-7. It takes some hundredths of a second, so it is made before the action that stores it.
    """
    _load_fonts()
    made = BytesIO()
    with translation.override(form.language):
        name = f"{gettext(TITLES[form.status.purpose])} {form.status.reference}"
        page = SimpleDocTemplate(
            made,
            pagesize=letter,
            invariant=1,
            title=name,
            subject=form.digest,
            lang=form.language,
            leftMargin=0.85 * inch,
            rightMargin=0.85 * inch,
            topMargin=0.8 * inch,
            bottomMargin=0.9 * inch,
        )
        page.build(list(_story(form, signature, at)), onFirstPage=_foot(form), onLaterPages=_foot(form))
    return made.getvalue()


def drawable(text: str) -> str:
    """Return text as the document's font can draw it: a letter that it hasn't stands by its number, never as a box."""
    _load_fonts()
    glyphs = pdfmetrics.getFont(_FONT).face.charToGlyph
    return "".join(each if ord(each) in glyphs else f"[U+{ord(each):04X}]" for each in text)


def _story(form: FormToSign, signature: Signature, at: datetime) -> Iterator[Flowable]:
    yield _words(gettext(TITLES[form.status.purpose]), size=19, bold=True, after=2)
    yield _words(form.status.legal_name, size=12, after=10)
    yield _table((Line(gettext_noop("Reference number"), form.status.reference),))
    for section in form.sections:
        yield from _section(section)
    yield KeepTogether(
        [
            _words(gettext("Signature"), size=12, bold=True, before=12, after=4),
            _words(gettext(ATTESTATION), size=9.5, after=6),
            _table(_signed_lines(form, signature, at)),
        ]
    )


def _section(section: Section) -> Iterator[Flowable]:
    heading = _words(gettext(section.heading), size=12, bold=True, before=12, after=4)
    yield KeepTogether([heading, _table(section.lines)])


def _signed_lines(form: FormToSign, signature: Signature, at: datetime) -> tuple[Line, ...]:
    moment = localtime(at)
    return (
        Line(gettext_noop("Signed by"), signature.name),
        Line(gettext_noop("Title"), signature.title),
        Line(
            gettext_noop("Signed on"),
            f"{date_format(moment, 'DATE_FORMAT')}, {moment:%H:%M:%S %Z} ({at:%Y-%m-%dT%H:%M:%SZ})",
        ),
        Line(gettext_noop("Network address"), signature.address),
        Line(gettext_noop("Attestation, version"), signature.attestation),
        Line(gettext_noop("Digest of all that was signed (SHA-256)"), f"{form.digest[:32]} {form.digest[32:]}"),
    )


def _table(lines: tuple[Line, ...]) -> Table:
    rows = [
        [
            _words(gettext(line.label), size=9, color=_SOFT),
            _words(gettext(line.value) if line.named else line.value, size=10),
        ]
        for line in lines
        if line.value
    ]
    style = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, _RULE),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    return Table(rows, colWidths=_WIDTHS, style=TableStyle(style), hAlign="LEFT", splitByRow=1)


def _words(
    text: str, *, size: float, bold: bool = False, before: float = 0, after: float = 0, color: colors.Color = _INK
) -> Paragraph | Spacer:
    style = ParagraphStyle(
        "words",
        fontName=_BOLD if bold else _FONT,
        fontSize=size,
        leading=size * 1.35,
        spaceBefore=before,
        spaceAfter=after,
        textColor=color,
        splitLongWords=True,
    )
    return Paragraph(escape(drawable(text)), style)


def _foot(form: FormToSign) -> Callable[[Canvas, SimpleDocTemplate], None]:
    reference = form.status.reference
    words = gettext(TITLES[form.status.purpose])

    def draw(canvas: Canvas, page: SimpleDocTemplate) -> None:
        canvas.saveState()
        canvas.setFont(_FONT, 8)
        canvas.setFillColor(_SOFT)
        canvas.drawString(page.leftMargin + _PADDING, 0.55 * inch, f"{words} {reference}")
        canvas.drawRightString(letter[0] - page.rightMargin - _PADDING, 0.55 * inch, str(canvas.getPageNumber()))
        canvas.restoreState()

    return draw


@cache
def _load_fonts() -> None:
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in (_FONT, _BOLD):
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
