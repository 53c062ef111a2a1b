"""What is typed about an organization, held against its accepted form."""

from dataclasses import replace

import pytest

from tests.people import an_organization
from vestibule.organizations.finding import organizations_named_nearly
from vestibule.organizations.policy.matching import LABELS, folded_street, match_faults, typed_faults
from vestibule.organizations.policy.particulars import Particulars
from vestibule.organizations.queries import is_taken

ACCEPTED = Particulars(
    legal_name="Peña & Ørsted Cardiology, P.A.",
    kind="provider_office",
    tin="591234567",
    submitter_id="FL000123",
    npi="",
    ptan="",
    address="100 North Ocean Drive, Suite 5",
    city="St. Augustine",
    state="FL",
    zip_code="32084-1234",
    telephone="+19045550143",
)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"legal_name": "pena and orsted cardiology"},
        {"address": "100 N Ocean Dr Ste 5"},
        {"address": "100 n. ocean dr., ste. 5"},
        {"city": "ST AUGUSTINE"},
        {"zip_code": "32084"},
        {"telephone": "904.555.0143"},
    ],
)
def test_one_thing_written_two_ways_matches(typed):
    """Source: ORG-3."""
    assert match_faults(replace(ACCEPTED, **typed).tidied(), ACCEPTED) == []


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("legal_name", "Pena Cardiology"),
        ("address", "100 South Ocean Drive, Suite 5"),
        ("address", "100 North Ocean Drive"),
        ("city", "Augustine"),
        ("state", "GA"),
        ("zip_code", "32085-1234"),
        ("telephone", "904-555-0144"),
    ],
)
def test_what_differs_is_named_alone(field, wrong):
    """Source: ORG-3."""
    (fault,) = match_faults(replace(ACCEPTED, **{field: wrong}).tidied(), ACCEPTED)
    assert (fault.field, fault.values) == (field, {"label": LABELS[field]})


def test_several_differences_are_all_named():
    """Source: ORG-3."""
    told = match_faults(replace(ACCEPTED, city="Miami", zip_code="33101"), ACCEPTED)
    assert [fault.field for fault in told] == ["city", "zip_code"]


def test_the_kind_is_not_asked_for():
    """Source: ORG-3. The form knows it."""
    assert typed_faults(replace(ACCEPTED, kind="").tidied()) == []


def test_a_street_is_compared_in_its_short_form():
    """Source: ORG-3."""
    assert folded_street("12 East Las Olas BOULEVARD") == "12 e las olas blvd"
    assert folded_street("Calle Luna 5") == folded_street("C. Luna 5")


@pytest.mark.django_db
def test_nearly_the_same_name_is_near_and_a_word_in_common_is_not():
    """Source: ORG-4. An active organization of the same state."""
    names = ["Sunshine Medical Group, LLC", "Sunshine Medical Groups", "Medical Group Sunshine", "Sunshine Dental"]
    for name in names:
        an_organization(name)
    an_organization("Sunshine Medical Group", state="GA")
    near = [card.legal_name for card in organizations_named_nearly("Sunshine Medical Group Inc.", "FL")]
    assert sorted(near) == sorted(names[:3])
    assert organizations_named_nearly("Zzyzx Radiology", "FL") == []


@pytest.mark.django_db
def test_a_tin_or_a_submitter_id_alone_is_taken():
    """Source: ORG-3, ORG-4."""
    an_organization(tin="59-1234567", submitter_id="FL000999")
    assert is_taken("59-1234567", "FL000001")
    assert is_taken("59-7654321", "fl 000 999")
    assert not is_taken("59-7654321", "FL000001")
