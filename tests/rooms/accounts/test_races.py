"""Several at once: of one email address, one User ID, one draft, one link, exactly one wins."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from tests.at_once import a_connection
from tests.rooms.accounts.registering import ANN, a_draft, consequences, hashed, register
from vestibule.accounts import actions, queries, upkeep
from vestibule.accounts.models import Person
from vestibule.accounts.policy.registration import Personal
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, SYSTEM, visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = range(5)
EIGHT = range(8)


def at_once(deed: Callable[[int], Any]) -> list[str]:
    """Let eight threads do a deed at the same moment; return how each ended. What is slow is hashed before."""
    hashed(), hashed("rex")
    start = Barrier(len(EIGHT))

    def run(number: int) -> str:
        try:
            with a_connection():
                start.wait()
                answer = deed(number)
                return "done" if answer is None else str(answer)
        except Refused as refused:
            return refused.reasons[0].code
        except NotFound:
            return "not found"

    with ThreadPoolExecutor(len(EIGHT)) as pool:
        return sorted(pool.map(run, EIGHT))


@pytest.mark.parametrize("_", ROUNDS)
def test_eight_with_one_email_make_one_account_and_look_the_same(at, _):
    """Source: ACC-2, SIG-5."""
    outcomes = at_once(lambda number: register(at, user_id=f"walker.{number}", first_name=f"Ann{'abcdefgh'[number]}"))

    assert outcomes == ["done"] * 8
    assert Person.objects.exclude(email_index=None).count() == 1
    assert Entry.objects.filter(fact="accounts.person_registered").count() == 1
    assert Entry.objects.filter(fact="accounts.taken_email_registered").count() == 7
    assert sorted(Mail.objects.values_list("kind", flat=True)) == ["accounts/registered"] * 2


@pytest.mark.parametrize("_", ROUNDS)
def test_eight_with_one_user_id_make_one_account(at, _):
    """Source: ACC-2: the unique index decides, and who comes second is told the same reason as any other day."""
    outcomes = at_once(lambda number: register(at, email=f"walker{number}@clinic.com", first_name="Ann"))

    assert outcomes == ["done"] + ["user_id.taken"] * 7
    assert consequences() == {"Person": 1, "SecurityAnswer": 1, "TermsAcceptance": 1, "Entry": 2, "Mail": 1, "Job": 1}


@pytest.mark.parametrize("_", ROUNDS)
def test_of_eight_who_look_like_one_person_the_first_is_registered_and_the_others_are_held(at, _):
    """Source: ACC-2: as if they had come one after the other."""
    outcomes = at_once(lambda number: register(at, user_id=f"harbor.seal{number}", email=f"walker{number}@clinic.com"))

    assert outcomes == ["done"] * 8
    assert sorted(Person.objects.values_list("state", flat=True)) == ["held"] * 7 + ["unverified"]
    assert Entry.objects.filter(fact="accounts.registration_held").count() == 7


@pytest.mark.parametrize("_", ROUNDS)
def test_a_draft_submitted_eight_times_at_once_registers_once(at, _):
    """Source: ACC-1: the same form in two tabs."""
    draft_id = a_draft(at)
    outcomes = at_once(lambda _: register(at, draft_id=draft_id))

    assert outcomes == ["done"] + ["registration.already_submitted"] * 7
    assert Person.objects.count() == 1


def test_an_enrolment_link_used_eight_times_at_once_enrols_once(at):
    """Source: ACC-2."""
    who = Personal(first_name="Bo", last_name="Li", email="bo@x.org")
    invited = actions.invite_person(personal=who, by=OPERATOR, at=at)
    hashes = actions.Hashes(hashed())
    outcomes = at_once(
        lambda number: (
            actions.enrol_person(invited.token, user_id=f"bo.li.{number}", hashes=hashes, by=visitor(), at=at) and None
        )
    )
    assert outcomes == ["done"] + ["not found"] * 7


def test_verifying_and_lapsing_at_once_end_in_one_of_the_two(at):
    """Source: ACC-2, SIG-2."""
    register(at)
    person_id = Person.objects.get().pk
    late = at + timedelta(days=7)

    def deed(number: int) -> Any:
        if number % 2:
            return actions.verify_email(person_id, by=visitor(), at=late)
        return f"lapsed {actions.lapse_unverified(by=SYSTEM, at=late)}"

    outcomes = at_once(deed)
    assert outcomes.count("done") + outcomes.count("lapsed 1") == 1
    decided = Entry.objects.filter(fact__in=["accounts.email_verified", "accounts.account_lapsed"])
    assert decided.count() == 1
    assert (queries.email_owner(ANN.email) is not None) is (outcomes.count("done") == 1)


def test_eight_password_changes_at_once_make_one(at):
    """Source: ACC-5: none slips past the history."""
    register(at)
    person_id = Person.objects.get().pk
    old = queries.credential_by_person(person_id).password_hash
    outcomes = at_once(
        lambda number: actions.set_password(
            person_id, f"hash-{number}", instead_of=old, occasion="change", by=visitor(), at=at
        )
    )
    assert outcomes == ["done"] + ["move_not_open"] * 7
    assert len(queries.previous_hashes(person_id)) == 2


def test_the_counter_of_taken_user_ids_is_exact(at):
    """Source: ACC-2 (rate-limited)."""
    for _ in range(15):
        upkeep.may_tell_taken("192.0.2.7", at=at)
    outcomes = at_once(lambda _: upkeep.may_tell_taken("192.0.2.7", at=at))
    assert outcomes == ["False"] * 3 + ["True"] * 5


@pytest.mark.parametrize("_", ROUNDS)
def test_an_address_that_eight_prove_at_once_is_one_persons(at, _):
    """Source: ACC-2. One who typed it first, and seven shadows."""
    for number in EIGHT:
        register(at, user_id=f"harbor.seal{number}", last_name=f"Brook{'s' * number}")
    people = list(Person.objects.values_list("pk", flat=True))

    ended = at_once(lambda number: actions.verify_email(people[number], by=visitor(), at=at))

    assert ended == ["done", *["email.taken"] * 7]
    assert Person.objects.get(state="active").pk == queries.email_owner(ANN.email)
