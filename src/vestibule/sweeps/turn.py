"""Whose turn it is: of all sweeps on all nodes one moves its set at a time, so that one processor is left to people."""

from datetime import timedelta

from vestibule.storage.rows import one_at_a_time_if_soon

TURN = "sweeps.turn"
PATIENCE = timedelta(seconds=5)  # a set takes a fraction of a second; who has the turn for so long stands still


def take_turn() -> None:
    """Wait while another sweep moves a set, and let the others wait from here to the end of the transaction. LIF-7.

    Reading: they come in the order in which they asked. Nothing but the machine's load hangs on it: rows are moved by
    one of several whether these wait or not, so that a node that was frozen in its turn isn't waited for.
    """
    one_at_a_time_if_soon(TURN, most=PATIENCE)
