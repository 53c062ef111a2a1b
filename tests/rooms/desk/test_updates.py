"""An update form before the help desk: who is replaced, who loses a role by it, and that nobody else does."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from tests.at_once import ROUNDS, at_once
from tests.people import APPROVER, AT, BACKUP, END_USER, a_person, an_organization, holds
from tests.racing import said_by
from tests.rooms.access.affiliating import the_open_catalog
from tests.rooms.access.consequences import consequences
from tests.rooms.desk.casing import staff
from tests.rooms.organizations.updating import NORA, There, an_organization_by_form, an_update, an_update_by, signed
from vestibule.access.actions import end_grant, give_up_role
from vestibule.access.affiliations import affiliation_of
from vestibule.access.continuity import warnings_of
from vestibule.access.models import RoleGrant
from vestibule.access.updating import LEFT_LATELY, replaced_by, visible_update
from vestibule.desk.actions import accept_form, accept_update, appoint_staff, claim_case, reject_form
from vestibule.desk.cases import case_of, queue
from vestibule.desk.policy.cases import FORM
from vestibule.desk.story import story_of_organization
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, Actor, person
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.notices.models import Mail
from vestibule.organizations.forms import update_beside
from vestibule.organizations.models import OrganizationForm
from vestibule.organizations.policy.updating import Known
from vestibule.organizations.standing import standing_of

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Clinic:
    """An organization with its people: approver, backup, end user; the approver has a role elsewhere as well."""

    there: There
    ann: UUID
    bob: UUID
    una: UUID
    elsewhere: UUID


@pytest.fixture
def clinic() -> Clinic:
    the_open_catalog()
    return a_clinic()


def a_clinic(last_name: str = "Archer", **told: Any) -> Clinic:
    ann, bob, una = (a_person(first, last_name) for first in ("Ann", "Bob", "Una"))
    named: dict[str, Any] = {
        f"{who}_{part}": value
        for who, first in (("approver", "Ann"), ("backup", "Bob"))
        for part, value in (
            ("first_name", first),
            ("last_name", last_name),
            ("email", f"{first}.{last_name}@example.com".lower()),
        )
    }
    there, elsewhere = an_organization_by_form(**named, **told), an_organization("Harbor Imaging " + last_name)
    for who, role in ((ann, APPROVER), (bob, BACKUP), (una, END_USER)):
        holds(who, role, there.id)
    holds(ann, APPROVER, elsewhere)
    return Clinic(there, ann, bob, una, elsewhere)


def accept(form_id: UUID, by: Actor) -> None:
    """Accept an update as the page of this moment shows it."""
    beside = update_beside(form_id)
    replacing = frozenset(each.grant_id for each in replaced_by(form_id))
    accept_update(form_id, seen=beside.digest if beside else "", replacing=replacing, by=by, at=AT)


def held(organization_id: UUID) -> set[tuple[UUID, str]]:
    grants = RoleGrant.objects.filter(organization_id=organization_id, ended_at=None)
    return set(grants.values_list("person_id", "role_id"))


def test_an_approver_who_has_left_loses_the_role_there_and_nobody_else_loses_any(clinic):
    """Source: ORG-6, LIF-5, ORG-9."""
    form = signed(an_update(clinic.there.known, approver_left=True, **NORA))
    assert [(each.person.id, each.left) for each in replaced_by(form.id)] == [(clinic.ann, True)]

    accept(form.id, staff())

    assert held(clinic.there.id) == {(clinic.bob, BACKUP), (clinic.una, END_USER)}
    assert held(clinic.elsewhere) == {(clinic.ann, APPROVER)}
    (mail,) = Mail.objects.filter(kind="access/replaced")
    assert mail.person_id == clinic.ann
    assert "this role of yours has ended" in str(mail.text)
    assert warnings_of([clinic.there.id], AT) == []  # the backup decides
    facts = set(Entry.objects.filter(at=AT).values_list("fact", flat=True))
    assert {"organizations.update_accepted", "access.decider_replaced", "access.grant_ended"} <= facts
    nora = a_person("Nora", "Newman")
    assert affiliation_of(nora, organization_id=clinic.there.id, form_id=None).named_as == "approver"
    assert affiliation_of(clinic.ann, organization_id=clinic.there.id, form_id=None).named_as is None
    told = " ".join(line.words for line in story_of_organization(clinic.there.id).lines)
    assert "was accepted. It changed: designated approver, contact." in told
    assert "in the place of Ann Archer" in told
    assert "A new organization form was sent for signature." in told


def test_an_approver_who_stays_is_told_and_keeps_the_role(clinic):
    """Source: ORG-6. Only the form says that somebody has left."""
    form = signed(an_update(clinic.there.known, **NORA))
    accept(form.id, staff())
    assert (clinic.ann, APPROVER) in held(clinic.there.id)
    (mail,) = Mail.objects.filter(kind="access/replaced")
    assert "You keep this role" in str(mail.text)


def test_changed_data_touch_nobodys_role(clinic):
    """Source: ORG-6, ORG-9."""
    before = held(clinic.there.id)
    form = signed(an_update(clinic.there.known, address="200 Harbor Road", no_backup=False))
    assert replaced_by(form.id) == ()
    accept(form.id, staff())
    assert held(clinic.there.id) == before
    assert not Mail.objects.filter(kind="access/replaced").exists()


def test_the_last_who_decides_goes_and_the_organization_is_warned(clinic):
    """Source: ORG-9, LIF-5. The members keep what they have."""
    (grant,) = RoleGrant.objects.filter(person_id=clinic.bob)
    end_grant(grant.pk, why="removed", by=OPERATOR, at=AT)
    form = signed(an_update(clinic.there.known, approver_left=True, **NORA))
    accept(form.id, staff())
    assert held(clinic.there.id) == {(clinic.una, END_USER)}
    assert [warned.cause for warned in warnings_of([clinic.there.id], AT)] == ["left"]


def test_where_no_form_names_anybody_only_a_sole_approver_is_replaced():
    """Source: ORG-6. Of two whom the operator has loaded nobody knows which."""
    the_open_catalog()
    known = Known("59-7654321", "FL765432", "Bayside Clinic")
    place = an_organization("Bayside Clinic", tin=known.tin, submitter_id=known.submitter_id)
    ann, bea = a_person(), a_person("Bea", "Archer")
    holds(ann, APPROVER, place)
    form = signed(an_update(known, approver_left=True, **NORA))
    assert [each.person.id for each in replaced_by(form.id)] == [ann]
    holds(bea, APPROVER, place)
    assert replaced_by(form.id) == ()
    with pytest.raises(Refused, match="changed_meanwhile"):
        accept_update(
            form.id,
            seen=standing_of(place).digest,
            replacing=frozenset(RoleGrant.objects.filter(person_id=ann).values_list("pk", flat=True)),
            by=staff(),
            at=AT,
        )
    assert held(place) == {(ann, APPROVER), (bea, APPROVER)}


@pytest.mark.parametrize("forged", ["seen", "replacing", "another's grant"])
def test_what_the_page_did_not_show_is_not_accepted_and_leaves_no_trace(clinic, forged):
    """Source: ORG-6. Grants of others can't be ended by naming them."""
    form, by = signed(an_update(clinic.there.known, approver_left=True, **NORA)), staff()
    seen = standing_of(clinic.there.id).digest
    replacing = frozenset(each.grant_id for each in replaced_by(form.id))
    if forged == "seen":
        seen = "0" * 64
    elif forged == "replacing":
        replacing = frozenset()
    else:
        replacing |= set(RoleGrant.objects.filter(person_id=clinic.una).values_list("pk", flat=True))
    before = consequences()
    with pytest.raises(Refused, match="changed_meanwhile"):
        accept_update(form.id, seen=seen, replacing=replacing, by=by, at=AT)
    assert consequences() == before
    assert len(held(clinic.there.id)) == 3


@pytest.mark.said
@pytest.mark.parametrize("who", ["old approver", "new approver", "nobody there"])
def test_only_who_works_there_and_has_no_part_in_it_decides(clinic, who):
    """Source: HLP-1, HLP-2, ORG-6. It is the case of whom it replaces, too."""
    form = signed(an_update(clinic.there.known, **NORA))
    if who == "nobody there":
        with pytest.raises(NotFound):
            accept(form.id, person(clinic.una))
        return
    by = staff_of(clinic.ann) if who == "old approver" else staff("Nora", "Newman")
    with pytest.raises(Refused, match=r"case\.own"):
        accept(form.id, by)
    with pytest.raises(Refused, match=r"case\.own"):
        claim_case(FORM, form.id, by=by, at=AT)


def staff_of(who: UUID) -> Actor:
    """Return somebody who decides for an organization and works at the help desk as well."""
    appoint_staff(who, "agent", by=OPERATOR, at=AT)
    return person(who)


def test_a_new_form_is_not_accepted_as_an_update_nor_an_update_as_a_new_form(clinic):
    """Source: ORG-6, ORG-1."""
    form, by = signed(an_update(clinic.there.known, **NORA)), staff()
    with pytest.raises(NotFound):
        accept_form(form.id, by=by, at=AT)
    assert case_of(FORM, form.id).purpose == "update"
    assert [queued.case.purpose for queued in queue()] == ["update"]
    reject_form(form.id, reason="Nobody at the practice knows of it.", by=by, at=AT)
    with pytest.raises(Refused):
        accept(form.id, by)
    assert len(held(clinic.there.id)) == 3


@pytest.mark.said
@pytest.mark.parametrize("who", ["approver", "backup"])
def test_who_decides_there_sends_it_and_sees_what_stands(clinic, who):
    """Source: ORG-6, LIF-5."""
    sender = clinic.ann if who == "approver" else clinic.bob
    updater = visible_update(clinic.there.id, person(sender), at=AT)
    assert (updater.sees, updater.leaves, updater.stands.organization_id) == (True, "", clinic.there.id)


def test_who_has_left_sends_it_for_a_month_and_sees_nothing(clinic):
    """Source: LIF-5, ORG-6."""
    (grant,) = RoleGrant.objects.filter(person_id=clinic.ann, organization_id=clinic.there.id)
    give_up_role(grant.pk, by=person(clinic.ann), at=AT)
    updater = visible_update(clinic.there.id, person(clinic.ann), at=AT)
    assert (updater.sees, updater.leaves) == (False, "approver")
    with pytest.raises(NotFound):
        visible_update(clinic.there.id, person(clinic.ann), at=AT + LEFT_LATELY)
    assert held(clinic.elsewhere) == {(clinic.ann, APPROVER)}


@pytest.mark.said
@pytest.mark.parametrize("who", ["end user", "approver elsewhere", "nobody"])
def test_to_all_others_the_organization_is_not_there(clinic, who):
    """Source: ORG-6."""
    zoe = a_person("Zoe", "Zimmer")
    holds(zoe, APPROVER, clinic.elsewhere)
    actor = person(clinic.una) if who == "end user" else person(zoe)
    if who == "nobody":
        actor = OPERATOR
    with pytest.raises(NotFound):
        visible_update(clinic.there.id, actor, at=AT)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_eight_who_accept_two_updates_at_once_one_does(transactional_db):
    """Source: ORG-6, LIF-5. The second update is looked at again, and the role ends once."""
    the_open_catalog()
    people = [staff(f"Stan{letter}", "Staff") for letter in "abcdefgh"]
    for number in range(ROUNDS // 2):
        name = "Archer" + "abcdefghij"[number % 10] + "abcdefghij"[number // 10]
        mail = {"official_email": f"olga{number}@example.com", "contact_email": f"carl{number}@example.com"}
        clinic = a_clinic(name, legal_name=f"Clinic {name}", **mail)
        forms = [
            signed(an_update_by(person(clinic.ann), clinic.there.id, approver_left=True, **NORA, **mail)) for _ in "ab"
        ]
        seen = standing_of(clinic.there.id).digest
        replacing = frozenset(each.grant_id for each in replaced_by(forms[0].id))
        before = consequences()

        def do(one: int, forms=forms, seen=seen, replacing=replacing) -> str:
            return said_by(
                lambda: accept_update(forms[one % 2].id, seen=seen, replacing=replacing, by=people[one], at=AT)
            )

        said = at_once(do, 8)

        assert said.count("done") == 1, said
        assert set(said) - {"done"} <= {
            "form.already_accepted",
            "update.changed_meanwhile",
            "case.not_waiting",
        }, said
        facts, were = consequences().facts, before.facts
        for fact in ("organizations.update_accepted", "access.decider_replaced", "desk.case_decided"):
            assert facts[fact] - were.get(fact, 0) == 1, fact
        assert held(clinic.there.id) == {(clinic.bob, BACKUP), (clinic.una, END_USER)}
        assert OrganizationForm.objects.filter(organization_id=clinic.there.id, status="accepted").count() == 1
