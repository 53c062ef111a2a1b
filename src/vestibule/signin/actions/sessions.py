"""The moves of a session: ended, one or all."""

from datetime import datetime
from uuid import UUID

from vestibule.accounts.particulars import demand_password
from vestibule.journal.spine import action, record, record_set, set_action
from vestibule.kernel.actor import Actor
from vestibule.kernel.facts import Code
from vestibule.kernel.lifecycle import MOVE_NOT_OPEN
from vestibule.kernel.reasons import NotFound, Refused, require
from vestibule.kernel.rulebook import rulebook
from vestibule.signin.events import SessionDisowned, SessionEnded
from vestibule.signin.lifecycle import JOURNEY, SESSION
from vestibule.signin.models import Session, SignInJourney
from vestibule.signin.policy.entering import OWN_SESSION, session_is_over
from vestibule.signin.rows import hold_everything, put_away, seat_of
from vestibule.storage.rows import moved


@set_action
def end_all_sessions(person_id: UUID, *, reason: str, but: UUID | None = None, by: Actor, at: datetime) -> int:
    """End every session but one, and every unfinished sign-in of a person; return how many ended. Source: SIG-7.

    Reading: those that had run out by themselves ended before; they are put away with the others, and not said to end.
    """
    # The sign-ins first: one on its last step is waited for here, and its session is then among those that end.
    going_on = SignInJourney.objects.filter(person_id=person_id, stage__in=JOURNEY.sources("abandon"))
    going_on.update(stage=JOURNEY.after("code", "abandon"))
    held = Session.objects.select_for_update().filter(person_id=person_id, state="live").only("started_at", "seen_at")
    live = [row for row in held if row.pk != but]
    over = {row.pk for row in live if session_is_over(row.started_at, row.seen_at, rules=rulebook().sign_in, at=at)}
    lasting = [row.pk for row in live if row.pk not in over]
    put_away(over, at=at)
    Session.objects.filter(pk__in=lasting).update(state=SESSION.after("live", "end"), ended_at=at, end_reason=reason)

    ended = [SessionEnded(person_id=person_id, session_id=pk, reason=Code(reason)) for pk in lasting]
    record_set(ended, by=by, at=at)
    return len(ended)


@action
def disown_session(session_id: UUID, *, by: Actor, at: datetime) -> None:
    """Take a sign-in for somebody else's: end all sessions but this one, and ask for a new password. Source: SIG-7.

    Raises ``NotFound`` for what is no session of one's own. Reading: whoever signed in there had the password, and what
    else they did isn't known; so it doesn't matter whether that session lives still. It is told by mail, and stands in
    the story that the help desk reads.
    """
    seat = seat_of(by)
    if not Session.objects.filter(pk=session_id, person_id=seat.person_id).exists():
        raise NotFound("session")
    require([OWN_SESSION()] if session_id == seat.session_id else [])

    hold_everything(seat.person_id)
    demand_password(seat.person_id, by=by, at=at)
    end_all_sessions(seat.person_id, reason="disowned", but=seat.session_id, by=by, at=at)

    record(SessionDisowned(person_id=seat.person_id, session_id=session_id), by=by, at=at)


@action
def end_session(session_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """End one session. Raises ``NotFound``, and ``Refused`` where it has ended already. Source: SIG-7."""
    row = Session.objects.filter(pk=session_id).first()
    if row is None:
        raise NotFound("session")
    ended = SESSION.after(row.state, "end")
    if not moved(Session.objects.filter(pk=session_id, state="live"), state=ended, ended_at=at, end_reason=reason):
        raise Refused(MOVE_NOT_OPEN())

    record(SessionEnded(person_id=row.person_id, session_id=session_id, reason=Code(reason)), by=by, at=at)
