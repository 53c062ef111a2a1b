"""Technical state of access: a draft on its way through the pages, and when an application was last signed in to.

What is submitted, and each sign-in, is on record by the facts of the actions that do it.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from vestibule.access import lifecycle
from vestibule.access.clocks import of_nothing, running_out
from vestibule.access.continuity import over
from vestibule.access.models import (
    AccessClock,
    Application,
    ApplicationUse,
    ContinuityWarning,
    Role,
    RoleGrant,
    RoleRequest,
)
from vestibule.access.places import affiliation_faults_of, held_places, open_places, place_faults, wish_of
from vestibule.access.policy.asking import (
    APPLICATION_UNKNOWN,
    DRAFT_EXISTS,
    ROLE_MISSING,
    holding_faults,
    open_faults,
    organization_faults,
    role_faults,
)
from vestibule.access.policy.catalog import DECIDING_KINDS
from vestibule.journal.spine import MOST_ROWS_IN_A_SET, upkeep
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.storage.rows import moved

_ASKED_ANEW = (lifecycle.DENIED, lifecycle.EXPIRED)
_UPGRADES_LAST = timedelta(days=3)


@upkeep
def choose_role(person_id: UUID, role_key: str, *, application_key: str, at: datetime) -> None:
    """Start or change somebody's one draft with a role; the organization stays where they may ask for the role there.

    Raises ``Refused`` where there is no such role or it can't be asked for. Source: ROL-2, ROL-5 (APP 9-10, EU 8-9).
    Reading: what was chosen for another application doesn't stay.
    """
    role = Role.objects.filter(pk=role_key, application_id=application_key).first()
    if role is None:
        raise Refused(ROLE_MISSING())
    require(role_faults(wish_of(role, None)))

    draft, is_new = RoleRequest.objects.get_or_create(
        person_id=person_id,
        state=lifecycle.DRAFT,
        defaults={"created_at": at, "application_id": role.application_id, "role": role},
    )
    if is_new:
        return
    kept = draft.application_id == role.application_id and not place_faults(
        person_id, role, draft.organization_id, form_id=draft.form_id
    )
    moved(
        RoleRequest.objects.filter(pk=draft.pk, state=lifecycle.DRAFT),
        application_id=role.application_id,
        role=role,
        organization_id=draft.organization_id if kept else None,
        form_id=draft.form_id if kept and role.kind in DECIDING_KINDS else None,
    )


@upkeep
def choose_application(person_id: UUID, application_key: str, *, at: datetime) -> None:
    """Start or change somebody's one draft with an application; another application's role is forgotten.

    Raises ``Refused`` where there is no such application. Source: ROL-2 (APP 9, EU 8).
    """
    require([] if Application.objects.filter(pk=application_key).exists() else [APPLICATION_UNKNOWN()])

    draft, _ = RoleRequest.objects.get_or_create(
        person_id=person_id,
        state=lifecycle.DRAFT,
        defaults={"created_at": at, "application_id": application_key},
    )
    moved(
        RoleRequest.objects.filter(pk=draft.pk, state=lifecycle.DRAFT).exclude(application_id=application_key),
        application_id=application_key,
        role=None,
        organization=None,
        form=None,
    )


@upkeep
def choose_organization(person_id: UUID, organization_id: UUID | None) -> None:
    """Put an organization that is there into somebody's draft, if they may ask for the role in it.

    Raises ``Refused``, and ``NotFound`` where no draft has come so far. Source: ROL-4, ROL-11, ORG-4, ORG-5 (EU 14).
    """
    draft = RoleRequest.objects.select_related("role").filter(person_id=person_id, state=lifecycle.DRAFT).first()
    if draft is None or draft.role is None:
        raise NotFound("No draft with a role.")
    wish = wish_of(draft.role, organization_id)
    require(affiliation_faults_of(person_id, draft.role, organization_id) or organization_faults(wish))
    require(
        [
            *holding_faults(wish, held_places(person_id, wish.application_key)),
            *open_faults(wish, open_places(person_id)),
        ]
    )

    moved(
        RoleRequest.objects.filter(pk=draft.pk, state=lifecycle.DRAFT, role_id=draft.role_id),
        organization_id=organization_id,
        form=None,
    )


@upkeep
def ask_anew(person_id: UUID, request_id: UUID, *, at: datetime) -> None:
    """Begin a draft as a denied request of somebody's own was, as far as that can still be asked for.

    Raises ``Refused`` where another draft stands, which is kept. Source: ROL-5, ROL-13 (APP 10, EU 9). Reading: an
    organization that can't be chosen any more is asked for on its page.
    """
    denied = RoleRequest.objects.select_related("role").filter(pk=request_id, person_id=person_id).first()
    if denied is None or denied.role is None or denied.state not in _ASKED_ANEW:
        raise NotFound(f"denied request {request_id}")
    drafts = RoleRequest.objects.filter(person_id=person_id, state=lifecycle.DRAFT)
    require([DRAFT_EXISTS()] if drafts.exists() else [])

    choose_application(person_id, denied.role.application_id, at=at)
    with suppress(Refused):
        choose_role(person_id, denied.role.key, application_key=denied.role.application_id, at=at)
        if denied.organization_id:
            choose_organization(person_id, denied.organization_id)


@upkeep
def note_signed_in(person_id: UUID, application_key: str, *, at: datetime) -> None:
    """Set the clock of a person and an application to a sign-in; one that comes late never sets it back.

    Source: LIF-1, LIF-2 (APP 0, EU 0). Reading: a clock that has run out stands still: nothing but a new password sets
    it going again, and whoever signs in is judged after this.
    """
    clock = AccessClock.objects.filter(running_out(at), person_id=person_id, application_id=application_key)
    moved(clock.filter(started_at__lt=at), started_at=at, told_days=None)
    first = ApplicationUse(person_id=person_id, application_id=application_key, signed_in_at=at)
    ApplicationUse.objects.bulk_create([first], ignore_conflicts=True)
    moved(
        ApplicationUse.objects.filter(person_id=person_id, application_id=application_key, signed_in_at__lt=at),
        signed_in_at=at,
    )


@upkeep
def begin_clocks(person_id: UUID, *, at: datetime) -> None:
    """Begin somebody's clocks anew whose account comes alive at this moment: before, nobody could sign in.

    Source: LIF-1. Reading: roles that the operator loaded beforehand are first held when somebody can use them.
    """
    AccessClock.objects.filter(person_id=person_id, inactive_at=None).update(started_at=at, told_days=None)


@upkeep
def forget_clocks(*, at: datetime) -> int:
    """Throw away clocks that have run out and belong to no role that is held; return how many, a set at most."""
    nobodys = list(of_nothing(at).values_list("pk", flat=True)[:MOST_ROWS_IN_A_SET])
    AccessClock.objects.filter(pk__in=nobodys).delete()
    return len(nobodys)


@upkeep
def start_missing_clocks(*, at: datetime) -> None:
    """Start the clocks of roles that a node with the release before this one gave during an upgrade. Source: LIF-1."""
    clock = AccessClock.objects.filter(person_id=OuterRef("person_id"), application_id=OuterRef("role__application_id"))
    lately = RoleGrant.objects.filter(~Exists(clock), ended_at=None, granted_at__gt=at - _UPGRADES_LAST)
    first = lately.order_by("granted_at").values_list("person_id", "role__application_id", "granted_at")
    rows = [
        AccessClock(person_id=person, application_id=key, started_at=began)
        for person, key, began in first[:MOST_ROWS_IN_A_SET]
    ]
    AccessClock.objects.bulk_create(rows, ignore_conflicts=True)


@upkeep
def end_warnings(*, at: datetime) -> int:
    """Note which warned organizations have somebody again who decides and is safe; return how many. Source: ORG-9."""
    ended = list(over(at).values_list("pk", flat=True)[:MOST_ROWS_IN_A_SET])
    return ContinuityWarning.objects.filter(pk__in=ended, over_at=None).update(over_at=at)
