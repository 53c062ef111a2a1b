"""What is done in proofing: terms accepted, an answer settled, the help desk asked; ``by_desk`` is the desk's alone."""

from vestibule.proofing.actions.cases import accept_proofing_terms, ask_desk
from vestibule.proofing.actions.settling import settle

__all__ = ["accept_proofing_terms", "ask_desk", "settle"]
