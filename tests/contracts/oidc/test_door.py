"""What somebody reads at SPOT's door who can't enter yet: why not, and what to do next."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser

from tests.contracts.oidc.application import (
    END_USER,
    Application,
    an_organization,
    answered,
    register,
    somebody_signed_in,
)
from tests.people import proofed
from tests.rooms.signin.people import a_person
from vestibule.access.actions import approve_request, deny_request, end_grant, load_grant, submit_request
from vestibule.access.queries import active_grants, draft_of
from vestibule.access.upkeep import choose_organization, choose_role
from vestibule.federation.models import AuthorizationCode
from vestibule.journal.models import Entry
from vestibule.kernel import clock
from vestibule.kernel.actor import OPERATOR, person
from vestibule.web.oidc import destinations

pytestmark = [pytest.mark.django_db, pytest.mark.said]


@pytest.fixture
def spot() -> Application:
    """Return SPOT, registered."""
    register()
    return Application()


def drafts(person_id: UUID) -> UUID:
    """Let somebody begin a role request, and return it."""
    choose_role(person_id, END_USER, application_key="spot", at=clock.now())
    choose_organization(person_id, an_organization())
    draft = draft_of(person_id)
    assert draft is not None
    return draft.id


def submits(person_id: UUID) -> UUID:
    """Let somebody submit a role request, and return it."""
    proofed(person_id, at=clock.now())
    request_id = drafts(person_id)
    submit_request(
        request_id,
        role_key=END_USER,
        organization_id=an_organization(),
        reason="access to Medicare data",
        by=person(person_id),
        at=clock.now(),
    )
    return request_id


def an_approver() -> UUID:
    """Return the approver of the organization."""
    person_id = a_person("opal.owner", state="active", at=clock.now())
    load_grant(
        person_id=person_id,
        role_key="spot-provider-office-approver",
        organization_id=an_organization(),
        by=OPERATOR,
        at=clock.now(),
    )
    return person_id


def reads(browser: Browser, spot: Application) -> str:
    """Stand at the door and return its page; nothing else may have happened."""
    response: Any = browser.get(spot.asks())
    assert response.status_code == 403
    assert AuthorizationCode.objects.count() == 0
    return " ".join(response.content.decode().split())


def test_who_never_asked_is_led_to_role_request(client: Browser, spot: Application) -> None:
    """Source: FED-1, ROL-13."""
    somebody_signed_in(client, admitted=False)
    page = reads(client, spot)
    assert "can't enter SPOT yet" in page.replace("&#x27;", "'")
    assert 'href="/role-request/"' in page
    assert Entry.objects.filter(fact="federation.admission_refused").count() == 1


def test_a_door_that_is_reloaded_is_on_record_once_an_hour(
    client: Browser, spot: Application, travel: Callable[[datetime], Any]
) -> None:
    """Source: FED-1, AUD-1. A change of what one is told there is on record at once."""
    began = clock.now()
    travel(began)
    person_id = somebody_signed_in(client, admitted=False)
    refused = Entry.objects.filter(fact="federation.admission_refused")
    for minutes, recorded in ((0, 1), (20, 1), (40, 1), (61, 2)):
        travel(began + timedelta(minutes=minutes))
        reads(client, spot)
        assert refused.count() == recorded
    drafts(person_id)
    reads(client, spot)
    assert refused.count() == 3


def test_who_has_a_draft_is_led_on_with_it(client: Browser, spot: Application) -> None:
    """Source: FED-1, ROL-13."""
    drafts(somebody_signed_in(client, admitted=False))
    page = reads(client, spot)
    assert "not submitted it yet" in page
    assert 'href="/role-request/"' in page


def test_who_waits_reads_since_when_and_for_whom(client: Browser, spot: Application) -> None:
    """Source: FED-1, ROL-13."""
    person_id = somebody_signed_in(client, admitted=False)
    an_approver()
    submits(person_id)
    page = reads(client, spot)
    assert "has no approver" not in page
    for words in (
        "not been decided",
        "Sunshine Family Practice",
        "Confirmation number",
        "approver of your organization",
    ):
        assert words in page
    assert 'href="/my-requests"' in page


def test_who_waits_where_nobody_can_decide_reads_that_too(client: Browser, spot: Application) -> None:
    """Source: ROL-13. Where the only approver has left, the help desk decides."""
    submits(somebody_signed_in(client, admitted=False))
    page = reads(client, spot)
    assert "the help desk, for nobody at your organization can decide at present" in page
    assert "told by email" not in page


def test_who_was_denied_reads_where_the_reason_is(client: Browser, spot: Application) -> None:
    """Source: FED-1, ROL-13."""
    person_id = somebody_signed_in(client, admitted=False)
    request_id = submits(person_id)
    deny_request(request_id, reason="Not one of us, as far as I know.", by=person(an_approver()), at=clock.now())
    page = reads(client, spot)
    assert "was denied" in page
    assert 'href="/my-requests"' in page


def test_whose_role_was_removed_reads_that(client: Browser, spot: Application) -> None:
    """Source: FED-1, SPT-3."""
    person_id = somebody_signed_in(client)
    end_grant(active_grants(person_id, "spot")[0].id, why="removed", by=OPERATOR, at=clock.now())
    assert "was removed" in reads(client, spot)


def test_the_door_opens_with_the_approval(client: Browser, spot: Application) -> None:
    """Source: FED-1, ROL-8."""
    person_id = somebody_signed_in(client, admitted=False)
    request_id = submits(person_id)
    reads(client, spot)
    approve_request(request_id, by=person(an_approver()), at=clock.now() + timedelta(seconds=1))
    assert "code" in answered(client.get(spot.asks()))


def test_pages_let_their_forms_lead_on_to_the_application(client: Browser, spot: Application) -> None:
    """Source: FED-1. Browsers hold ``form-action`` against the redirects that follow a form."""
    destinations.known_origins.cache_clear()
    policy = client.get("/")["Content-Security-Policy"]
    assert "form-action 'self' https://spot.example;" in f"{policy};"
