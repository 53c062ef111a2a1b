"""My Profile: where one is signed in, what happened to one's account, and "This was not me"."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.browsing import words
from tests.consequences import NONE, consequences
from tests.people import AT, PASSWORD, REASON, a_person, hashed
from tests.rooms.desk.casing import staff
from tests.rooms.signin.people import a_person as registered
from tests.rooms.signin.people import give_password, is_in, sign_in
from tests.rooms.signin.sitting import CHROME, Seated, seated
from vestibule.accounts.actions import set_password
from vestibule.accounts.models import Person
from vestibule.accounts.queries import credential_by_person
from vestibule.desk.actions import look_at_person
from vestibule.desk.own_history import LINES_A_PAGE
from vestibule.journal.models import Entry
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail
from vestibule.signin.actions import change_password, disown_session
from vestibule.signin.models import Session, SignInJourney

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Macintosh; Intel Mac OS X 14.7; rv:133.0) Gecko/20100101 Firefox/133.0"
Travel = Callable[[datetime], Any]


@pytest.fixture(autouse=True)
def now(travel: Travel) -> None:
    """Let everything begin at one moment."""
    travel(AT)


@pytest.fixture
def ann(now: None) -> UUID:
    return a_person()


@pytest.fixture
def here(ann: UUID) -> Seated:
    return seated(ann)


@pytest.fixture
def there(ann: UUID) -> Seated:
    return seated(ann, address="198.51.100.9", agent=FIREFOX)


@pytest.mark.said
def test_the_profile_lists_where_one_is_signed_in(here: Seated, there: Seated):
    """Source: SIG-7. Browser and system in words, network address, and which is this one."""
    page = words(here.browser.get("/profile"))
    for said in ("Chrome on Windows", "Firefox on Mac", "192.0.2.7", "198.51.100.9", "This browser"):
        assert said in page
    assert "Sign out everywhere else" in page


@pytest.mark.said
def test_everywhere_else_one_is_signed_out_by_one_press(here: Seated, there: Seated):
    """Source: SIG-7. A sign-in that waits for its code is over too."""
    going_on = Client()
    give_password(going_on)
    assert here.browser.post("/profile/sessions/end-others")["Location"] == "/profile?elsewhere"
    assert is_in(here.browser)
    assert not is_in(there.browser)
    assert not SignInJourney.objects.filter(stage="code").exists()
    assert "Sign out everywhere else" not in words(here.browser.get("/profile"))


@pytest.mark.said
def test_nobody_elses_sessions_end_with_mine(here: Seated):
    """Source: SIG-7."""
    bob = seated(a_person("Bob", "Baker"))
    here.browser.post("/profile/sessions/end-others")
    assert is_in(bob.browser)


@pytest.mark.said
def test_a_sign_in_stands_in_the_history_with_browser_device_and_address():
    """Source: ACC-13, SIG-7, AUD-1."""
    registered()
    browser = Client(REMOTE_ADDR="203.0.113.5", headers={"User-Agent": CHROME})
    give_password(browser, password="Wrong-Horse-7-Battery")
    sign_in(browser)
    page = words(browser.get("/profile/history"))
    assert "Ann Archer signed in. Chrome on Windows · Email" in page
    assert "A sign-in as Ann Archer failed." in page
    assert "203.0.113.5" in page
    assert "you" in page
    assert "This browser" in page
    assert "This was not me" not in page.replace("press “This was not me”", "")


@pytest.mark.said
def test_the_help_desk_is_not_named_nor_what_it_looked_at(here: Seated, ann: UUID):
    """Source: ACC-13, AUD-1. Nor does one learn from here of whom a registration reminded."""
    look_at_person(ann, reason=REASON, by=staff("Kim", "Ortiz"), at=AT)
    page = words(here.browser.get("/profile/history"))
    assert "Kim" not in page
    assert "opened, with a reason" not in page


def test_the_history_is_ones_own_and_comes_in_pages(here: Seated, ann: UUID):
    """Source: ACC-13. A number that is none is the first page."""
    bob = seated(a_person("Bob", "Baker"))
    bob.browser.post("/profile/preferences", {"language": "en", "text_size": "large"})
    entry = Entry.objects.filter(person_id=ann).latest("at")
    for _ in range(LINES_A_PAGE):
        seated(ann).browser.post("/profile/preferences", {"language": "en", "text_size": "large"})
    first, second = here.browser.get("/profile/history?page=x"), here.browser.get("/profile/history?page=2")
    assert "Older" in words(first)
    assert "Newer" in words(second)
    assert "Bob" not in words(first) + words(second)
    assert entry.pk
    assert here.browser.get("/profile/history?page=99999").status_code == 200


@pytest.mark.said
def test_this_was_not_me_ends_it_and_all_others_and_asks_for_a_new_password(here: Seated, there: Seated, ann: UUID):
    """Source: SIG-7, ACC-13, ACC-7. It is on record for the help desk, and told by mail."""
    third = seated(ann)
    before = consequences()
    answer = here.browser.post(f"/profile/history/{there.session_id}/not-me")
    assert answer["Location"] == "/profile/history?not_me"
    assert "You are signed out everywhere else" in words(here.browser.get(answer["Location"]))
    assert [is_in(each.browser) for each in (here, there, third)] == [True, False, False]
    assert (consequences() - before).mails == 1
    assert "wasn't yours" in str(Mail.objects.latest("queued_at").text)
    assert Entry.objects.filter(person_id=ann, fact="signin.session_disowned").count() == 1

    thief = Client()
    page = give_password(thief)
    assert page.status_code == 422
    assert "Forgot your Password?" in words(page)
    assert "can't be used any more" in words(page)
    assert "can't be used any more" not in words(give_password(Client(), password="Wrong-Horse-7-Battery"))


@pytest.mark.said
@pytest.mark.parametrize("occasion", ["recovery", "demanded", "change"])
def test_a_new_password_lifts_the_demand(here: Seated, there: Seated, ann: UUID, occasion: str):
    """Source: ACC-7, SIG-7. However it was chosen; the old one stays out."""
    disown_session(there.session_id, by=here.by, at=AT)
    old = credential_by_person(ann).password_hash
    set_password(ann, hashed("Another-Horse-8-Stable"), instead_of=old, occasion=occasion, by=here.by, at=AT)
    assert Person.objects.get(pk=ann).password_demanded_at is None
    assert give_password(Client(), password=PASSWORD).status_code == 422
    assert give_password(Client(), password="Another-Horse-8-Stable").status_code == 302


def test_a_demanded_password_is_not_held_up_by_the_one_of_today(here: Seated, there: Seated, ann: UUID):
    """Source: ACC-7. Who changed it an hour ago and finds a stranger changes it again, from where they are."""
    Person.objects.filter(pk=ann).update(password_changed_at=AT - timedelta(hours=1))
    new, old = hashed("Another-Horse-8-Stable"), credential_by_person(ann).password_hash
    with pytest.raises(Refused, match=r"password\.too_soon"):
        change_password(new, instead_of=old, by=here.by, at=AT)
    disown_session(there.session_id, by=here.by, at=AT)
    assert change_password(new, instead_of=old, by=here.by, at=AT)
    assert Person.objects.get(pk=ann).password_demanded_at is None


@pytest.mark.said
def test_a_session_that_has_ended_can_be_disowned_still_and_twice(here: Seated, there: Seated, ann: UUID):
    """Source: SIG-7. What was done in it is done; the password is demanded since the first time."""
    there.browser.post("/sign-out")
    disown_session(there.session_id, by=here.by, at=AT)
    disown_session(there.session_id, by=here.by, at=AT + timedelta(hours=1))
    assert Person.objects.get(pk=ann).password_demanded_at == AT


@pytest.mark.said
def test_neither_the_session_one_is_in_nor_anothers_is_disowned(here: Seated, there: Seated):
    """Source: SIG-7. Nor by a GET."""
    bob = seated(a_person("Bob", "Baker"))
    before = consequences()
    with pytest.raises(Refused, match=r"session\.own"):
        disown_session(here.session_id, by=here.by, at=AT)
    with pytest.raises(NotFound):
        disown_session(there.session_id, by=bob.by, at=AT)
    assert here.browser.post(f"/profile/history/{here.session_id}/not-me").status_code == 422
    assert bob.browser.post(f"/profile/history/{there.session_id}/not-me").status_code == 404
    assert here.browser.get(f"/profile/history/{there.session_id}/not-me").status_code == 405
    assert consequences() - before == NONE
    assert Session.objects.filter(state="live").count() == 3
