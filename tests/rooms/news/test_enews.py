"""Joining eNews: nobody but who reads the mail, limited, in the same words for all; and leaving it by one press."""

from datetime import timedelta
from email import message_from_bytes
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from tests.browsing import words
from tests.consequences import NONE, consequences
from tests.people import AT, the_catalog
from tests.rooms.desk.casing import staff
from tests.rooms.news.announcing import CHOSEN, a_link, a_subscription, an_announcement, mails
from vestibule.adapters.smtp import write_message
from vestibule.journal.models import Entry
from vestibule.kernel.actor import Trail, visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.news.actions.enews import ask_to_join, join, leave
from vestibule.news.jobs import forget, send
from vestibule.news.models import EnewsAsk, EnewsMail, Subscription
from vestibule.news.tokens import ENEWS, PERSON, stop_token
from vestibule.notices.jobs import letter_of

pytestmark = pytest.mark.django_db

EMAIL = "rita.reader@example.com"
TYPED = {"email": EMAIL, "location": "FL", "line": "part_a"}


def from_network(number: int):
    """Return a visitor from a network of their own."""
    return visitor(Trail(f"198.51.{number // 256}.{number % 256}"))


def test_asking_for_somebody_else_does_nothing_but_mail_them_once():
    """Source: NEW-2. The address joins by whoever reads its mail, and by no GET."""
    token = a_link(EMAIL)
    Client().get(f"/enews/confirm/{token}")
    Client().head(f"/enews/confirm/{token}")
    assert not Subscription.objects.exists()
    assert [mail.recipient for mail in mails("confirm_enews")] == [EMAIL]
    assert mails("confirm_enews")[0].unsubscribe is None


def test_whoever_reads_the_mail_joins_by_the_button(travel):
    """Source: NEW-2."""
    travel(AT)
    browser = Client()
    assert "Look into your mailbox" in words(browser.post("/enews", TYPED, follow=True))
    token = str(mails("confirm_enews")[0].text).partition("/enews/confirm/")[2].split()[0]
    page = browser.get(f"/enews/confirm/{token}")
    assert token not in words(page)
    assert "You have joined eNews" in words(browser.post(f"/enews/confirm/{token}"))
    joined = Subscription.objects.get()
    assert (joined.email, joined.location, joined.line, joined.language) == (EMAIL, "FL", "part_a", "en")


def test_a_link_is_good_once_and_for_a_while():
    """Source: NEW-2. Replayed after leaving, it joins nobody again."""
    token, late = a_link(EMAIL), a_link("late@example.com")
    join(token, by=visitor(), at=AT)
    subscription = Subscription.objects.get().pk
    leave(stop_token(ENEWS, subscription), by=visitor(), at=AT)
    for replayed, at in ((token, AT), (late, AT + timedelta(hours=72)), ("made-up", AT)):
        before = consequences()
        with pytest.raises(NotFound):
            join(replayed, by=visitor(), at=at)
        assert consequences() - before == NONE
    assert not Subscription.objects.exists()


def test_joining_uses_up_the_other_links_of_the_address():
    """Source: NEW-2. An older mail, found later by somebody else, changes nothing."""
    first, second = a_link(EMAIL, location="PR"), a_link(EMAIL)
    join(second, by=visitor(), at=AT)
    with pytest.raises(NotFound):
        join(first, by=visitor(), at=AT)
    assert Subscription.objects.get().location == "FL"


def test_a_known_and_an_unknown_address_are_told_and_mailed_the_same(travel):
    """Source: NEW-2, ACC-2."""
    travel(AT)
    a_subscription()
    answers = [Client().post("/enews", {**TYPED, "email": email}) for email in (EMAIL, "nobody@example.com")]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/enews/asked")] * 2
    texts = [str(mail.text).partition("/enews/confirm/") for mail in mails("confirm_enews")[-2:]]
    assert texts[0][0] == texts[1][0]
    assert Entry.objects.filter(fact="news.enews_asked").count() == 3


def test_joining_again_changes_what_one_gets_and_keeps_the_links_of_older_mails():
    """Source: NEW-2."""
    one = a_subscription()
    join(a_link("RITA.READER@example.com", location="PR", language="es"), by=visitor(), at=AT)
    row = Subscription.objects.get()
    assert (row.pk, row.location, row.language) == (one, "PR", "es")


def test_nobody_is_flooded_from_however_many_networks():
    """Source: NEW-2. The fourth mail of a day isn't sent, and nothing says so."""
    for number in range(8):
        ask_to_join(EMAIL, **CHOSEN, by=from_network(number), at=AT)
    assert len(mails("confirm_enews")) == 3
    assert EnewsAsk.objects.count() == 3
    ask_to_join(EMAIL.upper(), **CHOSEN, by=from_network(9), at=AT)
    assert len(mails("confirm_enews")) == 3
    ask_to_join(EMAIL, **CHOSEN, by=from_network(1), at=AT + timedelta(days=1))
    assert len(mails("confirm_enews")) == 4


def test_a_network_asks_so_often_an_hour(travel):
    """Source: NEW-2."""
    travel(AT)
    for number in range(20):
        ask_to_join(f"reader{number}@example.com", **CHOSEN, by=from_network(1), at=AT)
    before = consequences()
    with pytest.raises(Refused, match=r"news\.asked_often"):
        ask_to_join(EMAIL, **CHOSEN, by=from_network(1), at=AT)
    assert consequences() - before == NONE
    ask_to_join(EMAIL, **CHOSEN, by=from_network(1), at=AT + timedelta(hours=1))


@pytest.mark.parametrize(
    "typed",
    [
        {"email": "rita\r\nBcc: all@example.com"},
        {"email": "rita@example.com, all@example.com"},
        {"email": ""},
        {"location": "TX"},
        {"line": "part_c"},
    ],
)
def test_what_is_no_address_or_no_choice_is_refused(typed, travel):
    """Source: NEW-2."""
    travel(AT)
    assert Client().post("/enews", {**TYPED, **typed}).status_code == 422
    assert not EnewsAsk.objects.exists()
    assert not mails("confirm_enews")


def test_addresses_are_sealed_and_found_by_a_blind_index():
    """Source: NEW-2, AUD-1."""
    a_link("open.ask@example.com")
    a_subscription()
    with connection.cursor() as cursor:
        for table in ("enews_ask", "enews_subscription"):
            cursor.execute(f"SELECT * FROM {table}")
            values = [bytes(value) if isinstance(value, memoryview) else value for row in cursor for value in row]
            assert not [value for value in values if "example.com" in str(value)]


def test_leaving_wipes_the_address_and_a_new_subscription_has_new_links():
    """Source: NEW-2 (RFC 8058)."""
    one = a_subscription()
    token = stop_token(ENEWS, one)
    leave(token, by=visitor(), at=AT)
    assert not Subscription.objects.exists()
    assert not EnewsAsk.objects.exists()
    again = a_subscription()
    with pytest.raises(NotFound):
        leave(token, by=visitor(), at=AT)
    assert again != one
    assert Subscription.objects.filter(pk=again).exists()


def test_a_mail_program_leaves_by_one_post_without_cookies(travel):
    """Source: NEW-2 (RFC 8058). A GET leaves nothing, and a second POST says the same."""
    travel(AT)
    one = a_subscription()
    address = f"/enews/stop/{stop_token(ENEWS, one)}"
    program = Client(enforce_csrf_checks=True)
    assert "Press the button" in words(program.get(address))
    assert Subscription.objects.exists()
    for _ in range(2):
        answer = program.post(address, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, "You get no eNews" in words(answer)) == (200, True)
    assert not Subscription.objects.exists()
    assert Entry.objects.filter(fact="news.enews_left").count() == 1


@pytest.mark.parametrize("token", ["", "x", "x.y", "{one}", "{one}.", "{one}.{mac}x", "{other}.{mac}", "{person}"])
def test_a_made_up_token_ends_nothing(token, travel):
    """Source: NEW-2."""
    travel(AT)
    one, other = a_subscription(), a_subscription("olga.other@example.com")
    mac = stop_token(ENEWS, one).partition(".")[2]
    known = {"one": one.hex, "other": other.hex, "mac": mac, "person": stop_token(PERSON, one)}
    answer = Client().post(f"/enews/stop/{token.format(**known)}")
    assert answer.status_code == 404
    assert Subscription.objects.count() == 2


def test_an_issue_goes_once_to_those_who_joined_for_it():
    """Source: NEW-2, NEW-1. By place and line of business, in the language that was chosen."""
    the_catalog()
    sam = staff("Sam", "Staff")
    for name, location, line, language in (
        ("fl.a", "FL", "part_a", "en"),
        ("fl.b", "FL", "part_b", "es"),
        ("fl.both", "FL", "both", "en"),
        ("pr.b", "PR", "part_b", "es"),
    ):
        a_subscription(f"{name}@example.com", location=location, line=line, language=language)
    one = an_announcement(sam, audience="state:FL", by_enews=True, line="part_b", kind="change")
    send(at=AT)
    send(at=AT + timedelta(minutes=1))
    sent = {mail.recipient: mail for mail in mails("enews")}
    assert set(sent) == {"fl.b@example.com", "fl.both@example.com"}
    assert "SPOT no funciona" in str(sent["fl.b@example.com"].subject)
    assert EnewsMail.objects.filter(announcement_id=one).count() == 2


def test_an_issue_says_how_to_leave_in_its_headers_and_that_works(travel):
    """Source: NEW-2 (RFC 8058)."""
    travel(AT)
    the_catalog()
    one = a_subscription()
    an_announcement(staff("Sam", "Staff"), by_enews=True, kind="change")
    send(at=AT)
    letter = letter_of(mails("enews")[0])
    assert letter is not None
    written = bytes(write_message(letter))
    assert b"\r\nList-Unsubscribe: <http" in written
    message = message_from_bytes(written)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = message["List-Unsubscribe"].strip("<>")
    assert address.endswith(f"/enews/stop/{stop_token(ENEWS, one)}")
    Client(enforce_csrf_checks=True).post(urlsplit(address).path)
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("audience", ["application:spot", "role:spot-end-user", "state:TX"])
def test_what_concerns_holders_of_roles_is_no_issue(audience):
    """Source: NEW-2."""
    the_catalog()
    with pytest.raises(Refused, match=r"news\.not_for_enews"):
        an_announcement(staff("Sam", "Staff"), audience=audience, by_enews=True)


def test_addresses_that_never_confirmed_are_thrown_away():
    """Source: NEW-2, AUD-1."""
    a_link(EMAIL)
    forget(at=AT + timedelta(hours=71))
    assert EnewsAsk.objects.exists()
    forget(at=AT + timedelta(hours=72))
    assert not EnewsAsk.objects.exists()
