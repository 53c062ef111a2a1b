"""Submitting a request that creates an organization, or associates to one: what is pending, taken, and judged again."""

from uuid import UUID

import pytest

from tests.people import (
    APPROVER,
    BACKUP,
    END_USER,
    a_person,
    an_organization,
    asked_by,
    the_catalog,
)
from tests.rooms.access.affiliating import (
    BUSINESS_APPROVER,
    TYPED,
    a_creation,
    an_accepted_form,
    an_association,
    an_update,
    submitted,
    the_open_catalog,
)
from tests.rooms.access.consequences import consequences, mail_to
from vestibule.access.actions import cancel_request, submit_request
from vestibule.access.creation import Tried
from vestibule.access.models import RoleRequest
from vestibule.access.queries import draft_of
from vestibule.access.upkeep import choose_organization, choose_role
from vestibule.accounts.models import Person
from vestibule.journal.models import Entry, OutboundEvent
from vestibule.kernel.actor import person
from vestibule.kernel.reasons import Refused
from vestibule.organizations.finding import find_organizations
from vestibule.organizations.models import Organization, OrganizationForm

pytestmark = pytest.mark.django_db

GUESSES = 10


@pytest.fixture(autouse=True)
def catalog(db) -> None:
    the_open_catalog()


@pytest.fixture
def ann(catalog) -> UUID:
    return a_person("Ann", "Archer")


def _codes(tried: Tried) -> list[tuple[str, str | None]]:
    return [(fault.code, fault.field) for fault in tried.faults]


def test_submission_creates_a_pending_organization_that_only_its_requester_sees(ann):
    """Source: ORG-3, ROL-6 (APP 15-16)."""
    an_accepted_form(ann)
    a_creation(ann)
    before = consequences()

    submitted(ann)

    after = consequences()
    row = Organization.objects.get()
    assert (row.status, row.legal_name, row.tin, row.kind) == (
        "pending",
        "Sunshine Medical Group, LLC",
        "591234567",
        "provider_office",
    )
    assert find_organizations("sunshine", "FL") == []
    (asked,) = asked_by(ann)
    assert asked.organization
    assert (asked.organization.id, asked.next_step) == (row.pk, "help_desk")
    assert {fact: count for fact, count in after.facts.items() if count != before.facts.get(fact, 0)} == {
        "access.request_submitted": 1,
        "organizations.created": 1,
    }
    assert after.mails == {**before.mails, "access/request_submitted": 1}
    text = mail_to("ann.archer@example.com", "access/request_submitted").text or ""
    assert "The help desk decides" in text
    assert asked.confirmation in text
    assert RoleRequest.objects.get().particulars is None


@pytest.mark.parametrize("then", ["submitted", "cancelled"])
def test_its_tin_and_submitter_id_are_taken_until_the_request_ends(ann, at, then):
    """Source: ORG-3, ORG-4."""
    bob = a_person("Bob", "Backup")
    an_accepted_form(ann, bob)
    a_creation(ann)
    request_id = submitted(ann)
    if then == "cancelled":
        cancel_request(request_id, by=person(ann), at=at)
        assert Organization.objects.get().status == "dropped"
        assert a_creation(bob, role=BACKUP) == Tried()
        submitted(bob)
        assert sorted(Organization.objects.values_list("status", flat=True)) == ["dropped", "pending"]
    else:
        assert _codes(a_creation(bob, role=BACKUP)) == [("organization.exists", None)]


def test_a_pending_organization_is_nobodys_to_choose(ann, at):
    """Source: ORG-3, ORG-4. Not even its creator's, nor an end user's, by its id."""
    bob, eve = a_person("Bob", "Backup"), a_person("Eve", "Enduser")
    an_accepted_form(ann, bob)
    a_creation(ann)
    submitted(ann)
    where = Organization.objects.get().pk
    for who, role in ((bob, BACKUP), (eve, END_USER), (ann, APPROVER)):
        choose_role(who, role, application_key="spot", at=at)
        with pytest.raises(Refused, match=r"request\.organization_missing"):
            choose_organization(who, where)


@pytest.mark.parametrize("changed", ["name", "form", "role", "exists"])
def test_what_changed_between_the_page_and_the_click_is_judged_at_submission(ann, changed):
    """Source: ROL-6, ORG-3."""
    an_accepted_form(ann)
    a_creation(ann)
    why_not = {"name": "request.not_named", "form": "request.not_named", "exists": "organization.exists"}
    if changed == "name":
        _changed(ann, last_name="Newly-Wed")
    elif changed == "form":
        OrganizationForm.objects.update(status="withdrawn")
    elif changed == "exists":
        an_organization("Another", tin=TYPED.tin, submitter_id="FL777777")
    else:
        an_update(OrganizationForm.objects.get().pk, approver=a_person("Una", "Other"), backup=ann)
    before = consequences()

    with pytest.raises(Refused, match=why_not.get(changed, "request.wrong_role")):
        submitted(ann)

    assert consequences() == before
    assert Organization.objects.exclude(legal_name="Another").count() == 0


def test_a_form_that_was_not_reviewed_is_not_submitted(ann, at):
    """Source: ROL-6. The review page showed the creation; another window chose an organization that is there."""
    form_id = an_accepted_form(ann)
    a_creation(ann)
    draft = draft_of(ann)
    assert draft
    for organization_id, form in ((None, None), (an_organization(), None), (an_organization(), form_id)):
        with pytest.raises(Refused, match=r"request\.changed_elsewhere"):
            submit_request(
                draft.id, role_key=APPROVER, organization_id=organization_id, form_id=form, reason="x" * 20,
                by=person(ann), at=at,
            )  # fmt: skip


def test_a_backup_associates_to_what_the_approver_created(ann, at):
    """Source: ORG-4 (APP 15)."""
    bob, eve = a_person("Bob", "Backup"), a_person("Eve", "Enduser")
    form_id = an_accepted_form(ann, bob)
    where = an_organization(tin=TYPED.tin, submitter_id=TYPED.submitter_id)
    Organization.objects.filter(pk=where).update(form_id=form_id)

    an_association(bob, where, role=BACKUP)

    for who, role, why_not in (
        (ann, BACKUP, "request.wrong_role"),
        (eve, APPROVER, "request.not_named"),
        (eve, BACKUP, "request.not_named"),
        (ann, BUSINESS_APPROVER, "request.wrong_role"),
    ):
        choose_role(who, role, application_key="spot", at=at)
        with pytest.raises(Refused, match=why_not):
            choose_organization(who, where)
    (asked,) = asked_by(bob)
    assert (asked.next_step, asked.form_id) == ("help_desk", None)


def test_an_organization_that_the_operator_loaded_names_nobody(ann, at):
    """Source: ORG-4. Without an accepted form the page leads to the help desk."""
    choose_role(ann, APPROVER, application_key="spot", at=at)
    with pytest.raises(Refused, match=r"request\.not_named"):
        choose_organization(ann, an_organization())


def test_the_tin_stands_in_no_fact_mail_or_outbound_row(ann, at):
    """Source: ORG-3, AUD-1. A TIN may be an SSN."""
    an_accepted_form(ann)
    a_creation(ann)
    cancel_request(submitted(ann), by=person(ann), at=at)
    record = b"".join(bytes(entry.canonical) for entry in Entry.objects.all())
    assert b"1234567" not in record
    assert not OutboundEvent.objects.exists()
    text = mail_to("ann.archer@example.com", "access/request_submitted").text or ""
    assert "1234567" not in text


def test_with_proofing_the_shipped_catalogue_asks_for_it_first(ann, at):
    """Source: PRF-1, ROL-6. What these tests leave out is only left out here."""
    the_catalog()
    choose_role(ann, APPROVER, application_key="spot", at=at)
    draft = draft_of(ann)
    assert draft
    assert draft.needs_proofing


def _changed(who: UUID, **told: str) -> None:
    row = Person.objects.get(pk=who)
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
