"""Suspicions of sharing: the nightly sweep opens a case for the help desk, once."""

from datetime import datetime
from uuid import UUID

from vestibule.accounts.lifecycle import ACTIVE
from vestibule.accounts.queries import person_card
from vestibule.journal.spine import action, record
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.events import SharingSuspected
from vestibule.signin.lifecycle import SUSPECTED
from vestibule.signin.models import SharingCase
from vestibule.signin.policy.sharing import NOT_WORTH_IT, is_worth_a_look
from vestibule.signin.sharing import sharing_of
from vestibule.storage.rows import one_at_a_time


@action
def suspect_sharing(person_id: UUID, *, by: Actor, at: datetime) -> UUID:
    """Open a case for the help desk where an account's score is worth a look, and none is open. Source: ACC-12, LIF-7.

    Reading: nothing happens to the account, and nobody is told: a score is no proof.
    """
    one_at_a_time(f"sharing:{person_id}")
    looked = sharing_of(person_id, at=at)
    is_open = SharingCase.objects.filter(person_id=person_id, state=SUSPECTED).exists()
    if is_open or not is_worth_a_look(looked.score, rulebook().sharing) or person_card(person_id).state != ACTIVE:
        raise Refused(NOT_WORTH_IT())
    case = SharingCase(person_id=person_id, points=looked.score.points, opened_at=at)
    case.save(force_insert=True)

    signs = tuple(Code(sign.kind) for sign in looked.score.signs)
    fact = SharingSuspected(person_id=person_id, subject_id=case.pk, points=looked.score.points, signs=signs)
    record(fact, by=by, at=at)
    return case.pk
