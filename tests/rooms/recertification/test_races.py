"""Certifications at the same moment: one decision counts, each deadline once, on however many nodes."""

from collections import Counter
from uuid import UUID

import pytest

from tests.at_once import ROUNDS, at_once
from tests.people import APPROVER, BACKUP, END_USER, a_person, holds
from tests.racing import said_by
from tests.rooms.recertification.years import REASON, Office, an_office, awake, day, grant
from vestibule.access.actions import end_grant
from vestibule.access.models import RoleGrant
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, person
from vestibule.notices.models import Mail
from vestibule.recertification.actions import keep_role, remove_role
from vestibule.recertification.jobs import certify
from vestibule.recertification.models import Review

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NOW = day(330)
LETTERS = "abcdefghij"


@pytest.fixture
def office(transactional_db) -> Office:
    office = an_office(members=ROUNDS)
    awake([office.approver, office.backup], NOW)
    return office


def test_of_two_who_decide_at_once_one_does_and_the_other_is_told(office):
    """Source: LIF-3, ROL-8. One keeps and one removes; whoever wins, one decision is on record and told."""

    def decide(role: UUID, one: int) -> None:
        if one:
            keep_role(role, looked_at=True, by=person(office.approver), at=NOW)
        else:
            remove_role(role, reason=REASON, looked_at=True, by=person(office.backup), at=NOW)

    for role in office.roles:
        told = at_once(lambda one, role=role: said_by(lambda: decide(role, one)), 2)  # type: ignore[misc]
        kept = grant(role).ended_at is None
        loser = "certification.already_certified" if kept else "certification.already_removed"
        assert sorted(told) == sorted(["done", loser])
        assert Review.objects.get(grant_id=role).outcome == ("kept" if kept else "removed")


def test_a_right_that_ends_first_decides_nothing_any_more(office):
    """Source: ROL-7. Whichever comes first: never is anything decided by a right that had ended before."""
    for number, role in enumerate(office.roles):
        who = a_person("Cy", f"Second-{LETTERS[number % 10]}{LETTERS[number // 10]}")
        right = holds(who, BACKUP, office.id, at=NOW)

        def decide(one: int, role: UUID = role, who: UUID = who, right: UUID = right) -> str:
            if one:
                return said_by(lambda: keep_role(role, looked_at=True, by=person(who), at=NOW))
            return said_by(lambda: end_grant(right, why="left", by=OPERATOR, at=NOW))

        told = at_once(decide, 2)
        assert told[0] == "done"
        assert told[1] in ("done", "certification.right_ended")
        assert Review.objects.filter(grant_id=role).count() == (told[1] == "done")


def test_kept_beside_a_sweep_it_counts_afterwards_and_is_suspended_at_most_once(office, monkeypatch):
    """Source: LIF-4, LIF-7."""
    monkeypatch.setattr("vestibule.recertification.jobs.goes_on", lambda *_, **__: True)
    late = day(366)
    awake([office.approver], late)
    for role in office.roles:

        def keep_or_sweep(one: int, role: UUID = role) -> str:
            if one:
                return said_by(lambda: keep_role(role, looked_at=True, by=person(office.approver), at=late))
            return said_by(lambda: certify(at=late))

        assert at_once(keep_or_sweep, 2) == ["done", "done"]
        assert grant(role).suspended_at is None
    assert Entry.objects.filter(fact="access.role_suspended").count() <= len(office.roles)


def test_of_four_nodes_each_row_is_moved_and_each_reviewer_told_by_one(office, monkeypatch):
    """Source: LIF-7, NEW-1. In sets of three, so that they meet again and again."""
    for module in ("access.actions.certifying", "recertification.actions.reminding", "recertification.jobs"):
        monkeypatch.setattr(f"vestibule.{module}.MOST_ROWS_IN_A_SET", 3)
    monkeypatch.setattr("vestibule.recertification.jobs.goes_on", lambda *_, **__: True)
    for number in range(7):
        holds(a_person("Di", f"Later-{LETTERS[number]}"), END_USER, office.id, at=day(40))
        holds(a_person("Al", f"Reviews-{LETTERS[number]}"), APPROVER, office.id, at=day(300))
    RoleGrant.objects.filter(pk__in=office.roles[:4]).update(counted_from=day(-16), granted_at=day(-16))
    at_once(lambda _: certify(at=day(366)), 4)
    certify(at=day(366))
    facts = Counter(Entry.objects.values_list("fact", flat=True))
    assert (facts["access.role_suspended"], facts["access.role_revoked"]) == (len(office.roles) - 4, 4)
    told = Counter(Mail.objects.filter(kind="recertification/certifications_due").values_list("person_id", flat=True))
    assert len(told) == 9
    assert set(told.values()) == {1}
