"""A changed legal name or date of birth: proofing is void, and roles stay for a while."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.browsing import hidden, words
from tests.consequences import NONE, consequences
from tests.people import (
    APPROVER,
    AT,
    END_USER,
    REASON,
    a_person,
    a_request,
    an_organization,
    holds,
    proofed,
    the_catalog,
)
from tests.rooms.proofing.people import account_of, entry_of, the_bureau
from tests.rooms.signin.sitting import seated
from vestibule.access.actions import approve_request, deny_request, invite, remove_role
from vestibule.access.queries import admission
from vestibule.access.upkeep import note_signed_in
from vestibule.accounts.policy.particulars import identity_clock
from vestibule.accounts.queries import identity_changed_at, personal_of
from vestibule.kernel.actor import person
from vestibule.kernel.reasons import Refused
from vestibule.kernel.rulebook import ProofingRules
from vestibule.proofing.policy.again import identity_faults
from vestibule.proofing.queries import is_proofed, verify_again
from vestibule.signin.actions import change_own_name

pytestmark = pytest.mark.django_db
Travel = Callable[[datetime], Any]
MONTH = timedelta(days=30)


@pytest.fixture(autouse=True)
def now(travel: Travel) -> None:
    """Let everything begin at one moment."""
    travel(AT)


@pytest.fixture
def here(now: None) -> UUID:
    the_catalog()
    return an_organization()


def renamed(person_id: UUID, last_name: str, *, at: datetime = AT) -> None:
    """Let somebody change their last name."""
    told = replace(personal_of(person_id), last_name=last_name)
    change_own_name(told, by=seated(person_id, at=at).by, at=at)


@pytest.mark.said
def test_the_page_says_beforehand_what_a_changed_name_means(here: UUID):
    """Source: ACC-13. To who was never verified it says nothing of it."""
    ann = proofed(a_person())
    page = words(seated(ann).browser.get("/profile/name"))
    assert "has to be verified again. Your roles stay for 30 days" in page
    assert "verified again" not in words(seated(a_person("Bob", "Baker")).browser.get("/profile/name"))


@pytest.mark.said
def test_roles_stay_for_thirty_days_and_open_nothing_after_them(here: UUID):
    """Source: ACC-13, FED-1. Judged at the door, on the stroke, by no job; nothing is taken away."""
    ann = proofed(a_person())
    holds(ann, END_USER, here)
    renamed(ann, "Baker")
    assert not is_proofed(ann)
    for moment, standing in ((AT, "active"), (AT + MONTH - timedelta(seconds=1), "active"), (AT + MONTH, "unverified")):
        found = admission(ann, "spot", at=moment)
        assert (found.standing, found.admitted, bool(found.grants)) == (standing, standing == "active", found.admitted)


@pytest.mark.said
def test_home_and_profile_name_the_day_and_the_way_and_so_does_the_mail(here: UUID, travel: Travel):
    """Source: ACC-13."""
    ann = proofed(a_person())
    sitting = seated(ann)
    for page in ("/home", "/profile"):
        assert "Your roles stay until" not in words(sitting.browser.get(page))
    renamed(ann, "Baker")
    for page in ("/home", "/profile"):
        answer = sitting.browser.get(page)
        assert "Your roles stay until April 9, 2026" in words(answer)
        assert '<a class="usa-link" href="/role-request/proofing/terms">' in answer.text
    travel(AT + MONTH)
    assert "was to be verified again by April 9, 2026" in words(seated(ann, at=AT + MONTH).browser.get("/home"))


@pytest.mark.said
def test_an_approver_who_was_not_verified_again_decides_on_nothing(here: UUID, travel: Travel):
    """Source: ACC-13, ROL-7, ROL-12. Neither by the pages nor past them; a day before, all of it."""
    paul, eve, una = proofed(a_person("Paul", "Prover")), a_person("Eve", "Enduser"), a_person("Una", "User")
    holds(paul, APPROVER, here)
    grant = holds(una, END_USER, here)
    request_id = a_request(eve, here)
    renamed(paul, "Baker")
    late = AT + MONTH
    travel(late)
    before, by = consequences(), person(paul)
    for deed in (
        lambda: approve_request(request_id, by=by, at=late),
        lambda: deny_request(request_id, reason=REASON, by=by, at=late),
        lambda: remove_role(grant, reason=REASON, by=by, at=late),
        lambda: invite(here, email="nia@example.com", role_key=END_USER, by=by, at=late),
    ):
        with pytest.raises(Refused, match=r"identity\.not_verified_again"):
            deed()
    assert consequences() - before == NONE
    browser = seated(paul, at=late).browser
    for page in ("/my-approvals", f"/my-organizations/{here}/members", f"/my-organizations/{here}/invitations"):
        answer = browser.get(page)
        assert answer.status_code == 403
        assert "Verify your identity" in words(answer)
        assert "Eve" not in words(answer)
    approve_request(request_id, by=by, at=late - timedelta(days=1))


@pytest.mark.said
def test_who_changes_back_is_who_was_verified(here: UUID):
    """Source: ACC-13, PRF-1."""
    ann = proofed(a_person())
    renamed(ann, "Baker")
    renamed(ann, "Archer", at=AT + MONTH)
    assert is_proofed(ann)
    assert verify_again(ann, at=AT + 2 * MONTH) is None


@pytest.mark.said
def test_a_second_change_does_not_start_the_days_again(here: UUID):
    """Source: ACC-13. Else nobody would ever have to be verified again."""
    ann = proofed(a_person())
    renamed(ann, "Baker")
    renamed(ann, "Carter", at=AT + timedelta(days=29))
    again = verify_again(ann, at=AT + MONTH)
    assert again
    assert (again.by, again.overdue) == (AT + MONTH, True)


def test_another_spelling_of_the_same_name_is_no_change(here: UUID):
    """Source: ACC-13. Accents and case; the name is corrected all the same."""
    ann = proofed(a_person())
    renamed(ann, "Árcher")
    assert is_proofed(ann)
    assert identity_changed_at(ann) is None
    assert personal_of(ann).last_name == "Árcher"


@pytest.mark.said
def test_who_was_never_verified_loses_nothing_by_a_change(here: UUID):
    """Source: ACC-13. The role was given without proofing; there is nothing to ask for again."""
    ann = a_person()
    holds(ann, END_USER, here)
    renamed(ann, "Baker")
    note_signed_in(ann, "spot", at=AT + MONTH)
    assert admission(ann, "spot", at=AT + MONTH + timedelta(days=1)).admitted


def test_verified_again_without_any_request_one_is_back_at_once(here: UUID, travel: Travel):
    """Source: ACC-13, PRF-1, PRF-2. The same pages, without the steps of a request; they lead back to the profile."""
    the_bureau()
    owen = account_of("Owen", last_name="Other")
    holds(proofed(owen), END_USER, here)
    entered = entry_of("Owen")
    renamed(owen, entered.last_name)
    late = AT + MONTH
    travel(late)
    assert not admission(owen, "spot", at=late).admitted
    browser = seated(owen, at=late).browser
    form = "/role-request/proofing/form"
    assert browser.get(form)["Location"] == "/role-request/proofing/terms"
    page = browser.get("/role-request/proofing/terms")
    assert "usa-step-indicator" not in page.text
    assert browser.post("/role-request/proofing/terms", {"terms": "yes"})["Location"] == form

    sent = {name: str(value) for name, value in vars(entered).items() if name != "birth_date"}
    assert isinstance(entered.birth_date, date)
    born = {f"birth_date_{part}": str(getattr(entered.birth_date, part)) for part in ("month", "day", "year")}
    assert browser.post(form, {**sent, **born, **hidden(browser.get(form))})["Location"] == "/profile?verified"

    assert "Your identity is verified." in words(browser.get("/profile?verified"))
    assert admission(owen, "spot", at=late).admitted
    assert browser.get(form)["Location"] != form


def test_the_pages_of_being_verified_are_closed_to_who_need_not(here: UUID):
    """Source: PRF-1."""
    browser = seated(proofed(a_person())).browser
    for page in ("terms", "form", "outcome"):
        assert browser.get(f"/role-request/proofing/{page}")["Location"] == "/role-request/role"


@pytest.mark.parametrize(
    ("running", "was", "stays", "since"),
    [
        (None, True, False, AT),
        (None, True, True, None),
        (None, False, False, None),
        (AT - MONTH, False, False, AT - MONTH),
        (AT - MONTH, False, True, None),
    ],
)
def test_since_when_an_identity_is_not_the_verified_one(
    running: datetime | None, was: bool, stays: bool, since: datetime | None
):
    """Source: ACC-13."""
    assert identity_clock(running, was_proofed=was, stays_proofed=stays, at=AT) == since


@pytest.mark.said
def test_the_thirty_days_are_the_profiles(here: UUID):
    """Source: ACC-13."""
    ten = ProofingRules(again_within_days=10)
    assert identity_faults(AT, ten, at=AT + timedelta(days=10))
    assert not identity_faults(AT, ten, at=AT + timedelta(days=10, seconds=-1))
    assert not identity_faults(None, ten, at=AT)
