"""Signs of sharing: each with its weight and a plain reason; a case once; a person at the help desk decides."""

from datetime import timedelta
from itertools import count

import pytest
from django.test import Client

from tests.browsing import signed_in, words
from tests.consequences import NONE, consequences
from tests.people import AT, a_person
from tests.rooms.desk.casing import REASON, SHARED, a_sharing_case, at_browser, staff, used
from tests.rooms.signin.people import give_password
from vestibule.accounts.queries import person_card
from vestibule.desk.actions import appoint_staff, disable_for_sharing, dismiss_sharing, enable_person
from vestibule.desk.cases import queue
from vestibule.desk.models import DeskDeed
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, SYSTEM, person
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.rulebook import SharingRules
from vestibule.notices.models import Mail
from vestibule.signin.actions import suspect_sharing
from vestibule.signin.jobs import look_for_sharing
from vestibule.signin.models import Device, Session, SharingCase, Telephone
from vestibule.signin.policy.sharing import Use, is_worth_a_look, sharing_score
from vestibule.signin.sharing import sharing_of, worth_scoring

pytestmark = pytest.mark.django_db

RULES = SharingRules()
HOME, OFFICE, NEXT_DOOR, SIXTH = "192.0.2.1", "198.51.100.7", "192.0.77.9", "2001:db8::1"


def use(browser: str, address: str | None, began: int, lasted: int = 60) -> Use:
    """Return a session of so many minutes that began so many minutes after a moment."""
    began_at = AT + timedelta(minutes=began)
    return Use(browser, address, began_at, began_at + timedelta(minutes=lasted))


@pytest.mark.parametrize(
    ("uses", "others", "signs"),
    [
        ([], 0, {}),
        ([use("a", HOME, 0)], 0, {}),
        ([use("a", HOME, 0), use("b", OFFICE, 10)], 0, {"far_apart": 40}),
        ([use("a", HOME, 0), use("b", OFFICE, 61)], 0, {}),  # one after the other
        ([use("a", HOME, 0), use("a", OFFICE, 10)], 0, {}),  # the same browser went somewhere else
        ([use("a", HOME, 0), use("b", NEXT_DOOR, 10)], 0, {}),  # near
        ([use("a", HOME, 0), use("b", SIXTH, 10)], 0, {}),  # the same line may have both
        ([use("a", None, 0), use("b", OFFICE, 10)], 0, {}),
        ([use("a", HOME, 0), use("b", HOME, 10), use("a", HOME, 20)], 0, {"alternating": 30}),
        ([use("a", HOME, 0), use("b", HOME, 10), use("a", HOME, 31)], 0, {}),
        ([use("a", HOME, 0), use("b", HOME, 10), use("c", HOME, 20)], 0, {}),
        ([use(letter, HOME, 1500 * day) for day, letter in enumerate("abcd")], 0, {}),
        ([use(letter, HOME, 1500 * day) for day, letter in enumerate("abcde")], 0, {"many_browsers": 20}),
        ([use(letter, HOME, 3000 * day) for day, letter in enumerate("abcde")], 0, {}),
        ([use("a", HOME, 0)], 1, {"same_factor": 50}),
        ([use("a", HOME, 0)], 9, {"same_factor": 70}),
    ],
)
def test_each_sign_has_its_weight(uses, others, signs):
    """Source: ACC-12."""
    score = sharing_score(uses, others_with_factor=others, rules=RULES)
    assert {sign.kind: sign.weight for sign in score.signs} == signs
    assert score == sharing_score(list(reversed(uses)), others_with_factor=others, rules=RULES)


def test_a_laptop_and_a_phone_on_the_way_are_no_case():
    """Source: ACC-12. One sign by itself is below the threshold, but a second factor of several accounts."""
    both = [use("a", HOME, 0), use("b", OFFICE, 10)]
    assert not is_worth_a_look(sharing_score(both, others_with_factor=0, rules=RULES), RULES)
    again = [*both, use("a", HOME, 20)]
    assert is_worth_a_look(sharing_score(again, others_with_factor=0, rules=RULES), RULES)


def test_the_sweep_opens_a_case_once_and_does_nothing_to_the_account(at):
    """Source: ACC-12, LIF-7. However often it runs; nobody is told by mail."""
    who, quiet = a_person("Sal", "Shared"), a_person("Ann", "Archer")
    used(who, *SHARED)
    used(quiet, ("one", HOME, 600), ("two", HOME, 500))
    mails = Mail.objects.count()
    for _ in range(3):
        look_for_sharing(at=at)
    assert [each.case.person_id for each in queue()] == [who]
    assert Entry.objects.filter(fact="signin.sharing_suspected").count() == 1
    assert Mail.objects.count() == mails
    assert person_card(who).state == "active"


def test_the_sweep_reaches_everybody_in_its_pages(at, monkeypatch):
    """Source: LIF-7. Page by page, and an account that isn't active or looks harmless holds up nobody."""
    monkeypatch.setattr("vestibule.signin.jobs.MOST_ROWS_IN_A_SET", 2)
    people = [a_person(name, "Shared") for name in ("Abe", "Bea", "Cid", "Dot", "Eli")]
    for number, who in enumerate(people):
        used(who, *(SHARED if number != 1 else SHARED[:1]))
    a_person_off = a_person("Off", "Shared", state="disabled")
    used(a_person_off, *SHARED)
    look_for_sharing(at=at)
    assert {each.case.person_id for each in queue()} == {who for number, who in enumerate(people) if number != 1}


def test_one_telephone_on_two_accounts_is_a_sign_and_no_case_by_itself(at):
    """Source: ACC-12. Both are looked at; one that was removed is no sign."""
    ann, bea = a_person("Ann", "Shared"), a_person("Bea", "Shared")
    for who in (ann, bea, ann):
        device = Device.objects.create(person_id=who, kind="sms", added_at=AT, last_used_at=AT)
        Telephone.objects.create(device=device, number="+19045550143", number_index="one")
    assert worth_scoring(after=None, most=9, at=at) == sorted((ann, bea))
    assert worth_scoring(after=min(ann, bea), most=9, at=at) == [max(ann, bea)]
    (sign,) = sharing_of(ann, at=at).score.signs
    assert (sign.kind, sign.reason.values["count"]) == ("same_factor", 1)
    look_for_sharing(at=at)
    assert not SharingCase.objects.exists()
    Device.objects.filter(person_id=bea).update(state="removed")
    assert sharing_of(ann, at=at).score.signs == ()
    assert worth_scoring(after=None, most=9, at=at) == []


def test_old_sign_ins_and_those_that_were_dismissed_dont_count(at):
    """Source: ACC-12. The same facts open no case again; new ones do."""
    case, stan = a_sharing_case(), staff()
    assert case.person_id
    assert not sharing_of(case.person_id, at=at + timedelta(days=15)).score.signs
    dismiss_sharing(case.id, reason=REASON, by=stan, at=at)
    look_for_sharing(at=at + timedelta(minutes=1))
    assert not queue()
    later = at + timedelta(days=1)
    used(case.person_id, *SHARED, at=later)
    look_for_sharing(at=later)
    assert [each.case.person_id for each in queue()] == [case.person_id]
    with pytest.raises(Refused, match=r"sharing\.not_worth_it"):
        suspect_sharing(case.person_id, by=SYSTEM, at=later)


def test_disabling_for_sharing_ends_everything_at_once_and_says_how_to_invite(travel, client):
    """Source: ACC-12, SIG-7, SPT-3."""
    travel(AT)
    case, stan = a_sharing_case(), staff()
    assert case.person_id
    browser = signed_in(case.person_id)

    disable_for_sharing(case.id, reason=f"{REASON}\r\nBcc: all@example.com", by=stan, at=AT + timedelta(minutes=5))

    assert browser.get("/home")["Location"].startswith("/?next=")
    assert give_password(client, "sal.shared").status_code == 422
    assert not Session.objects.filter(person_id=case.person_id, state="live").exists()
    assert person_card(case.person_id).state == "disabled"
    mail = Mail.objects.get(kind="accounts/disabled_for_sharing")
    assert mail.recipient == "sal.shared@example.com"
    assert "My Organizations" in (mail.text or "")
    assert f"{REASON} Bcc: all@example.com" in (mail.text or "")
    assert not Mail.objects.filter(kind="accounts/disabled").exists()
    assert DeskDeed.objects.get().deed == "disable_for_sharing"
    assert Entry.objects.filter(fact="signin.sharing_confirmed").count() == 1
    enable_person(case.person_id, reason=REASON, by=stan, at=AT + timedelta(minutes=9))


def test_an_agent_shuts_no_colleague_out_by_a_case_of_sharing(at):
    """Source: HLP-2, ACC-12. As in the story of a person: a supervisor does this."""
    case, stan, sue = a_sharing_case(), staff(), staff("Sue", "Super", "supervisor")
    assert case.person_id
    appoint_staff(case.person_id, "agent", by=OPERATOR, at=at)
    before = consequences()
    with pytest.raises(Refused, match=r"person\.colleague"):
        disable_for_sharing(case.id, reason=REASON, by=stan, at=at)
    assert consequences() == before
    disable_for_sharing(case.id, reason=REASON, by=sue, at=at)
    assert person_card(case.person_id).state == "disabled"


@pytest.mark.parametrize("finding", [disable_for_sharing, dismiss_sharing])
def test_what_is_decided_is_decided_once_with_a_reason_and_never_by_oneself(finding, at):
    """Source: ACC-12, HLP-1, HLP-2."""
    case, stan = a_sharing_case(), staff()
    assert case.person_id
    before = consequences()
    with pytest.raises(Refused, match=r"desk\.reason_too_short"):
        finding(case.id, reason="short", by=stan, at=at)
    with pytest.raises(NotFound):
        finding(case.id, reason=REASON, by=person(case.person_id), at=at)
    assert consequences() - before == NONE
    finding(case.id, reason=REASON, by=stan, at=at)
    before = consequences()
    for again in (disable_for_sharing, dismiss_sharing):
        with pytest.raises(NotFound):
            again(case.id, reason=REASON, by=stan, at=at)
    assert consequences() - before == NONE
    assert SharingCase.objects.get().settled_at == at


def test_the_page_shows_score_reasons_and_evidence_to_who_has_claimed_it(travel):
    """Source: ACC-12, AUD-1."""
    travel(AT)
    case, stan = a_sharing_case(), at_browser(staff())
    page = f"/help-desk/sharing/{case.id}"
    assert HOME not in words(stan.get(page))
    stan.post(f"{page}/claim")
    whole = words(stan.get(page))
    for said in (
        "Sal Shared",
        "points now; from 60 on it is worth a look",
        "Sign-ins went from one browser to another and back within 30 minutes (2 times).",
        HOME,
        OFFICE,
        "A: Chrome on Windows",
        "B: Chrome on Windows",
    ):
        assert said in whole
    assert stan.post(f"{page}/decide", {"decision": "disable"}).status_code == 422
    assert stan.post(f"{page}/decide", {"reason": REASON}).status_code == 422
    done = stan.post(f"{page}/decide", {"decision": "dismiss", "reason": REASON}, follow=True)
    assert "The suspicion was dismissed." in words(done)
    assert Client().get(page).status_code == 302


def test_many_who_never_share_cost_the_sweep_one_query(at, django_assert_max_num_queries):
    """Source: LIF-7. Who used one browser only isn't scored at all."""
    number = count()
    for name in ("Abe", "Bea", "Cid"):
        used(a_person(name, "Quiet"), (f"browser-{next(number)}", HOME, 60))
    with django_assert_max_num_queries(1):
        look_for_sharing(at=at)
