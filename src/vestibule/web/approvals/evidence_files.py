"""The evidence of certifications as an answer: which year and form were asked for, and the file."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from vestibule.kernel.reasons import gettext_noop
from vestibule.recertification.evidence import Evidence, years
from vestibule.recertification.pack import evidence_csv, evidence_pdf
from vestibule.recertification.proofs import evidence_zip
from vestibule.web.forms import Choice, Field, Filled, Form, Kind

YEAR = Form((Field("year", gettext_noop("Year"), Kind.SELECT),))
CSV, PDF, ZIP = "csv", "pdf", "zip"
_TYPES = {CSV: "text/csv; charset=utf-8", PDF: "application/pdf", ZIP: "application/zip"}


def asked_for(request: HttpRequest, at: datetime) -> tuple[Filled, str]:
    """Return the form as it was filled in, and which file was asked for, if one was."""
    form = YEAR.choosing(year=[Choice(str(year), str(year)) for year in years(at)])
    kind = request.POST.get("form", "")
    if request.method != "POST":
        return form.blank(), ""
    return form.read(request.POST), kind if kind in _TYPES else CSV


def evidence_file(seen: Evidence, kind: str, *, at: datetime) -> HttpResponse:
    """Return the evidence as a file to be kept."""
    if kind == ZIP:
        content = evidence_zip(seen, at=at)
    else:
        content = evidence_pdf(seen, at=at) if kind == PDF else evidence_csv(seen)
    answer = HttpResponse(content, content_type=_TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="certifications-{seen.year}.{kind}"'
    return answer
