"""A role that needs a verified identity: not asked for, and not granted, without one."""

from uuid import UUID

import pytest

from tests.people import APPROVER, END_USER, REASON, a_draft, a_person, a_request, an_organization, holds, proofed
from tests.people import the_catalog as catalog
from tests.rooms.access.consequences import consequences
from vestibule.access.actions import approve_request, submit_request
from vestibule.access.policy.asking import Wish, proofing_faults
from vestibule.access.queries import role_card
from vestibule.accounts.models import Person
from vestibule.kernel.actor import person
from vestibule.kernel.reasons import Refused


@pytest.fixture
def here(db: None) -> UUID:
    catalog()
    return an_organization()


def _renamed(person_id: UUID) -> None:
    row = Person.objects.get(pk=person_id)
    row.last_name = "Newlywed"
    row.save()


@pytest.mark.parametrize(("needed", "has_it", "faults"), [(True, False, 1), (True, True, 0), (False, False, 0)])
def test_only_who_needs_it_and_lacks_it_is_refused(needed, has_it, faults):
    """Source: PRF-1 (APP 11, EU 10)."""
    wish = Wish("end", "end_user", "spot", requestable=True, needs_organization=False, needs_proofing=needed)
    assert len(proofing_faults(wish, is_proofed=has_it)) == faults


def test_every_role_of_spot_needs_it(here):
    """Source: PRF-1, ROL-2 (APP 11, EU 10)."""
    assert role_card(END_USER).needs_proofing
    assert role_card(APPROVER).needs_proofing


def test_a_draft_of_who_is_no_longer_proofed_is_not_submitted(here, at):
    """Source: PRF-1, ACC-13. The name changed between the review page and the click."""
    eve = proofed(a_person("Eve", "Enduser"))
    draft = a_draft(eve, here)
    _renamed(eve)
    before = consequences()

    with pytest.raises(Refused, match=r"request\.proofing_missing"):
        submit_request(draft, role_key=END_USER, organization_id=here, reason=REASON, by=person(eve), at=at)

    assert consequences() == before


def test_a_request_of_who_is_no_longer_proofed_is_not_approved(here, at):
    """Source: PRF-1, ACC-13, ROL-8. What changed after submission is judged again, and said."""
    eve, ann = a_person("Eve", "Enduser"), a_person("Ann", "Approver")
    holds(ann, APPROVER, here)
    request_id = a_request(eve, here)
    _renamed(eve)
    before = consequences()

    with pytest.raises(Refused, match=r"request\.proofing_missing"):
        approve_request(request_id, by=person(ann), at=at)

    assert consequences() == before
    proofed(eve)
    approve_request(request_id, by=person(ann), at=at)
