"""Lost devices at the help desk: two people, nobody's own case, from the queue and from a person's page."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.browsing import words
from tests.consequences import NONE, consequences
from tests.people import AT, a_person
from tests.rooms.desk.casing import EVIDENCE, REASON, a_loss_case, at_browser, staff
from tests.rooms.signin.losing import stop_token
from vestibule.accounts.models import Person
from vestibule.accounts.queries import person_card, user_id_index
from vestibule.desk import actions
from vestibule.desk.cases import queue
from vestibule.desk.models import DeskDeed
from vestibule.desk.story import story_of_case, story_of_person
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR, person, visitor
from vestibule.kernel.reasons import Refused
from vestibule.notices.models import Mail
from vestibule.signin.actions import stop_loss
from vestibule.signin.models import LostAccess

pytestmark = pytest.mark.django_db

LOOK = {"reason": "Una telephoned: she lost her telephone."}
SEEN = {"kind_1": "passport", "last_digits_1": "4321"}


def test_who_entered_the_evidence_neither_confirms_nor_holds_it_up(at):
    """Source: SIG-8 (two people). Not by the page, which gives them no claim, nor by the deed itself."""
    case, stan, sue = a_loss_case("Una", "Known"), staff(), staff("Sue", "Second")
    actions.enter_loss_evidence(case.id, EVIDENCE, by=stan, at=at)
    before = consequences()
    with pytest.raises(Refused, match=r"loss\.two_people"):
        actions.confirm_loss(case.id, by=stan, at=at)
    with pytest.raises(Refused, match=r"case\.second_person"):
        actions.claim_case("loss", case.id, by=stan, at=at)
    assert consequences() - before == NONE
    actions.confirm_loss(case.id, by=sue, at=at)
    row = LostAccess.objects.get()
    assert (row.state, row.ripe_at) == ("waiting", at + timedelta(hours=24))
    assert not [each for each in queue() if each.case.id == case.id]


def test_nothing_is_confirmed_that_nobody_entered(at):
    """Source: SIG-8."""
    case = a_loss_case("Una", "Known")
    with pytest.raises(Refused, match="move_not_open"):
        actions.confirm_loss(case.id, by=staff(), at=at)


def test_nobody_opens_the_way_back_into_their_own_account_nor_an_agent_into_a_colleagues(at):
    """Source: HLP-2, SIG-8."""
    stan, sue, sam = staff(), staff("Sue", "Second"), staff("Sam", "Super", tier="supervisor")
    assert stan.person_id
    before = consequences()
    for by, why_not in ((stan, r"person\.own_account"), (sue, r"person\.colleague")):
        with pytest.raises(Refused, match=why_not):
            actions.replace_device(stan.person_id, reason=REASON, by=by, at=at)
        with pytest.raises(Refused, match=why_not):
            actions.correct_email(stan.person_id, "stan@new.example", reason=REASON, by=by, at=at)
    assert consequences() - before == NONE
    assert not LostAccess.objects.exists()
    actions.replace_device(stan.person_id, reason=REASON, by=sam, at=at)


def test_a_case_that_a_colleague_asked_for_at_the_door_is_confirmed_by_a_supervisor(at):
    """Source: HLP-2, SIG-8. Two agents don't open the way into an account at the help desk between them."""
    case = a_loss_case("Una", "Known")
    assert case.person_id
    actions.appoint_staff(case.person_id, "agent", by=OPERATOR, at=at)
    actions.enter_loss_evidence(case.id, EVIDENCE, by=staff(), at=at)
    sue, sam = staff("Sue", "Second"), staff("Sam", "Super", tier="supervisor")
    before = consequences()
    with pytest.raises(Refused, match=r"person\.colleague"):
        actions.confirm_loss(case.id, by=sue, at=at)
    assert consequences() - before == NONE
    actions.confirm_loss(case.id, by=sam, at=at)
    assert LostAccess.objects.get().state == "waiting"


@pytest.mark.parametrize("state", ["disabled", "held", "unverified", "invited", "lapsed"])
def test_only_into_an_active_account_somebody_gets_back(state, at):
    """Source: SIG-8. At each step: an account that was disabled meanwhile stays shut."""
    who, stan, sue = a_person("Una", "Known"), staff(), staff("Sue", "Second")
    loss_id = actions.replace_device(who, reason=REASON, by=stan, at=at)
    Person.objects.filter(pk=who).update(state=state)
    with pytest.raises(Refused, match=r"loss\.not_active"):
        actions.enter_loss_evidence(loss_id, EVIDENCE, by=stan, at=at)
    LostAccess.objects.update(state="evidence", evidence_by=stan.person_id)
    with pytest.raises(Refused, match=r"loss\.not_active"):
        actions.confirm_loss(loss_id, by=sue, at=at)
    with pytest.raises(Refused, match=r"loss\.not_active"):
        actions.replace_device(who, reason=REASON, by=stan, at=at)
    actions.refuse_loss(loss_id, reason=REASON, by=stan, at=at)


@pytest.mark.parametrize(
    ("new_email", "why_not"),
    [
        ("", "email.invalid"),
        ("una@", "email.invalid"),
        ("una@new.example\r\nBcc: all@new.example", "email.invalid"),
        ("UNA.known@example.com", "loss.same_address"),
        ("Ann.Archer@example.com", "loss.address_taken"),
    ],
)
def test_an_address_that_cant_be_hers_opens_no_case(new_email, why_not, at):
    """Source: HLP-2, ACC-2."""
    who, stan = a_person("Una", "Known"), staff()
    a_person("Ann", "Archer")
    before = consequences()
    with pytest.raises(Refused) as refused:
        actions.correct_email(who, new_email, reason=REASON, by=stan, at=at)
    assert [(each.code, each.field) for each in refused.value.reasons] == [(why_not, "new_email")]
    assert consequences() - before == NONE
    assert not DeskDeed.objects.exists()


def test_a_newer_case_kills_the_older(at):
    """Source: SIG-8. What was entered for the older one counts for nothing, and its link is dead."""
    case, stan, sue = a_loss_case("Una", "Known"), staff(), staff("Sue", "Second")
    assert case.person_id
    actions.enter_loss_evidence(case.id, EVIDENCE, by=stan, at=at)
    newer = actions.replace_device(case.person_id, reason=REASON, by=sue, at=at)
    with pytest.raises(LookupError):
        actions.confirm_loss(case.id, by=sue, at=at)
    assert [each.case.id for each in queue()] == [newer]
    assert LostAccess.objects.get(pk=case.id).state == "replaced"


def test_a_case_that_its_owner_stopped_is_told_to_the_help_desk(at):
    """Source: SIG-8, HLP-1. It stays in the queue until somebody has taken note."""
    case, stan = a_loss_case("Una", "Known"), staff()
    actions.enter_loss_evidence(case.id, EVIDENCE, by=stan, at=at)
    stop_loss(stop_token("signin/loss_reported"), by=visitor(), at=at)
    (queued,) = queue()
    assert queued.case.stage == "stopped"
    for deed in (
        lambda: actions.confirm_loss(case.id, by=staff("Sue", "Second"), at=at),
        lambda: actions.refuse_loss(case.id, reason=REASON, by=stan, at=at),
    ):
        with pytest.raises(Refused, match="move_not_open"):
            deed()
    actions.note_stopped_loss(case.id, by=stan, at=at)
    assert not queue()
    assert "The case of Una Known, who had lost a device, was stopped by the link in the mail." in [
        line.words for line in story_of_case(case.id).lines
    ]


def test_a_refusal_is_read_by_the_owner_and_the_evidence_is_forgotten(at):
    """Source: SIG-8."""
    case, stan = a_loss_case("Una", "Known"), staff()
    actions.enter_loss_evidence(case.id, EVIDENCE, by=stan, at=at)
    actions.refuse_loss(case.id, reason=f"{REASON}\r\nBcc: all@example.com", by=stan, at=at)
    row, mail = LostAccess.objects.get(), Mail.objects.get(kind="signin/loss_refused")
    assert (row.state, row.evidence) == ("refused", None)
    assert f"{REASON} Bcc: all@example.com" in (mail.text or "")


@pytest.mark.said
def test_from_the_telephone_to_the_wait_by_the_pages(travel):
    """Source: SIG-8, HLP-1, HLP-2. One opens the case with a reason, enters the evidence; another confirms."""
    travel(AT)
    who, stan, sue = a_person("Una", "Known"), at_browser(staff()), at_browser(staff("Sue", "Second"))
    page = f"/help-desk/people/{who}"
    for address in (f"{page}/lost-devices", f"{page}/email"):
        assert stan.get(address)["Location"] == page
        assert stan.post(address, {"reason": REASON, "new_email": "una@new.example"})["Location"] == page
    assert not LostAccess.objects.exists()

    stan.post(page, LOOK)
    assert "Correct email address" in words(stan.get(page))
    refused = stan.post(f"{page}/email", {"reason": "short", "new_email": "una@new.example"})
    assert refused.status_code == 422
    assert 'id="reason-error"' in refused.text
    stan.post(f"{page}/email", {"reason": REASON, "new_email": "una@new.example"})
    row = LostAccess.objects.get()
    case = f"/help-desk/lost-devices/{row.pk}"
    assert row.reference in words(stan.get("/help-desk"))
    assert "una@new.example" not in words(stan.get(case))
    stan.post(f"{case}/claim")
    assert "una@new.example" in words(stan.get(case))
    today = clock.now()
    seen = {f"seen_on_{part}": str(getattr(today, part)) for part in ("month", "day", "year")}
    assert stan.post(f"{case}/evidence", {**SEEN, "last_digits_1": "123456789", **seen}).status_code == 422
    done = words(stan.post(f"{case}/evidence", {**SEEN, **seen}, follow=True))
    assert "The evidence was entered. A colleague confirms it." in done

    sue.post(f"{case}/claim")
    assert "Passport ends in 4321" in words(sue.get(case))
    done = words(sue.post(f"{case}/confirm", follow=True))
    assert "It is confirmed." in done
    assert person_card(who).email == "una.known@example.com"
    told = [line.words for line in story_of_person(who).lines]
    assert "The help desk acted on the account of Una Known, with a reason: a case of a lost mailbox opened." in told


def test_the_page_of_a_case_says_when_it_no_longer_counts(travel):
    """Source: SIG-8. Nobody checks documents for a case that can't be finished."""
    travel(AT)
    case, stan = a_loss_case("Una", "Known"), at_browser(staff())
    Person.objects.filter(user_id_index=user_id_index("una.known")).update(state="disabled")
    stan.post(f"/help-desk/lost-devices/{case.id}/claim")
    assert "This account isn&#x27;t active" in stan.get(f"/help-desk/lost-devices/{case.id}").text


def test_to_who_does_not_work_there_no_case_is_opened(at):
    """Source: HLP-2."""
    who, browser = a_person("Una", "Known"), Client()
    for by in (person(a_person("Ann", "Other")), person(who), visitor(), OPERATOR):
        with pytest.raises(LookupError):
            actions.replace_device(who, reason=REASON, by=by, at=at)
    assert browser.post(f"/help-desk/people/{who}/lost-devices", {"reason": REASON}).status_code == 302
    assert not LostAccess.objects.exists()
