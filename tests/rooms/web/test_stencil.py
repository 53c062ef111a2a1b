"""Pages that are drawn once for all: the same as drawn for one, and never with another's words."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from tests.people import AT
from tests.rooms.signin.devices import an_app, someone_with_both
from tests.rooms.signin.people import a_person, give_password
from vestibule.web.stencil import TOKEN, Stencil, a_hole, cut

pytestmark = [pytest.mark.once, pytest.mark.django_db]

TOKENS = re.compile('name="csrfmiddlewaretoken" value="([^"]+)"')
CODE_PAGE = "/sign-in/verify"


@pytest.fixture(autouse=True)
def now(travel):
    travel(AT + timedelta(days=1))


def _without_token(answer) -> str:
    assert answer.status_code == 200
    assert "django_csrf" not in answer.text
    assert len(set(TOKENS.findall(answer.text))) == 1
    return TOKENS.sub("", answer.text)


def _drawn_for_one(browser, path: str) -> str:
    """Return a page that is drawn for its visitor, for it is asked for by another address."""
    return _without_token(browser.get(f"{path}?own")).replace(f"{path}?own", path)


def _at_code_page(user_id: str) -> Client:
    browser = Client()
    give_password(browser, user_id)
    return browser


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("size", ["", "large"])
@pytest.mark.parametrize("path", ["/", CODE_PAGE])
def test_a_page_is_the_same_as_if_it_were_drawn_for_its_visitor(path, size, language):
    """Source: SIG-1, NEW-5. In each language and text size, the second time as well."""
    an_app(a_person(state="active"), at=AT, name="my phone")
    browser = _at_code_page("ann.archer")
    browser.cookies["django_language"], browser.cookies["vestibule-text-size"] = language, size
    alone = _drawn_for_one(browser, path)
    assert f'lang="{language}"' in alone
    assert [_without_token(browser.get(path)) for _ in range(2)] == [alone] * 2


def test_each_day_has_its_own(travel):
    """Source: NEW-5."""
    browser = Client()
    first = browser.get("/").text
    travel(AT + timedelta(days=2))
    second = browser.get("/").text
    assert _without_token(browser.get("/")) == _drawn_for_one(browser, "/")
    days = [re.findall(r"Printed on ([0-9/]+)", page) for page in (first, second)]
    assert days[0] != days[1] != []


@pytest.mark.parametrize("hour", [0, 3, 4, 5, 12, 23])
def test_its_day_is_the_installations(travel, hour):
    """Source: NEW-5. In the evening here it is tomorrow in Greenwich."""
    travel(AT.replace(hour=hour, minute=30))
    assert _without_token(Client().get("/")) == _drawn_for_one(Client(), "/")


def test_a_devices_name_is_on_its_owners_page_alone():
    """Source: SIG-3, SIG-5. What stands in a hole is escaped."""
    an_app(a_person("ann.archer", state="active"), at=AT, name="<b>Ann's</b>")
    an_app(a_person("ben.baker", state="active"), at=AT, name="Ben's & mine")
    an_app(a_person("eve.evans", state="active"), at=AT)
    someone_with_both("dan.drake")
    anns, bens, eves = (_at_code_page(who).get(CODE_PAGE).text for who in ("ann.archer", "ben.baker", "eve.evans"))
    assert ("&lt;b&gt;Ann&#x27;s&lt;/b&gt;" in anns, "Ann" in bens, "Ann" in eves) == (True, False, False)
    assert ("Ben&#x27;s &amp; mine" in bens, "Ben" in anns, "Device" in eves) == (True, False, False)
    assert "Choose another device" not in anns


def test_each_visitor_gets_a_token_of_their_own_and_may_send_the_form_with_it():
    """Source: SIG-7."""
    a_person(state="active")
    pages = []
    for _ in range(2):
        browser = Client(enforce_csrf_checks=True)
        pages.append(browser.get("/").text)
        token = TOKENS.findall(pages[-1])[0]
        assert give_password(browser, csrfmiddlewaretoken=token).status_code == 302
        (token,) = TOKENS.findall(browser.get(CODE_PAGE).text)[:1]
        assert browser.post(CODE_PAGE, {"move": "send", "csrfmiddlewaretoken": token}).status_code == 302
    assert TOKENS.findall(pages[0]) != TOKENS.findall(pages[1])


def test_what_is_typed_into_a_hole_opens_no_other():
    name, place = a_hole(), a_hole("/")
    stencil = cut(f'<p>{name}, {place}</p><input name="csrfmiddlewaretoken" value="abc">{name}'.encode(), name, place)
    page = stencil.filled({name: place, place: TOKEN, TOKEN: "<t>"})
    assert page == f'<p>{place}, {TOKEN}</p><input name="csrfmiddlewaretoken" value="&lt;t&gt;">{place}'


def test_a_hole_that_nobody_fills_is_a_fault_and_no_page():
    with pytest.raises(KeyError):
        Stencil(("a", "b"), ("hole",)).filled({})
