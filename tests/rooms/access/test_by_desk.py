"""The help desk's decisions on approvers and backups: what follows, what is judged again, and who comes second."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.people import (
    APPROVER,
    AT,
    BACKUP,
    END_USER,
    REASON,
    a_person,
    a_request,
    an_organization,
    holds,
)
from tests.rooms.access.affiliating import (
    BUSINESS_APPROVER,
    a_creation,
    an_accepted_form,
    an_approvers_request,
    an_association,
    an_update,
    submitted,
    the_open_catalog,
)
from tests.rooms.access.consequences import consequences, mail_to
from vestibule.access.actions import approve_request as approve_as_approver
from vestibule.access.actions import cancel_request, end_grant
from vestibule.access.actions import deny_request as deny_as_approver
from vestibule.access.actions.by_desk import approve_request, deny_request
from vestibule.access.models import RoleGrant
from vestibule.access.queries import active_grants, draft_of, told_request
from vestibule.access.waiting import requests_for_desk, requests_to_decide
from vestibule.accounts.models import Person
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, SYSTEM, person, visitor
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.organizations.finding import find_organizations
from vestibule.organizations.models import Organization, OrganizationForm

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def catalog(stage) -> None:
    the_open_catalog()


@pytest.fixture(scope="module")
def dee(catalog) -> UUID:
    return a_person("Dee", "Desk")


@pytest.fixture
def asked(catalog) -> tuple[UUID, UUID]:
    return an_approvers_request()


def test_approval_grants_the_role_and_lets_others_find_the_organization(asked, dee, at):
    """Source: ROL-7, ROL-8, ORG-3 (APP 16)."""
    ann, request_id = asked
    before = consequences()

    grant_id = approve_request(request_id, by=person(dee), at=at)

    after = consequences()
    grant = RoleGrant.objects.get(pk=grant_id)
    where = Organization.objects.get()
    assert (grant.person_id, grant.role_id, grant.organization_id) == (ann, APPROVER, where.pk)
    assert (grant.request_id, grant.granted_by, grant.ended_at) == (request_id, dee, None)
    assert where.status == "active"
    assert [card.id for card in find_organizations("sunshine medical", "FL")] == [where.pk]
    assert {fact for fact in after.facts if after.facts[fact] != before.facts.get(fact, 0)} == {
        "access.request_approved",
        "organizations.activated",
    }
    assert after.mails == {**before.mails, "access/request_approved": 1}
    approved = Entry.objects.get(fact="access.request_approved")
    assert Entry.objects.get(fact="organizations.activated").parent_id == approved.pk


def test_denial_gives_the_reason_by_mail_and_sets_the_tin_free(asked, dee, at):
    """Source: ROL-8, ORG-3 (APP 16)."""
    ann, request_id = asked
    before = consequences()

    deny_request(request_id, reason="The official told us otherwise.", by=person(dee), at=at)

    after = consequences()
    assert (after.states, after.grants) == ({"denied": 1}, before.grants)
    assert Organization.objects.get().status == "dropped"
    text = mail_to("ann.archer@example.com", "access/request_denied").text or ""
    assert "The official told us otherwise." in text
    assert a_creation(ann).faults == ()


def test_a_denied_request_can_be_asked_anew_and_the_second_organization_stands(asked, dee, at):
    """Source: ROL-5, ORG-4. A dropped organization stands in nobody's way."""
    ann, request_id = asked
    deny_request(request_id, reason=REASON, by=person(dee), at=at)
    a_creation(ann)
    approve_request(submitted(ann), by=person(dee), at=at)
    assert sorted(Organization.objects.values_list("status", flat=True)) == ["active", "dropped"]
    assert len(find_organizations("sunshine medical", "FL")) == 1


@pytest.mark.parametrize("decide", [approve_request, lambda *args, **more: deny_request(*args, reason=REASON, **more)])
def test_nobody_decides_on_their_own_request_and_no_program_does(asked, at, decide):
    """Source: ROL-7, HLP-2."""
    ann, request_id = asked
    before = consequences()
    with pytest.raises(Refused, match=r"request\.own_decision"):
        decide(request_id, by=person(ann), at=at)
    for nobody in (visitor(), OPERATOR, SYSTEM):
        with pytest.raises(NotFound):
            decide(request_id, by=nobody, at=at)
    assert consequences() == before


def test_the_desk_decides_on_nothing_that_is_an_organizations(asked, dee, at):
    """Source: ROL-7. Nor on drafts, nor on what isn't there."""
    eve, where = a_person("Eve", "Enduser"), an_organization()
    holds(a_person("Ada", "Approver"), APPROVER, where)
    theirs = a_request(eve, where)
    una = a_person("Una", "Drafts")
    an_accepted_form(una, tin="597777777", submitter_id="FL777777")
    a_creation(una, tin="59-7777777", submitter_id="FL777777")
    draft = draft_of(una)
    assert draft
    before = consequences()
    with pytest.raises(Refused, match=r"request\.approvers_decide"):
        approve_request(theirs, by=person(dee), at=at)
    for request_id in (draft.id, uuid4()):
        with pytest.raises(NotFound):
            approve_request(request_id, by=person(dee), at=at)
        with pytest.raises(NotFound):
            deny_request(request_id, reason=REASON, by=person(dee), at=at)
    assert consequences() == before


def test_an_approver_decides_on_nothing_that_is_the_desks(asked, at):
    """Source: ROL-7. An approver there doesn't see a backup's request, nor decide on it."""
    _, request_id = asked
    cid = a_person("Cid", "Other")
    holds(cid, APPROVER, an_organization())
    before = consequences()
    with pytest.raises(NotFound):
        approve_as_approver(request_id, by=person(cid), at=at)
    with pytest.raises(NotFound):
        deny_as_approver(request_id, reason=REASON, by=person(cid), at=at)
    assert requests_to_decide(cid, at=at).rows == ()
    assert consequences() == before


def test_who_decides_second_is_told_who_was_first(asked, dee, at):
    """Source: ROL-8."""
    _, request_id = asked
    kim = a_person("Kim", "Ortiz")
    deny_request(request_id, reason=REASON, by=person(dee), at=at)
    before = consequences()
    with pytest.raises(Refused, match="already denied by Dee Desk"):
        approve_request(request_id, by=person(kim), at=at)
    with pytest.raises(Refused, match="already denied by Dee Desk"):
        deny_request(request_id, reason=REASON, by=person(kim), at=at)
    assert consequences() == before


@pytest.mark.parametrize("reason", ["", "no", "x" * 501])
def test_a_denial_needs_its_reason(asked, dee, at, reason):
    """Source: ROL-8."""
    before = consequences()
    with pytest.raises(Refused, match=r"request\.reason_too_(short|long)") as refused:
        deny_request(asked[1], reason=reason, by=person(dee), at=at)
    assert refused.value.reasons[0].field == "denial_reason"
    assert consequences() == before


@pytest.mark.parametrize(
    ("changed", "why_not"),
    [
        ("legal name", "request.no_longer_named"),
        ("email", "request.no_longer_named"),
        ("form names another", "request.no_longer_named"),
        ("form names as backup", "request.named_otherwise"),
        ("form withdrawn", "request.no_longer_named"),
        ("kind of organization", "request.named_otherwise"),
        ("account disabled", "request.account_not_active"),
        ("organization dropped", "request.organization_missing"),
        ("held meanwhile", "request.already_held"),
    ],
)
def test_facts_that_changed_after_submission_are_judged_again_and_said(asked, dee, at, changed, why_not):
    """Source: ROL-7, ORG-3. Nothing is granted, the request still waits, and it can still be denied."""
    ann, request_id = asked
    _change(changed, ann)
    before = consequences()

    with pytest.raises(Refused) as refused:
        approve_request(request_id, by=person(dee), at=at)

    assert why_not in [reason.code for reason in refused.value.reasons]
    assert consequences() == before
    deny_request(request_id, reason=REASON, by=person(dee), at=at)
    assert told_request(request_id).state == "denied"


def _change(what: str, ann: UUID) -> None:
    row, form, organization = Person.objects.get(pk=ann), OrganizationForm.objects.get(), Organization.objects.get()
    if what == "legal name":
        row.last_name = "Newly-Wed"
    elif what == "email":
        row.email = "ann@elsewhere.example"
    elif what == "account disabled":
        row.state = "disabled"
    elif what == "form names another":
        an_update(form.pk, approver=a_person("Una", "Other"))
    elif what == "form names as backup":
        an_update(form.pk, approver=a_person("Una", "Other"), backup=ann)
    elif what == "form withdrawn":
        OrganizationForm.objects.update(status="withdrawn")
    elif what == "kind of organization":
        Organization.objects.update(kind="third_party_biller")
    elif what == "organization dropped":
        Organization.objects.update(status="dropped")
    else:
        RoleGrant.objects.create(person_id=ann, role_id=APPROVER, organization_id=organization.pk, granted_at=AT)
    row.save()


def test_a_legal_name_that_changes_back_is_approved(asked, dee, at):
    """Source: ROL-7. What counts is what stands at the decision."""
    ann, request_id = asked
    _change("legal name", ann)
    with pytest.raises(Refused):
        approve_request(request_id, by=person(dee), at=at)
    row = Person.objects.get(pk=ann)
    row.last_name = "Archer"
    row.save()
    assert approve_request(request_id, by=person(dee), at=at)


@pytest.mark.parametrize("held", [END_USER, BACKUP])
def test_who_becomes_approver_keeps_one_role_the_higher(asked, dee, at, held):
    """Source: ROL-4 (APP 0). The lower one ends in the same transaction, for it is included."""
    ann, request_id = asked
    approve_request(request_id, by=person(dee), at=at)
    where = Organization.objects.get().pk
    bob = a_person("Bob", "Backup")
    an_update(OrganizationForm.objects.get().pk, approver=bob, backup=ann)
    lower = holds(bob, held, where)

    grant_id = approve_request(an_association(bob, where, role=APPROVER), by=person(dee), at=at)

    ended = RoleGrant.objects.get(pk=lower)
    assert (ended.ended_at, ended.ended_why) == (at, "included")
    assert [grant.id for grant in active_grants(bob)] == [grant_id]
    assert RoleGrant.objects.get(person_id=ann, ended_at=None).role_id == APPROVER
    told = Entry.objects.get(fact="access.grant_ended")
    assert told.parent_id == Entry.objects.get(fact="access.request_approved", person_id=bob).pk


def test_an_end_user_elsewhere_keeps_that_role(asked, dee, at):
    """Source: ROL-4. The higher role includes the lower in its own organization only."""
    ann, request_id = asked
    holds(ann, END_USER, an_organization())
    approve_request(request_id, by=person(dee), at=at)
    assert sorted(grant.role_key for grant in active_grants(ann)) == sorted([APPROVER, END_USER])


def test_an_approver_does_not_become_the_backup_there(asked, dee, at):
    """Source: ROL-4."""
    ann, request_id = asked
    approve_request(request_id, by=person(dee), at=at)
    an_update(OrganizationForm.objects.get().pk, approver=dee, backup=ann)
    with pytest.raises(Refused, match=r"request\.included"):
        an_association(ann, Organization.objects.get().pk, role=BACKUP)


def test_a_backups_request_waits_for_the_desk_and_no_approver_is_told(asked, dee, at):
    """Source: ROL-7, ORG-7."""
    ann, request_id = asked
    bob = a_person("Bob", "Backup")
    an_update(OrganizationForm.objects.get().pk, approver=ann, backup=bob)
    approve_request(request_id, by=person(dee), at=at)
    before = consequences()

    theirs = an_association(bob, Organization.objects.get().pk, role=BACKUP)

    assert consequences().mails == {**before.mails, "access/request_submitted": 2}
    assert requests_to_decide(ann, at=at).rows == ()
    assert [one.id for one in requests_for_desk()] == [theirs]
    approve_request(theirs, by=person(dee), at=at)
    assert [grant.role_key for grant in active_grants(bob)] == [BACKUP]
    assert Organization.objects.get().status == "active"


def test_a_third_party_biller_is_created_by_its_business_office_approver(dee, at):
    """Source: ORG-3, ROL-3 (APP 10)."""
    ann = a_person("Ann", "Archer")
    an_accepted_form(ann, kind="third_party_biller")
    a_creation(ann, role=BUSINESS_APPROVER)
    approve_request(submitted(ann), by=person(dee), at=at)
    assert Organization.objects.get().kind == "third_party_biller"
    assert [grant.role_key for grant in active_grants(ann)] == [BUSINESS_APPROVER]


def test_what_waits_for_the_desk_is_listed_the_oldest_first_in_few_queries(asked, dee, django_assert_max_num_queries):
    """Source: HLP-1, ROL-7. End users' requests and decided ones aren't the desk's."""
    _, first = asked
    where = an_organization()
    holds(a_person("Ada", "Approver"), APPROVER, where)
    a_request(a_person("Eve", "Enduser"), where)
    bob = a_person("Bob", "Backup")
    an_accepted_form(bob, tin="597777777", submitter_id="FL777777")
    a_creation(bob, none_of_these=True, tin="59-7777777", submitter_id="FL777777")
    second = submitted(bob, at=AT + timedelta(hours=1))
    with django_assert_max_num_queries(3):
        assert [one.id for one in requests_for_desk()] == [first, second]
    deny_request(first, reason=REASON, by=person(dee), at=AT)
    assert [one.id for one in requests_for_desk()] == [second]


def test_a_request_that_was_taken_back_is_not_decided(asked, dee, at):
    """Source: ROL-9."""
    ann, request_id = asked
    cancel_request(request_id, by=person(ann), at=at)
    with pytest.raises(Refused, match="taken back by Ann Archer"):
        approve_request(request_id, by=person(dee), at=at)
    assert Organization.objects.get().status == "dropped"


def test_an_approver_whose_role_ended_decides_nothing_any_more(asked, dee, at):
    """Source: ROL-7. Also between the load of the page and the click."""
    ann, request_id = asked
    grant_id = approve_request(request_id, by=person(dee), at=at)
    theirs = a_request(a_person("Eve", "Enduser"), Organization.objects.get().pk)
    assert [one.id for one in requests_to_decide(ann, at=at).rows] == [theirs]
    end_grant(grant_id, why="left", by=OPERATOR, at=at)
    with pytest.raises(Refused, match=r"request\.right_ended"):
        approve_as_approver(theirs, by=person(ann), at=at)


def test_an_organization_that_the_operator_loaded_meanwhile_stays_when_the_request_ends(asked, dee, at):
    """Source: ORG-3. Only what is still pending is dropped."""
    ann, request_id = asked
    Organization.objects.update(status="active")
    cancel_request(request_id, by=person(ann), at=at)
    assert Organization.objects.get().status == "active"
