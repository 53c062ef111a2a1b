"""What ``load`` doesn't read, and whom ``staff add`` doesn't add: one plain sentence, and nothing is stored."""

from argparse import Namespace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.people import a_person, an_organization, the_catalog
from vestibule.access.certifications import days_of
from vestibule.access.models import Agreement, RoleGrant
from vestibule.accounts.queries import person_card
from vestibule.cli import load, staff
from vestibule.cli.declaration import read_declaration

PEOPLE = """
people:
  - user_id: ann.dover
    first_name: Ann
    last_name: Dover
    birth_date: 1980-02-29
    email: ann.dover@example.com
    address: {{line_1: 9 Elm Street, city: Jacksonville, state: FL, zip_code: "32202"}}
    telephone: 904-555-0100
    roles: [{{role: spot-end-user, organization: SFP20417, certified_on: {certified_on}}}]
"""
CLIENT = """
  - {client_id: spot, name: SPOT, application: spot, redirect_uris: [], secret: "0123456789012345678901234567890123"}
"""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "is not a text in UTF-8."),
        (b"organizations: [1,", "is neither YAML nor JSON: "),
        (b"- 1", "a declaration has the keys organizations, people, agreements and clients."),
        (b"organisations: []", "organisations is no key of a declaration."),
        (b"people: [{user_id: ann.dover}]", "people.0.first_name is missing."),
        (f"clients:{CLIENT}{CLIENT}".encode(), "clients has two entries with the client_id spot."),
    ],
)
def test_a_file_that_cannot_be_loaded_is_refused_whole(content: bytes, sentence: str, tmp_path: Path):
    """One plain sentence names the place in the file."""
    file = tmp_path / "people.yaml"
    file.write_bytes(content)

    with pytest.raises(SystemExit) as end:
        read_declaration(file)

    assert str(end.value.code).startswith(str(file))
    assert sentence in str(end.value.code)


@pytest.mark.django_db
def test_staff_add_makes_no_second_account_for_one_address():
    """Source: ACC-2. The sentence is for the operator, who knows who has an account."""
    email = person_card(a_person()).email

    with pytest.raises(SystemExit, match="has an account already"):
        staff.run(Namespace(email=email, first_name="Ann", last_name="Dover", tier="agent"))


@pytest.mark.django_db
def test_a_role_is_loaded_with_the_day_on_which_it_was_certified_and_loaded_again_it_stays(tmp_path: Path, travel):
    """Source: LIF-3."""
    travel(datetime(2027, 3, 1, 17, tzinfo=UTC))
    the_catalog()
    an_organization(submitter_id="SFP20417")
    file = tmp_path / "people.yaml"
    for certified_on in ("2026-11-05", "2026-12-24"):
        file.write_text(PEOPLE.format(certified_on=certified_on))
        load.run(Namespace(file=file))
    (grant,) = RoleGrant.objects.all()
    assert days_of(grant.counted_from or grant.granted_at).certify_by == date(2027, 11, 5)


AGREEMENT = """
agreements:
  - {office: HBS33902, provider: SFP20417, application: APPLICATION}
"""


@pytest.mark.once
@pytest.mark.django_db
def test_an_agreement_is_brought_along_once(tmp_path: Path):
    """Source: ORG-8. By submitter IDs; loading the same again changes nothing, and an unknown application is named."""
    the_catalog()
    an_organization("Harbor Billing Services", kind="third_party_biller", submitter_id="HBS33902")
    an_organization("Sunshine Family Practice", submitter_id="SFP20417")
    file = tmp_path / "agreements.yaml"
    for _ in range(2):
        file.write_text(AGREEMENT.replace("APPLICATION", "spot"))
        load.run(Namespace(file=file))
    assert Agreement.objects.get().state == "in_force"
    file.write_text(AGREEMENT.replace("APPLICATION", "dots"))
    with pytest.raises(SystemExit, match="agreements, HBS33902: "):
        load.run(Namespace(file=file))
