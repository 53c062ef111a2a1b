"""Reads of lost devices: what waits for the help desk, how somebody's own case stands, what a link would stop."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from vestibule.kernel.reasons import NotFound, Reason
from vestibule.kernel.rulebook import rulebook
from vestibule.proofing.policy.evidence import Evidence
from vestibule.proofing.sealed import evidence_of
from vestibule.signin.lifecycle import ASKED, EVIDENCE, LOSS, STOPPED, WAITING
from vestibule.signin.loss_rows import open_losses, standing_of, stop_digest
from vestibule.signin.models import LostAccess
from vestibule.signin.policy.losing import finishing_faults, going_on_faults

WITH_DESK = (ASKED, EVIDENCE, STOPPED)
MOST_WAITING = 1000
_CASE = ("person_id", "kind", "state", "reference", "opened_at", "evidence_by")


@dataclass(frozen=True)
class LossCase:
    """A case that waits for the help desk: for ``evidence``, ``confirmation``, or (``stopped``) to be taken note of."""

    id: UUID
    person_id: UUID
    kind: str
    since: datetime
    stage: str
    reference: str
    evidence_by: UUID | None


@dataclass(frozen=True)
class LossCard(LossCase):
    """The same with what was entered, and why it no longer counts, if it doesn't."""

    evidence_at: datetime | None
    evidence: Evidence | None = field(repr=False)
    new_email: str = field(repr=False)
    faults: Sequence[Reason]


@dataclass(frozen=True)
class OwnLoss:
    """Somebody's own case: ``with_desk``, ``waiting`` or ``ripe``; ``none`` where there is none that counts."""

    state: str
    id: UUID | None = None
    kind: str = ""
    reference: str = ""
    ripe_at: datetime | None = None
    expires_at: datetime | None = None
    new_email: str = field(default="", repr=False)


@dataclass(frozen=True)
class Stoppable:
    """A case that a link would stop."""

    person_id: UUID
    kind: str
    reference: str
    opened_at: datetime


def losses_waiting() -> list[LossCase]:
    """Return what waits for the help desk, the longest waiting first; what is sealed stays so. Source: SIG-8, HLP-1."""
    rows = LostAccess.objects.filter(state__in=WITH_DESK).only(*_CASE).order_by("opened_at", "pk")
    return [LossCase(**_case(row)) for row in rows[:MOST_WAITING]]


def count_losses_waiting() -> int:
    """Count the lost devices that wait for the help desk. Source: HLP-1, ROL-1."""
    return LostAccess.objects.filter(state__in=WITH_DESK).count()


def told_loss(loss_id: UUID) -> LossCard:
    """Return one case that waits for the help desk. Raises ``NotFound`` where it no longer does."""
    row = LostAccess.objects.filter(pk=loss_id, state__in=WITH_DESK).first()
    if row is None:
        raise NotFound(f"lost device {loss_id}")
    return LossCard(
        **_case(row),
        evidence_at=row.evidence_at,
        evidence=evidence_of(row.evidence),
        new_email=row.new_email or "",
        faults=going_on_faults(standing_of(row)) if row.state != STOPPED else (),
    )


def own_loss(person_id: UUID, *, at: datetime) -> OwnLoss:
    """Return how somebody's case stands at this moment, for who has given the right password. Source: SIG-8."""
    row = open_losses(person_id).first()
    if row is None or going_on_faults(standing_of(row)):
        return OwnLoss("none")
    state = "with_desk"
    if row.state == WAITING:
        faults = finishing_faults(row.ripe_at, row.expires_at, rulebook().loss, at=at)
        over = row.expires_at is None or at >= row.expires_at
        state = "none" if over else "waiting" if faults else "ripe"
    return OwnLoss(state, row.pk, row.kind, row.reference, row.ripe_at, row.expires_at, row.new_email or "")


def address_to_prove(loss_id: UUID) -> str:
    """Return where the code of a sign-in goes that finishes a case: the new address, if there is to be one."""
    row = LostAccess.objects.filter(pk=loss_id).only("new_email").first()
    return (row.new_email or "") if row else ""


def loss_to_stop(token: str, *, at: datetime) -> Stoppable:
    """Return the case that a link would stop. Raises ``NotFound`` where it is over, or there is a newer link.

    Source: SIG-8. Reading: it can be stopped until it is done.
    """
    row = LostAccess.objects.filter(stop_digest=stop_digest(token), state__in=LOSS.sources("stop")).first()
    if row is None or (row.expires_at is not None and at >= row.expires_at):
        raise NotFound("lost device")
    return Stoppable(row.person_id, row.kind, row.reference, row.opened_at)


def _case(row: LostAccess) -> dict[str, Any]:
    return {
        "id": row.pk,
        "person_id": row.person_id,
        "kind": row.kind,
        "since": row.opened_at,
        "stage": {EVIDENCE: "confirmation", STOPPED: "stopped"}.get(row.state, "evidence"),
        "reference": row.reference,
        "evidence_by": row.evidence_by,
    }
