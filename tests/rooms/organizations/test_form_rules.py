"""What a new organization form must say."""

import pytest

from tests.rooms.organizations.forming import NOBODY, content
from vestibule.organizations.policy.content import read_content, shown_tin, tin_kind
from vestibule.organizations.policy.forms import form_faults


def faults(**told: str) -> list[tuple[str | None, str]]:
    return [(reason.field, reason.code) for reason in form_faults(content(**told))]


@pytest.mark.parametrize(
    "told",
    [
        {},
        NOBODY,
        {"kind": "third_party_biller", "npi": "", "ptan": "", "state": "TX"},
        {"state": "PR", "location": "PR"},
        {"state": "VI", "location": "USVI"},
        {"state": "GA", "location": "FL"},
        {"tin": "219-09-9998"},
        {"official_first_name": "Ann", "official_last_name": "Archer", "official_email": "ann.archer@example.com"},
        {"approver_first_name": "José", "approver_last_name": "O'Neill-Núñez", "approver_suffix": "III"},
        {"line_of_business": "both", "zip_code": "322021234", "telephone": "(787) 555-0100"},
    ],
)
def test_a_whole_form_may_be_sent(told):
    """Source: ORG-1."""
    assert faults(**told) == []


@pytest.mark.parametrize(
    ("told", "field_name", "why_not"),
    [
        ({"kind": "hospital"}, "kind", "organization.kind_unknown"),
        ({"legal_name": "-"}, "legal_name", "organization.name_missing"),
        ({"legal_name": "Win at www.evil.example"}, "legal_name", "form.holds_a_link"),
        ({"tin": "65-12345"}, "tin", "organization.tin_malformed"),
        ({"tin": "000-12-3456"}, "tin", "organization.tin_malformed"),
        ({"npi": ""}, "npi", "form.npi_needed"),
        ({"npi": "1234567890"}, "npi", "organization.npi_malformed"),
        ({"ptan": ""}, "ptan", "form.ptan_needed"),
        ({"ptan": "#"}, "ptan", "organization.ptan_malformed"),
        ({"kind": "third_party_biller", "ptan": ""}, "npi", "form.not_a_provider"),
        ({"kind": "third_party_biller", "npi": ""}, "ptan", "form.not_a_provider"),
        ({"address": ""}, "address", "organization.address_missing"),
        ({"city": ""}, "city", "organization.city_missing"),
        ({"state": "ZZ"}, "state", "organization.state_unknown"),
        ({"zip_code": "3220"}, "zip_code", "organization.zip_code_malformed"),
        ({"telephone": "416-555-0123"}, "telephone", "organization.telephone_malformed"),
        ({"location": "GA"}, "location", "form.location_unknown"),
        ({"location": "PR"}, "location", "form.location_elsewhere"),
        ({"line_of_business": "part_d"}, "line_of_business", "form.line_unknown"),
        ({"contact_first_name": ""}, "contact_first_name", "registration.required"),
        ({"contact_email": "carl"}, "contact_email", "email.invalid"),
        ({"contact_telephone": "12"}, "contact_telephone", "organization.telephone_malformed"),
        ({"approver_last_name": "A<b>"}, "approver_last_name", "registration.character"),
        ({"approver_email": "ann@example.com\nBcc: x@y.com"}, "approver_email", "email.invalid"),
        ({"backup_email": ""}, "backup_email", "email.invalid"),
        ({"backup_last_name": ""}, "backup_last_name", "registration.required"),
        ({**NOBODY, "backup_suffix": "Jr."}, "backup_first_name", "registration.required"),
        ({"backup_email": "ANN.archer@example.com"}, "backup_email", "form.same_email"),
        ({"backup_first_name": "Ánn", "backup_last_name": "archer"}, "backup_first_name", "form.same_person"),
        ({"official_title": ""}, "official_title", "form.title_missing"),
        ({"official_title": "see https://evil.example"}, "official_title", "form.holds_a_link"),
        ({"official_email": "olga@localhost"}, "official_email", "email.invalid"),
    ],
)
def test_each_fault_is_said_beside_its_own_field(told, field_name, why_not):
    """Source: ORG-1."""
    assert (field_name, why_not) in faults(**told)
    assert {"field": field_name} == {"field": next(name for name, code in faults(**told) if code == why_not)}


def test_one_wrong_answer_has_one_reason():
    """Source: ORG-1."""
    assert faults(npi="12") == [("npi", "organization.npi_malformed")]
    assert faults(location="PR") == [("location", "form.location_elsewhere")]


def test_what_is_written_is_read_as_it_was():
    """Source: ORG-1. The written form is the same however often it is read and written."""
    said = content(tin="219-09-9998")
    assert read_content(said.written()) == said
    assert read_content(said.written()).written() == said.written()
    assert said.tidied() == said


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("65-1234567", "65-1234567"),
        (" 65-1234567 ", "65-1234567"),
        ("219-09-9998", "***-**-9998"),
        ("219099998", "***-**-9998"),
        ("651234567", "***-**-4567"),
        ("000123456", "***-**-3456"),
    ],
)
def test_a_number_that_may_be_a_persons_shows_its_last_four(text, shown):
    """Source: PRF-7, ORG-1."""
    digits = text.strip().replace("-", "")
    assert shown_tin(digits, tin_kind(text)) == shown
