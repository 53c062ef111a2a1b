"""What the pages of all kinds of cases share: a case as somebody sees it, and who sees the whole of it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localdate

from vestibule.desk.cases import Case, case_of, is_own_case
from vestibule.desk.queries import ClaimCard, claim_on
from vestibule.desk.story import story_of_case
from vestibule.kernel.days import business_days
from vestibule.kernel.reasons import NotFound
from vestibule.kernel.rulebook import rulebook
from vestibule.web.desk.door import AtDesk
from vestibule.web.desk.help_desk import PAGES, may_release
from vestibule.web.forms import Filled, show


@dataclass(frozen=True)
class Before:
    """A case before somebody at the help desk; the whole of it is shown to who has claimed it, and to nobody else."""

    case: Case
    claim: ClaimCard | None
    is_mine: bool
    is_own: bool
    may_release: bool
    age: int


def before(request: AtDesk, kind: str, subject_id: UUID) -> Before:
    """Return a case as it stands before this person. Raises ``NotFound`` where it no longer waits.

    Source: HLP-1, AUD-1. Reading: to claim a case is to look at it, and is on record; a page that is opened changes
    nothing.
    """
    case, claim = case_of(kind, subject_id), claim_on(kind, subject_id)
    if not case.waits:
        raise NotFound(f"{kind} {subject_id} no longer waits")
    return Before(
        case,
        claim,
        is_mine=claim is not None and claim.holder.person_id == request.person_id,
        is_own=is_own_case(case, request.person_id),
        may_release=may_release(request, claim),
        age=business_days(localdate(case.since), localdate(request.at), rulebook().request.holidays),
    )


def case_page(
    request: AtDesk, template: str, seen: Before, form: Filled | None = None, **whole: object
) -> HttpResponse:
    """Answer with a case's page; ``whole`` is what only its holder sees."""
    shown: dict[str, Any] = {**whole, "story": story_of_case(seen.case.id)} if seen.is_mine else {}
    return show(
        request, template, form, seen=seen, page_path=reverse(PAGES[seen.case.kind], args=[seen.case.id]), **shown
    )


def holds(request: AtDesk, kind: str, subject_id: UUID) -> bool:
    """Say whether this person has claimed a case, and so may see all of it."""
    claim = claim_on(kind, subject_id)
    return claim is not None and claim.holder.person_id == request.person_id
