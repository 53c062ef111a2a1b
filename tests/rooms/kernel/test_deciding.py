"""Reasons, lifecycles, facts, actors: the words that rules and actions are made of."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError
from uuid import UUID

import pytest

from vestibule.kernel.actor import OPERATOR, SYSTEM, Trail, person, visitor
from vestibule.kernel.errands import ErrandOutOfPlace, errand, no_errands
from vestibule.kernel.facts import Fact, known_facts
from vestibule.kernel.lifecycle import Lifecycle
from vestibule.kernel.reasons import Refused, declare_reason, declared_reasons, require
from vestibule.kernel.rulebook import PasswordRules, Rulebook

DOOR = Lifecycle({("closed", "open"): "open", ("open", "close"): "closed", ("closed", "lock"): "locked"})
TOO_LONG = declare_reason("test.too_long", "At most %(most)s letters.", rule="ACC-3", field="user_id")
ANN = UUID("0a000000-0000-4000-8000-000000000001")


def test_a_reason_says_its_rule_and_fills_its_places():
    """Source: ACC-9. Reading: a refusal names the rule."""
    reason = TOO_LONG(most=74)

    assert (str(reason), reason.code, reason.rule, reason.field) == (
        *("At most 74 letters.", "test.too_long", "ACC-3", "user_id"),
    )
    assert (reason.on("login").field, reason.field) == ("login", "user_id")


def test_a_code_means_one_thing():
    """Programs compare codes. Source: ACC-9."""
    with pytest.raises(ValueError, match="declared twice"):
        declare_reason("test.too_long", "Something else.")
    assert declared_reasons()["test.too_long"] is TOO_LONG


def test_no_reason_is_no_refusal_and_all_reasons_are_given_at_once():
    """Source: ACC-9."""
    require([])

    with pytest.raises(Refused, match=r"test\.too_long: At most 3 letters\.; test\.too_long") as refused:
        require([TOO_LONG(most=3), TOO_LONG(most=4)])
    assert [reason.values["most"] for reason in refused.value.reasons] == [3, 4]


def test_a_move_that_is_not_open_is_refused():
    """The first decision counts; who comes second is told. Source: ROL-8 (APP 16, EU 15)."""
    assert DOOR.after("closed", "open") == "open"

    with pytest.raises(Refused, match="move_not_open"):
        DOOR.after("locked", "open")
    with pytest.raises(Refused, match="move_not_open"):
        DOOR.after("closed", "paint")


def test_a_lifecycle_knows_its_states_and_where_moves_begin():
    """What a conditional write expects. Source: ROL-8."""
    assert DOOR.states == ["closed", "open", "locked"]
    assert DOOR.sources("open") == ["closed"]
    assert DOOR.allows("closed", "lock")
    assert not DOOR.allows("open", "lock")


def test_a_kind_of_fact_is_declared_once():
    """Source: AUD-1."""

    class Painted(Fact, name="test.painted", rules=("AUD-1",)):
        """The door has a colour."""

    assert known_facts()["test.painted"] is Painted
    with pytest.raises(ValueError, match="declared twice"):
        type("Again", (Fact,), {}, name="test.painted", rules=())


def test_a_fact_is_made_whole_however_many_happen_first_at_once():
    """Source: AUD-1. Its kind becomes a frozen dataclass with the first of it, in whichever thread."""

    class Heard(Fact, name="test.heard", rules=("AUD-1",)):
        """Somebody knocked."""

        person_id: UUID
        times: int = 1

    with ThreadPoolExecutor(8) as threads:
        facts = list(threads.map(lambda times: Heard(person_id=ANN, times=times), [1, 2] * 20))

    assert set(facts) == {Heard(person_id=ANN), Heard(person_id=ANN, times=2)}
    with pytest.raises(FrozenInstanceError):
        facts[0].times = 3  # type: ignore[misc]
    with pytest.raises(TypeError, match="person_id"):
        Heard()  # type: ignore[call-arg]


def test_no_fact_is_a_kind_of_another():
    """Source: AUD-1. It would be made with the other one's fields."""

    class Rung(Fact, name="test.rung", rules=("AUD-1",)):
        """The bell rang."""

    with pytest.raises(TypeError, match="is a kind of another"):
        type("RungTwice", (Rung,), {}, name="test.rung_twice", rules=())


def test_only_a_person_has_a_person_s_id():
    """Who acts is named in the entry; where from stands apart. Source: AUD-1."""
    assert person(ANN, Trail("192.0.2.7")).person_id == ANN
    assert [actor.person_id for actor in (OPERATOR, SYSTEM, visitor())] == [None, None, None]


def test_an_errand_waits_for_the_end_of_the_transaction():
    """Even where transactions lie inside one another."""
    ask = errand(lambda: "yes")

    with no_errands("outer"):
        with no_errands("inner"), pytest.raises(ErrandOutOfPlace, match="inside inner"):
            ask()
        with pytest.raises(ErrandOutOfPlace, match="inside outer"):
            ask()

    assert ask() == "yes"


def test_the_rulebook_s_digest_changes_with_any_number():
    """It proves which numbers were in force. Source: AUD-1."""
    assert Rulebook().digest() == Rulebook().digest()
    assert Rulebook().digest() != Rulebook(password=PasswordRules(least=16)).digest()
    assert Rulebook().digest() != Rulebook(profile="other").digest()
