"""Correcting a request on My Approvals: the page, what it says, and what is listed apart."""

from uuid import UUID, uuid4

import pytest

from tests.browsing import signed_in, words
from tests.people import APPROVER, BACKUP, END_USER, a_person, a_request, an_organization, holds, the_catalog
from tests.rooms.access.consequences import consequences
from vestibule.access.actions import approve_request
from vestibule.access.models import RoleRequest
from vestibule.kernel import clock
from vestibule.kernel.actor import person

pytestmark = pytest.mark.django_db

SEARCHED = "?legal_name=moonlight&state=FL"


@pytest.fixture
def here(db) -> UUID:
    the_catalog()
    return an_organization("Sunshine Medical Group, LLC")


@pytest.fixture
def there(here) -> UUID:
    return an_organization("Moonlight Clinic")


@pytest.fixture
def ann(here) -> UUID:
    approver = a_person("Ann", "Approver")
    holds(approver, APPROVER, here)
    return approver


@pytest.fixture
def asked(here) -> UUID:
    return a_request(a_person("Eve", "Enduser"), here)


def test_the_right_organization_is_searched_for_and_proposed(ann, asked, there):
    """Source: ROL-5 (APP 10, EU 9). The list leads there, it says what will happen, and lists it apart afterwards."""
    browser = signed_in(ann)
    address = f"/my-approvals/{asked}/correct"
    assert f'href="{address}"' in browser.get("/my-approvals").text
    page = browser.get(address)
    for said in ("Eve Enduser", "is told by email what you propose", "nobody can approve or deny", "Moonlight"):
        assert (said in words(page)) is (said != "Moonlight")
    found = browser.get(f"{address}{SEARCHED}")
    assert "Moonlight Clinic" in words(found)
    typing = browser.get(f"{address}{SEARCHED}&role={BACKUP}", headers={"HX-Request": "true"})
    assert "<html" not in typing.text
    assert f'<option value="{BACKUP}" selected>' in typing.text
    done = browser.post(f"{address}{SEARCHED}", {"role": END_USER, "organization": str(there)}, follow=True)
    assert "Corrected, waiting for the requester" in words(done)
    assert "Moonlight Clinic" in words(done)
    assert "Nothing waits for you" in words(done)
    assert browser.get(address).headers["Location"] == "/my-approvals"


@pytest.mark.said
def test_a_correction_is_taken_back_by_its_button_and_twice_is_said(ann, asked, there):
    """Source: ROL-5."""
    browser = signed_in(ann)
    browser.post(f"/my-approvals/{asked}/correct{SEARCHED}", {"role": END_USER, "organization": str(there)})
    assert browser.get(f"/my-approvals/{asked}/withdraw-correction").status_code == 405
    done = browser.post(f"/my-approvals/{asked}/withdraw-correction", follow=True)
    assert "Corrected, waiting" not in words(done)
    assert "Eve Enduser" in words(done)
    before = consequences()
    again = browser.post(f"/my-approvals/{asked}/withdraw-correction")
    assert 400 <= again.status_code < 500
    assert "This correction no longer stands" in words(again)
    assert consequences() == before


@pytest.mark.said
@pytest.mark.alike
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Choose an answer"),
        ({"role": END_USER}, "Find your organization"),
        ({"role": END_USER, "organization": "x"}, "Choose one of the answers offered"),
        ({"role": END_USER, "organization": str(UUID(int=7))}, "Choose one of the answers offered"),
        ({"role": "no-such-role", "organization": "here"}, "Choose one of the answers offered"),
        ({"role": END_USER, "organization": "here"}, "This is what the request asks for already."),
        ({"role": BACKUP, "organization": "here"}, "No accepted form of this organization names the requester"),
    ],
)
def test_what_is_no_correction_is_said_and_nothing_is_stored(ann, asked, here, there, sent, said):
    """Source: ROL-5."""
    browser, before = signed_in(ann), consequences()
    form = {name: str(here) if value == "here" else value for name, value in sent.items()}
    answer = browser.post(f"/my-approvals/{asked}/correct{SEARCHED}", form)
    assert answer.status_code == 422
    assert said in words(answer)
    assert "Moonlight Clinic" in words(answer), "what was searched for is kept"
    assert consequences() == before


@pytest.mark.said
def test_who_comes_second_is_told_who_was_first(ann, asked, here, there):
    """Source: ROL-5, ROL-8. The page was open when a backup approved."""
    bob, browser = a_person("Bob", "Backup"), signed_in(ann)
    holds(bob, BACKUP, here, at=clock.now())
    approve_request(asked, by=person(bob), at=clock.now())
    sent = {"role": END_USER, "organization": str(there)}
    answer = browser.post(f"/my-approvals/{asked}/correct{SEARCHED}", sent)
    assert answer.status_code == 422
    assert "already approved by Bob Backup" in words(answer)
    assert RoleRequest.objects.get(pk=asked).proposed_role_id is None


@pytest.mark.said
def test_to_others_there_is_nothing_to_correct(ann, asked, here, there):
    """Source: ROL-7. Another organization's approver, the requester, an id that never was."""
    oda = a_person("Oda", "Other")
    holds(oda, APPROVER, there)
    row = RoleRequest.objects.get(pk=asked)
    for who, request_id in ((oda, asked), (row.person_id, asked), (ann, uuid4())):
        browser = signed_in(who)
        assert browser.get(f"/my-approvals/{request_id}/correct").status_code == 404
        assert browser.post(f"/my-approvals/{request_id}/correct", {"role": END_USER}).status_code == 404
