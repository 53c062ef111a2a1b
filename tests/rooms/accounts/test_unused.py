"""Accounts that nobody uses: asked for a new password, told in time, closed; twice, late, and after standstill."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from tests import people
from tests.people import AT, END_USER, an_organization, holds, the_catalog
from vestibule.access.jobs import end_roles
from vestibule.access.models import RoleGrant
from vestibule.accounts.jobs import close
from vestibule.accounts.models import PasswordRecord, Person, SecurityAnswer
from vestibule.accounts.policy.dormancy import closes_at, needs_new_password
from vestibule.accounts.queries import credential_of, email_owner, user_id_owner
from vestibule.accounts.unused import close_unused, note_used, tell_of_closing
from vestibule.journal.models import Entry
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.rulebook import DormancyRules
from vestibule.notices.models import Mail

pytestmark = pytest.mark.django_db

RULES = DormancyRules()
CLOSING = AT + timedelta(days=730)
MOMENT = timedelta(microseconds=1)


def a_person(first_name: str = "Ann", last_name: str = "Archer", *, state: str = "active") -> UUID:
    """Return somebody whose account was used last at ``AT``."""
    person_id = people.a_person(first_name, last_name, state=state)
    note_used(person_id, at=AT)
    return person_id


def told() -> list[str]:
    """Return the kinds of mail that were queued about unused accounts, in their order."""
    mails = Mail.objects.filter(kind__in=["accounts/closing", "accounts/closed"]).order_by("queued_at", "pk")
    return [kind.removeprefix("accounts/") for kind in mails.values_list("kind", flat=True)]


def state_of(person_id: UUID) -> str:
    """Return the state of an account."""
    return Person.objects.get(pk=person_id).state


def swept(*moments: datetime) -> None:
    """Let the calendar come by at these moments, each time twice."""
    for at in moments:
        close(at=at)
        close(at=at)


@pytest.mark.parametrize(
    ("unused", "needs"), [(timedelta(days=60) - MOMENT, False), (timedelta(days=60), True), (timedelta(days=400), True)]
)
def test_after_sixty_days_a_new_password_is_needed(unused: timedelta, needs: bool):
    """Source: LIF-6."""
    assert needs_new_password(AT - unused, RULES, at=AT) is needs
    assert not needs_new_password(None, RULES, at=AT)


def test_nobody_is_closed_sooner_than_the_last_mail_says():
    """Source: LIF-6."""
    assert closes_at(AT, CLOSING - timedelta(days=60), RULES) == CLOSING
    assert closes_at(AT, CLOSING + timedelta(days=3), RULES) == CLOSING + timedelta(days=10)


def test_an_owner_is_told_three_times_and_then_the_account_is_closed():
    """Source: LIF-6, LIF-7. Each sweep runs twice, and does nothing twice."""
    ann = a_person()
    swept(CLOSING - timedelta(days=60) - MOMENT)
    assert told() == []
    swept(CLOSING - timedelta(days=60), CLOSING - timedelta(days=59), CLOSING - timedelta(days=30, microseconds=-1))
    assert told() == ["closing"] * 2
    swept(CLOSING - timedelta(days=7), CLOSING - MOMENT)
    assert told() == ["closing"] * 3
    assert state_of(ann) == "active"
    swept(CLOSING, CLOSING + timedelta(days=1))
    assert told() == ["closing"] * 3 + ["closed"]
    assert state_of(ann) == "closed"
    assert Entry.objects.filter(fact="accounts.account_closed", person_id=ann).count() == 1


def test_the_mail_says_when_and_how_to_keep_the_account():
    """Source: LIF-6, NEW-1."""
    a_person()
    swept(CLOSING - timedelta(days=30))
    mail = Mail.objects.get(kind="accounts/closing")
    assert mail.subject == "Your account will be closed on March 9, 2028"
    assert "nobody has used your account since March 10, 2026" in str(mail.text)
    assert "Forgot your Password?" in str(mail.text)


def test_after_standstill_one_is_told_once_and_has_as_long_as_anybody():
    """Source: LIF-6, LIF-7. No worker ran for years: nobody is closed untold, nor told of deadlines that are over."""
    ann = a_person()
    late = CLOSING + timedelta(days=100)
    swept(late, late + timedelta(days=7) - MOMENT)
    assert told() == ["closing"]
    assert "will be closed on June 24, 2028" in str(Mail.objects.get(kind="accounts/closing").subject)
    assert state_of(ann) == "active"
    swept(late + timedelta(days=7))
    assert state_of(ann) == "closed"


def test_who_uses_the_account_keeps_it_and_is_told_anew_another_time():
    """Source: LIF-6."""
    ann = a_person()
    swept(CLOSING - timedelta(days=7))
    note_used(ann, at=CLOSING - timedelta(days=1))
    swept(CLOSING, CLOSING + timedelta(days=600))
    assert told() == ["closing"]
    swept(CLOSING - timedelta(days=1) + timedelta(days=700))
    assert told() == ["closing"] * 2
    assert state_of(ann) == "active"


@pytest.mark.parametrize("state", ["disabled", "held", "unverified", "invited", "lapsed"])
def test_only_active_accounts_are_closed(state: str):
    """Source: LIF-6. Who is disabled can't use an account, and the others have ends of their own."""
    ann = a_person(state=state)
    swept(CLOSING - timedelta(days=7), CLOSING, CLOSING + timedelta(days=30))
    assert (told(), state_of(ann)) == ([], state)


def test_what_is_closed_frees_the_address_and_nothing_else():
    """Source: LIF-6, ACC-2. Nobody else gets the User ID; password, answer and history are forgotten."""
    ann = a_person()
    SecurityAnswer.objects.create(person_id=ann, question="first-pet", answer_hash="x")
    PasswordRecord.objects.create(person_id=ann, password_hash="x", replaced_at=AT)
    swept(CLOSING - timedelta(days=7), CLOSING)
    assert email_owner("ann.archer@example.com") is None
    assert user_id_owner("ann.archer") == ann
    credential = credential_of("ann.archer")
    assert credential
    assert credential.password_hash == ""
    assert not SecurityAnswer.objects.exists()
    assert not PasswordRecord.objects.exists()


def test_the_roles_of_a_closed_account_end_and_nobody_elses():
    """Source: LIF-6, LIF-7."""
    the_catalog()
    office = an_organization()
    ann, bea = a_person(), a_person("Bea", "Baker")
    ended, kept = holds(ann, END_USER, office), holds(bea, END_USER, office)
    note_used(bea, at=CLOSING)
    swept(CLOSING - timedelta(days=7), CLOSING)
    end_roles(at=CLOSING)
    end_roles(at=CLOSING + timedelta(hours=1))
    assert RoleGrant.objects.get(pk=ended).ended_why == "account_closed"
    assert RoleGrant.objects.get(pk=kept).ended_at is None
    assert Entry.objects.filter(fact="access.grant_ended").count() == 1


def test_a_sweep_works_in_sets_and_goes_on_where_it_was_stopped(monkeypatch):
    """Source: LIF-7. The set that was being moved is not moved at all; the next sweep takes it up."""
    monkeypatch.setattr("vestibule.accounts.unused.MOST_ROWS_IN_A_SET", 2)
    monkeypatch.setattr("vestibule.accounts.jobs.MOST_ROWS_IN_A_SET", 2)
    for name in ("Ann", "Bea", "Cyd", "Dan", "Eve"):
        a_person(name)
    assert tell_of_closing(7, by=SYSTEM, at=CLOSING) == 2
    close(at=CLOSING)
    assert told() == ["closing"] * 5
    assert close_unused(by=SYSTEM, at=CLOSING + timedelta(days=7)) == 2
    swept(CLOSING + timedelta(days=7))
    assert told() == ["closing"] * 5 + ["closed"] * 5
