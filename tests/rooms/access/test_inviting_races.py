"""Many at once on invitations: one uses one, one is sent, and none is used that was withdrawn."""

from functools import partial
from uuid import UUID

import pytest

from tests.at_once import ROUNDS, at_once, spelled
from tests.people import APPROVER, AT, BACKUP, END_USER, a_person, an_organization, holds, the_catalog
from tests.racing import said_by
from vestibule.access.actions import end_grant, invite, use_invitation, withdraw_invitation
from vestibule.access.models import Invitation, RoleRequest
from vestibule.access.policy.inviting import MOST_TO_ONE_A_DAY
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, person
from vestibule.notices.models import Mail

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

MANY = 6


@pytest.fixture
def here(transactional_db) -> UUID:
    the_catalog()
    return an_organization()


@pytest.fixture
def ann(here) -> UUID:
    who = a_person("Ann", "Approver")
    holds(who, APPROVER, here)
    return who


def mailed(ann: UUID, here: UUID, number: int) -> tuple[UUID, str]:
    """Invite somebody; return the invitation and the token of its link."""
    email = f"guest.{number}@example.com"
    invitation_id = invite(here, email=email, role_key=END_USER, by=person(ann), at=AT)
    mail = next(each for each in Mail.objects.filter(kind="access/invited") if each.recipient == email)
    return invitation_id, str(mail.text).rpartition("/invitations/")[2].split()[0]


def test_of_many_who_use_one_invitation_at_once_one_does(here, ann):
    """Source: ROL-12. The others have no draft of it, and nothing on record."""
    for number in range(ROUNDS):
        people = [a_person(f"Una{spelled(number)}", f"User{spelled(each)}") for each in range(MANY)]
        invitation_id, token = mailed(ann, here, number)
        said = at_once(partial(_use, people, token), MANY)

        assert sorted(said) == ["done", *["nothing"] * (MANY - 1)]
        winner = people[said.index("done")]
        assert Invitation.objects.get(pk=invitation_id).used_by_id == winner
        assert [row.person_id for row in RoleRequest.objects.filter(person_id__in=people)] == [winner]
    assert Entry.objects.filter(fact="access.invitation_used").count() == ROUNDS


def test_an_invitation_is_withdrawn_or_used_and_never_both(here, ann):
    """Source: ROL-12. Who comes second is told."""
    for number in range(ROUNDS):
        una = a_person("Una", f"User{spelled(number)}")
        invitation_id, token = mailed(ann, here, number)

        def deed(one: int, una: UUID = una, invitation_id: UUID = invitation_id, token: str = token) -> str:
            if one:
                return said_by(lambda: withdraw_invitation(invitation_id, by=person(ann), at=AT))
            return said_by(lambda: use_invitation(token, by=person(una), at=AT))

        said = at_once(deed, 2)
        row = Invitation.objects.get(pk=invitation_id)
        outcome = (said, row.status, RoleRequest.objects.filter(person_id=una).exists())
        assert outcome in [
            (["done", "invitation.not_open"], "used", True),
            (["nothing", "done"], "withdrawn", False),
        ]


def test_an_address_that_several_invite_at_once_gets_one_mail(here, ann):
    """Source: ROL-12, ORG-7."""
    inviting = [ann]
    for number in range(MANY - 1):
        inviting.append(a_person("Bob", f"Backup{spelled(number)}"))
        holds(inviting[-1], BACKUP, here)
    for number in range(ROUNDS):
        email = f"guest.{number}@example.com"
        said = at_once(
            partial(_invite, inviting, here, email),
            MANY,
        )
        assert sorted(said) == ["done", *["invitation.already_open"] * (MANY - 1)]
    assert Mail.objects.filter(kind="access/invited").count() == ROUNDS
    assert MOST_TO_ONE_A_DAY > 1  # so that it was the open one which said no


def test_whose_right_ends_meanwhile_invites_before_or_not_at_all(here, ann):
    """Source: ROL-12, SPT-3. Never after."""
    for number in range(ROUNDS):
        bob = a_person("Bob", f"Backup{spelled(number)}")
        grant_id = holds(bob, BACKUP, here)
        email = f"guest.{number}@example.com"

        def deed(one: int, bob: UUID = bob, grant_id: UUID = grant_id, email: str = email) -> str:
            if one:
                return said_by(lambda: end_grant(grant_id, why="removed", by=OPERATOR, at=AT))
            return said_by(lambda: invite(here, email=email, role_key=END_USER, by=person(bob), at=AT))

        invited, ended = at_once(deed, 2)
        assert ended == "done"
        assert invited in ("done", "membership.right_ended")
        assert Invitation.objects.filter(invited_by_id=bob).exists() is (invited == "done")


def _use(people: list[UUID], token: str, one: int) -> str:
    return said_by(lambda: use_invitation(token, by=person(people[one]), at=AT))


def _invite(inviting: list[UUID], here: UUID, email: str, one: int) -> str:
    return said_by(lambda: invite(here, email=email, role_key=END_USER, by=person(inviting[one]), at=AT))
