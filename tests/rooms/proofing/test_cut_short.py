"""What is cut short between begin and settle: by an outage, by a crash, by somebody who was faster."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.consequences import NONE, consequences
from tests.people import AT
from tests.rooms.proofing import bureaus
from tests.rooms.proofing.people import account_of, agreed, entry_of, referred, standing, the_bureau, tries
from vestibule.accounts.models import Person
from vestibule.adapters.bureau.models import BureauAnswer
from vestibule.jobs.models import Job
from vestibule.journal.spine import upkeep
from vestibule.kernel.actor import SYSTEM, person
from vestibule.kernel.errands import ErrandOutOfPlace
from vestibule.kernel.reasons import Refused
from vestibule.notices.models import Mail
from vestibule.proofing.actions import settle
from vestibule.proofing.asking import ask_again, ask_by_reference
from vestibule.proofing.bureaus import ask_bureaus
from vestibule.proofing.jobs import ask_one_again, settle_asking
from vestibule.proofing.models import AnsweredAttempt, Verification
from vestibule.proofing.ports import VERIFIED
from vestibule.proofing.queries import is_proofed
from vestibule.proofing.upkeep import TAKES_AT_MOST, begin_asking

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


def _comes_round(at: datetime) -> None:
    """Let the calendar come round, and a worker do what it leaves behind."""
    settle_asking(at=at)
    for row in Job.objects.filter(kind="proofing.ask_again"):
        row.delete()
        ask_one_again(**row.arguments, at=at)


def _mails() -> list[str]:
    return sorted(Mail.objects.values_list("kind", flat=True))


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


def test_an_outage_costs_no_attempt_and_is_asked_again_by_itself(settings):
    """Source: PRF-3."""
    owen = agreed(account_of("Owen"))
    before, chain = consequences(), settings.PROOFING_CHAIN
    settings.PROOFING_CHAIN = {"away": f"{bureaus.HERE}.AWAY"}
    found = tries(owen, entry_of("Owen"))
    for minutes in range(5):
        _comes_round(AT + timedelta(minutes=minutes))

    assert (found.state, found.is_unavailable, found.is_under_way) == ("asking", True, False)
    assert (found.attempts_left, consequences() - before) == (3, NONE)
    settings.PROOFING_CHAIN = chain
    _comes_round(AT + timedelta(hours=2))
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
    _comes_round(AT + timedelta(seconds=30))
    assert len(remembering.asked) == 1
    with pytest.raises(Refused, match=r"proofing\.already_asking"):
        tries(owen, entry_of("Owen"))

    _comes_round(AT + TAKES_AT_MOST)
    assert is_proofed(owen)
    assert len(remembering.asked) == 2
    assert remembering.asked[0] == remembering.asked[1]
    assert AnsweredAttempt.objects.count() == 1
    _comes_round(AT + 2 * TAKES_AT_MOST)
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
