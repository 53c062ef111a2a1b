"""Requests: submitted, decided, taken back; what follows, and what a refusal leaves behind."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.people import (
    APPROVER,
    BACKUP,
    END_USER,
    REASON,
    a_draft,
    a_person,
    a_request,
    an_organization,
    holds,
    no_longer_offered,
    the_catalog,
)
from tests.rooms.access.consequences import consequences, mail_to
from vestibule.access.actions import approve_request, cancel_request, deny_request, end_grant, submit_request
from vestibule.access.models import RoleGrant, RoleRequest
from vestibule.access.queries import visible_request
from vestibule.access.upkeep import choose_organization, choose_role
from vestibule.access.waiting import requests_to_decide
from vestibule.accounts.models import Person
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, SYSTEM, person, visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.kernel.references import read_reference
from vestibule.organizations.models import Organization
from vestibule.storage.rows import moved

pytestmark = pytest.mark.django_db

RLO = "\u202e"


@pytest.fixture(scope="module")
def here(stage) -> UUID:
    the_catalog()
    return an_organization("Sunshine Medical Group, LLC")


@pytest.fixture(scope="module")
def there(here) -> UUID:
    return an_organization("Moonlight Clinic")


@pytest.fixture(scope="module")
def ann(here) -> UUID:
    approver = a_person("Ann", "Approver")
    holds(approver, APPROVER, here)
    return approver


@pytest.fixture(scope="module")
def eve(stage) -> UUID:
    return a_person("Eve", "Enduser")


def _submit(request_id: UUID, who: UUID, where: UUID | None, at, *, reason: str = REASON, role: str = END_USER) -> str:
    return submit_request(request_id, role_key=role, organization_id=where, reason=reason, by=person(who), at=at)


def test_submitting_leaves_one_entry_a_number_and_a_mail_to_each_concerned(here, ann, eve, at):
    """Source: ROL-6, ROL-7 (EU 14-15, ADD 11)."""
    holds(a_person("Bob", "Backup"), BACKUP, here)
    holds(a_person("Cid", "Closed", state="disabled"), BACKUP, here)
    draft, before = a_draft(eve, here), consequences()

    number = _submit(draft, eve, here, at)

    after = consequences()
    assert read_reference(number) == number
    assert after.facts["access.request_submitted"] == 1
    assert sum(after.facts.values()) == sum(before.facts.values()) + 1
    assert after.mails == {**before.mails, "access/request_submitted": 1, "access/request_waiting": 2}
    assert number in (mail_to("eve.enduser@example.com", "access/request_submitted").text or "")
    waiting = mail_to("bob.backup@example.com", "access/request_waiting").text or ""
    assert "Eve Enduser" in waiting
    assert "http://testserver/my-approvals" in waiting


def test_a_request_without_anybody_to_decide_says_so(eve, at):
    """Source: ORG-5, ROL-7."""
    a_request(eve, an_organization("Nobody's Clinic"))
    text = mail_to("eve.enduser@example.com", "access/request_submitted").text or ""
    assert "designated official" in text


def test_what_was_reviewed_is_what_is_submitted(here, there, eve, at):
    """Source: ROL-6. Another window changed the organization after this one showed the review page."""
    draft = a_draft(eve, here)
    choose_organization(eve, there)
    before = consequences()
    with pytest.raises(Refused, match=r"request\.changed_elsewhere"):
        _submit(draft, eve, here, at)
    assert consequences() == before


def test_a_draft_is_submitted_once(here, eve, at):
    """Source: ROL-11."""
    request_id = a_request(eve, here)
    before = consequences()
    with pytest.raises(Refused, match=r"request\.already_submitted"):
        _submit(request_id, eve, here, at)
    assert consequences() == before


@pytest.mark.parametrize("reason", ["", " " * 20, "\u200b" * 20, "too short", f"{RLO}{RLO}four{RLO}{RLO}", "x" * 501])
def test_a_reason_outside_its_borders_submits_nothing(here, eve, at, reason):
    """Source: ROL-6. Reading: what can't be seen doesn't count."""
    draft, before = a_draft(eve, here), consequences()
    with pytest.raises(Refused, match=r"request\.reason_too_(short|long)"):
        _submit(draft, eve, here, at, reason=reason)
    assert consequences() == before


def test_somebody_elses_draft_does_not_exist(here, ann, eve, at):
    """Source: ROL-7."""
    draft, before = a_draft(eve, here), consequences()
    for who in (person(ann), OPERATOR, SYSTEM, visitor()):
        with pytest.raises(NotFound):
            submit_request(draft, role_key=END_USER, organization_id=here, reason=REASON, by=who, at=at)
        with pytest.raises(NotFound):
            visible_request(draft, to=who, at=at)
    assert consequences() == before


def test_a_second_open_request_for_the_same_is_refused(here, eve):
    """Source: ROL-11."""
    a_request(eve, here)
    before = consequences()
    with pytest.raises(Refused, match=r"request\.already_open"):
        a_draft(eve, here)
    assert consequences().facts == before.facts


def test_the_database_itself_keeps_one_draft_and_one_open_request(here, there, eve):
    """Source: ROL-11."""
    a_request(eve, here)
    draft = a_draft(eve, there)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleRequest.objects.create(person_id=eve, state="draft", created_at="2026-03-10T14:00Z")
    with pytest.raises(IntegrityError), transaction.atomic():
        moved(
            RoleRequest.objects.filter(pk=draft),
            state="submitted",
            organization_id=here,
            confirmation="0",
            submitted_at="2026-03-10T14:00Z",
        )


def test_an_approver_is_told_that_end_user_access_is_included(here, ann):
    """Source: ROL-4 (APP 0)."""
    with pytest.raises(Refused, match=r"request\.included"):
        a_draft(ann, here)


def test_a_role_that_is_not_offered_can_not_be_asked_for(here, eve, at):
    """Source: ROL-2, ROL-3."""
    no_longer_offered(BACKUP)
    with pytest.raises(Refused, match=r"request\.role_not_offered"):
        choose_role(eve, BACKUP, application_key="spot", at=at)
    with pytest.raises(Refused, match=r"request\.role_missing"):
        choose_role(eve, END_USER, application_key="other", at=at)
    assert not RoleRequest.objects.exists()


def test_approval_grants_the_role_with_one_entry_and_one_mail(here, ann, eve, at):
    """Source: ROL-7, ROL-8 (EU 15-16)."""
    request_id, before = a_request(eve, here), consequences()

    grant_id = approve_request(request_id, by=person(ann), at=at)

    after = consequences()
    grant = RoleGrant.objects.get(pk=grant_id)
    assert (grant.person_id, grant.role_id, grant.organization_id, grant.ended_at) == (eve, END_USER, here, None)
    assert after.grants == before.grants + 1
    assert after.facts["access.request_approved"] == 1
    assert sum(after.facts.values()) == sum(before.facts.values()) + 1
    assert after.mails["access/request_approved"] == 1
    assert sum(after.mails.values()) == sum(before.mails.values()) + 1
    assert "https://thespot.fcso.com/" in (mail_to("eve.enduser@example.com", "access/request_approved").text or "")


def test_a_backup_decides_like_an_approver(here, eve, at):
    """Source: ORG-7."""
    backup = a_person("Bob", "Backup")
    holds(backup, BACKUP, here)
    approve_request(a_request(eve, here), by=person(backup), at=at)
    assert consequences().states == {"approved": 1}


def test_denial_gives_the_reason_by_mail_and_never_on_record(here, ann, eve, at):
    """Source: ROL-8, AUD-1."""
    request_id, before = a_request(eve, here), consequences()

    deny_request(request_id, reason="You do not work\nfor <b>us</b> & never did.", by=person(ann), at=at)

    after = consequences()
    assert (after.states, after.grants) == ({"denied": 1}, before.grants)
    mail = mail_to("eve.enduser@example.com", "access/request_denied")
    assert "You do not work for <b>us</b> & never did." in (mail.text or "")
    assert "You do not work for &lt;b&gt;us&lt;/b&gt; &amp; never did." in (mail.html or "")
    assert visible_request(request_id, to=person(eve), at=at).denial_reason.startswith("You do not work for")
    record = b"".join(bytes(entry.canonical) for entry in Entry.objects.all())
    assert b"work" not in record


@pytest.mark.parametrize("reason", ["", "no", "x" * 501])
def test_a_denial_needs_its_reason(here, ann, eve, at, reason):
    """Source: ROL-8."""
    request_id, before = a_request(eve, here), consequences()
    with pytest.raises(Refused, match=r"request\.reason_too_(short|long)") as refused:
        deny_request(request_id, reason=reason, by=person(ann), at=at)
    assert refused.value.reasons[0].field == "denial_reason"
    assert consequences() == before


def test_line_breaks_and_reversed_text_reach_no_mail(here, ann, eve, at):
    """Source: ROL-8, NEW-1."""
    deny_request(a_request(eve, here), reason=f"line one\r\nBcc: x@y\r\n{RLO}gnikcatta", by=person(ann), at=at)
    mail = mail_to("eve.enduser@example.com", "access/request_denied")
    assert "line one Bcc: x@y gnikcatta" in (mail.text or "")
    assert RLO not in f"{mail.subject}{mail.text}{mail.html}"
    assert "\n" not in (mail.subject or "")


@pytest.mark.parametrize("decide", [approve_request, lambda *args, **more: deny_request(*args, reason=REASON, **more)])
@pytest.mark.parametrize(
    ("who", "why_not"),
    [
        ("approver there", NotFound),
        ("end user here", NotFound),
        ("nobody", NotFound),
        ("visitor", NotFound),
        ("operator", NotFound),
        ("requester", r"request\.own_decision"),
        ("former approver", r"request\.right_ended"),
        ("requester made approver", r"request\.own_decision"),
    ],
)
def test_a_refused_decision_leaves_no_trace(here, there, ann, eve, at, decide, who, why_not):
    """Source: ROL-7."""
    request_id = a_request(eve, here)
    other = a_person("Oda", "Other")
    by = person(other)
    if who == "approver there":
        holds(other, APPROVER, there)
    elif who == "end user here":
        holds(other, END_USER, here)
    elif who == "former approver":
        end_grant(holds(other, APPROVER, here), why="left", by=OPERATOR, at=at)
    elif who == "requester made approver":
        holds(eve, BACKUP, here)
        by = person(eve)
    by = {"visitor": visitor(), "operator": OPERATOR, "requester": person(eve)}.get(who, by)
    before = consequences()

    if why_not is NotFound:
        with pytest.raises(NotFound):
            decide(request_id, by=by, at=at)
    else:
        with pytest.raises(Refused, match=why_not):
            decide(request_id, by=by, at=at)

    assert consequences() == before


def test_who_decides_second_is_told_who_was_first_and_changes_nothing(here, ann, eve, at):
    """Source: ROL-8."""
    backup = a_person("Bob", "Backup")
    holds(backup, BACKUP, here)
    request_id = a_request(eve, here)
    deny_request(request_id, reason=REASON, by=person(ann), at=at)
    before = consequences()
    with pytest.raises(Refused, match="already denied by Ann Approver"):
        approve_request(request_id, by=person(backup), at=at)
    assert consequences() == before


def test_what_was_granted_meanwhile_is_not_granted_again(here, ann, eve, at):
    """Source: ROL-11."""
    request_id = a_request(eve, here)
    holds(eve, END_USER, here)
    before = consequences()
    with pytest.raises(Refused, match=r"request\.already_held"):
        approve_request(request_id, by=person(ann), at=at)
    assert consequences() == before


def test_a_decided_request_can_not_be_decided_or_taken_back(here, ann, eve, at):
    """Source: ROL-8, ROL-9."""
    request_id = a_request(eve, here)
    approve_request(request_id, by=person(ann), at=at)
    before = consequences()
    with pytest.raises(Refused, match=r"request\.already_approved"):
        cancel_request(request_id, by=person(eve), at=at)
    assert consequences() == before


def test_a_request_is_taken_back_by_its_requester_only(here, ann, eve, at):
    """Source: ROL-9."""
    request_id = a_request(eve, here)
    with pytest.raises(NotFound):
        cancel_request(request_id, by=person(ann), at=at)
    cancel_request(request_id, by=person(eve), at=at)
    assert consequences().states == {"cancelled": 1}
    assert consequences().mails["access/request_cancelled"] == 1
    with pytest.raises(Refused, match="taken back by Eve Enduser"):
        approve_request(request_id, by=person(ann), at=at)


def test_a_draft_is_dropped_without_a_mail(here, eve, at):
    """Source: ROL-9."""
    cancel_request(a_draft(eve, here), by=person(eve), at=at)
    assert consequences().mails.get("access/request_cancelled") is None
    assert a_draft(eve, here)


def test_each_sees_what_waits_for_them_in_a_bounded_number_of_queries(
    here, there, ann, eve, at, django_assert_num_queries
):
    """Source: ROL-7, ROL-8."""
    a_request(eve, here)
    for letter in "abcdef":
        a_request(a_person("Una", f"User-{letter}"), here)
    other = a_person("Oda", "Other")
    holds(other, APPROVER, there)
    holds(ann, APPROVER, there)
    with django_assert_num_queries(5):
        waiting = requests_to_decide(ann, at=at).rows
    assert [asked.organization.id for asked in waiting if asked.organization] == [here] * 7
    assert requests_to_decide(other, at=at).rows == ()
    assert requests_to_decide(eve, at=at).rows == ()


def test_a_request_is_visible_to_its_requester_and_to_who_decides(here, there, ann, eve, at):
    """Source: ROL-7."""
    request_id = a_request(eve, here)
    other = a_person("Oda", "Other")
    holds(other, APPROVER, there)
    assert visible_request(request_id, to=person(eve), at=at) == visible_request(request_id, to=person(ann), at=at)
    for who in (person(other), person(uuid4()), visitor(), OPERATOR):
        with pytest.raises(NotFound):
            visible_request(request_id, to=who, at=at)
    with pytest.raises(NotFound):
        visible_request(uuid4(), to=person(eve), at=at)


def test_a_reason_is_sealed_in_the_database(here, eve, at):
    """Source: AUD-1. What people write may say more than they should."""
    request_id = a_request(eve, here, reason="I work on the claims of Mrs Secret.")
    assert visible_request(request_id, to=person(eve), at=at).reason == "I work on the claims of Mrs Secret."
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT reason FROM role_request")
        assert b"Secret" not in bytes(cursor.fetchone()[0])
    assert Person.objects.filter(pk=eve).exists()


def test_nothing_is_granted_in_an_organization_that_is_no_longer_active(here, ann, eve, at):
    """Source: ROL-7, ORG-3. What was true at submission is judged again at the decision."""
    asked = a_request(eve, here)
    Organization.objects.filter(pk=here).update(status="closed")
    before = consequences()

    with pytest.raises(Refused, match="organization"):
        approve_request(asked, by=person(ann), at=at)

    assert consequences() == before
