"""Agreements: both sides accept, either ends it, and it grants while it is in force and no longer."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.people import APPROVER, AT, BACKUP, a_person, an_organization, holds
from tests.racing import said_by
from tests.rooms.access.agreeing import BILLER, Pair, a_pair
from tests.rooms.access.consequences import consequences
from tests.rooms.recertification.years import awake, day
from vestibule.access.actions import (
    accept_agreement,
    decline_agreement,
    end_agreement,
    end_grant,
    load_agreement,
    propose_agreement,
    review_agreement,
    withdraw_agreement,
)
from vestibule.access.agreements import agreements_of, in_force, served_through, visible_agreement
from vestibule.access.members import visible_membership
from vestibule.access.models import Agreement, RoleGrant
from vestibule.access.policy import agreements as policy
from vestibule.access.policy.agreements import Days, Side
from vestibule.accounts.models import Person
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, person
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import AccessRules
from vestibule.organizations.models import Organization
from vestibule.organizations.policy.particulars import PROVIDER_OFFICE, THIRD_PARTY_BILLER

pytestmark = [pytest.mark.once, pytest.mark.django_db]

RULES = AccessRules()
HERE = ZoneInfo("America/New_York")


@pytest.fixture
def pair() -> Pair:
    return a_pair()


def served(pair: Pair, at: datetime) -> list[str]:
    """Return whom the business office serves."""
    found = served_through(pair.eva, "spot", at=at).get(pair.office, [])
    return [one.organization.legal_name for one in found]


@pytest.mark.parametrize(
    ("own", "other", "why_not"),
    [
        (THIRD_PARTY_BILLER, PROVIDER_OFFICE, []),
        (PROVIDER_OFFICE, THIRD_PARTY_BILLER, []),
        (PROVIDER_OFFICE, PROVIDER_OFFICE, ["agreement.same_kind"]),
        (THIRD_PARTY_BILLER, THIRD_PARTY_BILLER, ["agreement.same_kind"]),
    ],
)
def test_a_business_office_and_a_provider_agree_and_no_other_two(own, other, why_not):
    """Source: ORG-8 (APP 10)."""
    assert [reason.code for reason in policy.pair_faults(own, other)] == why_not


@pytest.mark.parametrize(
    ("began", "opens", "last"),
    [
        (datetime(2026, 3, 10, 14, tzinfo=HERE), date(2027, 1, 24), date(2027, 3, 10)),
        (datetime(2026, 3, 10, 23, 59, tzinfo=HERE), date(2027, 1, 24), date(2027, 3, 10)),
        (datetime(2028, 2, 29, 12, tzinfo=HERE), date(2029, 1, 14), date(2029, 2, 28)),
        (datetime(2027, 3, 1, 12, tzinfo=HERE), date(2028, 1, 15), date(2028, 2, 29)),
    ],
)
def test_its_year_has_365_days_here_and_the_last_counts_to_its_end(began, opens, last):
    """Source: ORG-8. A leap day makes it end a day earlier in the month, as a certification does."""
    assert policy.days_of(began, RULES, zone=HERE) == Days(opens, last)
    midnight = datetime(last.year, last.month, last.day, tzinfo=HERE) + timedelta(days=1)
    for at, state in ((midnight - timedelta(microseconds=1), "in_force"), (midnight, "lapsed")):
        assert policy.stands("in_force", began, RULES, at=at, zone=HERE) == state


@pytest.mark.parametrize(
    ("side", "today", "why_not"),
    [
        (Side.PROVIDER, date(2027, 1, 23), "agreement.too_early"),
        (Side.PROVIDER, date(2027, 1, 24), None),
        (Side.PROVIDER, date(2027, 3, 10), None),
        (Side.PROVIDER, date(2027, 3, 11), "agreement.over"),
        (Side.OFFICE, date(2027, 3, 1), "agreement.reviewed_by_provider"),
    ],
)
def test_the_provider_reviews_it_in_the_last_45_days(side, today, why_not):
    """Source: ORG-8."""
    faults = policy.reviewing_faults(side, Days(date(2027, 1, 24), date(2027, 3, 10)), today=today)
    assert [reason.code for reason in faults] == ([why_not] if why_not else [])


def test_both_sides_accept_and_from_then_on_it_grants(pair):
    """Source: ORG-8 (APP 10)."""
    agreement_id = pair.proposed()
    assert served(pair, AT) == []
    accept_agreement(agreement_id, pair.office, by=person(pair.olga), at=AT)
    assert served(pair, AT) == ["Sunshine Medical Group, LLC"]
    facts = Entry.objects.filter(fact__startswith="access.agreement_").order_by("pk").values_list("fact", flat=True)
    assert sorted(facts) == ["access.agreement_accepted", "access.agreement_proposed"]
    row = Agreement.objects.get()
    assert (row.proposed_by, row.accepted_by, row.counted_from) == (pair.petra, pair.olga, AT)


def test_the_business_office_proposes_as_well(pair):
    """Source: ORG-8."""
    agreement_id = propose_agreement(pair.office, pair.provider, application_key="spot", by=person(pair.olga), at=AT)
    accept_agreement(agreement_id, pair.provider, by=person(pair.petra), at=AT)
    assert served(pair, AT) == ["Sunshine Medical Group, LLC"]


def refused(why_not: str, deed) -> None:
    """Expect a refusal, or that there is nothing, and no trace of it."""
    before = consequences()
    assert said_by(deed) == why_not
    assert consequences() == before


def test_whoever_decides_for_both_does_not_accept_for_both(pair):
    """Source: ORG-8, ROL-7. A colleague does, and so it takes two people."""
    holds(pair.petra, BILLER, pair.office)
    agreement_id = pair.proposed()
    for deed in (accept_agreement, decline_agreement):
        refused("agreement.both_sides", lambda deed=deed: deed(agreement_id, pair.office, by=person(pair.petra), at=AT))
        refused(
            "agreement.not_yours", lambda deed=deed: deed(agreement_id, pair.provider, by=person(pair.petra), at=AT)
        )
    accept_agreement(agreement_id, pair.office, by=person(pair.olga), at=AT)


def test_nobody_but_who_decides_there_does_anything(pair):
    """Source: ORG-8, ROL-7. To others there is no agreement; whose role has ended is told that."""
    agreement_id, stranger = pair.proposed(), a_person("Stan", "Stranger")
    holds(stranger, APPROVER, an_organization("Another Clinic"))
    for who in (stranger, pair.eva):
        for place in (pair.office, pair.provider):
            refused(
                "nothing", lambda who=who, place=place: accept_agreement(agreement_id, place, by=person(who), at=AT)
            )
        refused(
            "nothing",
            lambda who=who: propose_agreement(
                pair.provider, pair.office, application_key="spot", by=person(who), at=AT
            ),
        )
        with pytest.raises(NotFound):
            visible_agreement(agreement_id, pair.office, person(who), at=AT)
    refused("nothing", lambda: accept_agreement(agreement_id, pair.provider, by=person(pair.olga), at=AT))
    end_grant(RoleGrant.objects.get(person_id=pair.olga).pk, why="removed", by=OPERATOR, at=AT)
    refused("membership.right_ended", lambda: accept_agreement(agreement_id, pair.office, by=person(pair.olga), at=AT))


@pytest.mark.parametrize("why_not", ["access.inactive", "certification.suspended", "identity.not_verified_again"])
def test_whose_role_counts_for_nothing_decides_nothing(pair, why_not):
    """Source: ORG-8, LIF-1, LIF-4, ACC-13. Judged at use: no sweep has come by."""
    agreement_id, at = pair.proposed(at=day(0)), day(20)
    if why_not == "access.inactive":
        awake([pair.olga], day(0) - timedelta(days=11))
    elif why_not == "identity.not_verified_again":
        Person.objects.filter(pk=pair.olga).update(identity_changed_at=at - timedelta(days=31))
    else:
        RoleGrant.objects.filter(person_id=pair.olga).update(counted_from=at - timedelta(days=366))
    if why_not != "access.inactive":
        awake([pair.olga], at)
    refused(why_not, lambda: accept_agreement(agreement_id, pair.office, by=person(pair.olga), at=at))


def test_it_is_declined_or_taken_back_and_proposed_anew(pair):
    """Source: ORG-8. One open agreement between two; the side that proposed withdraws, the other declines."""
    first = pair.proposed()
    refused("agreement.already_proposed", pair.proposed)
    refused(
        "agreement.already_proposed",
        lambda: propose_agreement(pair.office, pair.provider, application_key="spot", by=person(pair.olga), at=AT),
    )
    refused(
        "agreement.not_proposed_by_you", lambda: withdraw_agreement(first, pair.office, by=person(pair.olga), at=AT)
    )
    decline_agreement(first, pair.office, by=person(pair.olga), at=AT)
    second = pair.proposed()
    withdraw_agreement(second, pair.provider, by=person(pair.petra), at=AT)
    third = pair.proposed()
    accept_agreement(third, pair.office, by=person(pair.olga), at=AT)
    refused("agreement.already_in_force", pair.proposed)
    assert sorted(Agreement.objects.values_list("state", flat=True)) == ["declined", "in_force", "withdrawn"]
    for deed in (accept_agreement, decline_agreement):
        refused("move_not_open", lambda deed=deed: deed(first, pair.office, by=person(pair.olga), at=AT))


def test_nobody_is_flooded_with_proposals(pair):
    """Source: ORG-8. Three a day to one organization."""
    for _ in range(3):
        withdraw_agreement(pair.proposed(), pair.provider, by=person(pair.petra), at=AT)
    refused("agreement.too_many_to_one", pair.proposed)
    pair.proposed(at=AT + timedelta(days=1, minutes=1))
    assert policy.proposing_faults(None, proposed=50, to_one=0)[0].code == "agreement.too_many"


@pytest.mark.parametrize("side", ["office", "provider"])
def test_either_side_ends_it_at_once_and_with_it_what_it_granted(pair, side):
    """Source: ORG-8, SPT-3."""
    agreement_id = pair.agreed()
    place, who = (pair.office, pair.olga) if side == "office" else (pair.provider, pair.petra)
    refused("agreement.why_missing", lambda: end_agreement(agreement_id, place, why="", by=person(who), at=AT))
    end_agreement(agreement_id, place, why="no_longer_served", by=person(who), at=AT)
    assert served(pair, AT) == []
    refused("move_not_open", lambda: end_agreement(agreement_id, place, why="other", by=person(who), at=AT))
    assert Agreement.objects.get().ended_why == "no_longer_served"


def test_without_a_review_it_grants_nothing_from_midnight_on(pair):
    """Source: ORG-8, SPT-3. No sweep has come by; then it is over, and either side proposes anew."""
    agreement_id = pair.agreed(at=day(0))
    assert served(pair, day(365, hour=23)) == ["Sunshine Medical Group, LLC"]
    assert served(pair, day(366, hour=0)) == []
    awake([pair.petra, pair.olga], day(366))
    RoleGrant.objects.update(counted_from=day(300))
    for deed in (
        lambda: review_agreement(agreement_id, pair.provider, by=person(pair.petra), at=day(366)),
        lambda: end_agreement(agreement_id, pair.provider, why="other", by=person(pair.petra), at=day(366)),
    ):
        refused("agreement.over", deed)
    pair.agreed(at=day(366))
    assert served(pair, day(366)) == ["Sunshine Medical Group, LLC"]
    assert Agreement.objects.get(pk=agreement_id).state == "lapsed"
    assert Entry.objects.filter(fact="access.agreement_lapsed").count() == 1


def test_a_review_lets_it_count_for_another_year(pair):
    """Source: ORG-8. The provider's; who comes second is told that it is too early."""
    agreement_id = pair.agreed(at=day(0))
    awake([pair.petra, pair.olga], day(340))
    RoleGrant.objects.update(counted_from=day(300))
    refused(
        "agreement.reviewed_by_provider",
        lambda: review_agreement(agreement_id, pair.office, by=person(pair.olga), at=day(340)),
    )
    review_agreement(agreement_id, pair.provider, by=person(pair.petra), at=day(340))
    refused(
        "agreement.too_early",
        lambda: review_agreement(agreement_id, pair.provider, by=person(pair.petra), at=day(340)),
    )
    assert served(pair, day(705, hour=23)) == ["Sunshine Medical Group, LLC"]
    assert served(pair, day(706, hour=0)) == []


def test_a_proposal_can_be_answered_for_thirty_days(pair):
    """Source: ORG-8."""
    agreement_id = pair.proposed(at=day(0))
    awake([pair.olga, pair.petra], day(31))
    refused("agreement.over", lambda: accept_agreement(agreement_id, pair.office, by=person(pair.olga), at=day(31)))
    accept_agreement(agreement_id, pair.office, by=person(pair.olga), at=day(30, hour=23))


def test_an_organization_out_of_use_serves_nobody_and_is_not_served(pair):
    """Source: ORG-8. Nor one that is of another kind by now."""
    pair.agreed()
    kinds = {pair.office: {"kind": THIRD_PARTY_BILLER}, pair.provider: {"kind": PROVIDER_OFFICE}}
    for place in (pair.office, pair.provider):
        for changed, before in (({"status": "dropped"}, {"status": "active"}), ({"kind": "other"}, kinds[place])):
            Organization.objects.filter(pk=place).update(**changed)
            assert not in_force(AT).exists()
            Organization.objects.filter(pk=place).update(**before)
            assert in_force(AT).exists()


def test_each_side_sees_the_agreement_from_where_it_stands(pair):
    """Source: ORG-8. A backup has the approver's powers (ORG-7)."""
    bob = a_person("Bob", "Backup")
    holds(bob, BACKUP, pair.provider)
    agreement_id = pair.agreed()
    for place, who, side, other in (
        (pair.office, pair.olga, Side.OFFICE, pair.provider),
        (pair.provider, bob, Side.PROVIDER, pair.office),
    ):
        mine = visible_membership(place, person(who), at=AT)
        [card] = agreements_of(mine, at=AT).rows
        assert (card.id, card.side, card.other.id, card.state) == (agreement_id, side, other, "in_force")
        assert visible_agreement(agreement_id, place, person(who), at=AT)[1] == card


def test_the_operator_brings_agreements_along_once(pair):
    """Source: ORG-8. Loading the same again changes nothing, whichever is named first."""
    first = load_agreement(pair.provider, pair.office, application_key="spot", by=OPERATOR, at=AT)
    assert load_agreement(pair.office, pair.provider, application_key="spot", by=OPERATOR, at=AT) == first
    assert Entry.objects.filter(fact="access.agreement_loaded").count() == 1
    assert served(pair, AT) == ["Sunshine Medical Group, LLC"]
    with pytest.raises(Refused, match="a business office, which bills for others"):
        load_agreement(pair.provider, an_organization("Other"), application_key="spot", by=OPERATOR, at=AT)
