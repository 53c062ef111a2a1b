"""Organizations are warned that they lose their last active approver: once for each cause and day."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from vestibule.access.continuity import Place, dangers_of
from vestibule.access.events import ContinuityWarned
from vestibule.access.models import ContinuityWarning
from vestibule.access.policy.continuity import Danger
from vestibule.journal.spine import record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.storage.rows import one_at_a_time

Told = tuple[Place, str, date | None]  # of which danger a place was warned


@set_action
def warn_places(places: Collection[Place], *, by: Actor, at: datetime) -> int:
    """Warn those of some places in which nobody who decides is safe; return how many were warned now.

    Source: ORG-9, LIF-7, NEW-1 (APP 0). Reading: of a danger whose day or cause has changed they are warned anew, of
    the same one never; several nodes, and who leaves meanwhile, wait for one another.
    """
    hold_places({organization for organization, _ in places})
    dangers = dangers_of(places, at)
    told = ContinuityWarning.objects.filter(organization_id__in={organization for organization, _ in dangers})
    known: dict[Told, ContinuityWarning] = {
        ((row.organization_id, row.application_id), row.cause, row.falls_on): row
        for row in told.order_by("warned_at", "pk")
    }

    lasting = {place: row for (place, _, _), row in known.items() if row.over_at is None}
    warned: list[ContinuityWarning] = []
    for place, threat in dangers.items():
        before, now = known.get((place, threat.cause, threat.falls_on)), lasting.get(place)
        if now is not None and now is before:
            continue
        if now is not None:
            ContinuityWarning.objects.filter(pk=now.pk).update(over_at=at)
        if before is not None and threat.falls_on is not None:
            ContinuityWarning.objects.filter(pk=before.pk).update(over_at=None)
        else:
            warned.append(_warning(place, threat, at))
    ContinuityWarning.objects.bulk_create(warned)

    record_set([_fact(row) for row in warned], by=by, at=at)
    return len(warned)


def hold_places(organization_ids: Collection[UUID]) -> None:
    """Let who changes who decides in some organizations, and who warns them, wait for one another. Source: ORG-9.

    Reading: before anything else of theirs is locked, so that who waits here holds nothing that is waited for.
    """
    one_at_a_time(*(f"access.continuity:{organization_id}" for organization_id in organization_ids))


def _warning(place: Place, threat: Danger, at: datetime) -> ContinuityWarning:
    return ContinuityWarning(
        organization_id=place[0],
        application_id=place[1],
        person_id=threat.person_id,
        cause=threat.cause.value,
        falls_on=threat.falls_on,
        warned_at=at,
    )


def _fact(row: ContinuityWarning) -> ContinuityWarned:
    return ContinuityWarned(
        warning_id=row.pk,
        organization_id=row.organization_id,
        application_key=Code(row.application_id),
        person_id=row.person_id,
        cause=Code(row.cause),
        falls_on=row.falls_on,
    )
