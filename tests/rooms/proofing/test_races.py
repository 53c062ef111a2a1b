"""Many at once in one case: one wins, one entry, one mail; and never a fourth attempt."""

from uuid import UUID

import pytest

from tests.at_once import ROUNDS, at_once, spelled
from tests.people import AT, a_person, an_applicant
from tests.racing import said_by
from tests.rooms.proofing.people import account_of, agreed, entry_of, referred, standing, the_bureau, tries
from tests.rooms.proofing.test_by_desk import EVIDENCE, REASON
from vestibule.journal.models import Entry
from vestibule.kernel.actor import SYSTEM, person
from vestibule.notices.models import Mail
from vestibule.proofing.actions import accept_proofing_terms, ask_desk, by_desk, settle
from vestibule.proofing.asking import ask_about, ask_again
from vestibule.proofing.models import AnsweredAttempt, Verification
from vestibule.proofing.policy.terms import PROOFING_TERMS_VERSION
from vestibule.proofing.ports import VERIFIED
from vestibule.proofing.ports import referred as referral
from vestibule.proofing.queries import is_proofed
from vestibule.proofing.upkeep import TAKES_AT_MOST, begin_asking

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

EIGHT = 8


@pytest.fixture(autouse=True)
def bureau(transactional_db: None) -> None:
    """Let the embedded bureau know its people."""
    the_bureau()


def _facts(person_id: UUID, *names: str) -> int:
    return Entry.objects.filter(person_id=person_id, fact__in=[f"proofing.{name}" for name in names]).count()


def test_of_eight_who_settle_one_asking_one_does():
    """Source: PRF-3. Half of them with the other answer: one outcome, one entry, one mail, one attempt."""
    winners = set()
    for number in range(ROUNDS):
        someone = agreed(a_person("Una", f"User{spelled(number)}"))
        asking = begin_asking(someone, an_applicant(someone), ticket="first", at=AT)

        def settles(one: int, asking=asking) -> str:
            answer = VERIFIED if one % 2 else referral("7K2QM-X9DRH")
            return said_by(lambda: settle(asking, answer, bureau="embedded", at_once=False, by=SYSTEM, at=AT))

        said = at_once(settles, EIGHT)

        assert sorted(said) == ["done", *["move_not_open"] * 7]
        won = said.index("done")
        assert is_proofed(someone) == bool(won % 2)
        assert _facts(someone, "person_verified", "referred") == 1
        assert Mail.objects.filter(person_id=someone).count() == 1
        assert AnsweredAttempt.objects.filter(person_id=someone).count() == 1
        winners.add(won)
    assert len(winners) > 1, "the same thread won every round: that was no race"


def test_of_eight_windows_that_send_the_form_one_asks():
    """Source: PRF-3. No second asking, no second attempt."""
    gordon = agreed(account_of("Gordon"))

    def sends(_: int) -> str:
        return said_by(lambda: ask_about(gordon, entry_of("Gordon"), ticket="first", by=person(gordon), at=AT))

    said = at_once(sends, EIGHT)

    assert said.count("done") == 1
    assert set(said) - {"done"} <= {"proofing.already_asking", "proofing.sent_before"}
    assert AnsweredAttempt.objects.count() == 1
    assert _facts(gordon, "referred") == 1
    assert Mail.objects.count() == 1


def test_parallel_tries_never_make_a_fourth_attempt():
    """Source: PRF-3. Each tries with the newest ticket, as fast as it can."""
    gordon = agreed(account_of("Gordon"))

    def tries_on(_: int) -> None:
        for _try in range(4):
            said_by(lambda: tries(gordon, entry_of("Gordon")))

    at_once(tries_on, EIGHT)

    assert AnsweredAttempt.objects.count() == 3
    assert standing(gordon).attempts_left == 0


def test_of_eight_who_take_up_what_was_cut_short_one_asks():
    """Source: PRF-3, LIF-7. The person presses "Try again" while workers come round."""
    owen = agreed(account_of("Owen"))
    asking = begin_asking(owen, entry_of("Owen"), ticket="first", at=AT)

    at_once(lambda _: ask_again(asking.verification_id, by=SYSTEM, at=AT + TAKES_AT_MOST), EIGHT)

    assert is_proofed(owen)
    assert _facts(owen, "person_verified") == 1
    assert Mail.objects.filter(kind="proofing/verified").count() == 1


def test_terms_ticked_in_eight_windows_open_one_case():
    """Source: PRF-2."""
    owen = account_of("Owen")

    said = at_once(
        lambda _: said_by(lambda: accept_proofing_terms(owen, PROOFING_TERMS_VERSION, by=person(owen), at=AT)), EIGHT
    )

    assert set(said) <= {"done", "move_not_open"}
    assert Verification.objects.filter(person_id=owen).count() == 1
    assert _facts(owen, "terms_accepted") == 1


def test_a_confirmation_and_a_refusal_at_once_are_one_of_the_two():
    """Source: PRF-5."""
    gordon, kim = referred("Gordon"), a_person("Kim", "Ortiz")
    desk = [a_person(name, "Osborne") for name in ("Lea", "Leo", "Lia", "Liv", "Lou", "Lux", "Lyn", "Lee")]
    ask_desk(gordon, by=person(gordon), at=AT)
    case = Verification.objects.get(person_id=gordon).pk
    by_desk.enter_evidence(case, EVIDENCE, by=person(kim), at=AT)
    Mail.objects.all().delete()

    def decides(one: int) -> str:
        by = person(desk[one])
        if one % 2:
            return said_by(lambda: by_desk.confirm_evidence(case, by=by, at=AT))
        return said_by(lambda: by_desk.refuse_verification(case, reason=REASON, by=by, at=AT))

    said = at_once(decides, EIGHT)

    assert sorted(said) == ["done", *["move_not_open"] * 7]
    assert is_proofed(gordon) == bool(said.index("done") % 2)
    assert _facts(gordon, "person_verified", "verification_refused") == 1
    assert Mail.objects.count() == 1
