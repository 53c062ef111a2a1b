"""Begin, ask, settle: what an answer does, and what one try too many doesn't."""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest

from tests.consequences import NONE, consequences
from tests.people import AT, a_person
from tests.rooms.proofing.people import account_of, agreed, entry_of, referred, standing, the_bureau, tries
from vestibule.accounts.models import Person
from vestibule.accounts.queries import profile_of
from vestibule.journal.models import Entry
from vestibule.kernel.actor import person
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import ProofingRules, Rulebook, install_rulebook, rulebook
from vestibule.notices.models import Mail
from vestibule.proofing.actions import accept_proofing_terms, ask_desk, settle
from vestibule.proofing.asking import ask_about, ask_by_reference
from vestibule.proofing.bureaus import ask_bureaus
from vestibule.proofing.models import Verification
from vestibule.proofing.policy.terms import PROOFING_TERMS_VERSION
from vestibule.proofing.queries import is_proofed
from vestibule.proofing.upkeep import begin_asking
from vestibule.storage.rows import moved

pytestmark = pytest.mark.django_db

DAY = timedelta(hours=24)


@pytest.fixture(autouse=True)
def bureau(db: None) -> None:
    """Let the embedded bureau know its people."""
    the_bureau()


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


def test_after_a_changed_name_the_number_does_not_verify_the_one_before():
    """Source: ACC-13, PRF-4. The service was asked about another name; what was entered must be corrected first."""
    carla = referred("Carla")
    row = Person.objects.get(pk=carla)
    row.last_name = "Moncada"
    row.save()
    with pytest.raises(Refused, match=r"proofing\.entered_before_change"):
        ask_by_reference(carla, reference=standing(carla).reference, by=person(carla), at=AT)
    assert standing(carla).state == "referred"


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
