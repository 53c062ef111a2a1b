"""Whom mails go to, read by the thousand."""

from uuid import uuid4

import pytest

from tests.people import a_person
from vestibule.accounts.addressees import addressees
from vestibule.accounts.queries import person_cards


@pytest.mark.django_db
def test_a_mail_names_people_as_every_page_does(django_assert_num_queries):
    """Source: NEW-1. In one query; who doesn't exist, or may not be mailed, isn't there."""
    known = [a_person("Ann", "Archer"), a_person("Ben", "Baker", state="unverified")]
    others = [a_person("Cid", f"Carter{state}", state=state) for state in ("held", "disabled", "closed", "lapsed")]
    cards = person_cards(known)

    with django_assert_num_queries(1):
        found = addressees([*known, *others, uuid4()])

    assert {who: (one.full_name, one.email, one.language) for who, one in found.items()} == {
        who: (card.full_name, card.email, card.language) for who, card in cards.items()
    }
    assert len(found) == len(known)
    assert all(one.email not in repr(one) and one.full_name not in repr(one) for one in found.values())
