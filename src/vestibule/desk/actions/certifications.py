"""What the help desk decides at the annual certification of approvers' roles."""

from datetime import datetime
from uuid import UUID

from vestibule.desk.actions.deeds import put_away, taken_up
from vestibule.desk.actions.reasons import require_no_colleague
from vestibule.desk.at_work import at_work
from vestibule.desk.events import EvidenceTakenAtDesk
from vestibule.desk.policy.cases import CERTIFICATION
from vestibule.desk.policy.looks import ORGANIZATION
from vestibule.desk.queries import has_open_look
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import NotFound
from vestibule.recertification.actions import by_desk as reviews
from vestibule.recertification.evidence import Evidence


@action
def certify_role(grant_id: UUID, *, by: Actor, at: datetime) -> None:
    """Certify an approver's role for another year. Source: HLP-1, HLP-2, LIF-3 (APP 0).

    Reading: a late one lets its holder in again, and a removal shuts them out, so that a colleague's is a supervisor's.
    """
    case = taken_up(CERTIFICATION, grant_id, by)
    require_no_colleague(case.person_id, by=by)

    reviews.keep_role(grant_id, by=by, at=at)

    put_away(case, "certify", by=by, at=at)


@action
def remove_at_certification(grant_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """End an approver's role at its certification, with a reason that they read. Source: HLP-1, HLP-2, LIF-3."""
    case = taken_up(CERTIFICATION, grant_id, by)
    require_no_colleague(case.person_id, by=by)

    reviews.remove_role(grant_id, reason=reason, by=by, at=at)

    put_away(case, "remove", by=by, at=at)


@action
def take_evidence(organization_id: UUID, year: int, *, form: str, by: Actor, at: datetime) -> Evidence:
    """Return what was decided at an organization's certifications in a year, to be written out. Source: LIF-3, HLP-2.

    Reading: for who has said why they look at the organization, and for as long as that look is open.
    """
    staff = at_work(by)
    if not has_open_look(staff.person_id, ORGANIZATION, organization_id, at=at):
        raise NotFound(f"organization {organization_id}")

    taken = reviews.take_evidence(organization_id, year, form=form, by=by, at=at)

    record(EvidenceTakenAtDesk(organization_id=organization_id, year=year), by=by, at=at)
    return taken
