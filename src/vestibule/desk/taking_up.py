"""A case before whoever deals with it: with who has claimed it, and nobody else at it at the same moment."""

from uuid import UUID

from vestibule.desk.cases import Case, case_of
from vestibule.desk.policy.cases import Holder
from vestibule.desk.queries import claim_on
from vestibule.storage.rows import one_at_a_time


def in_front(kind: str, subject_id: UUID) -> tuple[Case, Holder | None]:
    """Return a case and who has claimed it; whoever else claims, releases or decides it waits until the deed is done.

    Raises ``NotFound``. Source: HLP-1.
    """
    one_at_a_time(f"case {kind}:{subject_id}")
    case = case_of(kind, subject_id)
    claim = claim_on(kind, subject_id)
    return case, claim.holder if claim else None
