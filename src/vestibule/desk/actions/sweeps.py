"""What the help desk does about a sweep that stopped, because it would have touched too many."""

from datetime import datetime
from uuid import UUID

from vestibule.desk.actions.deeds import put_away, taken_up
from vestibule.desk.at_work import at_work
from vestibule.desk.policy.cases import SWEEP, sweep_faults
from vestibule.desk.policy.reasons import reason_faults
from vestibule.journal.spine import action
from vestibule.kernel.actor import Actor
from vestibule.kernel.reasons import require
from vestibule.kernel.rulebook import rulebook
from vestibule.kernel.texts import one_line
from vestibule.sweeps.actions import by_desk as sweeps


@action
def let_sweep_go_on(stop_id: UUID, *, reason: str, by: Actor, at: datetime) -> None:
    """Let a sweep do what it stopped before, with a reason that is kept. Source: LIF-7, HLP-1.

    Reading: a supervisor alone; what is decided can be looked at beforehand (``vestibule sweep --preview``), and takes
    nothing that a new password doesn't give back, so that a second person isn't waited for (decision 0026).
    """
    case, reason = taken_up(SWEEP, stop_id, by), one_line(reason)
    require([*sweep_faults(at_work(by).tier), *reason_faults(reason, rulebook().request)])

    sweeps.let_go_on(stop_id, reason=reason, by=by, at=at)

    put_away(case, "let_go_on", by=by, at=at)
