"""Who may decide on a request."""

from uuid import uuid4

import pytest

from vestibule.access.lifecycle import REQUEST
from vestibule.access.policy.deciding import Asked, Power, decision_faults, submitting_faults

REQUESTER, APPROVER = uuid4(), uuid4()


@pytest.mark.parametrize(
    ("state", "by", "power", "why_not"),
    [
        ("submitted", APPROVER, Power.DECIDES, None),
        ("submitted", REQUESTER, Power.DECIDES, "request.own_decision"),
        ("submitted", REQUESTER, Power.NONE, "request.own_decision"),
        ("submitted", APPROVER, Power.NONE, "request.not_your_decision"),
        ("submitted", APPROVER, Power.ENDED, "request.right_ended"),
        ("submitted", None, Power.NONE, "request.not_your_decision"),
        ("approved", APPROVER, Power.DECIDES, "request.already_approved"),
        ("denied", APPROVER, Power.DECIDES, "request.already_denied"),
        ("cancelled", APPROVER, Power.DECIDES, "request.already_cancelled"),
        ("draft", APPROVER, Power.DECIDES, "request.not_submitted"),
        ("approved", APPROVER, Power.ENDED, "request.right_ended"),
        ("approved", APPROVER, Power.NONE, "request.not_your_decision"),
    ],
)
def test_only_who_has_the_power_decides_and_only_what_is_open(state, by, power, why_not):
    """Source: ROL-7, ROL-8."""
    faults = decision_faults(Asked(REQUESTER, state, "Ann Archer"), by=by, power=power)
    assert [fault.code for fault in faults] == ([why_not] if why_not else [])


def test_who_comes_second_is_told_who_was_first():
    """Source: ROL-8."""
    (fault,) = decision_faults(Asked(REQUESTER, "approved", "Ann Archer"), by=APPROVER, power=Power.DECIDES)
    assert str(fault) == "This request was already approved by Ann Archer."


@pytest.mark.parametrize("state", REQUEST.states)
def test_only_a_draft_is_submitted_and_only_as_it_was_reviewed(state):
    """Source: ROL-6, ROL-11."""
    here, there = ("end", uuid4()), ("end", uuid4())
    assert bool(submitting_faults(state, reviewed=here, drafted=here)) == (state != "draft")
    assert submitting_faults(state, reviewed=here, drafted=there)
