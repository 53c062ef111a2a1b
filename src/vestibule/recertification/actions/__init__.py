"""What reviewers do at annual certifications: keep, remove, take the evidence. ``by_desk`` is the help desk's."""

from vestibule.recertification.actions.evidence import take_evidence
from vestibule.recertification.actions.reminding import remind_holders, remind_reviewers
from vestibule.recertification.actions.reviewing import keep_role, remove_role

__all__ = ["keep_role", "remind_holders", "remind_reviewers", "remove_role", "take_evidence"]
