"""Creating an organization inside a request: what is typed, whom the form names, and how often one may guess."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from tests.people import APPROVER, AT, BACKUP, END_USER, a_person, an_organization
from tests.rooms.access.affiliating import (
    BUSINESS_APPROVER,
    TYPED,
    a_creation,
    an_accepted_form,
    the_open_catalog,
)
from vestibule.access.actions import cancel_request
from vestibule.access.creation import Tried, choose_creation, keep_typed, typed_before
from vestibule.access.queries import draft_of
from vestibule.access.upkeep import choose_role
from vestibule.accounts.models import Person
from vestibule.journal.models import Entry
from vestibule.kernel.actor import person
from vestibule.kernel.reasons import NotFound
from vestibule.organizations.models import Organization

pytestmark = pytest.mark.django_db

GUESSES = 10


@pytest.fixture(autouse=True)
def catalog(db) -> None:
    the_open_catalog()


@pytest.fixture
def ann(catalog) -> UUID:
    return a_person("Ann", "Archer")


def _codes(tried: Tried) -> list[tuple[str, str | None]]:
    return [(fault.code, fault.field) for fault in tried.faults]


def test_what_matches_the_accepted_form_goes_on_to_review(ann):
    """Source: ORG-3 (APP 15)."""
    form_id = an_accepted_form(ann)

    assert a_creation(ann) == Tried()

    draft = draft_of(ann)
    assert draft
    assert (draft.form_id, draft.organization) == (form_id, None)
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"legal_name": "SUNSHINE MEDICAL GROUP"},
        {"legal_name": "Sunshine  Médical Group Inc."},
        {"tin": "591234567", "submitter_id": "fl-000 123"},
        {"address": "100 OCEAN DR."},
        {"zip_code": "32202-1234", "telephone": "(904) 555 0143", "city": "JACKSONVILLE"},
    ],
)
def test_a_name_is_compared_folded_and_numbers_however_they_are_spaced(ann, typed):
    """Source: ORG-3."""
    an_accepted_form(ann)
    assert a_creation(ann, **typed) == Tried()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"legal_name": "Moonlight Clinic"}, "legal_name"),
        ({"address": "101 Ocean Drive"}, "address"),
        ({"telephone": "904-555-0144"}, "telephone"),
        ({"city": "Miami"}, "city"),
        ({"state": "GA"}, "state"),
        ({"zip_code": "32203"}, "zip_code"),
    ],
)
def test_what_does_not_match_is_named_and_its_right_value_never(ann, typed, field):
    """Source: ORG-3."""
    an_accepted_form(ann)

    tried = a_creation(ann, **typed)

    assert _codes(tried) == [("organization.not_as_accepted", field)]
    right = str(getattr(TYPED.tidied(), field))
    assert right not in str(tried.faults[0])
    assert right not in str(tried.faults[0].values)
    draft = draft_of(ann)
    assert draft
    assert draft.form_id is None


def test_a_wrong_tin_and_a_wrong_submitter_id_are_told_alike(ann):
    """Source: ORG-3. Which of the two exists is nobody's to learn."""
    an_accepted_form(ann)
    told = [
        a_creation(ann, tin="59-7654321"),
        a_creation(ann, submitter_id="FL000999"),
        a_creation(ann, tin="59-7654321", submitter_id="FL000999"),
    ]
    assert [_codes(each) for each in told] == [[("organization.no_such_form", "tin")]] * 3
    assert len({each.faults for each in told}) == 1


@pytest.mark.alike
@pytest.mark.parametrize(
    ("typed", "why_not"),
    [
        ({"tin": "59-123456"}, ("organization.tin_malformed", "tin")),
        ({"tin": "000-00-0000"}, ("organization.tin_malformed", "tin")),
        ({"submitter_id": "F1"}, ("organization.submitter_id_malformed", "submitter_id")),
        ({"zip_code": "3220"}, ("organization.zip_code_malformed", "zip_code")),
        ({"telephone": "555"}, ("organization.telephone_malformed", "telephone")),
        ({"state": "XX"}, ("organization.state_unknown", "state")),
        ({"legal_name": "..."}, ("organization.name_missing", "legal_name")),
    ],
)
def test_what_is_malformed_is_named_and_is_no_guess(ann, typed, why_not):
    """Source: ORG-1, ORG-3."""
    an_accepted_form(ann)
    for _ in range(GUESSES + 1):
        assert _codes(a_creation(ann, **typed)) == [why_not]
    assert a_creation(ann) == Tried()


@pytest.mark.parametrize(
    "other",
    [
        {"last_name": "Arching"},
        {"first_name": "Anna"},
        {"email": "ann@elsewhere.example"},
        {"state": "unverified"},
        {"middle_name": "Zoe", "named": "Quinn"},
        {"suffix": "Jr.", "named_suffix": "Sr."},
    ],
)
def test_only_whom_the_form_names_creates_and_nothing_more_is_told_to_others(ann, other):
    """Source: ORG-3. Verified email address and legal name; what else was typed isn't compared for them."""
    if "named" in other:
        _changed(ann, middle_name=other["named"])
    if "named_suffix" in other:
        _changed(ann, suffix=other["named_suffix"])
    an_accepted_form(ann)
    _changed(ann, **{name: value for name, value in other.items() if not name.startswith("named")})

    assert _codes(a_creation(ann, city="Miami")) == [("request.not_named", "organization")]


def test_a_legal_name_is_compared_folded(ann):
    """Source: ORG-3."""
    an_accepted_form(ann)
    _changed(ann, first_name="ÁNN", last_name="archer", email="ANN.Archer@Example.com", middle_name="Rose")
    assert a_creation(ann) == Tried()


@pytest.mark.parametrize(
    ("asked", "kind", "as_backup", "right"),
    [
        (BUSINESS_APPROVER, "provider_office", False, APPROVER),
        (APPROVER, "third_party_biller", False, BUSINESS_APPROVER),
        (BACKUP, "provider_office", False, APPROVER),
        (BACKUP, "third_party_biller", False, BUSINESS_APPROVER),
        (APPROVER, "provider_office", True, BACKUP),
        (BUSINESS_APPROVER, "provider_office", True, BACKUP),
    ],
)
def test_a_wrong_role_for_the_kind_of_organization_is_refused_with_the_way_to_the_right_one(
    ann, asked, kind, as_backup, right
):
    """Source: ROL-5, ROL-3 (APP 10)."""
    other = a_person("Bob", "Backup")
    an_accepted_form(other if as_backup else ann, ann if as_backup else other, kind=kind)

    tried = a_creation(ann, role=asked)

    assert _codes(tried) == [("request.wrong_role", "organization")]
    assert tried.faults[0].values["role_key"] == right
    assert a_creation(ann, role=right) == Tried()


def test_guesses_are_used_up_and_then_even_the_right_values_are_refused(ann, at):
    """Source: ORG-3. Else a refusal would tell the right values from the wrong ones."""
    an_accepted_form(ann)
    for number in range(GUESSES):
        assert _codes(a_creation(ann, tin=f"59-00000{number:02d}")) == [("organization.no_such_form", "tin")]
    used_up = [("organization.guesses_used_up", None)]
    assert _codes(a_creation(ann, tin="59-7654321")) == used_up
    assert _codes(a_creation(ann)) == used_up
    assert _codes(a_creation(ann, at=at + timedelta(minutes=59))) == used_up
    assert a_creation(ann, at=at + timedelta(hours=1)) == Tried()
    (told,) = Entry.objects.filter(fact="access.guesses_used_up")
    assert told.person_id == ann


def test_who_is_right_now_and_then_has_no_more_guesses(ann):
    """Source: ORG-3. The way round the counter: one's own form between two guesses at another."""
    an_accepted_form(ann)
    for _ in range(GUESSES):
        assert a_creation(ann) == Tried()
        assert _codes(a_creation(ann, tin="59-7654321")) == [("organization.no_such_form", "tin")]
    assert _codes(a_creation(ann, tin="59-7654321")) == [("organization.guesses_used_up", None)]


def test_changing_role_or_beginning_again_counts_no_guess_anew(ann, at):
    """Source: ORG-3. The counter is the person's, not the draft's."""
    for _ in range(GUESSES):
        a_creation(ann)
    draft = draft_of(ann)
    assert draft
    cancel_request(draft.id, by=person(ann), at=at)
    assert _codes(a_creation(ann, role=BACKUP)) == [("organization.guesses_used_up", None)]


def test_one_persons_guesses_are_not_anothers(ann):
    """Source: ORG-3."""
    bob = a_person("Bob", "Backup")
    an_accepted_form(ann, bob)
    for _ in range(GUESSES + 1):
        a_creation(ann, tin="59-7654321")
    assert a_creation(bob, role=BACKUP) == Tried()


def test_near_equal_names_in_the_state_are_shown_before_anything_is_stored(ann):
    """Source: ORG-4."""
    near = an_organization("Sunshine Medical Group of Jacksonville")
    an_organization("Sunshine Medical Grp", state="GA")
    an_organization("Moonlight Clinic")
    an_accepted_form(ann, legal_name="Sunshine Medical Group Jacksonvile")
    name = "Sunshine Medical Group Jacksonvile"

    shown = a_creation(ann, legal_name=name)

    draft = draft_of(ann)
    assert draft
    assert ([card.id for card in shown.near], shown.faults, draft.form_id) == ([near], (), None)
    assert a_creation(ann, none_of_these=True, legal_name=name) == Tried()


def test_what_exists_already_is_not_made_again(ann):
    """Source: ORG-4."""
    an_accepted_form(ann)
    an_organization("Another Name", tin=TYPED.tin, submitter_id="FL777777")
    assert _codes(a_creation(ann)) == [("organization.exists", None)]


def test_what_was_typed_is_there_again_another_day_and_sealed(ann, at):
    """Source: ROL-6, AUD-1."""
    a_creation(ann, city="Miami")
    typed = typed_before(ann)
    assert (typed.city, typed.tin, typed.telephone) == ("Miami", "59-1234567", "904-555-0143")
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT particulars FROM role_request")
        assert b"1234567" not in bytes(cursor.fetchone()[0])
    keep_typed(ann, replace(TYPED, tin="", city="Tampa"))
    assert (typed_before(ann).tin, typed_before(ann).city) == ("59-1234567", "Tampa")
    assert typed_before(a_person("Bob", "Backup")).tin == ""


def test_an_end_user_creates_nothing(ann):
    """Source: ORG-3, ORG-5."""
    an_accepted_form(ann)
    choose_role(ann, END_USER, application_key="spot", at=AT)
    with pytest.raises(NotFound):
        choose_creation(ann, TYPED, none_of_these=False, by=person(ann), at=AT)


def test_another_role_keeps_the_form_only_where_it_is_right(ann):
    """Source: ROL-5, ROL-6. What was typed stays, whichever role is chosen."""
    an_accepted_form(ann)
    for role, kept in ((BACKUP, False), (END_USER, False), (APPROVER, True)):
        a_creation(ann)
        choose_role(ann, role, application_key="spot", at=AT)
        draft = draft_of(ann)
        assert draft
        assert bool(draft.form_id) == kept
        assert typed_before(ann).city == "Jacksonville"


def _changed(who: UUID, **told: str) -> None:
    row = Person.objects.get(pk=who)
    for name, value in told.items():
        setattr(row, name, value)
    row.save()
