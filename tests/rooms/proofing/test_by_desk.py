"""Verification by hand: evidence by one, confirmation by another, or a refusal with its reason."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from tests.consequences import NONE, consequences
from tests.people import AT, a_person
from tests.rooms.proofing.people import entry_of, referred, standing, the_bureau, tries
from vestibule.accounts.models import Person
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, person
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail
from vestibule.proofing.actions import ask_desk, by_desk
from vestibule.proofing.models import Verification
from vestibule.proofing.policy.evidence import Document, Evidence, evidence_faults
from vestibule.proofing.queries import is_proofed, manual_waiting, told_manual

pytestmark = pytest.mark.django_db

TODAY = AT.date()
LICENSE = Document("drivers_license", "4821", date(2029, 1, 31))
BILL = Document("utility_bill", "77")
EVIDENCE = Evidence((LICENSE, BILL), seen_on=TODAY)
REASON = "The license was of another person."


@pytest.fixture
def gordon(db: None) -> UUID:
    """Return somebody whom the bureau never verifies, and who has asked the help desk."""
    the_bureau()
    gordon = referred("Gordon")
    ask_desk(gordon, by=person(gordon), at=AT)
    return gordon


@pytest.fixture
def kim(db: None) -> UUID:
    return a_person("Kim", "Ortiz")


@pytest.fixture
def lee(db: None) -> UUID:
    return a_person("Lee", "Osborne")


def _case(person_id: UUID) -> UUID:
    found = standing(person_id).verification_id
    assert found
    return found


def test_one_enters_another_confirms_and_the_person_is_proofed(gordon, kim, lee):
    """Source: PRF-5 (APP 14). A mail says so; the record holds kinds, no digits."""
    case = _case(gordon)
    (card,) = manual_waiting()
    assert (card.stage, card.person_id, card.since) == ("evidence", gordon, AT)
    assert told_manual(case).applicant == entry_of("Gordon", telephone="904-555-0143")

    by_desk.enter_evidence(case, EVIDENCE, by=person(kim), at=AT)
    card = told_manual(case)
    assert (card.stage, card.evidence_by, card.evidence) == ("confirmation", kim, EVIDENCE)
    assert standing(gordon).state == "manual"
    by_desk.confirm_evidence(case, by=person(lee), at=AT)

    assert is_proofed(gordon)
    assert manual_waiting() == []
    assert Verification.objects.get().applicant is None
    assert Mail.objects.filter(kind="proofing/verified", person_id=gordon).count() == 1
    entry = bytes(Entry.objects.get(fact="proofing.evidence_entered").canonical).decode()
    assert "drivers_license" in entry
    assert "4821" not in entry


def test_who_entered_the_evidence_does_not_confirm_it(gordon, kim):
    """Source: PRF-5 (two people: decided)."""
    by_desk.enter_evidence(_case(gordon), EVIDENCE, by=person(kim), at=AT)
    before = consequences()
    with pytest.raises(Refused, match=r"proofing\.two_people"):
        by_desk.confirm_evidence(_case(gordon), by=person(kim), at=AT)
    assert consequences() - before == NONE
    assert not is_proofed(gordon)


@pytest.mark.parametrize("deed", ["enter", "confirm", "refuse"])
def test_nobody_has_a_say_in_their_own_case(deed, gordon, kim):
    """Source: PRF-5, HLP-2. Not somebody at the help desk either, nor the operator or a job."""
    case = _case(gordon)
    if deed == "confirm":
        by_desk.enter_evidence(case, EVIDENCE, by=person(kim), at=AT)
    deeds = {
        "enter": lambda by: by_desk.enter_evidence(case, EVIDENCE, by=by, at=AT),
        "confirm": lambda by: by_desk.confirm_evidence(case, by=by, at=AT),
        "refuse": lambda by: by_desk.refuse_verification(case, reason=REASON, by=by, at=AT),
    }
    before = consequences()
    for by in (person(gordon), OPERATOR):
        with pytest.raises(Refused, match=r"proofing\.own_verification"):
            deeds[deed](by)
    assert consequences() - before == NONE


def test_a_refusal_says_why_and_everything_can_be_tried_again(gordon, kim, lee):
    """Source: PRF-5 (APP 14). The case goes back to where it was: number, call, another attempt, the desk again."""
    by_desk.enter_evidence(_case(gordon), EVIDENCE, by=person(kim), at=AT)
    by_desk.refuse_verification(_case(gordon), reason=f"{REASON}\n<b>", by=person(lee), at=AT)

    found = standing(gordon)
    mail = Mail.objects.get(kind="proofing/refused")
    assert (found.state, found.refusal_reason) == ("referred", f"{REASON} <b>")
    assert found.reference
    assert REASON in str(mail.text)
    assert "&lt;b&gt;" in str(mail.html)
    assert manual_waiting() == []
    with pytest.raises(Refused, match="move_not_open"):
        by_desk.confirm_evidence(_case(gordon), by=person(lee), at=AT)
    assert tries(gordon, entry_of("Gordon")).refusal_reason == ""
    ask_desk(gordon, by=person(gordon), at=AT)
    assert told_manual(_case(gordon)).evidence is None


@pytest.mark.parametrize("reason", ["", "x" * 9, "x" * 501, "  \n " + "x" * 9])
def test_a_refusal_without_a_proper_reason_is_none(reason, gordon, kim):
    """Source: PRF-5."""
    with pytest.raises(Refused, match=r"proofing\.refusal_too"):
        by_desk.refuse_verification(_case(gordon), reason=reason, by=person(kim), at=AT)
    assert standing(gordon).state == "manual"


@pytest.mark.alike
@pytest.mark.parametrize(
    ("evidence", "why_not"),
    [
        (Evidence((), TODAY), "evidence.no_photo"),
        (Evidence((BILL,), TODAY), "evidence.no_photo"),
        (Evidence((LICENSE, Document("library_card", "12")), TODAY), "evidence.kind_unknown"),
        (Evidence((LICENSE, LICENSE), TODAY), "evidence.same_twice"),
        (Evidence((Document("passport", "123456789"),), TODAY), "evidence.no_last_digits"),
        (Evidence((Document("passport", "1"),), TODAY), "evidence.no_last_digits"),
        (Evidence((Document("passport", "12", TODAY - timedelta(days=1)),), TODAY), "evidence.expired"),
        (Evidence((LICENSE,), TODAY + timedelta(days=1)), "evidence.not_seen_of_late"),
        (Evidence((LICENSE,), TODAY - timedelta(days=31)), "evidence.not_seen_of_late"),
    ],
)
def test_evidence_that_does_not_do_is_refused(evidence, why_not, gordon, kim):
    """Source: PRF-5 (kinds, last digits, dates: decided)."""
    assert evidence_faults(EVIDENCE, today=TODAY) == []
    before = consequences()
    with pytest.raises(Refused, match=why_not):
        by_desk.enter_evidence(_case(gordon), evidence, by=person(kim), at=AT)
    assert consequences() - before == NONE
    assert told_manual(_case(gordon)).stage == "evidence"


def test_a_name_changed_between_evidence_and_confirmation_is_not_confirmed(gordon, kim, lee):
    """Source: ACC-13, PRF-5."""
    by_desk.enter_evidence(_case(gordon), EVIDENCE, by=person(kim), at=AT)
    row = Person.objects.get(pk=gordon)
    row.last_name = "Otherwise"
    row.save()
    with pytest.raises(Refused, match=r"proofing\.identity_changed"):
        by_desk.confirm_evidence(_case(gordon), by=person(lee), at=AT)
    assert not is_proofed(gordon)


def test_moves_out_of_order_are_refused(gordon, kim, lee):
    """Source: PRF-5."""
    case = _case(gordon)
    with pytest.raises(Refused, match="move_not_open"):
        by_desk.confirm_evidence(case, by=person(lee), at=AT)
    by_desk.enter_evidence(case, EVIDENCE, by=person(kim), at=AT)
    with pytest.raises(Refused, match="move_not_open"):
        by_desk.enter_evidence(case, EVIDENCE, by=person(lee), at=AT)
    with pytest.raises(Refused, match="move_not_open"):
        tries(gordon, entry_of("Gordon"))
    by_desk.confirm_evidence(case, by=person(lee), at=AT)
    for deed in (by_desk.confirm_evidence, by_desk.refuse_verification):
        with pytest.raises(Refused, match="move_not_open"):
            deed(case, by=person(lee), at=AT, **({"reason": REASON} if deed is by_desk.refuse_verification else {}))


def test_who_has_not_asked_the_desk_has_no_case_there(kim):
    """Source: PRF-5."""
    the_bureau()
    carla = referred("Carla")
    before = consequences()
    for case in (_case(carla), uuid4()):
        with pytest.raises(NotFound):
            by_desk.enter_evidence(case, EVIDENCE, by=person(kim), at=AT)
        with pytest.raises(NotFound):
            told_manual(case)
    assert consequences() - before == NONE
