"""Reads of the clocks that keep access true, as applications tell them to people."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from vestibule.access.models import ApplicationUse
from vestibule.access.policy import clock
from vestibule.access.queries import GrantCard
from vestibule.kernel.rulebook import rulebook

Clock = tuple[UUID, str]  # one for each person and application
_CLOCK = ("person_id", "application_id")


def last_signed_in(person_id: UUID, application_key: str) -> datetime | None:
    """Return when somebody last signed in to an application itself, if ever. Source: LIF-1."""
    use = ApplicationUse.objects.filter(person_id=person_id, application_id=application_key)
    return use.values_list("signed_in_at", flat=True).first()


def last_signed_in_of(person_ids: Collection[UUID], application_keys: Collection[str]) -> dict[Clock, datetime]:
    """Return when each of several people last signed in to applications, in one query; who never did isn't there.

    Source: LIF-1.
    """
    uses = ApplicationUse.objects.filter(person_id__in=person_ids, application_id__in=application_keys)
    return {(person, application): at for person, application, at in uses.values_list(*_CLOCK, "signed_in_at")}


def must_sign_in_by(person_id: UUID, application_key: str, grants: Collection[GrantCard]) -> datetime:
    """Return until when somebody who holds these roles in an application must sign in to it. Source: LIF-1."""
    first_granted_at = min(grant.granted_at for grant in grants)
    last = last_signed_in(person_id, application_key)
    return clock.must_sign_in_by(first_granted_at, last, rulebook().access)


def certify_by(grant: GrantCard) -> datetime:
    """Return until when a role that somebody holds must be certified. Source: LIF-3."""
    return clock.certify_by(grant.granted_at, rulebook().access)
