"""Deeds of the installation itself."""

from datetime import datetime

from vestibule.journal.events import PolicyCameIntoForce
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.rulebook import Rulebook


@action
def put_policy_on_record(book: Rulebook, *, by: Actor, at: datetime) -> None:
    """Record which numbers are in force from now on. Source: AUD-1."""
    record(PolicyCameIntoForce(profile=Code(book.profile), digest=Code(book.digest())), by=by, at=at)
