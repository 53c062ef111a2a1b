"""The page Create/Associate Organization: both ways by their labels, what is refused, and what never stands there."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.browsing import hidden, signed_in, words
from tests.people import APPROVER, AT, BACKUP, REASON, a_draft, a_person, an_organization, asked_by
from tests.rooms.access.affiliating import (
    BUSINESS_APPROVER,
    TYPED,
    an_accepted_form,
    the_open_catalog,
)
from tests.rooms.access.consequences import consequences
from tests.scenes import the_same
from vestibule.access.actions.by_desk import approve_request
from vestibule.access.creation import TYPED as FIELDS
from vestibule.access.creation import typed_before
from vestibule.access.models import RoleRequest
from vestibule.access.queries import draft_of
from vestibule.access.upkeep import choose_role
from vestibule.kernel.actor import person
from vestibule.organizations.models import Organization
from vestibule.signin.models import ParkedForm

pytestmark = pytest.mark.django_db

PAGE = "/role-request/create-or-associate"
SENT = {name: getattr(TYPED, name) for name in FIELDS} | {"shown": "create", "way": "create", "move": "next"}
LABELS = (
    "TIN/SSN",
    "Legal business name",
    "Address",
    "Company telephone",
    "City",
    "State/territory",
    "ZIP code",
    "Submitter ID",
)


@pytest.fixture(scope="module", autouse=True)
def catalog(stage) -> None:
    the_open_catalog()


@pytest.fixture(scope="module")
def ann(catalog) -> UUID:
    return a_person("Ann", "Archer")


@pytest.fixture(scope="module")
def anns(ann) -> Client:
    """Return a browser in which Ann has chosen the approver's role."""
    browser = signed_in(ann)
    browser.post("/role-request/role", {"application": "spot", "role": APPROVER})
    return browser


@pytest.fixture
def browser(anns) -> Client:
    return the_same(anns)


@pytest.mark.said
def test_an_approvers_role_leads_to_create_or_associate_with_its_labels(browser):
    """Source: ORG-3, ORG-4 (APP 15)."""
    page = browser.get("/role-request/", follow=True)
    assert page.request["PATH_INFO"] == PAGE
    text = words(page)
    for label in ("Create/Associate Organization", "Create an Organization", "Associate to an existing organization"):
        assert label in text
    labelled = re.findall(r'<label[^>]*for="([\w-]+)"[^>]*>([^<]+)<', page.content.decode())
    assert [label for _, label in labelled if label in LABELS] == list(LABELS)
    assert "style=" not in page.content.decode()


@pytest.mark.said
def test_the_whole_journey_from_the_form_to_the_role(browser, ann):
    """Source: ORG-3, ROL-6, ROL-7 (APP 15-16)."""
    an_accepted_form(ann)
    assert browser.post(PAGE, SENT).headers["Location"] == "/role-request/review"
    review = browser.get("/role-request/review")
    for shown in ("FCSO – Provider Office Approver", "Sunshine Medical Group, LLC", "ends in 4567", "FL000123"):
        assert shown in words(review)
    assert "1234567" not in review.content.decode()

    done = browser.post("/role-request/review", {**hidden(review), "reason": REASON}, follow=True)

    (asked,) = asked_by(ann)
    assert f"Confirmation number {asked.confirmation}" in words(done)
    assert "The SPOT Help Desk decides on requests for this role." in words(done)
    assert "The help desk" in words(browser.get("/my-requests"))
    assert "Next step: The help desk" in words(browser.get("/home"))
    approve_request(asked.id, by=person(a_person("Dee", "Desk")), at=AT)
    assert "My Approvals" in words(browser.get("/home"))
    assert "FCSO – Provider Office Approver, Sunshine Medical Group, LLC" in words(browser.get("/my-roles"))


@pytest.mark.alike
@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("tin", "59-123456", "A TIN or SSN has nine digits"),
        ("tin", "59-7654321", "No accepted form has this TIN/SSN together with this submitter ID."),
        ("submitter_id", "FL999999", "No accepted form has this TIN/SSN together with this submitter ID."),
        ("submitter_id", "F1", "A submitter ID has 3 to 20 letters and digits."),
        ("zip_code", "3220", "A ZIP code has five digits"),
        ("zip_code", "33101", "ZIP code isn't what the accepted form says."),
        ("telephone", "555", "Enter a telephone number"),
        ("telephone", "305-555-0123", "Company telephone isn't what the accepted form says."),
        ("legal_name", "Moonlight Clinic", "Legal business name isn't what the accepted form says."),
        ("city", "Miami", "City isn't what the accepted form says."),
        ("state", "GA", "State/territory isn't what the accepted form says."),
        ("state", "XX", "Choose one of the answers offered: State/territory."),
        ("address", "1 Main Street", "Address isn't what the accepted form says."),
        ("legal_name", "", "Legal business name is required."),
        ("legal_name", "x" * 201, "can have 200 characters at most"),
        ("city", "Mia\u202emi", "invisible or damaged character"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(browser, ann, field, wrong, said):
    """Source: ORG-3, ROL-6."""
    an_accepted_form(ann)

    page = browser.post(PAGE, {**SENT, field: wrong})

    text = page.content.decode()
    assert page.status_code == 422
    assert said in words(page)
    assert 'value="FL000123"' in text or field == "submitter_id"
    assert f'value="{getattr(TYPED, field)}"' not in text or field == "state"
    assert consequences().states == {"draft": 1}
    assert browser.get("/role-request/review").headers["Location"] == PAGE


def test_the_tin_never_stands_on_a_page_and_need_not_be_typed_again(browser, ann):
    """Source: ORG-3, AUD-1. Of it the last four at most, whether it was right or wrong."""
    an_accepted_form(ann)
    wrong = browser.post(PAGE, {**SENT, "city": "Miami"})
    again = browser.get(PAGE)
    for page in (wrong, again):
        assert "1234567" not in page.content.decode()
        assert "You have entered one that ends in 4567." in words(page)
        assert "Leave it empty to keep the one that you entered before." in words(page)
    assert browser.post(PAGE, {**SENT, "tin": ""}).headers["Location"] == "/role-request/review"


def test_a_tin_that_was_never_typed_is_asked_for(browser, ann):
    """Source: ORG-3."""
    an_accepted_form(ann)
    page = browser.post(PAGE, {**SENT, "tin": ""})
    assert page.status_code == 422
    assert "TIN/SSN is required." in words(page)


def test_without_an_accepted_form_the_page_leads_to_the_new_organization_form(browser):
    """Source: ORG-1, ORG-3."""
    page = browser.post(PAGE, SENT)
    assert "Is there no accepted form of your organization yet?" in words(page)
    assert 'href="/organizations/new-form"' in page.content.decode()


def test_whom_the_form_does_not_name_is_led_to_the_update_form(browser):
    """Source: ORG-3, ORG-4."""
    an_accepted_form(a_person("Una", "Other"))
    page = browser.post(PAGE, SENT)
    assert "No accepted form of this organization names you" in words(page)
    assert "SPOT update form" in words(page)
    assert "Una" not in words(page)


def test_a_wrong_role_is_refused_with_one_press_to_the_right_one(browser, ann):
    """Source: ROL-5 (APP 10). What was typed is still there, TIN included."""
    an_accepted_form(ann, kind="third_party_biller")
    page = browser.post(PAGE, SENT)
    assert page.status_code == 422
    assert "Ask for the role FCSO – Business Office Approver instead." in words(page)
    assert "Ask for FCSO – Business Office Approver instead" in words(page)
    right = {"application": "spot", "role": BUSINESS_APPROVER}
    assert f'name="role" value="{BUSINESS_APPROVER}"' in page.content.decode()
    assert browser.post("/role-request/role", right).headers["Location"] == PAGE
    assert browser.post(PAGE, {**SENT, "tin": ""}).headers["Location"] == "/role-request/review"


@pytest.mark.said
def test_guesses_that_are_used_up_are_said_and_nothing_else_is(browser, ann):
    """Source: ORG-3."""
    an_accepted_form(ann)
    for number in range(10):
        browser.post(PAGE, {**SENT, "tin": f"59-00000{number:02d}"})
    for sent in (SENT, {**SENT, "tin": "59-7654321"}, {"move": "none_of_these"}):
        page = browser.post(PAGE, sent)
        assert page.status_code == 422
        assert "Try again in an hour" in words(page)
        assert "No accepted form has" not in words(page)


def test_near_equal_names_are_shown_and_one_press_says_none_of_these(browser, ann):
    """Source: ORG-4."""
    an_organization("Sunshine Medical Groups", city="Miami")
    an_accepted_form(ann)

    page = browser.post(PAGE, SENT)

    assert page.status_code == 200
    assert "Is it one of these?" in words(page)
    assert "Sunshine Medical Groups, Miami, FL" in words(page)
    assert "way=associate&amp;legal_name=Sunshine+Medical+Group" in page.content.decode()
    assert browser.get("/role-request/review").headers["Location"] == PAGE
    assert browser.post(PAGE, {"move": "none_of_these"}).headers["Location"] == "/role-request/review"


def test_none_of_these_skips_nothing(browser, ann):
    """Source: ORG-3, ORG-4. Sent by itself it is judged like the whole form."""
    page = browser.post(PAGE, {"move": "none_of_these"})
    assert page.status_code == 422
    draft = draft_of(ann)
    assert draft
    assert draft.form_id is None


@pytest.mark.said
def test_what_exists_already_leads_to_associate(browser, ann):
    """Source: ORG-4. The approver was first; the backup is told, and led to the search with the name filled in."""
    bob = a_person("Bob", "Backup")
    an_accepted_form(ann, bob)
    browser.post(PAGE, SENT)
    browser.post("/role-request/review", {**hidden(browser.get("/role-request/review")), "reason": REASON})
    second = signed_in(bob)
    second.post("/role-request/role", {"application": "spot", "role": BACKUP})

    page = second.post(PAGE, SENT)

    assert page.status_code == 422
    assert "This organization exists already, or a request that creates it waits" in words(page)
    assert "way=associate&amp;legal_name=Sunshine" in page.content.decode()
    assert "Your organization is not found" in words(
        second.get(PAGE, {"way": "associate", "legal_name": "sunshine", "state": "FL"})
    )


@pytest.mark.said
def test_who_comes_second_at_submission_is_led_to_associate(browser, ann):
    """Source: ORG-4. Both stood at the review page; one wins, the other is led to associate."""
    bob = a_person("Bob", "Backup")
    an_accepted_form(ann, bob)
    browser.post(PAGE, SENT)
    second = signed_in(bob)
    second.post("/role-request/role", {"application": "spot", "role": BACKUP})
    second.post(PAGE, SENT)
    for one in (browser, second):
        last = one.post("/role-request/review", {**hidden(one.get("/role-request/review")), "reason": REASON})

    assert last.status_code == 422
    assert "This organization exists already" in words(last)
    assert "way=associate" in last.content.decode()
    assert REASON in words(last)
    assert Organization.objects.count() == 1


@pytest.mark.said
def test_a_backup_associates_through_the_pages(browser, ann):
    """Source: ORG-4 (APP 15)."""
    bob = a_person("Bob", "Backup")
    an_accepted_form(ann, bob)
    browser.post(PAGE, SENT)
    browser.post("/role-request/review", {**hidden(browser.get("/role-request/review")), "reason": REASON})
    approve_request(asked_by(ann)[0].id, by=person(a_person("Dee", "Desk")), at=AT)
    where = str(Organization.objects.get().pk)
    second = signed_in(bob)
    second.post("/role-request/role", {"application": "spot", "role": BACKUP})

    found = second.get(PAGE, {"way": "associate", "legal_name": "sunshin medcal", "state": "FL"})
    assert "Sunshine Medical Group, LLC" in words(found)
    address = re.search(r'action="([^"]*way=associate[^"]*)"', found.content.decode())
    assert address
    chosen = second.post(address[1].replace("&amp;", "&"), {"organization": where, "way": "associate"})

    assert chosen.headers["Location"] == "/role-request/review"
    review = second.get("/role-request/review")
    assert "Sunshine Medical Group, LLC, Jacksonville, FL" in words(review)
    assert f'href="{PAGE}"' in review.content.decode()
    assert "Sunshine Medical Group, LLC" in words(second.get(PAGE))


@pytest.mark.parametrize(
    ("named", "said"), [(False, "No accepted form of this organization names you"), (True, "Ask for the role FCSO")]
)
def test_who_is_not_named_there_does_not_associate(browser, ann, named, said):
    """Source: ORG-4, ROL-5."""
    where = an_organization()
    if named:
        form_id = an_accepted_form(a_person("Una", "Other"), ann)
        Organization.objects.filter(pk=where).update(form_id=form_id)
    query = "?way=associate&legal_name=sunshine&state=FL"
    page = browser.post(PAGE + query, {"organization": str(where), "way": "associate"})
    assert page.status_code == 422
    assert said in words(page)
    assert ("Ask for FCSO – Backup Approver instead" in words(page)) == named
    draft = draft_of(ann)
    assert draft
    assert draft.organization is None


def test_as_one_types_only_the_results_come(browser):
    """Source: ORG-4, ORG-5."""
    an_organization()
    searched = {"way": "associate", "legal_name": "sunshine", "state": "FL"}
    part = browser.get(PAGE, searched, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "Sunshine Medical Group, LLC" in words(part)
    assert "<html" not in part.content.decode()


def test_the_other_way_keeps_what_was_typed(browser, ann):
    """Source: ROL-6. Chosen by its radio and any button, with JavaScript or without."""
    gone = browser.post(PAGE, {**SENT, "way": "associate", "city": "Mia"})
    assert gone.headers["Location"] == f"{PAGE}?way=associate"
    assert "TIN/SSN" not in words(browser.get(gone.headers["Location"]))
    back = browser.get(PAGE, {"way": "create", "legal_name": "", "state": ""})
    assert 'value="Mia"' in back.content.decode()
    assert typed_before(ann).tin == TYPED.tin
    assert consequences().states == {"draft": 1}


@pytest.mark.said
def test_an_empty_form_or_a_foreign_way_skips_nothing(browser, ann):
    """Source: ROL-6."""
    for sent in ({}, {"shown": "create"}, {"way": "nonsense"}, {"way": "associate"}, {"organization": str(ann)}):
        page = browser.post(PAGE, sent)
        assert page.status_code in {200, 422}
        draft = draft_of(ann)
        assert draft
        assert (draft.form_id, draft.organization) == (None, None)
    assert browser.post("/role-request/review", {"reason": REASON}).headers["Location"] == PAGE
    assert consequences().states == {"draft": 1}


def test_the_pages_of_one_role_are_not_a_way_round_the_other(browser, ann):
    """Source: ORG-3, ORG-5. An approver finds nothing on the end users' page, an end user creates nothing."""
    where = an_organization()
    to_find = "/role-request/organization"
    assert browser.get(to_find).headers["Location"] == PAGE
    assert browser.post(to_find, {"organization": str(where)}).headers["Location"] == PAGE
    eve = a_person("Eve", "Enduser")
    other = signed_in(eve)
    a_draft(eve, where)
    assert other.get(PAGE).headers["Location"] == "/role-request/review"
    assert other.post(PAGE, SENT).headers["Location"] == "/role-request/review"
    assert RoleRequest.objects.get(person_id=eve).particulars is None


@pytest.mark.said
def test_the_ids_of_anothers_draft_or_form_submit_nothing(browser, ann):
    """Source: ROL-7, ORG-3."""
    una = a_person("Una", "Other")
    theirs = an_accepted_form(una)
    choose_role(una, APPROVER, application_key="spot", at=AT)
    draft = draft_of(una)
    own = draft_of(ann)
    assert draft
    assert own
    form_id = an_accepted_form(ann, tin="597777777", submitter_id="FL777777")
    browser.post(PAGE, {**SENT, "tin": "59-7777777", "submitter_id": "FL777777"})
    before = consequences()
    sent = {"role": APPROVER, "organization": "", "reason": REASON}
    assert browser.post("/role-request/review", {**sent, "request": draft.id, "form": form_id}).status_code == 404
    page = browser.post("/role-request/review", {**sent, "request": own.id, "form": theirs})
    assert page.status_code == 422
    assert "changed in another window" in words(page)
    assert consequences() == before


def test_looking_changes_nothing(browser, ann):
    """Source: NEW-1. A GET changes nothing, whatever it carries."""
    an_accepted_form(ann)
    before = consequences(), RoleRequest.objects.get().particulars
    browser.get(PAGE, SENT)
    browser.get(PAGE, {"move": "none_of_these", "way": "create"})
    assert (consequences(), RoleRequest.objects.get().particulars) == before


def test_what_was_typed_when_the_session_ran_out_comes_back_without_the_tin(travel):
    """Source: SIG-7, ORG-3. What is kept over a lost session comes back in a page."""
    travel(AT)
    browser = signed_in(a_person("Bea", "Brisk"))
    browser.post("/role-request/role", {"application": "spot", "role": APPROVER})
    travel(AT + timedelta(minutes=32))

    assert browser.post(PAGE, {**SENT, "city": "Tampa"}).headers["Location"].startswith("/?next=")

    (parked,) = ParkedForm.objects.all()
    assert "Tampa" in parked.fields
    assert "1234567" not in parked.fields
