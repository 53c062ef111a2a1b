"""What the help desk does for who can't get in: unlocking, and the mail with the link to a new password."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.browsing import words
from tests.consequences import NONE, consequences
from tests.people import AT, PASSWORD, a_person
from tests.rooms.desk.casing import REASON, at_browser, staff
from tests.rooms.signin.people import give_password
from vestibule.desk import actions
from vestibule.desk.models import DeskDeed
from vestibule.journal.models import Entry
from vestibule.kernel.actor import person, visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail

pytestmark = pytest.mark.django_db

DEEDS = [actions.unlock_person, actions.send_reset]


def test_who_is_locked_out_may_try_again_at_once(travel, client):
    """Source: HLP-2, SIG-6. It opens nothing: the password is asked for as before, and the owner is told."""
    travel(AT)
    who, stan = a_person("Eve", "Enduser"), staff()
    for _ in range(3):
        give_password(client, "eve.enduser", "Wrong-Horse-7-Battery")
    assert give_password(client, "eve.enduser").status_code == 422

    actions.unlock_person(who, reason=REASON, by=stan, at=AT + timedelta(minutes=1))

    assert give_password(Client(), "eve.enduser", "Wrong-Horse-7-Battery").status_code == 422
    assert give_password(client, "eve.enduser", PASSWORD).status_code == 302
    assert Mail.objects.filter(kind="signin/unlocked").count() == 1
    assert DeskDeed.objects.get().deed == "unlock"
    assert Entry.objects.get(fact="desk.person_helped").actor_id == stan.person_id


def test_a_reset_is_the_mail_that_one_could_ask_for_and_nobody_at_the_help_desk_sees_its_link(travel):
    """Source: HLP-2, SIG-5."""
    travel(AT)
    who, browser = a_person("Eve", "Enduser"), at_browser(staff())
    page = f"/help-desk/people/{who}"
    assert browser.post(f"{page}/reset", {"reason": REASON})["Location"] == page
    browser.post(page, {"reason": REASON})
    shown = browser.post(f"{page}/reset", {"reason": REASON}, follow=True)
    mail = Mail.objects.get(kind="signin/password_link")
    assert mail.recipient == "eve.enduser@example.com"
    assert "a password reset sent" in words(shown)
    assert "/new-password/" not in shown.text
    assert browser.post(f"{page}/unlock", {"reason": "short"}).status_code == 422


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("state", ["disabled", "held", "invited", "lapsed"])
def test_an_account_that_nobody_may_use_is_not_helped_into(deed, state, at):
    """Source: HLP-2."""
    who, stan = a_person("Eve", "Enduser", state=state), staff()
    before = consequences()
    with pytest.raises(Refused, match=r"person\.not_now"):
        deed(who, reason=REASON, by=stan, at=at)
    assert consequences() - before == NONE


@pytest.mark.parametrize("deed", DEEDS)
def test_nobody_helps_themself_and_who_does_not_work_there_helps_nobody(deed, at):
    """Source: HLP-2."""
    who, stan = a_person("Eve", "Enduser"), staff()
    before = consequences()
    with pytest.raises(Refused, match=r"person\.own_account"):
        deed(stan.person_id, reason=REASON, by=stan, at=at)
    for by in (visitor(), person(who), person(a_person("No", "Body"))):
        with pytest.raises(NotFound):
            deed(who, reason=REASON, by=by, at=at)
    assert (consequences() - before).mails == 0
    assert not DeskDeed.objects.exists()
