"""What an organization's particulars must look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vestibule.organizations.policy.particulars import Particulars, is_npi, is_tin, particulars_faults

TOLD = Particulars(
    legal_name="Sunshine Medical Group, LLC",
    kind="provider_office",
    tin="59-1234567",
    submitter_id="FL-000123",
    npi="1234567893",
    ptan="",
    address="100 Ocean Drive",
    city="Jacksonville",
    state="fl",
    zip_code="322021234",
    telephone="(904) 555-0143",
)


def _with(**told: str) -> Particulars:
    return Particulars(**{**vars(TOLD), **told}).tidied()


def test_particulars_are_stored_in_one_form():
    """Source: ORG-1, ORG-2."""
    tidy = TOLD.tidied()
    assert particulars_faults(tidy) == []
    assert (tidy.tin, tidy.submitter_id, tidy.state) == ("591234567", "FL000123", "FL")
    assert (tidy.zip_code, tidy.telephone) == ("32202-1234", "+19045550143")


@pytest.mark.parametrize(
    ("told", "why_not"),
    [
        ({"legal_name": " , . "}, "organization.name_missing"),
        ({"legal_name": "x" * 201}, "organization.name_missing"),
        ({"kind": "hospital"}, "organization.kind_unknown"),
        ({"tin": "59-123456"}, "organization.tin_malformed"),
        ({"tin": "000-00-0000"}, "organization.tin_malformed"),
        ({"tin": "59-123456٧"}, "organization.tin_malformed"),
        ({"submitter_id": "F1"}, "organization.submitter_id_malformed"),
        ({"submitter_id": "A" * 21}, "organization.submitter_id_malformed"),
        ({"npi": "1234567890"}, "organization.npi_malformed"),
        ({"ptan": "A-1"}, "organization.ptan_malformed"),
        ({"address": ""}, "organization.address_missing"),
        ({"city": ""}, "organization.city_missing"),
        ({"state": "XX"}, "organization.state_unknown"),
        ({"zip_code": "3220"}, "organization.zip_code_malformed"),
        ({"telephone": "555"}, "organization.telephone_malformed"),
        ({"telephone": "416-555-0123"}, "organization.telephone_malformed"),
    ],
)
def test_each_malformed_particular_is_named(told, why_not):
    """Source: ORG-1, ORG-2."""
    assert [reason.code for reason in particulars_faults(_with(**told))] == [why_not]


@pytest.mark.parametrize(
    ("text", "allowed"),
    [("123-45-6789", True), ("12 3456789", True), ("000-45-6789", False), ("078-05-1120", False), ("", False)],
)
def test_a_tin_is_an_employers_number_or_a_social_security_number(text, allowed):
    """Source: ORG-1, ORG-3. Reading: 07 begins no employer's number, and 078-05-1120 was printed in wallets."""
    assert is_tin(text) is allowed


@given(st.integers(min_value=0, max_value=99_999_999), st.integers(min_value=1, max_value=9))
def test_an_npi_with_one_digit_changed_is_none(middle, change):
    """Source: ORG-1."""
    body = f"1{middle:08d}"
    right = next(f"{body}{check}" for check in range(10) if is_npi(f"{body}{check}"))
    wrong = right[:4] + str((int(right[4]) + change) % 10) + right[5:]
    assert not is_npi(wrong)
