"""What happens to sweeps."""

from uuid import UUID

from vestibule.kernel.facts import Code, Fact


class SweepStopped(Fact, name="sweeps.sweep_stopped", rules=("LIF-7", "HLP-1")):
    """A sweep would have touched too many of those it looked at, did nothing, and asks the help desk."""

    subject_id: UUID
    sweep: Code
    due: int
    looked_at: int


class SweepLetGoOn(Fact, name="sweeps.sweep_let_go_on", rules=("LIF-7", "HLP-1")):
    """Somebody at the help desk looked, and let a sweep go on; the reason is kept, sealed, with the stop."""

    subject_id: UUID
    sweep: Code


class SweepStopPassed(Fact, name="sweeps.sweep_stop_passed", rules=("LIF-7",)):
    """A sweep that had stopped would no longer touch too many; whatever was the matter is over."""

    subject_id: UUID
    sweep: Code
