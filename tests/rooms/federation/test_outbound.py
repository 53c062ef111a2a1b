"""What goes out to applications when somebody gets a role."""

import pytest

from tests.contracts.oidc.application import register
from tests.people import APPROVER, AT, END_USER, a_person, a_request, an_organization, holds
from vestibule.access.actions import approve_request, deny_request
from vestibule.access.models import RoleGrant
from vestibule.journal.models import OutboundEvent
from vestibule.kernel.actor import person

pytestmark = pytest.mark.django_db


def test_an_approval_commits_with_one_message_for_each_application_that_it_opens(db):
    """Source: ROL-8, FED-2. It stands in the log; nothing is sent that SPOT doesn't ask for."""
    register()
    here, ann, eve = an_organization(), a_person("Ann", "Approver"), a_person("Eve", "Enduser")
    holds(ann, APPROVER, here)
    OutboundEvent.objects.all().delete()

    approve_request(a_request(eve, here), by=person(ann), at=AT)

    grant = RoleGrant.objects.get(person_id=eve, role_id=END_USER)
    (event,) = OutboundEvent.objects.all()
    assert (event.client_id, event.kind, event.subject_id, event.delivered_at) == ("spot", "granted", grant.pk, None)


def test_a_denial_tells_no_application(db):
    """Source: ROL-8."""
    register()
    here, ann = an_organization(), a_person("Ann", "Approver")
    holds(ann, APPROVER, here)
    OutboundEvent.objects.all().delete()

    deny_request(
        a_request(a_person("Eve", "Enduser"), here), reason="You work elsewhere, it seems.", by=person(ann), at=AT
    )

    assert not OutboundEvent.objects.exists()
