"""Whom a business office serves, as an application is told: while the agreement and the role count, and no longer."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser

from tests.contracts.oidc.application import Application, code_for, register
from tests.people import APPROVER, END_USER, a_person, an_organization, holds
from tests.rooms.signin.people import a_person as a_person_who_signs_in
from tests.rooms.signin.people import sign_in
from vestibule.access.actions import end_agreement, end_grant, load_agreement
from vestibule.access.agreements import days_of
from vestibule.access.certifications import late_before
from vestibule.access.jobs import review_agreements
from vestibule.access.models import AccessClock, Agreement, RoleGrant
from vestibule.journal.models import OutboundEvent
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR, person

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@dataclass(frozen=True)
class Scene:
    """Somebody of a business office who is in SPOT, and the provider that it serves."""

    spot: Application
    tokens: dict[str, Any]
    person: UUID
    grant: UUID
    provider: UUID
    agreement: UUID

    def roles(self) -> list[dict[str, Any]]:
        """Return the roles of which SPOT is told now; none where it is told that somebody is out."""
        answer = self.spot.asks_who(self.tokens)
        return list(answer.json()["roles"]) if answer.status_code == 200 else []

    def served(self) -> list[str]:
        """Return whom they act for, as SPOT is told now."""
        return [one["name"] for role in self.roles() for one in role.get("serves", ())]


@pytest.fixture
def scene() -> Scene:
    now = clock.now()
    register(backchannel_logout_uri="http://localhost:8001/oidc/backchannel-logout")
    office = an_organization("Bayside Billing Services, Inc.", kind="third_party_biller")
    provider = an_organization("Sunshine Clinic")
    somebody = a_person_who_signs_in(at=now)
    grant = holds(somebody, END_USER, office, at=now)
    agreement = load_agreement(office, provider, application_key="spot", by=OPERATOR, at=now)
    browser, spot = Browser(), Application()
    sign_in(browser)
    return Scene(spot, spot.redeems(code_for(spot, browser)), somebody, grant, provider, agreement)


def test_an_application_is_told_whom_one_acts_for_beside_the_role(scene):
    """Source: ORG-8, FED-1. What is documented of a role stays as it was; no role is held in what is served."""
    [role] = scene.roles()
    assert (role["role"], role["organization"]["name"]) == (END_USER, "Bayside Billing Services, Inc.")
    last = days_of(Agreement.objects.get().counted_from or clock.now()).review_by.isoformat()
    assert role["serves"] == [{"id": str(scene.provider), "name": "Sunshine Clinic", "review_by": last}]
    assert scene.spot.reads(scene.tokens)["roles"] == [role]


def test_of_whom_an_office_serves_nobody_else_is_told(scene):
    """Source: ORG-8. The provider's own people act for the provider alone."""
    RoleGrant.objects.filter(pk=scene.grant).update(organization=scene.provider)
    [role] = scene.roles()
    assert "serves" not in role


def test_ending_it_ends_what_it_granted_with_the_next_question(scene):
    """Source: ORG-8, SPT-3. The session goes on; the word to the application stands in the log."""
    petra = a_person("Petra", "Provider", at=clock.now())
    holds(petra, APPROVER, scene.provider, at=clock.now())
    assert scene.served() == ["Sunshine Clinic"]
    end_agreement(scene.agreement, scene.provider, why="other", by=person(petra), at=clock.now())
    assert (scene.served(), len(scene.roles())) == ([], 1)
    events = OutboundEvent.objects.filter(subject_id=scene.agreement).order_by("created_at", "pk")
    assert sorted(events.values_list("kind", flat=True)) == ["served", "served_no_more"]
    assert not OutboundEvent.objects.filter(kind="logout").exists()


def test_unreviewed_it_grants_nothing_with_the_worker_stopped_and_the_word_comes_with_the_sweep(scene):
    """Source: ORG-8, LIF-7, SPT-3."""
    Agreement.objects.update(counted_from=clock.now() - timedelta(days=367))
    assert scene.served() == []
    for _ in range(2):
        review_agreements(at=clock.now())
    kinds = OutboundEvent.objects.filter(subject_id=scene.agreement).values_list("kind", flat=True)
    assert sorted(kinds) == ["served", "served_no_more"]


@pytest.mark.parametrize("how", ["ended", "suspended", "inactive"])
def test_whose_role_in_the_office_counts_no_more_acts_for_nobody(scene, how):
    """Source: ORG-8, SPT-3, LIF-1, LIF-4. Nothing was copied that could be forgotten."""
    holds(scene.person, END_USER, an_organization("Moonlight"), at=clock.now())  # so that they stay in
    if how == "ended":
        end_grant(scene.grant, why="removed", by=OPERATOR, at=clock.now())
    elif how == "suspended":
        RoleGrant.objects.filter(pk=scene.grant).update(counted_from=late_before(at=clock.now()) - timedelta(days=1))
    else:
        AccessClock.objects.filter(person_id=scene.person).update(started_at=clock.now() - timedelta(days=32))
    assert scene.served() == []
    assert len(scene.roles()) == (0 if how == "inactive" else 1)
