"""Suspected duplicates of persons: shown side by side, decided once with a reason, and both told what is next."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.browsing import words
from tests.consequences import NONE, consequences
from tests.people import AT
from tests.rooms.accounts.registering import PASSWORD, register, the_person
from tests.rooms.desk.casing import REASON, a_duplicate_case, at_browser, staff
from tests.rooms.signin.people import ask_for_code, enter_code, is_in
from vestibule.accounts.actions import lapse_unverified
from vestibule.accounts.models import Person
from vestibule.accounts.queries import email_owner, user_id_owner
from vestibule.desk.actions import appoint_staff, find_different, find_same
from vestibule.desk.cases import queue
from vestibule.desk.models import DeskDeed
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, SYSTEM, person
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    """Return to whom mail of a kind goes."""
    return [mail.recipient for mail in Mail.objects.filter(kind=kind)]


def signs_in(browser: Client, user_id: str) -> int:
    """Give a User ID and the password of those who register; return the answer's status."""
    return browser.post("/", {"user_id": user_id, "password": PASSWORD, "terms": "yes"}).status_code


def test_different_people_go_on_and_are_told_the_next_step(travel, client):
    """Source: ACC-2. The days in which the address must be proven begin with the decision."""
    case = a_duplicate_case()
    later = AT + timedelta(days=20)
    travel(later)
    assert signs_in(client, "dot.again") == 422

    find_different(case.id, reason=REASON, by=staff(), at=later)

    assert told("accounts/registration_released") == ["dot.again@example.com"]
    assert lapse_unverified(by=SYSTEM, at=later + timedelta(days=6)) == 0
    assert signs_in(client, "dot.again") == 302
    enter_code(client, ask_for_code(client))
    assert is_in(client)
    assert the_person("dot.double").state == "active"


def test_the_same_persons_new_registration_is_closed_and_all_it_had_taken_is_free(at, client):
    """Source: ACC-2. The known account is as it was; both addresses are told, neither what the other is."""
    case = a_duplicate_case()
    known = the_person("dot.double").pk

    find_same(case.id, reason=REASON, by=staff(), at=at)

    assert (user_id_owner("dot.again"), email_owner("dot.again@example.com")) == (None, None)
    assert user_id_owner("dot.double") == email_owner("dot.double@example.com") == known
    assert told("accounts/account_known") == ["dot.double@example.com"]
    assert told("accounts/duplicate_closed") == ["dot.again@example.com"]
    for mail in Mail.objects.filter(kind__in=["accounts/account_known", "accounts/duplicate_closed"]):
        other = {"dot.double@example.com", "dot.again@example.com"} - {mail.recipient}
        assert not any(address in f"{mail.text}{mail.html}" for address in other)
        assert "dot.double" not in (mail.text or "").replace("dot.double@example.com", "")
    assert signs_in(client, "dot.again") == 422
    assert Entry.objects.get(fact="accounts.duplicate_closed").person_id == case.id
    assert DeskDeed.objects.get().deed == "same_person"
    register(at, user_id="dot.again", email="dot.again@example.com", first_name="Eve", last_name="Other")


@pytest.mark.parametrize("finding", [find_different, find_same])
def test_what_is_decided_is_decided_once(finding, at):
    """Source: ACC-2, HLP-1. The other finding comes too late as well."""
    case, stan = a_duplicate_case(), staff()
    finding(case.id, reason=REASON, by=stan, at=at)
    before = consequences()
    for again in (find_different, find_same):
        with pytest.raises(NotFound):
            again(case.id, reason=REASON, by=stan, at=at)
    assert consequences() - before == NONE
    assert not queue()


def test_without_a_reason_nothing_is_decided(at):
    """Source: ACC-2, HLP-2."""
    case, stan = a_duplicate_case(), staff()
    before = consequences()
    for finding in (find_different, find_same):
        with pytest.raises(Refused, match=r"desk\.reason_too_short"):
            finding(case.id, reason=" short ", by=stan, at=at)
    assert consequences() - before == NONE
    assert the_person("dot.again").state == "held"


def test_the_known_person_leaves_it_to_a_colleague(at):
    """Source: HLP-2. Whose account the registration looks like doesn't decide that it is theirs."""
    case, known = a_duplicate_case(), the_person("dot.double").pk
    appoint_staff(known, "supervisor", by=OPERATOR, at=at)
    with pytest.raises(Refused, match=r"case\.own"):
        find_same(case.id, reason=REASON, by=person(known), at=at)
    find_same(case.id, reason=REASON, by=staff(), at=at)


def test_whom_nobody_is_like_any_more_can_only_go_on(at):
    """Source: ACC-2. The known account has lapsed meanwhile."""
    case, stan = a_duplicate_case(), staff()
    known = the_person("dot.double")
    Person.objects.filter(pk=known.pk).update(state="lapsed", likeness_index=None)
    with pytest.raises(Refused, match=r"account\.nobody_alike"):
        find_same(case.id, reason=REASON, by=stan, at=at)
    find_different(case.id, reason=REASON, by=stan, at=at)


def test_nobody_is_told_at_the_address_of_a_disabled_account(at):
    """Source: ACC-2, HLP-2."""
    case = a_duplicate_case()
    Person.objects.filter(pk=the_person("dot.double").pk).update(state="disabled")
    find_same(case.id, reason=REASON, by=staff(), at=at)
    assert told("accounts/account_known") == []
    assert told("accounts/duplicate_closed") == ["dot.again@example.com"]


def test_a_shadow_waits_for_nobody(at):
    """Source: ACC-2. A registration with an address that is somebody else's is never in the queue."""
    a_duplicate_case()
    register(at, user_id="dot.third", email="dot.double@example.com", first_name="Dot", last_name="Double")
    assert the_person("dot.third").state == "held"
    assert [each.case.kind for each in queue()] == ["duplicate"]
    with pytest.raises(NotFound):
        find_different(the_person("dot.third").pk, reason=REASON, by=staff(), at=at)


def test_both_stand_side_by_side_for_who_has_claimed_it(travel):
    """Source: ACC-2, HLP-1, AUD-1."""
    travel(AT)
    case, stan = a_duplicate_case(), at_browser(staff())
    page = f"/help-desk/duplicates/{case.id}"
    assert "dot.double@example.com" not in words(stan.get(page))
    stan.post(f"{page}/claim")
    whole = words(stan.get(page))
    assert "Email address dot.again@example.com dot.double@example.com" in whole
    assert stan.post(f"{page}/decide", {"reason": REASON}).status_code == 422
    assert stan.post(f"{page}/decide", {"finding": "neither", "reason": REASON}).status_code == 422
    done = stan.post(f"{page}/decide", {"finding": "different", "reason": REASON}, follow=True)
    assert "The registration goes on." in words(done)
    assert stan.get(page).status_code == 404
