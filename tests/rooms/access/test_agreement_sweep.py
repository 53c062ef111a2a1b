"""The calendar and agreements: both sides are asked in time, what is over lapses, once, and never all at once."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import APPROVER, BACKUP, a_person, an_organization, holds
from tests.rooms.access.agreeing import BILLER, Pair, a_pair, mailed
from tests.rooms.recertification.years import awake, day
from vestibule.access.actions import end_agreement, load_agreement, review_agreement
from vestibule.access.actions.agreements_due import ask_for_review, lapse_agreements
from vestibule.access.agreements import to_lapse
from vestibule.access.jobs import foresee_agreements, review_agreements
from vestibule.access.models import Agreement, RoleGrant
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, SYSTEM, person
from vestibule.notices.models import Mail
from vestibule.sweeps.models import SweepStop

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair() -> Pair:
    return a_pair()


def swept(*days: int) -> None:
    """Let the calendar come by on these days, each time twice."""
    for number in days:
        review_agreements(at=day(number))
        review_agreements(at=day(number))


def mails() -> Counter[str]:
    """Return the mails about agreements that the calendar sent, by kind."""
    kinds = Mail.objects.filter(kind__in=("access/agreement_due", "access/agreement_lapsed"))
    return Counter(kind.removeprefix("access/agreement_") for kind in kinds.values_list("kind", flat=True))


def foreseen(number: int) -> list[str]:
    """Return what the sweep would do on a day."""
    return [one.deed for one in foresee_agreements(day(number))]


def test_both_sides_are_asked_at_each_deadline_once(pair):
    """Source: ORG-8, LIF-7, NEW-1. 45, 30, 14, 7 and 1 days before, by mail to whoever decides on either side."""
    bob = a_person("Bob", "Backup")
    holds(bob, BACKUP, pair.provider)
    pair.agreed(at=day(0))
    swept(319)
    assert mails() == {}
    swept(320, 321)
    assert mailed("due") == ["bob", "olga", "petra"]
    swept(335, 351, 358, 364, 365)
    assert mails() == {"due": 15}
    assert Entry.objects.filter(fact="access.agreement_review_asked").count() == 5


def test_after_standstill_the_latest_deadline_is_told_and_no_other(pair):
    """Source: LIF-7."""
    pair.agreed(at=day(0))
    assert foreseen(360) == ["ask-7-days-before"]
    swept(360, 361)
    assert mails() == {"due": 2}
    assert Agreement.objects.get().told_days == 7


@pytest.mark.parametrize("told", [None, 1, 14])
def test_of_many_the_preview_names_each_once_as_the_sweep_then_asks(pair, told):
    """Source: LIF-7. Of several deadlines the latest; and no agreement is named to the database."""
    pair.agreed(at=day(0))
    for number, began in enumerate((8, 15, 31, 60)):
        holds(a_person("Carl", f"Clinic-{'abcd'[number]}"), APPROVER, place := an_organization(f"Clinic {number}"))
        load_agreement(place, pair.office, application_key="spot", by=OPERATOR, at=day(began))
    Agreement.objects.update(told_days=told)
    with CaptureQueriesContext(connection) as asked:
        named = [(one.deed, one.row.removeprefix("agreement ")) for one in foresee_agreements(day(360))]
    assert not any(each.replace("-", "") in query["sql"].replace("-", "") for _, each in named for query in asked)

    review_agreements(at=day(360))
    changed = Agreement.objects.exclude(told_days=told) if told else Agreement.objects.exclude(told_days=None)
    assert sorted(named) == sorted((f"ask-{row.told_days}-days-before", str(row.pk)) for row in changed)
    assert len(named) == {None: 4, 1: 0, 14: 1}[told]


def test_a_review_voids_what_was_told_and_the_next_year_is_asked_for_anew(pair):
    """Source: ORG-8, LIF-7."""
    agreement_id = pair.agreed(at=day(0))
    swept(364)
    awake([pair.petra], day(364))
    RoleGrant.objects.update(counted_from=day(300))
    review_agreement(agreement_id, pair.provider, by=person(pair.petra), at=day(364))
    swept(365, 366, 400)
    assert mails() == {"due": 2}
    swept(364 + 320)
    assert mails() == {"due": 4}
    assert mailed("reviewed") == ["olga", "petra"]


def test_what_nobody_reviewed_lapses_and_so_does_what_nobody_answered(pair):
    """Source: ORG-8, LIF-7. Once, told to both sides; the preview says the same beforehand."""
    pair.agreed(at=day(0))
    swept(365)
    other = an_organization("Bay Clinic")
    holds(a_person("Carl", "Clinic"), APPROVER, other)
    late = load_agreement(other, pair.office, application_key="spot", by=OPERATOR, at=day(330))
    Agreement.objects.filter(pk=late).update(
        state="proposed", accepted_at=None, counted_from=None, proposed_at=day(335)
    )
    assert foreseen(365) == []
    assert foreseen(366) == ["lapse", "lapse-proposal"]
    swept(366, 367)
    assert mails() == {"due": 2, "lapsed": 4}
    assert set(Agreement.objects.values_list("state", "settled_at")) == {("lapsed", day(366))}
    was = [entry.canonical for entry in Entry.objects.filter(fact="access.agreement_lapsed")]
    assert sorted(b'"was":"proposed"' in bytes(told) for told in was) == [False, True]


def test_what_has_ended_is_left_in_peace(pair):
    """Source: ORG-8, LIF-7."""
    agreement_id = pair.agreed(at=day(0))
    end_agreement(agreement_id, pair.office, why="other", by=person(pair.olga), at=day(1))
    swept(364, 366)
    assert mails() == {}


def test_where_too_many_would_lapse_it_asks_first_and_none_of_them_grants(pair):
    """Source: LIF-7, decision 0026. The door doesn't wait for the brake."""
    for number in range(11):
        place = an_organization(f"Clinic Number {'abcdefghijk'[number]}")
        load_agreement(place, pair.office, application_key="spot", by=OPERATOR, at=day(0))
    swept(366)
    assert Agreement.objects.filter(state="in_force").count() == 11
    assert SweepStop.objects.get().sweep == "access.review_agreements"
    SweepStop.objects.update(state="going_on", allowed_at=day(366))
    swept(366)
    assert Agreement.objects.filter(state="lapsed").count() == 11


def test_killed_between_two_sets_the_next_run_does_the_rest(pair, monkeypatch):
    """Source: LIF-7. Nothing twice, nothing left out."""
    monkeypatch.setattr("vestibule.access.actions.agreements_due.MOST_ROWS_IN_A_SET", 2)
    for number in range(5):
        place = an_organization(f"Clinic Number {'abcde'[number]}")
        holds(a_person("Dee", f"Decider{'abcde'[number]}"), APPROVER, place)
        load_agreement(place, pair.office, application_key="spot", by=OPERATOR, at=day(0))
    assert ask_for_review(45, by=SYSTEM, at=day(320)) == 2  # and the worker is killed
    while ask_for_review(45, by=SYSTEM, at=day(320)):
        pass
    assert lapse_agreements(to_lapse(day(366)), by=SYSTEM, at=day(366)) == 2
    while lapse_agreements(to_lapse(day(366)), by=SYSTEM, at=day(366)):
        pass
    assert mails() == {"due": 10, "lapsed": 10}
    assert Mail.objects.filter(kind="access/agreement_lapsed").values("person_id").distinct().count() == 6


def test_whoever_decides_for_both_sides_is_told_once(pair):
    """Source: NEW-1."""
    holds(pair.petra, BILLER, pair.office)
    pair.agreed(at=day(0) + timedelta(hours=1))
    assert mailed("accepted") == ["olga", "petra"]
