"""The help desk's queue: all that waits, by kind, with how long it has waited and who has claimed it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from vestibule.access.continuity import count_open_warnings
from vestibule.desk.actions import claim_case, release_case
from vestibule.desk.cases import Case, Queued, queue
from vestibule.desk.done import Done, done_last
from vestibule.desk.policy.cases import (
    CERTIFICATION,
    DUPLICATE,
    FORM,
    KINDS,
    LOSS,
    PROOFING,
    REQUEST,
    SHARING,
    SWEEP,
    release_faults,
)
from vestibule.desk.queries import ClaimCard
from vestibule.kernel.days import business_days
from vestibule.kernel.reasons import Refused, gettext_noop
from vestibule.kernel.rulebook import rulebook
from vestibule.web.desk.door import AtDesk, staff_only
from vestibule.web.forms import Field, Filled, Form, show

NOTHING = Form(())
FINDING = Form((Field("who", gettext_noop("User ID or email address"), most=320),))
PAGES = {
    FORM: "desk-form",
    REQUEST: "desk-request",
    PROOFING: "desk-proofing",
    LOSS: "desk-loss",
    DUPLICATE: "desk-duplicate",
    SHARING: "desk-sharing",
    SWEEP: "desk-sweep",
    CERTIFICATION: "desk-certification",
}


@dataclass(frozen=True)
class Row:
    """A case as the queue shows it."""

    queued: Queued
    age: int
    is_mine: bool
    is_own: bool
    may_release: bool
    page: str

    @property
    def case(self) -> Case:
        """The case itself."""
        return self.queued.case

    @property
    def claim_address(self) -> str:
        """Where it is claimed."""
        return reverse(f"{self.page}-claim", args=[self.case.id])

    @property
    def release_address(self) -> str:
        """Where it is released."""
        return reverse(f"{self.page}-release", args=[self.case.id])


@dataclass(frozen=True)
class Heading:
    """The cases of one kind."""

    kind: str
    name: str
    rows: tuple[Row, ...]


@staff_only
@require_GET
def help_desk(request: AtDesk) -> HttpResponse:
    """List all that waits for the help desk, the longest waiting first. Source: HLP-1 (APP 13-16)."""
    return queue_page(request)


def queue_page(request: AtDesk, form: Filled | None = None) -> HttpResponse:
    """Answer with the queue, and with why a deed was refused, if one was."""
    rows = [_row(queued, request) for queued in queue()]
    headings = [
        Heading(kind, name, tuple(row for row in rows if row.case.kind == kind)) for kind, name in KINDS.items()
    ]
    return show(
        request,
        "web/desk/help_desk.html",
        form,
        headings=headings,
        finding=form if form and form.form is FINDING else FINDING.blank(request.parked),
        done=_just_done(request),
        warned=count_open_warnings(request.at),
        page_path=reverse("help-desk"),
    )


def claimed(request: AtDesk, kind: str, subject_id: UUID) -> HttpResponse:
    """Take a case on and go to its page; who comes second is told who was first. Source: HLP-1."""
    try:
        claim_case(kind, subject_id, by=request.actor, at=request.at)
    except Refused as refused:
        return queue_page(request, NOTHING.blank().refused(refused))
    return redirect(PAGES[kind], subject_id)


def released(request: AtDesk, kind: str, subject_id: UUID) -> HttpResponse:
    """Put a case back into the queue. Source: HLP-1."""
    try:
        release_case(kind, subject_id, by=request.actor, at=request.at)
    except Refused as refused:
        return queue_page(request, NOTHING.blank().refused(refused))
    return redirect("help-desk")


def may_release(request: AtDesk, claim: ClaimCard | None) -> bool:
    """Say whether somebody is shown the button; who presses it anyway is judged again. Source: HLP-1."""
    return not release_faults(claim.holder if claim else None, by=request.person_id, tier=request.tier)


def dealt_with(subject_id: UUID) -> HttpResponse:
    """Go back to the queue after a deed, which says what was done."""
    return redirect(f"{reverse('help-desk')}?{urlencode({'done': str(subject_id)})}")


def _row(queued: Queued, request: AtDesk) -> Row:
    case, claim = queued.case, queued.claim
    return Row(
        queued,
        business_days(localdate(case.since), localdate(request.at), rulebook().request.holidays),
        is_mine=claim is not None and claim.holder.person_id == request.person_id,
        is_own=case.person_id == request.person_id,
        may_release=may_release(request, claim),
        page=PAGES[case.kind],
    )


def _just_done(request: AtDesk) -> Done | None:
    """Return what this person did last about the case that the address names, for the banner."""
    try:
        subject_id = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    return done_last(subject_id, by=request.person_id)
