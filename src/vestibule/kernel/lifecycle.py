"""States and legal moves, as a table."""

from collections.abc import Mapping
from dataclasses import dataclass

from vestibule.kernel.reasons import Refused, declare_reason, gettext_noop

MOVE_NOT_OPEN = declare_reason(
    "move_not_open", gettext_noop("This can no longer be done: someone else, or you in another window, was first.")
)


@dataclass(frozen=True)
class Lifecycle:
    """The legal moves of one kind of thing: ``{(state, move): next}``."""

    moves: Mapping[tuple[str, str], str]

    def after(self, state: str, move: str) -> str:
        """Return the state after a move. Raises ``Refused`` (``move_not_open``) where the move isn't open."""
        try:
            return self.moves[state, move]
        except KeyError:
            raise Refused(MOVE_NOT_OPEN()) from None

    def allows(self, state: str, move: str) -> bool:
        """Say whether a move is open in a state."""
        return (state, move) in self.moves

    def sources(self, move: str) -> list[str]:
        """Return the states in which a move is open: the expectation of a conditional write."""
        return [state for state, known in self.moves if known == move]

    @property
    def states(self) -> list[str]:
        """Return every state, in the order of the table."""
        return list(dict.fromkeys(state for (before, _), after in self.moves.items() for state in (before, after)))
