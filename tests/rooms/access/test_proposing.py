"""Which role is the right one, and who has the next step of a request."""

from itertools import product

import pytest

from vestibule.access.catalog import read_catalog
from vestibule.access.lifecycle import REQUEST
from vestibule.access.policy.affiliating import Affiliation, affiliation_faults, standing_faults
from vestibule.access.policy.catalog import DeclaredRole
from vestibule.access.policy.next_step import NextStep, next_step
from vestibule.access.policy.proposing import Answers, Standing, Why, offered, proposed_kind, right_role

ROLES = read_catalog().applications[0].roles
BY_KEY = {role.key.removeprefix("spot-"): role for role in ROLES}
OFFICE, BILLER = "provider_office", "third_party_biller"


def _proposed(*, decides: bool, standing: Standing, kind: str) -> tuple[str, Why]:
    role_kind, why = proposed_kind(Answers(decides, standing, kind))
    role = right_role(ROLES, kind=role_kind, organization_kind=kind)
    assert role
    return role.key.removeprefix("spot-"), why


@pytest.mark.parametrize(
    ("decides", "standing", "kind", "proposal"),
    [
        (True, Standing.APPROVER, OFFICE, ("provider-office-approver", Why.IS_APPROVER)),
        (True, Standing.APPROVER, BILLER, ("business-office-approver", Why.IS_APPROVER)),
        (True, Standing.BACKUP, OFFICE, ("backup-approver", Why.IS_BACKUP)),
        (True, Standing.BACKUP, BILLER, ("backup-approver", Why.IS_BACKUP)),
        (True, Standing.NEITHER, OFFICE, ("end-user", Why.FORM_FIRST)),
        (False, Standing.NEITHER, OFFICE, ("end-user", Why.WORKS_WITH_RECORDS)),
        (False, Standing.APPROVER, BILLER, ("end-user", Why.WORKS_WITH_RECORDS)),
    ],
)
def test_three_answers_propose_one_role(decides, standing, kind, proposal):
    """Source: ROL-5, ROL-3 (APP 10, EU 9)."""
    assert _proposed(decides=decides, standing=standing, kind=kind) == proposal


def test_what_can_not_be_asked_for_is_neither_offered_nor_proposed():
    """Source: ROL-2, ROL-5."""
    closed = [_closed(role) for role in ROLES]
    assert offered(closed) == []
    assert right_role(closed, kind="approver", organization_kind=OFFICE) is None


@pytest.mark.parametrize(
    ("asked", "kind", "named_as", "why_not"),
    [
        ("provider-office-approver", OFFICE, "approver", []),
        ("business-office-approver", BILLER, "approver", []),
        ("backup-approver", OFFICE, "backup", []),
        ("backup-approver", BILLER, "backup", []),
        ("end-user", OFFICE, None, []),
        ("end-user", BILLER, "approver", []),
        ("provider-office-approver", OFFICE, None, ["request.not_named"]),
        ("provider-office-approver", BILLER, "approver", ["request.wrong_role"]),
        ("business-office-approver", OFFICE, "approver", ["request.wrong_role"]),
        ("provider-office-approver", OFFICE, "backup", ["request.wrong_role"]),
        ("backup-approver", OFFICE, "approver", ["request.wrong_role"]),
        ("provider-office-approver", "hospital", "approver", ["request.no_role_fits"]),
    ],
)
def test_the_form_says_which_role_is_the_right_one(asked, kind, named_as, why_not):
    """Source: ORG-3, ROL-3, ROL-5. To who decides the same is said of the requester."""
    told = affiliation_faults(BY_KEY[asked], ROLES, Affiliation(kind, named_as))
    assert [fault.code for fault in told] == why_not
    assert len(standing_faults(BY_KEY[asked], ROLES, Affiliation(kind, named_as))) == len(why_not)


@pytest.mark.parametrize(
    ("state", "approved_by", "has_deciders", "whose"),
    [
        ("draft", None, False, NextStep.YOU),
        ("draft", "desk", False, NextStep.YOU),
        ("submitted", "desk", False, NextStep.HELP_DESK),
        ("submitted", "desk", True, NextStep.HELP_DESK),
        ("submitted", "organization", True, NextStep.APPROVER),
        ("submitted", "organization", False, NextStep.NOBODY_CAN_DECIDE),
        ("approved", "desk", True, NextStep.YOU),
        ("denied", "organization", True, NextStep.YOU),
        ("cancelled", "desk", True, NextStep.NOBODY),
    ],
)
def test_each_state_has_one_who_is_next(state, approved_by, has_deciders, whose):
    """Source: ROL-7, ROL-13."""
    assert next_step(state, approved_by=approved_by, has_deciders=has_deciders) is whose


def test_only_what_waits_depends_on_who_decides():
    """Source: ROL-13."""
    for state, approved_by in product(set(REQUEST.states) - {"submitted"}, ("desk", "organization", None)):
        said = {next_step(state, approved_by=approved_by, has_deciders=yes) for yes in (True, False)}
        assert len(said) == 1


def _closed(role: DeclaredRole) -> DeclaredRole:
    return DeclaredRole(**{**vars(role), "requestable": False})
