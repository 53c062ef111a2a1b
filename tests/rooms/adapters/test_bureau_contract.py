"""What any bureau must hold to, whoever stands behind it: each new one joins the list."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from tests.people import AT
from tests.rooms.proofing.people import entry_of, the_bureau
from vestibule.adapters.bureau.embedded import EmbeddedBureau
from vestibule.proofing.ports import LONGEST_REFERENCE, Answer, Bureau, Outcome

pytestmark = pytest.mark.django_db


def embedded() -> Bureau:
    """Return the embedded bureau, with the shipped people."""
    the_bureau(AT)
    return EmbeddedBureau()


@pytest.fixture(params=[embedded])
def bureau(request: pytest.FixtureRequest, db: None) -> Bureau:
    """Return each bureau in turn, which knows the shipped people."""
    make: Callable[[], Bureau] = request.param
    return make()


def _asks(bureau: Bureau, first_name: str, /, **told: object) -> Answer:
    return bureau.verify(entry_of(first_name, **told), reference="", idempotency_key=uuid4().hex)


def test_who_is_known_is_verified(bureau):
    """Source: PRF-3."""
    assert _asks(bureau, "Owen") == Answer(Outcome.VERIFIED)
    assert _asks(bureau, "Owen", ssn="666120001") == Answer(Outcome.VERIFIED)


WRONG: list[dict[str, object]] = [
    {"first_name": "Otto"},
    {"last_name": "Mabrey"},
    {"birth_date": date(1995, 12, 13)},
    {"ssn": "666120002"},
    {"address_line_1": "303 Cypress Lane"},
    {"city": "Jacksonville"},
    {"state": "GA"},
    {"zip_code": "32085"},
    {"suffix": "", "first_name": "", "last_name": "", "birth_date": None},
]


def test_an_answer_never_tells_which_field_was_wrong(bureau):
    """Source: PRF-3 (never telling which). All the answers look the same but for their numbers, which tell nothing."""
    answers = [_asks(bureau, "Owen", **told) for told in WRONG]

    assert {answer.outcome for answer in answers} == {Outcome.REFERRED}
    assert len({answer.reference for answer in answers}) == len(WRONG)
    assert len({len(answer.reference) for answer in answers}) == 1
    assert {tuple(vars(answer)) for answer in answers} == {("outcome", "reference")}
    assert all(len(answer.reference) <= LONGEST_REFERENCE for answer in answers)


def test_the_same_key_gets_the_same_answer(bureau):
    """Source: PRF-3. After a crash the same is asked again, and another answer would be a second attempt."""
    for first_name in ("Owen", "Gordon"):
        key = uuid4().hex
        one = bureau.verify(entry_of(first_name), reference="", idempotency_key=key)
        other = bureau.verify(entry_of(first_name), reference="", idempotency_key=key)
        assert one == other


def test_a_referral_goes_on_under_its_number(bureau):
    """Source: PRF-4. Who tries again with a correction keeps the number that they have written down."""
    first = _asks(bureau, "Carla", address_line_1="1 Elsewhere")
    second = bureau.verify(entry_of("Carla"), reference=first.reference, idempotency_key=uuid4().hex)
    assert second == first


def test_the_call_settles_it_for_some_and_for_others_never(bureau):
    """Source: PRF-4 (APP 14)."""
    after = {name: _asks(bureau, name) for name in ("Carla", "Gordon", "Victor")}
    assert bureau.outcome_of(after["Carla"].reference) == Answer(Outcome.VERIFIED)
    for name in ("Gordon", "Victor"):
        assert bureau.outcome_of(after[name].reference) == after[name]


def test_the_call_settles_nothing_for_who_names_nobody(bureau):
    """Source: PRF-4. Another's name, birth date or number is no way to somebody whom a call would verify."""
    for told in ({"first_name": "Clara"}, {"birth_date": date(1988, 3, 18)}, {"ssn": "666120001"}):
        answer = _asks(bureau, "Carla", **told)
        assert bureau.outcome_of(answer.reference) == answer


def test_a_number_that_nobody_was_given_is_still_referred(bureau):
    """Source: PRF-4. It tells no stranger which numbers there are."""
    assert bureau.outcome_of("00000-00000") == Answer(Outcome.REFERRED, "00000-00000")


def test_whoever_is_unknown_is_referred(bureau):
    """Source: PRF-3."""
    nobody = replace(entry_of("Owen"), first_name="Zed", last_name="Zzyzx")
    assert bureau.verify(nobody, reference="", idempotency_key="x").outcome is Outcome.REFERRED


def test_a_referral_without_a_number_is_no_answer():
    """Source: PRF-3."""
    with pytest.raises(ValueError, match="needs a reference"):
        Answer(Outcome.REFERRED)
