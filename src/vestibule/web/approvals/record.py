"""An organization's own part of the record: what it is, and the file with the proofs."""

from uuid import UUID

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from vestibule.access.actions import take_record
from vestibule.access.record import record_lines, visible_record
from vestibule.web.approvals.door import approving
from vestibule.web.forms import show
from vestibule.web.visit import Visit


@approving
@require_http_methods(["GET", "POST"])
def organization_record(request: Visit, organization_id: UUID) -> HttpResponseBase:
    """Say what an organization's part of the record is; send it, and put that on record. Source: AUD-2, AUD-1."""
    seen = visible_record(organization_id, to=request.actor, at=request.at)
    if request.method != "POST" or seen.newest is None:
        return show(request, "web/approvals/record.html", seen=seen)
    taken = take_record(organization_id, by=request.actor, at=request.at)
    answer = StreamingHttpResponse(record_lines(taken), content_type="application/jsonl")
    answer["Content-Disposition"] = f'attachment; filename="record-{timezone.localdate(request.at).isoformat()}.jsonl"'
    return answer
