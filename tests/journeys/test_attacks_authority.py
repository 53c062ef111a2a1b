"""Every address, tried by everybody: whoever isn't named gets nothing, and nothing changes."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.journeys.authority import KEEPS, TABLE, expected
from tests.journeys.everywhere import PEOPLE, Scene, changed, is_decided, outcome, routes, rows, undone
from tests.people import AT
from tests.rooms.signin.people import give_password

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # each guard is held on both databases in its room

EVERYBODY = ["visitor", *PEOPLE]


@pytest.fixture(autouse=True)
def now(travel: Callable[[datetime], Any]) -> None:
    """Let everything happen at one moment."""
    travel(AT)


def test_every_address_stands_in_the_table_and_nothing_else_does():
    """Source: ROL-7, HLP-2. A new address without a line here fails, until somebody has said who may go there."""
    assert set(routes()) == set(TABLE)


@pytest.mark.parametrize("who", EVERYBODY, scope="module")
def test_whoever_opens_a_page_sees_what_is_theirs_and_changes_nothing(scene: Scene, who: str):
    """Source: ROL-7, SIG-7, AUD-1 (a GET changes nothing)."""
    browser, before = scene.browser, rows()
    for name, (line, _) in TABLE.items():
        seen = outcome(browser.get(scene.address(name)))
        headed = browser.head(scene.address(name)).status_code
        assert (name, seen, changed(before, rows())) == (name, expected(line, who), set())
        assert headed < 500 or seen == "not ready", name


@pytest.mark.parametrize("who", EVERYBODY, scope="module")
def test_an_empty_form_sent_anywhere_skips_no_step(scene: Scene, who: str):
    """Source: ROL-7, SIG-1, ACC-1, ROL-6."""
    browser, before = scene.browser, rows()
    for name, (_, line) in TABLE.items():
        if expected(line, who) == "deed":
            continue
        seen = outcome(browser.post(scene.address(name)))
        after = rows()
        assert (name, seen, changed(before, after) - KEEPS.get(name, set())) == (name, expected(line, who), set())
        before = after
    assert not is_decided(scene)


@pytest.mark.parametrize("who", EVERYBODY, scope="module")
def test_the_deeds_of_the_table_are_done_by_whom_it_names(scene: Scene, who: str):
    """Source: ROL-7, SIG-7. The others were refused above by the same set-up; each deed meets it as it was."""
    before = rows()
    for name, (_, line) in TABLE.items():
        if expected(line, who) != "deed":
            continue
        with undone():
            answer = scene.same_browser().post(scene.address(name))
            done = changed(before, rows())
        assert (name, outcome(answer) in {"elsewhere", "page"}, "journal_entry" in done) == (name, True, True)


@pytest.mark.parametrize("who", ["disabled", "signed out"], scope="module")
def test_who_is_out_is_out_everywhere_and_the_disabled_do_not_come_back(scene: Scene, who: str):
    """Source: SIG-7, SPT-3."""
    browser = scene.browser

    answer = give_password(browser, PEOPLE[who])

    assert browser.get("/home").status_code == 302
    assert outcome(answer) == ("refused" if who == "disabled" else "elsewhere")
