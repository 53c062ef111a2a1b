"""Loading organizations: one per TIN and submitter ID, and nothing where nothing differs."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from tests.people import an_organization
from vestibule.journal.models import Entry
from vestibule.kernel.reasons import NotFound, Refused
from vestibule.organizations.finding import find_organizations
from vestibule.organizations.models import NamedBy, Organization
from vestibule.organizations.queries import organization_by_submitter_id, organization_card

pytestmark = pytest.mark.django_db
SUNSHINE = {"tin": "59-1234567", "submitter_id": "FL000999"}


def _facts() -> list[str]:
    return list(Entry.objects.order_by("at", "pk").values_list("fact", flat=True))


def test_loading_twice_is_loading_once():
    """Source: ORG-4."""
    first = an_organization(**SUNSHINE)
    second = an_organization(tin="591234567", submitter_id="fl-000999")
    assert first == second
    assert _facts() == ["organizations.loaded"]


def test_a_changed_name_is_corrected_and_found_by_the_new_name_only():
    """Source: ORG-4, ORG-5."""
    first = an_organization("Sunshine Medical Group", **SUNSHINE)
    assert an_organization("Moonlight Clinic", **SUNSHINE) == first
    assert sorted(_facts()) == ["organizations.corrected", "organizations.loaded"]
    assert [card.id for card in find_organizations("moonlight", "FL")] == [first]
    assert find_organizations("sunshine", "FL") == []
    assert NamedBy.objects.count() == 2


@pytest.mark.parametrize("other", [{"submitter_id": "FL000777"}, {"tin": "59-7777777"}])
def test_a_second_organization_with_the_same_tin_or_submitter_id_is_refused(other):
    """Source: ORG-4."""
    an_organization(**SUNSHINE)
    with pytest.raises(Refused, match=r"organization\.taken"):
        an_organization("Another Name", **{**SUNSHINE, **other})
    assert _facts() == ["organizations.loaded"]


@pytest.mark.parametrize("same", ["tin_index", "submitter_id"])
def test_the_database_itself_keeps_one_per_tin_and_submitter_id(same):
    """Source: ORG-4."""
    first = Organization.objects.get(pk=an_organization())
    second = Organization.objects.get(pk=an_organization("Another Name"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.filter(pk=second.pk).update(**{same: getattr(first, same)})


def test_a_malformed_organization_leaves_no_trace():
    """Source: ORG-1."""
    with pytest.raises(Refused, match=r"tin_malformed.*zip_code_malformed"):
        an_organization(tin="1", zip_code="x")
    assert not Organization.objects.exists()
    assert _facts() == []


def test_the_tin_is_not_in_the_database_in_clear():
    """Source: ORG-1. A TIN may be an SSN."""
    organization_id = an_organization(**SUNSHINE)
    row = Organization.objects.get(pk=organization_id)
    assert row.tin == "591234567"
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM organization")
        stored = b" ".join(value if isinstance(value, bytes) else str(value).encode() for value in cursor.fetchone())
    assert b"591234567" not in stored
    assert row.tin_last_four == "4567"


def test_an_organization_is_known_by_its_submitter_id_however_it_is_typed():
    """Source: ORG-2."""
    organization_id = an_organization(**SUNSHINE)
    card = organization_by_submitter_id(" fl 000-999 ")
    assert card == organization_card(organization_id)
    assert organization_by_submitter_id("FL000998") is None


def test_an_unknown_organization_is_not_found():
    """Source: ORG-5."""
    with pytest.raises(NotFound):
        organization_card(uuid4())
