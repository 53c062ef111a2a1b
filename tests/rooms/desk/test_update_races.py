"""An update form accepted at the moment at which whom it replaces gives the role up: both come to an end."""

from uuid import UUID

import pytest

from tests.at_once import ROUNDS, at_once, spelled
from tests.people import APPROVER, AT
from tests.racing import said_by
from tests.rooms.access.affiliating import the_open_catalog
from tests.rooms.desk.casing import staff
from tests.rooms.desk.test_updates import a_clinic
from tests.rooms.organizations.updating import NORA, an_update_by, signed
from vestibule.access.actions import end_grant, give_up_role
from vestibule.access.continuity import warnings_of
from vestibule.access.models import RoleGrant
from vestibule.access.updating import replaced_by
from vestibule.desk.actions import accept_update
from vestibule.kernel.actor import OPERATOR, Actor, person
from vestibule.organizations.standing import standing_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(transactional_db) -> Actor:
    the_open_catalog()
    return staff()


def test_who_has_left_gives_the_role_up_while_the_update_that_says_so_is_accepted(desk):
    """Source: ORG-6, ROL-10, ORG-9. Nobody decides there afterwards, of which the organization is warned."""
    for number in range(ROUNDS):
        name = f"Archer{spelled(number)}"
        mail = {"official_email": f"olga{number}@example.com", "contact_email": f"carl{number}@example.com"}
        clinic = a_clinic(name, legal_name=f"Clinic {name}", **mail)
        end_grant(_held(clinic.bob), why="left", by=OPERATOR, at=AT)
        last = RoleGrant.objects.get(person_id=clinic.ann, organization_id=clinic.there.id, role_id=APPROVER).pk
        form = signed(an_update_by(person(clinic.ann), clinic.there.id, approver_left=True, **NORA, **mail)).id
        seen, replacing = standing_of(clinic.there.id).digest, frozenset(one.grant_id for one in replaced_by(form))

        def leave_or_accept(
            one: int,
            who: UUID = clinic.ann,
            last: UUID = last,
            form: UUID = form,
            seen: str = seen,
            replacing: frozenset[UUID] = replacing,
        ) -> str:
            if one:
                return said_by(lambda: give_up_role(last, by=person(who), at=AT))
            return said_by(lambda: accept_update(form, seen=seen, replacing=replacing, by=desk, at=AT))

        said = at_once(leave_or_accept, 2)

        assert said in (["done", "grant.ended"], ["grant.ended", "done"], ["update.changed_meanwhile", "done"])
        assert RoleGrant.objects.get(pk=last).ended_why == ("left" if said[0] == "done" else "given_up")
        assert len(warnings_of([clinic.there.id], AT)) == 1


def _held(who: UUID) -> UUID:
    return RoleGrant.objects.get(person_id=who, ended_at=None).pk
