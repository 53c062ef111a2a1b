"""Many at once on agreements: one is open between two, one answer counts, and a lost right accepts nothing."""

import pytest

from tests.at_once import ROUNDS, at_once
from tests.people import APPROVER, AT, an_organization, holds
from tests.racing import said_by
from tests.rooms.access.agreeing import BILLER, Pair, a_pair
from tests.rooms.recertification.years import day
from vestibule.access.actions import (
    accept_agreement,
    decline_agreement,
    end_agreement,
    end_grant,
    load_agreement,
    propose_agreement,
    withdraw_agreement,
)
from vestibule.access.jobs import review_agreements
from vestibule.access.models import Agreement
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, person
from vestibule.notices.models import Mail

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def pair(transactional_db) -> Pair:
    return a_pair()


def recorded(what: str) -> int:
    return Entry.objects.filter(fact=f"access.agreement_{what}").count()


def test_two_that_propose_to_each_other_at_once_have_one_agreement(pair):
    """Source: ORG-8."""

    def deed(one: int) -> str:
        own, other, who = (
            (pair.office, pair.provider, pair.olga) if one % 2 else (pair.provider, pair.office, pair.petra)
        )
        return said_by(lambda: propose_agreement(own, other, application_key="spot", by=person(who), at=AT))

    for number in range(ROUNDS):
        assert sorted(at_once(deed, 4)) == [*["agreement.already_proposed"] * 3, "done"]
        Agreement.objects.filter(state="proposed").update(state="declined", proposed_at=day(-2))
        assert recorded("proposed") == number + 1


def test_of_an_answer_and_a_withdrawal_one_counts(pair):
    """Source: ORG-8. Who comes second is told; nothing is half done."""
    for _ in range(ROUNDS):
        agreement_id = pair.proposed()

        def deed(one: int, agreement_id=agreement_id) -> str:
            if one == 0:
                return said_by(lambda: accept_agreement(agreement_id, pair.office, by=person(pair.olga), at=AT))
            if one == 1:
                return said_by(lambda: decline_agreement(agreement_id, pair.office, by=person(pair.olga), at=AT))
            return said_by(lambda: withdraw_agreement(agreement_id, pair.provider, by=person(pair.petra), at=AT))

        said = at_once(deed, 3)
        assert sorted(said) == ["done", "move_not_open", "move_not_open"]
        state = Agreement.objects.get(pk=agreement_id).state
        assert state == ("in_force", "declined", "withdrawn")[said.index("done")]
        Agreement.objects.update(state="ended", proposed_at=day(-2))
    assert sum(recorded(what) for what in ("accepted", "declined", "withdrawn")) == ROUNDS


def test_both_sides_that_end_it_at_once_end_it_once(pair):
    """Source: ORG-8."""
    for _ in range(ROUNDS):
        agreement_id = load_agreement(pair.office, pair.provider, application_key="spot", by=OPERATOR, at=AT)

        def deed(one: int, agreement_id=agreement_id) -> str:
            place, who = ((pair.office, pair.olga), (pair.provider, pair.petra))[one]
            return said_by(lambda: end_agreement(agreement_id, place, why="other", by=person(who), at=AT))

        assert sorted(at_once(deed, 2)) == ["done", "move_not_open"]
    assert recorded("ended") == ROUNDS


def test_whose_right_ends_meanwhile_accepts_before_or_not_at_all(pair):
    """Source: ORG-8, SPT-3. Never after."""
    for _ in range(ROUNDS):
        agreement_id, grant_id = pair.proposed(), holds(pair.eva, BILLER, pair.office)

        def deed(one: int, agreement_id=agreement_id, grant_id=grant_id) -> str:
            if one:
                return said_by(lambda: end_grant(grant_id, why="removed", by=OPERATOR, at=AT))
            return said_by(lambda: accept_agreement(agreement_id, pair.office, by=person(pair.eva), at=AT))

        accepted, ended = at_once(deed, 2)
        assert ended == "done"
        assert accepted in ("done", "membership.right_ended")
        assert (Agreement.objects.get(pk=agreement_id).accepted_by == pair.eva) is (accepted == "done")
        Agreement.objects.update(state="ended", proposed_at=day(-2))


def test_many_nodes_ask_and_lapse_once(pair):
    """Source: LIF-7, ORG-8."""
    others = [an_organization(f"Clinic Number {letter}") for letter in "abcdefgh"]
    for place in others:
        holds(pair.petra, APPROVER, place)
        load_agreement(place, pair.office, application_key="spot", by=OPERATOR, at=day(0))
    at_once(lambda _: review_agreements(at=day(320)), 4)
    at_once(lambda _: review_agreements(at=day(366)), 4)
    assert (recorded("review_asked"), recorded("lapsed")) == (8, 8)
    assert Mail.objects.filter(kind__in=("access/agreement_due", "access/agreement_lapsed")).count() == 32
