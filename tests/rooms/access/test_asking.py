"""Who may ask for which role."""

from uuid import uuid4

import pytest

from vestibule.access.policy.asking import Place, Wish, reason_faults, submission_faults
from vestibule.kernel.rulebook import RequestRules

HERE, THERE = uuid4(), uuid4()
RULES = RequestRules()
REASON = "access to Medicare data"
HELD_HERE = Place("end", "end_user", HERE)


def _wish(**told: object) -> Wish:
    known: dict[str, object] = {
        "role_key": "end",
        "role_kind": "end_user",
        "application_key": "spot",
        "requestable": True,
        "needs_organization": True,
        "organization_kinds": ("provider_office",),
        "organization_id": HERE,
        "organization_kind": "provider_office",
    }
    return Wish(**{**known, **told})  # type: ignore[arg-type]


def _codes(
    wish: Wish,
    *,
    reason: str = REASON,
    held: tuple[Place, ...] = (),
    asked: tuple[Place, ...] = (),
    is_proofed: bool = True,
) -> list[str]:
    faults = submission_faults(wish, reason=reason, held=held, open_requests=asked, is_proofed=is_proofed, rules=RULES)
    return [fault.code for fault in faults]


@pytest.mark.parametrize(
    ("wish", "held", "asked", "why_not"),
    [
        (_wish(), (), (), []),
        (_wish(requestable=False), (), (), ["request.role_not_offered"]),
        (_wish(organization_id=None), (), (), ["request.organization_missing"]),
        (_wish(organization_kind="third_party_biller"), (), (), ["request.organization_kind_wrong"]),
        (_wish(), (HELD_HERE,), (), ["request.already_held"]),
        (_wish(), (Place("end", "end_user", THERE),), (), []),
        (_wish(), (Place("app", "approver", HERE),), (), ["request.included"]),
        (_wish(), (Place("back", "backup", HERE),), (), ["request.included"]),
        (_wish(), (Place("app", "approver", THERE),), (), []),
        (_wish(role_key="app", role_kind="approver"), (HELD_HERE,), (), []),
        (_wish(role_key="back", role_kind="backup"), (Place("app", "approver", HERE),), (), ["request.included"]),
        (_wish(), (), (HELD_HERE,), ["request.already_open"]),
        (_wish(), (), (Place("end", "end_user", THERE),), []),
    ],
)  # fmt: skip
def test_what_is_held_or_open_rules_out_the_same_and_the_lower_there(wish, held, asked, why_not):
    """Source: ROL-2, ROL-3, ROL-4, ROL-11."""
    assert _codes(wish, held=held, asked=asked) == why_not


@pytest.mark.parametrize(
    ("length", "why_not"),
    [(0, "too_short"), (9, "too_short"), (10, ""), (500, ""), (501, "too_long")],
)
def test_a_reason_has_10_to_500_characters(length, why_not):
    """Source: ROL-6."""
    assert [fault.code for fault in reason_faults("x" * length, RULES)] == (
        [f"request.reason_{why_not}"] if why_not else []
    )
