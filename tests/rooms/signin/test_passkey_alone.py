"""A passkey and nothing else: where the profile allows it one is in; nobody learns anything, no rule is passed by."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.consequences import NONE, consequences
from tests.people import AT
from tests.rooms.signin.authenticator import SoftKey, set_up
from tests.rooms.signin.devices import someone_signed_in
from tests.rooms.signin.people import give_password, is_in
from tests.rooms.signin.test_timing import WRONG
from vestibule.accounts.models import Person
from vestibule.accounts.policy.terms import TERMS_VERSION
from vestibule.config.profiles import CMS, NIST
from vestibule.journal.models import Entry
from vestibule.kernel.rulebook import install_rulebook, rulebook
from vestibule.signin.models import PasskeyChallenge, Session

pytestmark = pytest.mark.django_db

OPENS_NOTHING = "This passkey doesn&#x27;t open an account."


@pytest.fixture(autouse=True)
def now(travel):
    """Let everything begin at one moment, under the profile that allows it."""
    travel(AT)


@pytest.fixture(autouse=True)
def under_nist() -> Iterator[None]:
    """Put the profile in force that lets a passkey alone sign in."""
    before = rulebook()
    install_rulebook(replace(before, profile=NIST.profile, sign_in=NIST.sign_in))
    yield
    install_rulebook(before)


@pytest.fixture
def key(client: Client) -> SoftKey:
    """Return the passkey of Ann, who has signed out."""
    someone_signed_in(client)
    key = set_up(client)
    client.post("/sign-out")
    return key


def asked(browser: Client) -> dict[str, Any]:
    """Press "Sign in with a passkey", and return what the browser is asked for."""
    return dict(browser.post("/sign-in/passkey/ask").json())


def come(browser: Client, answer: str, **more: str) -> Any:
    """Send what the browser answers, with the box for the terms."""
    return browser.post("/sign-in/passkey", {"terms": "yes", "terms_shown": TERMS_VERSION, "passkey": answer, **more})


@pytest.mark.said
def test_a_passkey_alone_signs_in_and_is_told_as_two_factors_without_a_password(key):
    """Source: SIG-1, SIG-3, FED-1. One goes on where one was going."""
    browser = Client()
    assert "Sign in with a passkey" in browser.get("/").text
    options = asked(browser)
    assert options["allowCredentials"] == []
    assert options["userVerification"] == "required"
    assert come(browser, key.shown(options), next="/my-roles").url == "/my-roles"
    assert is_in(browser)
    assert Session.objects.latest("started_at").methods == ["pop", "user", "mfa"]
    assert settings.PASSKEY_COOKIE not in {name for name, kept in browser.cookies.items() if kept.value}
    assert browser.post("/profile/devices/passkey/ask").status_code == 200  # it is a fresh factor


@pytest.mark.said
def test_where_the_profile_wants_a_password_first_there_is_no_such_button(key):
    """Source: SIG-1. Under the profile cms, by whatever address it is tried."""
    before, browser = rulebook(), Client()
    options = asked(browser)
    install_rulebook(replace(before, sign_in=CMS.sign_in))
    assert "passkey" not in Client().get("/").text
    assert Client().post("/sign-in/passkey/ask").status_code == 409
    page = come(browser, key.shown(options))
    assert (page.status_code, "User ID and password first" in page.text) == (422, True)
    assert not is_in(browser)


@pytest.mark.said
def test_the_terms_are_agreed_to_here_as_well(key):
    """Source: ACC-11, SIG-1. A new version is put on record with it."""
    browser = Client()
    options = asked(browser)
    page = browser.post("/sign-in/passkey", {"passkey": key.shown(options), "user_id": "ann"})
    assert (page.status_code, "Tick the box" in page.text) == (422, True)
    assert not is_in(browser)
    assert come(browser, key.shown(options)).url == "/home"


@pytest.mark.said
def test_an_answer_is_good_in_the_browser_that_was_asked_and_once(key):
    """Source: SIG-3. Not in another, not again, not after a newer question, not late, not for the second factor."""
    browser, thief = Client(), Client()
    old = key.shown(asked(browser))
    asked(thief)
    assert "begun elsewhere" in come(thief, old).text
    assert "begun elsewhere" in come(Client(), old).text
    answer = key.shown(asked(browser))
    assert "begun elsewhere" in come(browser, old).text
    give_password(thief)
    thief.post("/sign-in/verify", {"passkey": answer})
    assert not is_in(thief)
    assert come(browser, answer).url == "/home"
    again = Client()
    again.cookies[settings.PASSKEY_COOKIE] = browser.cookies[settings.PASSKEY_COOKIE].value
    assert come(again, answer).status_code == 422
    assert not is_in(again)
    assert not is_in(thief)


@pytest.mark.said
def test_an_answer_that_is_late_opens_nothing(key, travel):
    """Source: SIG-3."""
    browser = Client()
    options = asked(browser)
    travel(PasskeyChallenge.objects.get(state="open").expires_at)
    assert "more than 5 minutes" in come(browser, key.shown(options)).text


@pytest.mark.parametrize(
    "other",
    [
        {"id": b"never seen before"},
        {"verified": False},
        {"origin": "https://evil.example"},
        {"owner": ""},
        {"owner": "c29tZWJvZHkgZWxzZQ"},
    ],
    ids=["unknown", "nobody verified", "another site", "of nobody", "of somebody else"],
)
def test_whatever_is_wrong_is_answered_in_the_same_words(key, other):
    """Source: SIG-5. What is on record says more than the page."""
    browser = Client()
    page = come(browser, key.but(**other).shown(asked(browser)))
    assert (page.status_code, OPENS_NOTHING in page.text) == (422, True)
    assert not is_in(browser)
    assert Entry.objects.filter(fact="signin.passkey_refused").count() == 1


@pytest.mark.said
@pytest.mark.parametrize("state", ["disabled", "held", "lapsed", "unverified"])
def test_who_may_not_sign_in_may_not_this_way(key, state):
    """Source: SIG-5, ACC-2."""
    Person.objects.update(state=state)
    browser = Client()
    assert OPENS_NOTHING in come(browser, key.shown(asked(browser))).text
    assert not is_in(browser)


@pytest.mark.said
def test_where_a_new_password_is_demanded_that_comes_first(key):
    """Source: ACC-7, SIG-7. Who said "This was not me" isn't passed by with a passkey that somebody added."""
    Person.objects.update(password_demanded_at=AT)
    browser = Client()
    assert "Choose a new one by" in come(browser, key.shown(asked(browser))).text
    assert not is_in(browser)


@pytest.mark.said
def test_a_lock_after_wrong_passwords_does_not_lock_out_who_has_the_passkey(key):
    """Source: SIG-6. Nobody guesses a passkey; a stranger who locks the password keeps its owner out of nothing."""
    for _ in range(4):
        give_password(Client(), password=WRONG)
    browser = Client()
    assert come(browser, key.shown(asked(browser))).url == "/home"


def test_a_known_and_an_unknown_passkey_cost_the_same_queries(key):
    """Source: SIG-5. But for the account that only its own passkey leads to: where that is wrong, query for query."""
    stranger = SoftKey(owner=key.owner)

    def cost(other: SoftKey) -> list[str]:
        browser = Client()
        answer = other.shown(asked(browser))
        with CaptureQueriesContext(connection) as queries:
            come(browser, answer)
        return [" ".join(query["sql"].split()[:3]) for query in queries if "SAVEPOINT" not in query["sql"]]

    assert cost(key.but(verified=False)) == cost(stranger)


@pytest.mark.said
def test_a_network_that_asks_without_end_is_told_to_stop(key):
    """Source: SIG-6. So that nobody fills the table of what passkeys are to sign; the password still works."""
    few = replace(rulebook().sign_in, passkeys_an_hour=3)
    install_rulebook(replace(rulebook(), sign_in=few))
    browser = Client()
    for _ in range(3):
        answer = key.shown(asked(browser))
    before = consequences()
    assert browser.post("/sign-in/passkey/ask").status_code == 409
    assert consequences() - before == NONE
    assert PasskeyChallenge.objects.filter(state="open").count() >= 1
    assert come(browser, answer).url == "/home"


@pytest.mark.said
def test_another_address_of_the_same_network_is_no_way_around_it(key):
    """Source: SIG-6. A household has as many addresses of IPv6 as it likes, and one half of them is its network."""
    install_rulebook(replace(rulebook(), sign_in=replace(rulebook().sign_in, passkeys_an_hour=1)))
    answers = [
        Client(REMOTE_ADDR=address).post("/sign-in/passkey/ask").status_code
        for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")
    ]
    assert answers == [200, 409, 200]


@pytest.mark.said
def test_an_hour_later_the_network_may_ask_again(key, travel):
    """Source: SIG-6."""
    install_rulebook(replace(rulebook(), sign_in=replace(rulebook().sign_in, passkeys_an_hour=1)))
    browser = Client()
    asked(browser)
    assert browser.post("/sign-in/passkey/ask").status_code == 409
    travel(AT + timedelta(hours=1))
    assert browser.post("/sign-in/passkey/ask").status_code == 200
