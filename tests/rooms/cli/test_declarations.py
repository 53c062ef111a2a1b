"""What ``load`` doesn't read, and whom ``staff add`` doesn't add: one plain sentence, and nothing is stored."""

from argparse import Namespace
from pathlib import Path

import pytest

from tests.people import a_person
from vestibule.accounts.queries import person_card
from vestibule.cli import staff
from vestibule.cli.declaration import read_declaration

CLIENT = """
  - {client_id: spot, name: SPOT, application: spot, redirect_uris: [], secret: "0123456789012345678901234567890123"}
"""


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "is not a text in UTF-8."),
        (b"organizations: [1,", "is neither YAML nor JSON: "),
        (b"- 1", "a declaration has the keys organizations, people and clients."),
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
