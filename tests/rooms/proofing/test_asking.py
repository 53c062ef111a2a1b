"""Begin, ask, settle: what an answer does, and what an outage, a crash and one try too many don't."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from tests.consequences import NONE, consequences
from tests.people import AT, a_person
from tests.rooms.proofing import bureaus
from tests.rooms.proofing.people import account_of, agreed, entry_of, referred, standing, the_bureau, tries
from vestibule.accounts.models import Person
from vestibule.accounts.queries import profile_of
from vestibule.adapters.bureau.models import BureauAnswer
from vestibule.journal.models import Entry
from vestibule.journal.spine import upkeep
from vestibule.kernel.actor import SYSTEM, person
from vestibule.kernel.errands import ErrandOutOfPlace
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import ProofingRules, Rulebook, install_rulebook, rulebook
from vestibule.notices.models import Mail
from vestibule.proofing.actions import accept_proofing_terms, ask_desk, settle
from vestibule.proofing.asking import ask_about, ask_again, ask_by_reference
from vestibule.proofing.bureaus import ask_bureaus
from vestibule.proofing.jobs import settle_asking
from vestibule.proofing.models import AnsweredAttempt, Verification
from vestibule.proofing.policy.terms import PROOFING_TERMS_VERSION
from vestibule.proofing.ports import VERIFIED
from vestibule.proofing.queries import is_proofed
from vestibule.proofing.upkeep import TAKES_AT_MOST, begin_asking
from vestibule.storage.rows import moved

pytestmark = pytest.mark.django_db

DAY = timedelta(hours=24)


@pytest.fixture(autouse=True)
def bureau(db: None) -> None:
    """Let the embedded bureau know its people."""
    the_bureau()


@pytest.fixture
def remembering() -> Iterator[bureaus.Remembering]:
    """Return the bureau that remembers, with nothing in its memory."""
    bureaus.REMEMBERING.asked.clear()
    bureaus.REMEMBERING.loses_power = False
    yield bureaus.REMEMBERING
    bureaus.REMEMBERING.loses_power = False


@pytest.fixture
def keeping_ssns() -> Iterator[None]:
    """Let the profile keep Social Security numbers."""
    before = rulebook()
    install_rulebook(Rulebook(proofing=ProofingRules(keep_ssn=True)))
    yield
    install_rulebook(before)


def _facts(person_id: UUID) -> list[str]:
    told = Entry.objects.filter(person_id=person_id, fact__startswith="proofing.").order_by("at", "pk")
    return sorted(told.values_list("fact", flat=True))


def _mails() -> list[str]:
    return sorted(Mail.objects.values_list("kind", flat=True))


def test_who_is_known_is_verified_at_once_and_nothing_entered_stays():
    """Source: PRF-1, PRF-2, PRF-3, PRF-7."""
    owen = agreed(account_of("Owen"))
    assert not is_proofed(owen)

    assert tries(owen, entry_of("Owen", ssn="666120001")).state == "verified"

    row = Verification.objects.get()
    assert is_proofed(owen)
    assert (row.applicant, row.ssn) == (None, None)
    assert _facts(owen) == ["proofing.person_verified", "proofing.terms_accepted"]
    assert _mails() == []


def test_who_is_proofed_is_not_asked_again():
    """Source: PRF-1."""
    owen = agreed(account_of("Owen"))
    tries(owen, entry_of("Owen"))
    before = consequences()

    accept_proofing_terms(owen, PROOFING_TERMS_VERSION, by=person(owen), at=AT)
    with pytest.raises(NotFound):
        begin_asking(owen, entry_of("Owen"), ticket="first", at=AT)

    assert consequences() - before == NONE
    assert Verification.objects.count() == 1


def test_who_is_not_verified_gets_a_number_on_record_and_by_mail():
    """Source: PRF-3, PRF-4 (APP 13). The fact holds no number, and the mail whom to call."""
    gordon = referred("Gordon")

    found = standing(gordon)
    mail = Mail.objects.get(kind="proofing/referred")
    entry = Entry.objects.get(fact="proofing.referred")
    assert (found.state, found.attempts_left) == ("referred", 2)
    assert found.reference in str(mail.text)
    assert found.reference in str(mail.subject)
    assert "Experian Verification Support Services" in str(mail.text)
    assert "1-866-578-5409" in str(mail.html)
    assert found.reference not in bytes(entry.canonical).decode()


def test_a_prior_address_is_as_good_and_never_reaches_the_profile():
    """Source: PRF-2 (APP 12)."""
    owen = agreed(account_of("Owen"))
    before = profile_of(owen)
    prior = {
        "address_line_1": "18 Mission St.",
        "address_line_2": "#2",
        "city": "GAINESVILLE",
        "zip_code": "32601-0001",
    }

    assert tries(owen, entry_of("Owen", **prior)).state == "verified"

    assert profile_of(owen) == before


@pytest.mark.parametrize(
    ("registered", "entered"),
    [
        ({"first_name": "Mary Beth", "middle_name": ""}, {"first_name": "Mary", "middle_name": "Beth"}),
        ({"first_name": "Mary", "middle_name": "Beth"}, {"first_name": "Mary Beth", "middle_name": ""}),
        ({"first_name": "MARY", "middle_name": ""}, {"first_name": "mary", "middle_name": "b."}),
    ],
)
def test_a_two_part_first_name_is_one_person_however_it_is_parted(registered, entered):
    """Source: PRF-2 (APP 12: Mary Beth)."""
    mary = agreed(account_of("Mary", **registered))
    assert tries(mary, entry_of("Mary", **entered)).state == "verified"
    assert is_proofed(mary)


def test_a_name_or_birth_date_changed_after_proofing_voids_it():
    """Source: ACC-13, PRF-1."""
    owen = agreed(account_of("Owen"))
    tries(owen, entry_of("Owen"))

    row = Person.objects.get(pk=owen)
    row.last_name = "Mabry-Stone"
    row.save()

    assert not is_proofed(owen)
    assert standing(owen).state == "none"
    agreed(owen)
    assert standing(owen).state == "terms_accepted"
    row.last_name = "MABRY"
    row.save()
    assert is_proofed(owen)


def test_a_name_changed_while_the_bureau_is_asked_is_not_verified(remembering, settings):
    """Source: ACC-13. The answer is about the name before."""
    settings.PROOFING_CHAIN = {"remembering": f"{bureaus.HERE}.REMEMBERING"}
    owen = agreed(account_of("Owen"))
    asking = begin_asking(owen, entry_of("Owen"), ticket="first", at=AT)
    row = Person.objects.get(pk=owen)
    row.first_name = "Otto"
    row.save()

    bureau, answer = ask_bureaus(asking)
    settle(asking, answer, bureau=bureau, at_once=True, by=person(owen), at=AT)

    assert not is_proofed(owen)


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"first_name": "Olivia"}, "first_name"),
        ({"first_name": "O"}, "first_name"),
        ({"last_name": "Calloway"}, "last_name"),
        ({"suffix": "Jr."}, None),
        ({"birth_date": AT.date().replace(year=1990)}, "birth_date"),
    ],
)
def test_nobody_is_verified_as_somebody_else(told, field):
    """Source: PRF-1, ACC-13. A suffix that the account lacks is taken, for the bureau may have it."""
    owen = agreed(account_of("Owen"))
    before = consequences()
    if field is None:
        tries(owen, entry_of("Owen", **told))
        return

    with pytest.raises(Refused) as refused:
        tries(owen, entry_of("Owen", **told))

    assert [reason.field for reason in refused.value.reasons] == [field]
    assert (consequences() - before, standing(owen).attempts_left) == (NONE, 3)


def test_three_attempts_within_any_24_hours_and_the_fourth_waits_for_the_first():
    """Source: PRF-3."""
    gordon = agreed(account_of("Gordon"))
    moments = [AT, AT + timedelta(hours=5), AT + timedelta(hours=23)]
    for at in moments:
        tries(gordon, entry_of("Gordon"), at=at)

    early = AT + DAY - timedelta(microseconds=1)
    before = consequences()
    with pytest.raises(Refused, match=r"proofing\.attempts_used_up"):
        tries(gordon, entry_of("Gordon"), at=early)
    assert consequences() - before == NONE
    assert standing(gordon, early).next_attempt_at == AT + DAY
    assert standing(gordon, AT + DAY).next_attempt_at is None
    tries(gordon, entry_of("Gordon"), at=AT + DAY)
    with pytest.raises(Refused, match=r"proofing\.attempts_used_up"):
        tries(gordon, entry_of("Gordon"), at=AT + DAY)


def test_asking_by_the_number_uses_no_attempt_and_has_its_own_end():
    """Source: PRF-4 (APP 14)."""
    gordon = referred("Gordon")
    reference = standing(gordon).reference
    for _ in range(10):
        ask_by_reference(gordon, reference=reference, by=person(gordon), at=AT)

    assert standing(gordon).attempts_left == 2
    assert standing(gordon).reference == reference
    with pytest.raises(Refused, match=r"proofing\.calls_used_up"):
        ask_by_reference(gordon, reference=reference, by=person(gordon), at=AT)
    ask_by_reference(gordon, reference=reference, by=person(gordon), at=AT + DAY)
    assert _mails() == ["proofing/referred"]  # the same number is mailed once


def test_after_the_call_the_number_alone_verifies_and_a_mail_says_so():
    """Source: PRF-4 (APP 14, EU 13)."""
    carla = referred("Carla")

    ask_by_reference(carla, reference=standing(carla).reference, by=person(carla), at=AT + timedelta(days=3))

    assert is_proofed(carla)
    assert _mails() == ["proofing/referred", "proofing/verified"]


def test_another_number_than_the_one_on_the_page_is_not_asked():
    """Source: PRF-4. A page from before the last attempt, or one made up."""
    carla = referred("Carla")
    with pytest.raises(Refused, match=r"proofing\.sent_before"):
        ask_by_reference(carla, reference="00000-00000", by=person(carla), at=AT)
    assert standing(carla).state == "referred"


def test_a_page_that_was_sent_before_costs_no_second_attempt():
    """Source: PRF-3 (replayed by "back", by reloading, from another window)."""
    gordon = agreed(account_of("Gordon"))
    ticket = standing(gordon).ticket
    ask_about(gordon, entry_of("Gordon"), ticket=ticket, by=person(gordon), at=AT)
    before = consequences()

    with pytest.raises(Refused, match=r"proofing\.sent_before"):
        ask_about(gordon, entry_of("Gordon"), ticket=ticket, by=person(gordon), at=AT)

    assert (consequences() - before, standing(gordon).attempts_left) == (NONE, 2)


def test_an_outage_costs_no_attempt_and_is_asked_again_by_itself(settings):
    """Source: PRF-3."""
    owen = agreed(account_of("Owen"))
    before, chain = consequences(), settings.PROOFING_CHAIN
    settings.PROOFING_CHAIN = {"away": f"{bureaus.HERE}.AWAY"}
    found = tries(owen, entry_of("Owen"))
    for minutes in range(5):
        settle_asking(at=AT + timedelta(minutes=minutes))

    assert (found.state, found.is_unavailable, found.is_under_way) == ("asking", True, False)
    assert (found.attempts_left, consequences() - before) == (3, NONE)
    settings.PROOFING_CHAIN = chain
    settle_asking(at=AT + timedelta(hours=2))
    assert is_proofed(owen)
    assert _mails() == ["proofing/verified"]
    assert AnsweredAttempt.objects.count() == 1


def test_when_one_bureau_is_away_the_next_is_asked(settings):
    """Source: PRF-6."""
    settings.PROOFING_CHAIN = {"away": f"{bureaus.HERE}.AWAY", **settings.PROOFING_CHAIN}
    gordon = referred("Gordon")
    assert Verification.objects.get().bureau == "embedded"
    settings.PROOFING_CHAIN = {"remembering": f"{bureaus.HERE}.REMEMBERING"}  # and the one that referred is gone
    ask_by_reference(gordon, reference=standing(gordon).reference, by=person(gordon), at=AT)
    assert is_proofed(gordon)


def test_a_crash_between_ask_and_settle_is_taken_up_under_the_same_key(remembering, settings):
    """Source: PRF-3. The bureau counts it once; nobody else asks while it may still be on its way."""
    settings.PROOFING_CHAIN = {"remembering": f"{bureaus.HERE}.REMEMBERING"}
    owen = agreed(account_of("Owen"))
    remembering.loses_power = True
    with pytest.raises(bureaus.Power):
        tries(owen, entry_of("Owen", ssn="666120001"))
    remembering.loses_power = False

    assert standing(owen).is_under_way
    settle_asking(at=AT + timedelta(seconds=30))
    assert len(remembering.asked) == 1
    with pytest.raises(Refused, match=r"proofing\.already_asking"):
        tries(owen, entry_of("Owen"))

    settle_asking(at=AT + TAKES_AT_MOST)
    assert is_proofed(owen)
    assert len(remembering.asked) == 2
    assert remembering.asked[0] == remembering.asked[1]
    assert AnsweredAttempt.objects.count() == 1
    settle_asking(at=AT + 2 * TAKES_AT_MOST)
    assert len(remembering.asked) == 2


def test_the_embedded_bureau_answers_the_same_key_alike_after_a_crash():
    """Source: PRF-3, PRF-6. The first answer was lost on the way; the number stays."""
    gordon = agreed(account_of("Gordon"))
    asking = begin_asking(gordon, entry_of("Gordon"), ticket="first", at=AT)
    _, lost = ask_bureaus(asking)

    ask_again(asking.verification_id, by=SYSTEM, at=AT + TAKES_AT_MOST)

    assert standing(gordon).reference == lost.reference
    assert BureauAnswer.objects.count() == 1


def test_an_answer_that_comes_late_changes_nothing():
    """Source: PRF-3. Whoever was first has settled it."""
    owen = agreed(account_of("Owen"))
    asking = begin_asking(owen, entry_of("Owen"), ticket="first", at=AT)
    settle(asking, VERIFIED, bureau="embedded", at_once=True, by=person(owen), at=AT)
    before = consequences()

    with pytest.raises(Refused, match="move_not_open"):
        settle(asking, VERIFIED, bureau="embedded", at_once=True, by=person(owen), at=AT)
    ask_again(asking.verification_id, by=person(owen), at=AT + DAY)

    assert consequences() - before == NONE
    assert AnsweredAttempt.objects.count() == 1


def test_the_bureau_is_never_asked_inside_a_transaction():
    """Source: PRF-3. It may be slow, and other people write meanwhile."""
    owen = agreed(account_of("Owen"))
    asking = begin_asking(owen, entry_of("Owen"), ticket="first", at=AT)

    with pytest.raises(ErrandOutOfPlace):
        upkeep(ask_bureaus)(asking)


def test_a_social_security_number_is_forgotten_with_the_answer():
    """Source: PRF-7."""
    gordon = agreed(account_of("Gordon"))
    asking = begin_asking(gordon, entry_of("Gordon", ssn="666120012"), ticket="first", at=AT)
    assert Verification.objects.get().ssn == "666120012"
    assert "666120012" not in repr(asking)
    assert "Gordon" not in repr(asking)
    assert "666" not in str(Verification.objects.get().applicant)

    bureau, answer = ask_bureaus(asking)
    settle(asking, answer, bureau=bureau, at_once=True, by=person(gordon), at=AT)

    row = Verification.objects.get()
    assert row.ssn is None
    assert json.loads(str(row.applicant))["last_name"] == "Whitfield"
    assert "666120012" not in "".join(str(mail.text) for mail in Mail.objects.all())


def test_a_social_security_number_that_the_profile_keeps_is_sealed(keeping_ssns):
    """Source: PRF-7."""
    owen = agreed(account_of("Owen"))
    tries(owen, entry_of("Owen", ssn="666120001"))

    sealed = Verification.objects.filter(person_id=owen).values_list("ssn", flat=True).get()
    assert Verification.objects.get().ssn == "666120001"
    assert b"666120001" not in bytes(sealed or b"")


def test_terms_are_accepted_once_and_older_ones_again(at):
    """Source: PRF-2 (APP 11): who, which version, when, from where."""
    ann = a_person()
    agreed(ann)
    before = consequences()
    agreed(ann)
    assert consequences() - before == NONE
    moved(Verification.objects.filter(person_id=ann), terms_version="2020-01")
    assert standing(ann).state == "none"
    with pytest.raises(Refused, match=r"proofing\.terms_not_accepted"):
        begin_asking(ann, entry_of("Owen"), ticket="first", at=at)
    agreed(ann)
    assert standing(ann).state == "terms_accepted"
    with pytest.raises(Refused, match=r"proofing\.terms_not_accepted"):
        accept_proofing_terms(ann, "2020-01", by=person(ann), at=at)


def test_without_terms_nobody_is_asked_about():
    """Source: PRF-2."""
    owen = account_of("Owen")
    with pytest.raises(NotFound):
        begin_asking(owen, entry_of("Owen"), ticket="first", at=AT)
    with pytest.raises(NotFound):
        ask_by_reference(owen, reference="x", by=person(owen), at=AT)
    with pytest.raises(NotFound):
        ask_desk(owen, by=person(owen), at=AT)
