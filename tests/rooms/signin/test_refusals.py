"""What a sign-in is refused for, and what a stranger can't tell apart."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tests.people import AT, PASSWORD
from tests.rooms.signin.people import a_person, ask_for_code, enter_code, give_password, is_in, sign_in
from vestibule.accounts import passwords
from vestibule.accounts.models import AttemptCounter, Person
from vestibule.accounts.passwords import Busy
from vestibule.jobs.models import Job
from vestibule.journal.models import Entry
from vestibule.kernel.actor import SYSTEM
from vestibule.notices.models import Mail
from vestibule.signin import jobs
from vestibule.signin.actions import end_all_sessions
from vestibule.signin.models import Session, SignInJourney

pytestmark = pytest.mark.django_db

WRONG = "Wrong-Horse-7-Battery"


def words(page, user_id: str) -> str:
    """Return a page without what differs at every request, and without the User ID that was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.text)
    return text.replace(f'value="{user_id}"', "")


def test_a_stranger_gets_the_same_words_whatever_the_account_is(client):
    """Source: SIG-5, SIG-6."""
    a_person("ann.archer", state="active")
    for state in ("disabled", "lapsed", "held", "unverified", "active"):
        a_person(f"{state}.one", state=state)
    expected = give_password(client, "ann.archer", WRONG)
    assert expected.status_code == 422
    assert "don&#x27;t open an account" in expected.text

    tries = [(f"{state}.one", WRONG) for state in ("disabled", "lapsed", "held", "unverified")]
    tries += [("nobody.here", WRONG), ("disabled.one", PASSWORD), ("lapsed.one", PASSWORD)]
    tries += [("active.one", WRONG)] * 5 + [("active.one", PASSWORD)]  # locked from the fourth on
    for user_id, password in tries:
        answer = give_password(Client(), user_id, password)
        assert answer.status_code == 422
        assert words(answer, user_id) == words(expected, "ann.archer")
        assert set(answer.cookies) == set(expected.cookies)


@pytest.mark.said
def test_only_who_knows_the_password_hears_that_a_registration_is_looked_at(client):
    """Source: ACC-2, SIG-5."""
    a_person(state="held")
    assert "being looked at" not in give_password(client, password=WRONG).text
    page = give_password(client)
    assert "Your registration is being looked at by the help desk." in page.text
    assert not SignInJourney.objects.exists()


@pytest.mark.said
def test_three_wrong_passwords_lock_for_an_hour_and_then_it_unlocks_by_itself(client, travel):
    """Source: SIG-6."""
    a_person()
    travel(AT)
    for _ in range(3):
        give_password(client, password=WRONG)
    last = AttemptCounter.objects.get().last_at
    assert give_password(client).status_code == 422
    travel(last + timedelta(minutes=59, seconds=58))
    assert give_password(client).status_code == 422
    travel(last + timedelta(minutes=60))
    assert give_password(client).status_code == 302


@pytest.mark.said
def test_two_wrong_passwords_are_forgotten_after_a_right_one(client):
    """Source: SIG-6."""
    a_person()
    for _ in range(3):
        give_password(client, password=WRONG)
        give_password(client, password=WRONG)
        assert give_password(client).status_code == 302


@pytest.mark.once
def test_a_thousand_wrong_tries_of_a_stranger_lock_nobody_out_of_a_browser_that_is_known(client):
    """Source: SIG-6. Three of them reach the hash; the owner gets in after them, and the stranger doesn't."""
    a_person(state="active")
    sign_in(client)
    client.post("/sign-out")
    stranger = Client()
    for _ in range(1000):
        give_password(stranger, password=WRONG)
    assert AttemptCounter.objects.get().refused == 997
    assert give_password(stranger).status_code == 422
    assert give_password(client).status_code == 302


@pytest.mark.said
def test_a_browser_known_for_one_person_is_a_stranger_to_another(client):
    """Source: SIG-6."""
    a_person(state="active")
    a_person("eve.evans", state="active")
    sign_in(client, "eve.evans")
    client.post("/sign-out")
    for _ in range(3):
        give_password(client, password=WRONG)
    assert give_password(Client()).status_code == 422


@pytest.mark.said
def test_the_owner_of_a_locked_account_is_told_and_nobody_else_is(client):
    """Source: SIG-5, SIG-6."""
    person_id = a_person(state="active")
    for user_id in ("ann.archer", "nobody.here"):
        for _ in range(5):
            give_password(client, user_id, WRONG)
    left = list(Job.objects.filter(kind="signin.tell_of_lock").values_list("arguments", flat=True))
    assert sorted(map(str, left)) == sorted([str({"person_id": str(person_id)}), str({"person_id": None})])

    for arguments in left:
        jobs.tell_of_lock(**arguments, at=AT)
    mail = Mail.objects.get(kind="signin/locked")
    assert mail.recipient == "ann.archer@example.com"
    assert "60 minutes" in (mail.text or "")


@pytest.mark.said
def test_failures_that_reached_the_hash_are_on_record_and_later_ones_only_count(client):
    """Source: AUD-1, SIG-6."""
    a_person()
    for _ in range(10):
        give_password(client, password=WRONG)
    assert Entry.objects.filter(fact="signin.failed").count() == 3
    assert AttemptCounter.objects.get().refused == 7


@pytest.mark.said
def test_a_password_of_any_size_costs_no_hash(client, monkeypatch):
    """Source: SIG-1, ACC-4."""
    a_person()
    monkeypatch.setattr(passwords, "_hasher", None)  # whoever hashes fails
    assert give_password(client, password="A1a" * 100).status_code == 422
    assert give_password(client, password="A1a" * 20_000).status_code == 422
    assert "256 characters at most; you entered 1000000" in give_password(client, password="A" * 1_000_000).text
    assert give_password(client, "u" * 300).status_code == 422
    assert not AttemptCounter.objects.exists()


@pytest.mark.said
def test_a_flood_is_turned_away_before_anything_is_written(client, monkeypatch):
    """Source: SIG-6."""
    a_person()

    def full():
        raise Busy

    monkeypatch.setattr(passwords._gate, "turn", full)
    before = Entry.objects.count()
    page = give_password(client)
    assert page.status_code == 503
    assert page["Retry-After"]
    assert Entry.objects.count() == before
    assert not AttemptCounter.objects.exists()


@pytest.mark.said
def test_an_account_that_is_disabled_between_password_and_code_stays_out(client):
    """Source: SIG-1."""
    person_id = a_person(state="active")
    give_password(client)
    code = ask_for_code(client)
    Person.objects.filter(pk=person_id).update(state="disabled")
    assert enter_code(client, code).status_code == 422
    assert not Session.objects.exists()


def test_ending_all_sessions_ends_unfinished_sign_ins_too(client):
    """Source: SIG-7."""
    person_id = a_person(state="active")
    browsers = [Client(), Client()]
    for browser in browsers:
        sign_in(browser)
    give_password(client)
    code = ask_for_code(client)

    assert end_all_sessions(person_id, reason="password_changed", by=SYSTEM, at=AT) == 2
    assert not any(is_in(browser) for browser in browsers)
    assert enter_code(client, code).url == "/?late"
    assert Entry.objects.filter(fact="signin.session_ended").count() == 2


@pytest.mark.said
def test_no_secret_stands_in_entries_rows_or_logs(client, capfd):
    """Source: AUD-1."""
    a_person()
    give_password(client, password=WRONG)
    give_password(client)
    code = ask_for_code(client)
    client.post("/sign-in/verify", {"move": "verify", "code": "000000" if code != "000000" else "111111"})
    enter_code(client, code)
    client.get("/nowhere", {"password": PASSWORD})

    tokens = [client.cookies[name].value for name in (settings.SESSION_COOKIE, settings.BROWSER_COOKIE)]
    entries = b"".join(bytes(entry) for entry in Entry.objects.values_list("canonical", flat=True))
    rows = str([list(model.objects.values()) for model in (Session, SignInJourney, AttemptCounter, Job)])
    said = "".join(capfd.readouterr())
    for secret in (PASSWORD, WRONG, *tokens):
        assert secret.encode() not in entries
        assert secret not in rows
        assert secret not in said
    assert f'"{code}"'.encode() not in entries
    assert "ann.archer" not in f"{entries!r}{said}{rows}"
