"""Technical state of forms: how often reference numbers were looked up."""

from datetime import datetime, timedelta

from vestibule.accounts.upkeep import network_of
from vestibule.journal.spine import upkeep
from vestibule.kernel.rulebook import rulebook
from vestibule.organizations.turns import take_turn


@upkeep
def may_look_up(address: str | None, *, at: datetime) -> bool:
    """Count one more look-up of a network; say whether it may still be answered. Source: ORG-1.

    Reading: right numbers count as well, else a guesser would learn from the answer that nothing is counted.
    """
    most = rulebook().organization.lookups_an_hour
    return take_turn("form.look-up", network_of(address), most=most, every=timedelta(hours=1), at=at)
