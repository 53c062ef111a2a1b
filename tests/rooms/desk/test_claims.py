"""The queue, and taking cases out of it: who may, who comes second, and what is never somebody's to take."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.consequences import NONE, consequences
from tests.people import APPROVER, AT, a_person, a_request, an_organization, holds, the_catalog
from tests.rooms.access.affiliating import a_creation, an_accepted_form, submitted, the_open_catalog
from tests.rooms.desk.casing import (
    CASES,
    EVIDENCE,
    ACase,
    a_form_case,
    a_proofing_case,
    a_request_case,
    leaves,
    staff,
)
from tests.rooms.organizations.forming import a_form
from vestibule.access.actions import cancel_request
from vestibule.access.creation import Tried
from vestibule.desk.actions import appoint_staff, approve_request, claim_case, enter_evidence, release_case
from vestibule.desk.cases import count_waiting, queue
from vestibule.desk.models import CaseClaim
from vestibule.desk.policy.cases import FORM, KINDS, PROOFING, REQUEST, Party, is_party
from vestibule.journal.models import Entry
from vestibule.journal.queries import entries_about
from vestibule.kernel.actor import OPERATOR, SYSTEM, person, visitor
from vestibule.kernel.days import business_days
from vestibule.kernel.reasons import NotFound, Refused

pytestmark = pytest.mark.django_db


def claims(case: ACase, by, at=AT) -> None:
    claim_case(case.kind, case.id, by=by, at=at)


def releases(case: ACase, by, at=AT) -> None:
    release_case(case.kind, case.id, by=by, at=at)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_claim_takes_a_case_out_of_the_queue_and_is_on_record(kind):
    """Source: HLP-1, AUD-1. Who comes second is told who was first."""
    case, stan, sue = CASES[kind](), staff(), staff("Sue", "Second")
    claims(case, stan)
    with pytest.raises(Refused, match=r"case\.claimed: Stan Staff has claimed this case"):
        claims(case, sue)
    with pytest.raises(Refused, match=r"case\.claimed_by_you"):
        claims(case, stan)
    (entry,) = [each for each in entries_about(subject_ids=[case.id]).entries if each.fact == "desk.case_claimed"]
    assert entry.by.person_id == stan.person_id
    assert entry.detail["kind"] == kind
    assert entry.detail["person_id"] == (str(case.person_id) if case.person_id else None)
    (queued,) = [each for each in queue() if each.case.id == case.id]
    assert queued.claim
    assert queued.claim.holder.name == "Stan Staff"


@pytest.mark.said
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_to_who_does_not_work_there_no_case_exists(kind):
    """Source: HLP-2. Nor to who did until a moment ago, nor to the operator or the calendar."""
    case, gone, nobody = CASES[kind](), staff("Gus", "Gone"), person(a_person("No", "Body"))
    leaves(gone)
    before = consequences()
    for by in (gone, nobody, visitor(), OPERATOR, SYSTEM, person(uuid4())):
        with pytest.raises(NotFound):
            claims(case, by)
        with pytest.raises(NotFound):
            releases(case, by)
    assert consequences() - before == NONE
    claims(case, staff())


def test_what_is_not_the_help_desks_cannot_be_claimed():
    """Source: ROL-7, HLP-1. An end user's request, an unsigned form, another kind's id, and what never was."""
    the_catalog()
    stan = staff()
    where = an_organization()
    holds(a_person("Ada", "Approver"), APPROVER, where)
    theirs = a_request(a_person("Eve", "Enduser"), where)
    unsigned = a_form().id
    proofing = a_proofing_case()
    before = consequences()
    for kind, subject_id in (
        (REQUEST, theirs),
        (FORM, unsigned),
        (FORM, proofing.id),
        (REQUEST, proofing.id),
        (PROOFING, theirs),
        *((kind, uuid4()) for kind in KINDS),
        ("nonsense", proofing.id),
        ("", proofing.id),
    ):
        with pytest.raises(NotFound):
            claim_case(kind, subject_id, by=stan, at=AT)
    assert consequences() - before == NONE


def test_whom_the_form_names_does_not_decide_on_the_request_that_creates_its_organization():
    """Source: HLP-1, HLP-2. The backup approver of the same form works at the help desk."""
    the_open_catalog()
    ann, stan = a_person("Ann", "Archer"), staff()
    an_accepted_form(ann, stan.person_id)
    assert a_creation(ann) == Tried()
    case = ACase(REQUEST, submitted(ann), ann)

    with pytest.raises(Refused, match=r"case\.own"):
        claims(case, stan)
    with pytest.raises(Refused, match=r"case\.own"):
        approve_request(case.id, by=stan, at=AT)

    claims(case, staff("Sue", "Second"))


def test_nobody_claims_their_own_case():
    """Source: HLP-1, HLP-2. Their request or verification, and a form that names them, by address or by name."""
    request, proofing = a_request_case("Ann", "Archer"), a_proofing_case()
    form = a_form_case(contact_email="stan.staff@example.com")
    namesake = a_form_case(official_first_name="Stán", official_last_name="staff", official_email="other@example.com")
    stan = staff()
    asking, proving = request.person_id, proofing.person_id
    assert asking
    assert proving
    for who in (asking, proving):
        appoint_staff(who, "supervisor", by=OPERATOR, at=AT)
    sue = staff("Sue", "Second")
    before = consequences()
    for case, by in (
        (request, person(asking)),
        (proofing, person(proving)),
        (form, stan),
        (namesake, stan),
    ):
        with pytest.raises(Refused, match=r"case\.own"):
            claims(case, by)
    assert consequences() - before == NONE
    for case in (request, proofing, form, namesake):
        claims(case, sue)


@pytest.mark.parametrize(
    ("party", "same"),
    [
        (Party(email=" STAN@example.com "), True),
        (Party(email="stan@example.org", first_name="Stán", last_name="O’Staff"), True),
        (Party(email="", first_name="Stan", last_name="Other"), False),
        (Party(), False),
    ],
)
def test_who_is_named_is_compared_folded(party, same):
    """Source: HLP-2. An empty name or address names nobody."""
    stan = Party(uuid4(), "stan@example.com", "Stan", "O'Staff")
    assert is_party(stan, [party]) is same
    assert not is_party(Party(uuid4()), [Party()])


def test_what_no_longer_waits_cannot_be_claimed():
    """Source: HLP-1. Its requester took it back between page and click."""
    case, stan = a_request_case(), staff()
    assert case.person_id
    cancel_request(case.id, by=person(case.person_id), at=AT)
    before = consequences()
    with pytest.raises(Refused, match=r"case\.not_waiting"):
        claims(case, stan)
    assert consequences() - before == NONE


@pytest.mark.said
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_case_is_released_by_who_has_it_or_by_a_supervisor(kind):
    """Source: HLP-1."""
    case, stan, sue, sam = CASES[kind](), staff(), staff("Sue", "Second"), staff("Sam", "Super", tier="supervisor")
    with pytest.raises(Refused, match=r"case\.not_claimed"):
        releases(case, stan)
    claims(case, stan)
    before = consequences()
    with pytest.raises(Refused, match=r"case\.not_yours: Stan Staff has claimed this case"):
        releases(case, sue)
    assert consequences() - before == NONE
    releases(case, stan)
    claims(case, sue)
    releases(case, sam)
    claims(case, stan)
    released = [each for each in entries_about(subject_ids=[case.id]).entries if each.fact == "desk.case_released"]
    assert {each.detail["held_by"] for each in released} == {str(stan.person_id), str(sue.person_id)}
    assert Entry.objects.filter(fact="desk.case_claimed").count() == 3


def test_who_leaves_the_help_desk_leaves_their_cases_to_the_others():
    """Source: HLP-1."""
    case, gone, stan = a_form_case(), staff("Gus", "Gone"), staff()
    claims(case, gone)
    leaves(gone)
    assert queue()[0].claim is None
    claims(case, stan)
    assert CaseClaim.objects.get().claimed_by_id == stan.person_id


def test_who_entered_the_evidence_does_not_hold_up_who_confirms_it():
    """Source: PRF-5 (two people: decided)."""
    case, stan, sue = a_proofing_case(), staff(), staff("Sue", "Second")
    enter_evidence(case.id, EVIDENCE, by=stan, at=AT)
    with pytest.raises(Refused, match=r"case\.second_person"):
        claims(case, stan)
    claims(case, sue)


def test_the_queue_holds_all_that_waits_the_longest_first_and_no_more_than_it_needs():
    """Source: HLP-1 (APP 13-16)."""
    proofing = a_proofing_case(at=AT - timedelta(days=3))
    request, form = a_request_case(), a_form_case()
    a_form()
    waiting = queue()
    assert waiting[0].case.id == proofing.id
    assert {each.case.id for each in waiting} == {proofing.id, request.id, form.id}
    assert count_waiting() == 3
    shown = {each.case.kind: (each.case.title, bool(each.case.reference)) for each in waiting}
    assert shown == {
        PROOFING: ("", True),
        REQUEST: ("FCSO – Provider Office Approver", True),
        FORM: ("Sunshine Medical Group, LLC", True),
    }
    assert "Known" not in repr(waiting)
    assert "Archer" not in repr(waiting)


def test_many_cases_cost_no_more_queries_than_one(django_assert_max_num_queries):
    """Source: HLP-1."""
    for letter in "abcdef":
        a_proofing_case("Una", f"Known-{letter}")
        a_form_case()
    a_request_case()
    stan = staff()
    for each in queue():
        claim_case(each.case.kind, each.case.id, by=stan, at=AT)
    with django_assert_max_num_queries(13):
        assert len(queue()) == 13


@pytest.mark.parametrize(
    ("since", "today", "days"),
    [
        ("2026-03-10", "2026-03-10", 0),  # Tuesday
        ("2026-03-10", "2026-03-11", 1),
        ("2026-03-13", "2026-03-16", 1),  # Friday to Monday
        ("2026-03-14", "2026-03-15", 0),  # over the weekend
        ("2026-03-14", "2026-03-16", 1),
        ("2026-03-10", "2026-03-24", 10),
        ("2026-12-31", "2027-01-04", 2),
        ("2026-03-11", "2026-03-10", 0),
    ],
)
def test_age_is_counted_in_business_days(since, today, days):
    """Source: HLP-1."""
    assert business_days(date.fromisoformat(since), date.fromisoformat(today)) == days


def test_business_days_are_the_days_that_one_would_count_on_a_calendar():
    """Source: HLP-1. Against counting them one by one."""
    start = date(2026, 1, 1)
    for first in range(14):
        for length in range(40):
            since = start + timedelta(days=first)
            counted = sum((since + timedelta(days=day)).weekday() < 5 for day in range(1, length + 1))
            assert business_days(since, since + timedelta(days=length)) == counted
