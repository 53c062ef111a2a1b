"""Eight at once: one organization, one decision, one grant, one set of mails."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

import pytest

from tests.at_once import ROUNDS, at_once, spelled
from tests.people import APPROVER, AT, BACKUP, REASON, a_person, a_request
from tests.racing import more, said_by
from tests.rooms.access.affiliating import (
    TYPED,
    a_creation,
    an_accepted_form,
    an_approvers_request,
    an_association,
    an_update,
    submitted,
    the_open_catalog,
)
from tests.rooms.access.consequences import consequences
from vestibule.access.actions import approve_request as approve_as_approver
from vestibule.access.actions import cancel_request, submit_request
from vestibule.access.actions.by_desk import approve_request, deny_request
from vestibule.access.creation import choose_creation
from vestibule.access.models import RoleGrant, RoleRequest
from vestibule.access.queries import RequestCard, active_grants, draft_of
from vestibule.access.upkeep import choose_role
from vestibule.kernel.actor import person
from vestibule.organizations.actions import load_organization
from vestibule.organizations.models import Organization, OrganizationForm

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def catalog(transactional_db) -> None:
    the_open_catalog()


def test_of_eight_who_create_one_organization_at_once_one_does(catalog):
    """Source: ORG-4. Approver and backup, each pressing four times: one organization, one request, one mail."""
    for number in range(ROUNDS):
        told = {"tin": f"59{number:07d}", "submitter_id": f"FL{number:06d}"}
        ann, bob = a_person("Ann", f"Archer{spelled(number)}"), a_person("Bob", f"Backup{spelled(number)}")
        an_accepted_form(ann, bob, **told)
        a_creation(ann, none_of_these=True, **told)
        a_creation(bob, role=BACKUP, none_of_these=True, **told)
        drafts, before = {ann: draft_of(ann), bob: draft_of(bob)}, consequences()

        said = at_once(_submitting(drafts, [ann, bob]), 8)

        after = consequences()
        first = said.index("done") % 2
        assert said.count("done") == 1
        assert {said[one] for one in range(8) if one % 2 == first} == {"done", "request.already_submitted"}
        assert {said[one] for one in range(8) if one % 2 != first} == {"organization.exists"}
        assert Organization.objects.filter(submitter_id=told["submitter_id"]).count() == 1
        assert more(before.facts, after.facts) == {"access.request_submitted": 1, "organizations.created": 1}
        assert more(before.mails, after.mails) == {"access/request_submitted": 1}


def _submitting(drafts: Mapping[UUID, RequestCard | None], people: list[UUID]) -> Callable[[int], str]:
    def submit(one: int) -> str:
        who = people[one % 2]
        draft = drafts[who]
        assert draft
        assert draft.role_key
        reviewed = draft.id, draft.role_key, draft.form_id
        return said_by(
            lambda: submit_request(
                reviewed[0],
                role_key=reviewed[1],
                organization_id=None,
                form_id=reviewed[2],
                reason=REASON,
                by=person(who),
                at=AT,
            )
        )

    return submit


def test_an_organization_that_the_operator_loads_as_it_is_created_is_one(catalog):
    """Source: ORG-4. The two ways to an organization know of one another."""
    for number in range(ROUNDS):
        told = {"tin": f"59{number:07d}", "submitter_id": f"FL{number:06d}"}
        ann = a_person("Ann", f"Archer{spelled(number)}")
        an_accepted_form(ann, None, **told)
        a_creation(ann, none_of_these=True, **told)
        known = {**vars(TYPED), "kind": "provider_office", **told}

        def load_or_submit(one: int, ann: UUID = ann, known: dict[str, str] = known) -> str:
            return said_by(lambda: load_organization(**known, by=person(ann), at=AT) if one % 2 else submitted(ann))

        said = at_once(load_or_submit, 2)

        assert said[0] in {"done", "organization.exists"}
        assert said[1] in {"done", "organization.taken"}
        assert Organization.objects.filter(submitter_id=told["submitter_id"]).count() == 1


def test_of_eight_at_the_desk_who_decide_at_once_one_decides(catalog):
    """Source: ROL-8. Half of them approve and half deny; the organization is active or dropped accordingly."""
    desk = [a_person(name, "Desk") for name in ("Abe", "Bea", "Cid", "Dot", "Eli", "Fay", "Gus", "Hal")]
    ann, request_id = an_approvers_request()
    for _ in range(ROUNDS):
        before = consequences()

        def decide(one: int, request_id: UUID = request_id) -> str:
            by = person(desk[one])
            if one % 2:
                return said_by(lambda: deny_request(request_id, reason=REASON, by=by, at=AT))
            return said_by(lambda: approve_request(request_id, by=by, at=AT))

        said, after = at_once(decide, 8), consequences()

        state = RoleRequest.objects.get(pk=request_id).state
        kept = {"approved": "activated", "denied": "dropped"}[state]
        assert said.count("done") == 1
        assert set(said) - {"done"} == {f"request.already_{state}"}
        assert more(before.facts, after.facts) == {f"access.request_{state}": 1, f"organizations.{kept}": 1}
        assert more(before.mails, after.mails) == {f"access/request_{state}": 1}
        assert after.grants - before.grants == (1 if state == "approved" else 0)
        _begin_anew(ann)
        request_id = submitted(ann)


def _begin_anew(ann: UUID) -> None:
    RoleGrant.objects.all().delete()
    Organization.objects.update(status="dropped")
    a_creation(ann)


def test_a_request_taken_back_while_the_desk_approves_it_is_one_of_the_two(catalog):
    """Source: ROL-8, ROL-9, ORG-3. And its organization is what the winner makes of it."""
    dee = a_person("Dee", "Desk")
    ann, request_id = an_approvers_request()
    for _ in range(ROUNDS):

        def deed(one: int, request_id: UUID = request_id) -> str:
            if one:
                return said_by(lambda: cancel_request(request_id, by=person(ann), at=AT))
            return said_by(lambda: approve_request(request_id, by=person(dee), at=AT))

        said = at_once(deed, 2)

        state = RoleRequest.objects.get(pk=request_id).state
        assert state == ["approved", "cancelled"][said.index("done")]
        assert said.count("done") == 1
        assert Organization.objects.order_by("-created_at").exclude(status="dropped").count() == (state == "approved")
        _begin_anew(ann)
        request_id = submitted(ann)


def test_an_end_users_role_and_the_backups_decided_at_once_leave_the_higher(catalog):
    """Source: ROL-4. Two deciders, two requests of one person: whoever is second knows of the first."""
    dee = a_person("Dee", "Desk")
    ann, first = an_approvers_request()
    bob = a_person("Bob", "Backup")
    _names_as_backup(bob)
    approve_request(first, by=person(dee), at=AT)
    where = Organization.objects.get().pk
    for _ in range(ROUNDS):
        lower, higher = a_request(bob, where), an_association(bob, where, role=BACKUP)

        def decide(one: int, lower: UUID = lower, higher: UUID = higher) -> str:
            if one:
                return said_by(lambda: approve_as_approver(lower, by=person(ann), at=AT))
            return said_by(lambda: approve_request(higher, by=person(dee), at=AT))

        said = at_once(decide, 2)

        assert said[0] == "done"
        assert said[1] in {"done", "request.included"}
        assert [grant.role_key for grant in active_grants(bob)] == [BACKUP]
        RoleGrant.objects.filter(person_id=bob).delete()
        RoleRequest.objects.filter(person_id=bob).update(state="cancelled")


def _names_as_backup(bob: UUID) -> None:
    form = OrganizationForm.objects.get()
    ann = RoleRequest.objects.get().person_id
    an_update(form.pk, approver=ann, backup=bob)


def test_guesses_at_once_are_counted_exactly(catalog):
    """Source: ORG-3. Eight wrong guesses in each of two bursts: ten are heard, six are not."""
    ann = a_person("Ann", "Archer")
    an_accepted_form(ann)
    choose_role(ann, APPROVER, application_key="spot", at=AT)

    def guess(one: int) -> str:
        wrong = replace(TYPED, tin=f"59-55500{one:02d}")
        return choose_creation(ann, wrong, none_of_these=False, by=person(ann), at=AT).faults[0].code

    said = Counter([*at_once(guess, 8), *at_once(guess, 8)])

    assert said == {"organization.no_such_form": 10, "organization.guesses_used_up": 6}
    assert consequences().facts["access.guesses_used_up"] == 1
