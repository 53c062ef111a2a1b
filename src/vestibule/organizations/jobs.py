"""What the calendar calls."""

from collections.abc import Iterator
from datetime import datetime

from vestibule.journal.spine import MOST_ROWS_IN_A_SET
from vestibule.kernel.actor import SYSTEM
from vestibule.organizations.actions import lapse_forms
from vestibule.organizations.actions.forms import unsigned_too_long
from vestibule.sweeps.table import Foreseen, sweep


def foresee_lapses(at: datetime) -> Iterator[Foreseen]:
    """Say which forms would lapse; they are nobody's account yet. Source: ORG-1, LIF-7."""
    for form_id in unsigned_too_long(at).values_list("pk", flat=True).iterator():
        yield Foreseen("lapse", f"form {form_id}")


@sweep("organizations.lapse_forms", foresees=foresee_lapses)
def lapse(*, at: datetime) -> None:
    """Let forms lapse that were not signed in time. Source: ORG-1, LIF-7."""
    while lapse_forms(by=SYSTEM, at=at) == MOST_ROWS_IN_A_SET:
        pass
