"""Whom mails go to, read by the thousand."""

from uuid import uuid4

import pytest

from tests.people import a_person
from vestibule.accounts.addressees import addressees
from vestibule.accounts.queries import person_cards


@pytest.mark.django_db
def test_a_mail_names_people_as_every_page_does(django_assert_num_queries):
    """Source: NEW-1. In one query; who doesn't exist isn't there."""
    people = [a_person("Ann", "Archer"), a_person("Ben", "Baker"), uuid4()]
    cards = person_cards(people)

    with django_assert_num_queries(1):
        found = addressees(people)

    assert {who: (one.full_name, one.email, one.language, one.state) for who, one in found.items()} == {
        who: (card.full_name, card.email, card.language, card.state) for who, card in cards.items()
    }
    assert len(found) == 2
    assert all(one.id == who and one.email not in repr(one) for who, one in found.items())
