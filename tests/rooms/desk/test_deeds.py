"""What the help desk does about cases: by whom, once, on record, and never on one's own."""

from datetime import timedelta
from uuid import uuid4

import pytest

from tests.consequences import NONE, consequences
from tests.people import AT, a_person
from tests.rooms.desk.casing import CASES, DEEDS, EVIDENCE, a_form_case, a_proofing_case, leaves, staff
from vestibule.desk.actions import (
    accept_form,
    appoint_staff,
    ask_for_more,
    claim_case,
    confirm_evidence,
    deny_request,
    enter_evidence,
    reject_form,
)
from vestibule.desk.cases import queue
from vestibule.desk.models import CaseClaim
from vestibule.desk.story import story_of_case
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, SYSTEM, person, visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.proofing.queries import is_proofed

pytestmark = pytest.mark.django_db

LATER = AT + timedelta(minutes=5)


@pytest.fixture(params=sorted(DEEDS))
def deed(request):
    """Each deed, with a case of its kind that waits."""
    kind, do = DEEDS[request.param]
    return request.param, CASES[kind](), do


@pytest.mark.said
def test_a_deed_is_on_record_with_what_it_came_to_and_ends_the_claim(deed):
    """Source: HLP-1, AUD-1. The help desk's own fact, and inside it the fact of the room below."""
    _, case, do = deed
    stan = staff()
    claim_case(case.kind, case.id, by=stan, at=AT)
    do(case, stan, LATER)
    mine = Entry.objects.get(fact="desk.case_decided")
    assert (mine.actor_id, mine.subject_id, mine.person_id) == (stan.person_id, case.id, case.person_id)
    inside = Entry.objects.filter(parent_id=mine.pk)
    assert inside.count() == 1
    assert not inside.get().fact.startswith("desk.")
    assert not CaseClaim.objects.exists()
    lines = [line for line in story_of_case(case.id).lines if line.at == LATER]
    assert {line.who for line in lines} == {"Stan Staff, help desk"}
    assert [line.inside for line in lines] == [False, True]


def test_a_case_that_nobody_has_claimed_may_be_dealt_with_at_once(deed):
    """Source: HLP-1."""
    _, case, do = deed
    do(case, staff(), AT)
    assert Entry.objects.filter(fact="desk.case_decided").count() == 1


@pytest.mark.said
def test_a_case_that_a_colleague_has_claimed_is_left_alone(deed):
    """Source: HLP-1."""
    _, case, do = deed
    stan, sue = staff(), staff("Sue", "Second", tier="supervisor")
    claim_case(case.kind, case.id, by=stan, at=AT)
    before = consequences()
    with pytest.raises(Refused, match=r"case\.claimed: Stan Staff has claimed this case"):
        do(case, sue, AT)
    assert consequences() - before == NONE
    do(case, stan, AT)


@pytest.mark.said
def test_nobody_deals_with_their_own_case(deed):
    """Source: HLP-1, HLP-2, ROL-7. Not even a supervisor, and not one who was appointed afterwards."""
    _, case, do = deed
    if case.person_id is None:
        own = staff("Ann", "Archer", tier="supervisor")  # whom the form names as approver
    else:
        appoint_staff(case.person_id, "supervisor", by=OPERATOR, at=AT)
        own = person(case.person_id)
    before = consequences()
    with pytest.raises(Refused, match=r"case\.own"):
        do(case, own, AT)
    assert consequences() - before == NONE
    do(case, staff(tier="supervisor"), AT)  # a colleague's role is a supervisor's to certify


@pytest.mark.said
def test_to_who_does_not_work_there_no_deed_exists(deed):
    """Source: HLP-2. An appointment that ended between page and click counts for nothing, a claim made before too."""
    _, case, do = deed
    gone = staff("Gus", "Gone")
    claim_case(case.kind, case.id, by=gone, at=AT)
    leaves(gone)
    everybody_else = (gone, person(a_person("No", "Body")), visitor(), OPERATOR, SYSTEM)
    before = consequences()
    for by in everybody_else:
        with pytest.raises(NotFound):
            do(case, by, AT)
    assert consequences() - before == NONE


@pytest.mark.said
def test_a_deed_on_what_never_was_finds_nothing(deed):
    """Source: HLP-1. Nor on a case of another kind by its id."""
    _, case, do = deed
    stan = staff()
    kinds = [kind for kind in CASES if kind != case.kind]
    other = CASES[kinds[0]]()
    before = consequences()
    for subject_id in (uuid4(), other.id):
        with pytest.raises(NotFound):
            do(type(case)(case.kind, subject_id), stan, AT)
    assert consequences() - before == NONE


@pytest.mark.said
def test_pressed_twice_it_is_done_once(deed):
    """Source: ROL-8, ORG-1, PRF-5. The second press is refused, and told what happened; nothing is left of it."""
    _, case, do = deed
    stan = staff()
    do(case, stan, AT)
    before = consequences()
    with pytest.raises((Refused, NotFound)):
        do(case, stan, AT)
    assert consequences() - before == NONE
    assert Entry.objects.filter(fact="desk.case_decided").count() == 1


@pytest.mark.parametrize("words", ["", "no", "x" * 5001])
def test_a_reason_that_does_not_do_is_refused_and_the_claim_stays(words):
    """Source: ORG-1, ROL-8."""
    case, stan = a_form_case(), staff()
    claim_case(case.kind, case.id, by=stan, at=AT)
    before = consequences()
    with pytest.raises(Refused):
        reject_form(case.id, reason=words, by=stan, at=AT)
    with pytest.raises(Refused):
        ask_for_more(case.id, question=words, by=stan, at=AT)
    assert consequences() - before == NONE
    assert CaseClaim.objects.count() == 1


def test_who_comes_second_is_told_what_came_of_it():
    """Source: ROL-8."""
    kind, approve = DEEDS["approve"]
    case, stan, sue = CASES[kind](), staff(), staff("Sue", "Second")
    approve(case, stan, AT)
    with pytest.raises(Refused, match=r"request\.already_approved.*Stan Staff"):
        deny_request(case.id, reason="They work for another office.", by=sue, at=AT)


def test_two_people_verify_somebody_by_hand():
    """Source: PRF-5 (two people: decided)."""
    case, stan, sue = a_proofing_case(), staff(), staff("Sue", "Second")
    assert case.person_id
    enter_evidence(case.id, EVIDENCE, by=stan, at=AT)
    (waiting,) = queue()
    assert waiting.case.stage == "confirmation"
    before = consequences()
    with pytest.raises(Refused, match=r"proofing\.two_people"):
        confirm_evidence(case.id, by=stan, at=AT)
    assert consequences() - before == NONE
    assert not is_proofed(case.person_id)
    confirm_evidence(case.id, by=sue, at=AT)
    assert is_proofed(case.person_id)
    assert queue() == []


def test_nobody_confirms_evidence_about_themself():
    """Source: PRF-5, HLP-2."""
    case, stan = a_proofing_case(), staff()
    assert case.person_id
    enter_evidence(case.id, EVIDENCE, by=stan, at=AT)
    appoint_staff(case.person_id, "agent", by=OPERATOR, at=AT)
    with pytest.raises(Refused, match=r"case\.own"):
        confirm_evidence(case.id, by=person(case.person_id), at=AT)
    assert not is_proofed(case.person_id)


def test_an_accepted_form_leaves_the_queue_with_a_submitter_id():
    """Source: ORG-2 (APP 0)."""
    case, stan = a_form_case(), staff()
    assert accept_form(case.id, by=stan, at=AT).startswith("FC")
    assert queue() == []
