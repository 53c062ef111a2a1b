"""Forgot your User ID, forgot your password, unlock your account: what one asks for, what comes, and what it opens."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from tests.people import AT, PASSWORD, hashed
from tests.rooms.signin.people import a_person, ask_for_code, enter_code, give_password, is_in, sign_in
from tests.rooms.signin.recovering import (
    DEVICE,
    FORGOT_PASSWORD,
    FORGOT_USER_ID,
    NEW,
    NEW_PASSWORD,
    UNLOCK,
    ask,
    asked_link,
    choose_password,
    latest_mail,
    link_of,
    someone,
)
from vestibule.accounts.models import PasswordRecord, Person
from vestibule.accounts.queries import user_id_index
from vestibule.journal.models import Entry
from vestibule.kernel.rulebook import SignInRules
from vestibule.notices.models import Mail
from vestibule.signin.models import RecoveryLink
from vestibule.signin.policy.recovery import EXPLAINED, LINKED, TOLD, help_for
from vestibule.signin.upkeep import sweep

pytestmark = pytest.mark.django_db

WRONG = "Wrong-Horse-7-Battery"


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything begin at one moment, in the middle of a time step."""
    travel(AT + timedelta(seconds=15))


@pytest.mark.parametrize(
    ("what", "state", "helped"),
    [
        ("user_id", "active", TOLD),
        ("user_id", "disabled", TOLD),
        ("password", "active", LINKED),
        ("password", "unverified", EXPLAINED),
        ("password", "held", EXPLAINED),
        ("password", "disabled", EXPLAINED),
        ("password", "invited", EXPLAINED),
        ("unlock", "active", LINKED),
        ("unlock", "unverified", LINKED),
        ("unlock", "disabled", EXPLAINED),
    ],
)
def test_a_mail_helps_as_far_as_the_account_allows(what, state, helped):
    """Source: SIG-5, SIG-6."""
    assert help_for(what, state) == helped


@pytest.mark.said
def test_a_forgotten_user_id_is_mailed_to_its_address(client):
    """Source: SIG-5 (EU 0)."""
    someone()
    answer = ask(client, FORGOT_USER_ID, " Ann.Archer@EXAMPLE.com ")
    assert answer.url == f"{FORGOT_USER_ID}?sent"
    assert "If an account has this email address" in client.get(answer.url).text
    mail = latest_mail()
    assert mail.recipient == "ann.archer@example.com"
    assert "ann.archer\n" in (mail.text or "")
    assert Entry.objects.filter(fact="signin.user_id_mailed").count() == 1


@pytest.mark.said
@pytest.mark.cms
def test_a_forgotten_password_is_replaced_and_leads_to_the_sign_in_page(client):
    """Source: SIG-5, SIG-7, ACC-5, ACC-7 (EU 0). Every session ends, a lock is forgotten, the owner is told."""
    person_id = someone()
    elsewhere = Client()
    sign_in(elsewhere)
    for _ in range(3):
        give_password(client, password=WRONG)

    answer = ask(client, FORGOT_PASSWORD, "ANN.archer")
    assert "If an account has this User ID" in client.get(answer.url).text
    link = link_of(latest_mail())
    assert "The link works once." in client.get(link).text
    assert client.post(link).url == DEVICE
    assert client.get(DEVICE).url == NEW
    answer = choose_password(client)
    assert answer.url == "/?reset"
    assert "Sign in with the new one." in client.get(answer.url).text

    assert not is_in(client)
    assert not is_in(elsewhere)
    assert latest_mail().kind == "signin/password_reset"
    assert give_password(Client(), password=PASSWORD).status_code == 422
    assert give_password(client, password=NEW_PASSWORD).status_code == 302
    assert enter_code(client, ask_for_code(client)).url == "/home"
    assert PasswordRecord.objects.get(person_id=person_id).password_hash == hashed(PASSWORD)
    assert Person.objects.get(pk=person_id).password_changed_at is None  # it starts no clock (ACC-7)
    told = Entry.objects.filter(fact__in=["accounts.password_set", "signin.password_reset"])
    assert told.filter(person_id=person_id).count() == 2


@pytest.mark.said
def test_a_user_id_that_is_an_email_address_gets_its_link_as_well(client):
    """Source: SIG-5, ACC-3."""
    person_id = someone()
    ask(client, FORGOT_PASSWORD, "ann.archer@example.com")
    assert not RecoveryLink.objects.exists()  # an address that is no User ID is none here
    Person.objects.filter(pk=person_id).update(user_id_index=user_id_index("ann.archer@example.com"))
    ask(client, FORGOT_PASSWORD, "Ann.Archer@Example.com")
    assert RecoveryLink.objects.get().person_id == person_id


@pytest.mark.parametrize("page", [FORGOT_USER_ID, FORGOT_PASSWORD, UNLOCK])
@pytest.mark.parametrize("state", ["unverified", "held", "disabled", "lapsed", "invited", "nobody"])
def test_the_page_says_the_same_whatever_the_account_is(client, page, state):
    """Source: SIG-5. The mail may say more: only the owner reads it."""
    someone()
    expected = ask(Client(), page, "ann.archer@example.com" if page == FORGOT_USER_ID else "ann.archer")
    if state != "nobody":
        a_person("bob.baker", state=state)
    answer = ask(client, page, "bob.baker@example.com" if page == FORGOT_USER_ID else "bob.baker")
    assert (answer.status_code, answer.url, answer.content) == (expected.status_code, expected.url, expected.content)
    assert sorted(answer.cookies) == sorted(expected.cookies)
    assert sorted(answer.headers) == sorted(expected.headers)


@pytest.mark.said
@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("unverified", "isn't verified yet"),
        ("held", "is looking at your registration"),
        ("disabled", "can't be used now"),
        ("invited", "isn't set up yet"),
    ],
)
def test_the_mail_says_what_to_do_where_no_link_can_help(client, state, words):
    """Source: SIG-5, ACC-2."""
    someone(state=state)
    ask(client, FORGOT_PASSWORD, "ann.archer")
    mail = latest_mail()
    assert mail.kind == "signin/cannot_recover"
    assert words in (mail.text or "")
    assert "/new-password/" not in (mail.text or "")
    assert not RecoveryLink.objects.exists()


def test_an_unlocked_account_is_tried_anew_in_every_browser_and_nothing_else_is_opened(client):
    """Source: SIG-6 (EU 0)."""
    someone()
    sign_in(client)
    client.post("/sign-out")
    stranger = Client()
    for _ in range(3):
        give_password(client, password=WRONG)
        give_password(stranger, password=WRONG)
    assert give_password(client).status_code == 422

    link = asked_link(stranger, UNLOCK)
    assert "Unlock" in stranger.get(link).text
    assert give_password(client).status_code == 422  # opening it has changed nothing
    assert stranger.post(link)["Location"] == "/?unlocked"
    assert settings.RECOVERY_COOKIE not in stranger.cookies
    assert not is_in(stranger)
    assert latest_mail().kind == "signin/unlocked"

    assert give_password(client).status_code == 302
    assert give_password(stranger, password=WRONG).status_code == 422
    assert give_password(stranger).status_code == 302
    assert stranger.post(link).status_code == 404
    assert Entry.objects.filter(fact="signin.account_unlocked").count() == 1


@pytest.mark.said
def test_a_link_unlocks_or_leads_to_a_password_never_the_other(client):
    """Source: SIG-5, SIG-6."""
    someone()
    token = asked_link(client, UNLOCK).rpartition("/")[2]
    assert client.post(f"/sign-in/new-password/link/{token}").status_code == 404
    token = asked_link(client).rpartition("/")[2]
    assert client.post(f"/sign-in/unlock/{token}").status_code == 404


def test_a_link_is_good_once_for_half_an_hour_and_dead_after_a_newer_one(client, travel):
    """Source: SIG-5, SIG-6. Judged at use, with no job having run."""
    someone()
    first = asked_link(client)
    second = asked_link(client)
    assert client.get(first).status_code == client.post(first).status_code == 404
    assert client.get(second).status_code == 200
    assert client.post(second).status_code == 302
    assert Client().post(second).status_code == 404
    third = asked_link(client)
    travel(AT + timedelta(minutes=30, seconds=14))
    assert client.get(third).status_code == 200
    travel(AT + timedelta(minutes=31))
    assert client.get(third).status_code == client.post(third).status_code == 404
    assert "Ask for a new link" in client.get(third).text


@pytest.mark.said
def test_a_link_is_worth_nothing_once_account_or_address_have_changed(client):
    """Source: SIG-5, HLP-2."""
    person_id = someone()
    link = asked_link(client)
    Person.objects.filter(pk=person_id).update(state="disabled")
    assert client.post(link).status_code == 404
    Person.objects.filter(pk=person_id).update(state="active")
    row = Person.objects.get(pk=person_id)
    row.email = "somewhere.else@example.com"
    row.save(update_fields=["email"])
    assert client.post(link).status_code == 404
    row.email = "ann.archer@example.com"
    row.save(update_fields=["email"])
    assert client.post(link).status_code == 302


@pytest.mark.said
@pytest.mark.cms
def test_the_mailbox_alone_resets_no_password_where_a_question_was_chosen(client):
    """Source: ACC-10. Right but for case and spaces it opens the next step; alone, without the link, nothing."""
    someone(answer="rextheSecond".casefold())
    link = asked_link(client)
    assert "What was the name of your first pet?" in client.get(link).text
    assert client.post(link, {}).status_code == 422
    assert "This is not the answer that you gave. Tries left: 4." in client.post(link, {"security_answer": "Max"}).text
    assert client.get(NEW).url == FORGOT_PASSWORD
    assert client.post(link, {"security_answer": " Rex the SECOND "}).url == DEVICE
    assert client.get(NEW).status_code == 200


@pytest.mark.said
@pytest.mark.cms
def test_after_five_wrong_answers_the_link_is_dead_and_a_new_one_is_no_new_guess(client, travel):
    """Source: ACC-10, SIG-6. Counted in the database for the account, whichever link; an hour later one may again."""
    someone(answer="rex")
    link = asked_link(client)
    for left in (4, 3, 2, 1):
        assert f"Tries left: {left}." in client.post(link, {"security_answer": "max"}).text
    assert "this link is no longer good" in client.post(link, {"security_answer": "max"}).text
    assert client.post(link, {"security_answer": "rex"}).status_code == 404
    newer = asked_link(client)
    assert "this link is no longer good" in client.post(newer, {"security_answer": "rex"}).text
    assert Entry.objects.filter(fact="signin.answer_failed").count() == 5
    travel(AT + timedelta(minutes=62))
    assert client.post(asked_link(client), {"security_answer": "rex"}).status_code == 302


@pytest.mark.said
def test_a_network_asks_so_often_an_hour_and_a_mailbox_is_never_flooded(client, travel):
    """Source: SIG-5. The page says the same for everybody; the newest link is good, or a new one can be had."""
    someone()
    rules = SignInRules()
    for _ in range(rules.recovery_mails + 2):
        ask(client, FORGOT_PASSWORD, "ann.archer")
    assert Mail.objects.filter(kind="signin/password_link").count() == rules.recovery_mails
    for number in range(rules.recovery_asks_an_hour - rules.recovery_mails - 2):
        assert ask(client, FORGOT_USER_ID, f"nobody.{number}@example.com").status_code == 302
    for page, typed in ((FORGOT_PASSWORD, "ann.archer"), (UNLOCK, "nobody.here")):
        assert "Try again in an hour" in ask(client, page, typed).text
    travel(AT + timedelta(minutes=62))
    before = Mail.objects.count()
    ask(client, FORGOT_PASSWORD, "ann.archer")
    assert Mail.objects.count() == before + 1


@pytest.mark.said
def test_no_header_reaches_a_link_or_the_counting_of_networks(client):
    """Source: SIG-5. Links are built from the configured origin; a forwarded address counts from a named proxy only."""
    someone()
    evil = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Forwarded-Proto": "https"}
    for number in range(30):
        sent = Client(headers={**evil, "X-Forwarded-For": f"198.51.100.{number}"})
        ask(sent, FORGOT_PASSWORD, "ann.archer")
    assert "Try again in an hour" in ask(sent, FORGOT_PASSWORD, "ann.archer").text
    for mail in Mail.objects.filter(kind="signin/password_link"):
        assert "evil.example" not in f"{mail.text}{mail.html}"
        assert f"{settings.ORIGIN}/sign-in/new-password/link/" in (mail.text or "")


def test_what_no_longer_counts_is_swept(client):
    """Source: LIF-7. Nothing relies on it."""
    someone()
    asked_link(client)
    until = RecoveryLink.objects.get().expires_at
    sweep(at=until + timedelta(hours=47))
    assert RecoveryLink.objects.exists()
    sweep(at=until + timedelta(hours=48))
    assert not RecoveryLink.objects.exists()
