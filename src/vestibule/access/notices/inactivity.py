"""Who is told of the clocks of LIF-1: by the thousand, so that each table is read once for all of them."""

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from vestibule.access.clocks import sign_in_days_of
from vestibule.access.events import AccessWentInactive, AccessWoken, SignInReminded
from vestibule.access.queries import applications
from vestibule.notices.table import Notice, tells_sets, to_owner

F = TypeVar("F", SignInReminded, AccessWentInactive, AccessWoken)


@tells_sets(SignInReminded)
def sign_in_due(facts: Sequence[SignInReminded]) -> Iterator[Notice]:
    """Tell people until when they must sign in to an application, and that doing so here isn't enough.

    Source: LIF-1, NEW-1 (APP 0, EU 0).
    """
    for fact, values in _of_clocks(facts):
        yield to_owner("access/sign_in_due", fact.person_id, {**values, "days": fact.days})


@tells_sets(AccessWentInactive)
def went_inactive(facts: Sequence[AccessWentInactive]) -> Iterator[Notice]:
    """Tell people that their access to an application is inactive, and what wakes it. Source: LIF-1, LIF-2, NEW-1."""
    for fact, values in _of_clocks(facts):
        yield to_owner("access/went_inactive", fact.person_id, values)


@tells_sets(AccessWoken)
def woken(facts: Sequence[AccessWoken]) -> Iterator[Notice]:
    """Tell people that their new password has woken access, and until when they must sign in. Source: LIF-2, NEW-1."""
    for fact, values in _of_clocks(facts):
        yield to_owner("access/woken", fact.person_id, values)


def _of_clocks(facts: Sequence[F]) -> Iterator[tuple[F, dict[str, Any]]]:
    """Return each fact with what every one of these mails says."""
    known = {application.key: application for application in applications()}
    due = sign_in_days_of({fact.person_id for fact in facts}, known.keys())
    for fact in facts:
        application = known[fact.application_key]
        values = {
            "application": application.name,
            "application_address": application.address,
            "sign_in_by": due[fact.person_id, fact.application_key],
        }
        yield fact, values
