"""A flood of sign-ins is turned away early, and costs nobody a try or what they typed."""

import re

import pytest

from tests.people import PASSWORD, a_person
from vestibule.accounts import passwords
from vestibule.accounts.models import AttemptCounter
from vestibule.accounts.passwords import Gate
from vestibule.journal.models import Entry

pytestmark = [pytest.mark.once, pytest.mark.django_db]

TOKEN = re.compile('name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture
def full(monkeypatch):
    """Let every place at the hashes be taken."""
    monkeypatch.setattr(passwords, "_gate", Gate(at_once=1, waiting=-1, patience=0.01))


@pytest.fixture
def racing(full, monkeypatch):
    """Let every place be taken only after it was looked whether one is free."""
    monkeypatch.setattr("vestibule.web.portal.turning_away.hashing_is_full", lambda: False)


def _sent(browser, **typed):
    token = TOKEN.findall(browser.get("/").content.decode())[0]
    form = {"user_id": "ann.archer", "password": "Wrong-Horse-7-Battery", "terms": "yes", **typed}
    return browser.post("/", {**form, "csrfmiddlewaretoken": token}), token


@pytest.fixture
def browser(client):
    """Return a browser whose forms are judged as in earnest."""
    client.handler.enforce_csrf_checks = True
    return client


@pytest.mark.parametrize("password", [PASSWORD, "Wrong-Horse-7-Battery"])
@pytest.mark.parametrize("when", ["full", "racing"])
def test_who_is_turned_away_keeps_what_was_typed_and_loses_no_try(browser, when, password, request):
    """Source: SIG-6. Whether it is seen at once or after another took the last place; right and wrong look the same."""
    a_person("Ann", "Archer")
    before = Entry.objects.count()
    request.getfixturevalue(when)
    for _ in range(5):
        answer, token = _sent(browser, password=password)
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "No attempt was counted" in page
    assert 'value="ann.archer"' in page
    assert "checked" in page
    assert password not in page
    assert (AttemptCounter.objects.count(), Entry.objects.count()) == (0, before)
    assert len(set(TOKEN.findall(page))) == 1
    assert when == "racing" or TOKEN.findall(page)[0] == token


def test_the_page_that_turns_away_asks_the_database_nothing(browser, full, django_assert_num_queries):
    """Source: SIG-6."""
    _sent(browser)
    with django_assert_num_queries(0):
        _sent(browser)


def test_the_same_form_signs_in_once_there_is_a_place(browser, monkeypatch):
    """Source: SIG-6."""
    a_person("Ann", "Archer")
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(passwords, "_gate", Gate(at_once=1, waiting=-1, patience=0.01))
        answer, _ = _sent(browser, password=PASSWORD, next="/my-roles")
    page = answer.content.decode()
    assert '<input type="hidden" name="next" value="/my-roles">' in page
    shown = {"terms_shown": re.findall('name="terms_shown" value="([^"]*)"', page)[0], "next": "/my-roles"}
    form = {"user_id": "ann.archer", "password": PASSWORD, "terms": "yes", **shown}
    again = browser.post("/", {**form, "csrfmiddlewaretoken": TOKEN.findall(page)[0]})
    assert (again.status_code, again["Location"]) == (302, "/sign-in/verify")


def test_what_one_person_typed_is_never_on_anothers_page(browser, full):
    """Source: SIG-7. The page is drawn once for all, with holes for what is one's own."""
    first, _ = _sent(browser, user_id="ann.archer", next="/my-requests")
    second, token = _sent(browser, user_id="<b>ben\"'", next="//elsewhere.example", terms="")
    page = second.content.decode()
    assert "ann.archer" not in page
    assert "/my-requests" not in page
    assert "elsewhere.example" not in page
    assert 'value="&lt;b&gt;ben&quot;&#x27;"' in page
    assert "checked" not in page
    assert set(TOKEN.findall(page)) == {token}
    assert token not in first.content.decode()


def test_it_is_said_in_the_visitors_language(browser, full):
    """Source: NEW-5."""
    _sent(browser)
    browser.cookies["django_language"] = "es"
    answer, _ = _sent(browser)
    assert 'lang="es"' in answer.content.decode()
    assert "No attempt was counted" not in answer.content.decode()


def test_a_form_without_a_token_is_answered_as_ever(browser, full):
    """Source: SIG-6."""
    answer = browser.post("/", {"user_id": "ann.archer", "password": PASSWORD, "terms": "yes"})
    assert answer.status_code == 403


def test_only_sign_ins_are_turned_away(browser, full):
    """Source: SIG-6."""
    assert browser.get("/").status_code == 200
    assert browser.get("/sign-in/forgot-password").status_code == 200


def test_a_place_is_free_again_once_its_turn_is_over():
    """Source: SIG-6."""
    gate = Gate(at_once=1, waiting=1, patience=0.01)
    with gate.turn():
        assert not gate.is_full
        with gate.turn():
            assert gate.is_full
            with pytest.raises(passwords.Busy), gate.turn():
                pass
        assert not gate.is_full
