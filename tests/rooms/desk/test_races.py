"""Many at once at the help desk: one has the case, one deed is done, and it is on record once."""

from collections.abc import Callable, Sequence
from threading import Barrier

import pytest
from django.db import transaction

from tests.at_once import ROUNDS, at_once
from tests.people import AT, a_person
from tests.racing import said_by
from tests.rooms.access.consequences import consequences
from tests.rooms.desk.casing import (
    DEEDS,
    REASON,
    SHARED,
    ACase,
    a_duplicate_case,
    a_form_case,
    a_proofing_case,
    a_request_case,
    a_sharing_case,
    staff,
    used,
)
from vestibule.desk.actions import (
    approve_request,
    claim_case,
    deny_request,
    disable_for_sharing,
    dismiss_sharing,
    find_different,
    find_same,
    release_case,
)
from vestibule.desk.models import CaseClaim, StaffAppointment
from vestibule.journal.models import Entry
from vestibule.kernel.actor import Actor
from vestibule.signin.jobs import look_for_sharing

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

NAMES = ["Abe", "Bea", "Cid", "Dot", "Eli", "Fay", "Gus", "Hal"]


@pytest.fixture
def team(transactional_db) -> list[Actor]:
    """Eight people of the help desk, the first one a supervisor."""
    return [staff(name, "Staff", tier="agent" if number else "supervisor") for number, name in enumerate(NAMES)]


def test_of_eight_who_claim_at_once_one_has_the_case(team):
    """Source: HLP-1."""
    winners = set()
    case = a_form_case()
    for round_ in range(ROUNDS):
        told = at_once(lambda one: said_by(lambda: claim_case(case.kind, case.id, by=team[one], at=AT)), 8)
        assert sorted(told) == ["case.claimed"] * 7 + ["done"]
        winner = team[told.index("done")]
        assert CaseClaim.objects.get().claimed_by_id == winner.person_id
        assert Entry.objects.filter(fact="desk.case_claimed").count() == round_ + 1
        release_case(case.kind, case.id, by=winner, at=AT)
        winners.add(winner.person_id)
    assert len(winners) > 1, "the same thread won every round: that was no race"


def test_of_eight_who_decide_at_once_one_decides(team):
    """Source: HLP-1, ROL-8. Half of them approve and half deny a request that nobody has claimed."""
    case = a_request_case()
    before = consequences()

    def decide(one: int) -> str:
        if one % 2:
            return said_by(lambda: deny_request(case.id, reason=REASON, by=team[one], at=AT))
        return said_by(lambda: approve_request(case.id, by=team[one], at=AT))

    told = at_once(decide, 8)

    assert told.count("done") == 1
    assert set(told) - {"done"} <= {"request.already_approved", "request.already_denied"}
    assert Entry.objects.filter(fact="desk.case_decided").count() == 1
    assert sum(consequences().mails.values()) - sum(before.mails.values()) == 1


def test_claimed_and_decided_at_once_it_is_one_of_the_two_and_no_claim_stays_behind(team):
    """Source: HLP-1. Either the claim was first, and the decision is refused; or there is nothing left to claim."""
    for _ in range(ROUNDS):
        case = a_form_case()
        told = at_once(_claim_or_accept(case, team), 2)
        assert told in (["done", "case.claimed"], ["case.not_waiting", "done"])
        assert CaseClaim.objects.filter(subject_id=case.id).count() == (told[0] == "done")


def _claim_or_accept(case: ACase, team: list[Actor]) -> Callable[[int], str]:
    accept = DEEDS["accept"][1]

    def deed(one: int) -> str:
        if one == 0:
            return said_by(lambda: claim_case(case.kind, case.id, by=team[0], at=AT))
        return said_by(lambda: accept(case, team[1], AT))

    return deed


def test_evidence_entered_by_eight_at_once_is_entered_by_one(team):
    """Source: PRF-5."""
    case = a_proofing_case()
    enter = DEEDS["enter_evidence"][1]
    told = at_once(lambda one: said_by(lambda: enter(case, team[one], AT)), 8)
    assert sorted(told) == ["done", *["move_not_open"] * 7]
    assert Entry.objects.filter(fact="proofing.evidence_entered").count() == 1


def test_an_appointment_that_ends_first_decides_nothing_any_more(team):
    """Source: HLP-2. It is being ended, in a transaction that is still open, as its owner clicks."""
    case = a_request_case()

    def end_or_decide(one: int) -> str:
        if one == 0:
            with transaction.atomic():
                StaffAppointment.objects.filter(person_id=team[1].person_id).update(ended_at=AT)
                inside.wait()
                _until_somebody_waits()
            return "ended"
        inside.wait()
        return said_by(lambda: approve_request(case.id, by=team[1], at=AT))

    inside = Barrier(2)
    assert at_once(end_or_decide, 2) == ["ended", "nothing"]
    assert not Entry.objects.filter(fact="desk.case_decided").exists()


def _until_somebody_waits() -> None:
    for _ in range(500):
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("SELECT count(*), pg_sleep(0.01) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited for the lock")


def test_a_suspicion_or_a_duplicate_that_is_decided_by_eight_at_once_is_decided_by_one(team):
    """Source: ACC-12, ACC-2, HLP-1. Half find one thing and half the other."""
    for case, findings in (
        (a_sharing_case(), (disable_for_sharing, dismiss_sharing)),
        (a_duplicate_case(), (find_same, find_different)),
    ):
        told = at_once(_find(case, findings, team), 8)
        assert sorted(told) == ["done", *["nothing"] * 7]
    assert Entry.objects.filter(fact="desk.case_decided").count() == 2


def test_two_sweeps_at_once_open_one_case(transactional_db):
    """Source: ACC-12, LIF-7."""
    who = a_person("Sal", "Shared")
    used(who, *SHARED)
    at_once(lambda one: said_by(lambda: look_for_sharing(at=AT)), 2)
    assert Entry.objects.filter(fact="signin.sharing_suspected").count() == 1


def _find(case: ACase, findings: Sequence[Callable[..., None]], team: list[Actor]) -> Callable[[int], str]:
    return lambda one: said_by(lambda: findings[one % 2](case.id, reason=REASON, by=team[one], at=AT))
