"""Stories: what happened to somebody or something, in plain words, from the record."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils.translation import override

from tests.people import APPROVER, AT, END_USER, a_person, a_request, an_organization, holds, the_catalog
from vestibule.access.actions import approve_request, cancel_request
from vestibule.desk.actions import appoint_staff
from vestibule.desk.sentences import SENTENCES
from vestibule.desk.story import Names, Story, story_of_case, story_of_organization, story_of_person
from vestibule.desk.story import _filled as filled
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR, person

pytestmark = pytest.mark.django_db

LETTERS = "abcdefghij"


@pytest.fixture
def here(db) -> UUID:
    the_catalog()
    return an_organization("Sunshine Medical Group, LLC")


def told(story: Story) -> list[tuple[str, str]]:
    """Return what a story says and who did it, the oldest first."""
    return [(line.words, line.who) for line in reversed(story.lines)]


def test_a_persons_story_says_what_happened_by_whom_in_names(here):
    """Source: HLP-2, AUD-1."""
    ann, eve = a_person("Ann", "Approver"), a_person("Eve", "Enduser")
    holds(ann, APPROVER, here)
    asked = a_request(eve, here)
    approve_request(asked, by=person(ann), at=AT + timedelta(hours=1))

    role, where = "FCSO – SPOT End User", "Sunshine Medical Group, LLC"
    assert told(story_of_person(eve))[-2:] == [
        (f"Eve Enduser asked for the role {role} at {where}.", "the person"),
        (f"The request of Eve Enduser for the role {role} at {where} was approved.", "Ann Approver"),
    ]
    assert ("An account was made for Eve Enduser, who was to enrol.", "the operator") in told(story_of_person(eve))


def test_an_organizations_story_names_its_people(here):
    """Source: HLP-2."""
    ann = a_person("Ann", "Approver")
    holds(ann, APPROVER, here, at=AT + timedelta(minutes=1))
    given = "Ann Approver was given the role FCSO – Provider Office Approver at Sunshine Medical Group, LLC"
    assert told(story_of_organization(here)) == [
        ("Sunshine Medical Group, LLC was loaded by the operator.", "the operator"),
        (f"{given}, without a request.", "the operator"),
    ]


def test_a_cases_story_holds_what_was_done_in_it_and_nothing_else(here):
    """Source: HLP-1, AUD-1."""
    eve = a_person("Eve", "Enduser")
    first, second = a_request(eve, here), None
    cancel_request(first, by=person(eve), at=AT + timedelta(minutes=5))
    second = a_request(eve, here, at=AT + timedelta(minutes=6))
    assert [words for words, _ in told(story_of_case(first))] == [
        "Eve Enduser asked for the role FCSO – SPOT End User at Sunshine Medical Group, LLC.",
        "A request of Eve Enduser for a role at Sunshine Medical Group, LLC was taken back.",
    ]
    assert len(story_of_case(second).lines) == 1
    assert story_of_case(uuid4()).lines == ()


def test_a_story_is_told_in_the_readers_language(here):
    """Source: NEW-5. Words of ours are translated; names aren't."""
    eve = a_person("Eve", "Enduser")
    appoint_staff(eve, "agent", by=OPERATOR, at=AT)
    with override("es"):
        assert "Eve Enduser" in story_of_person(eve).lines[0].words


def test_a_long_story_is_told_page_by_page(here, django_assert_max_num_queries):
    """Source: HLP-2. No query for each line; each line once; the last page says so."""
    ann = a_person("Ann", "Approver")
    for number in range(60):
        who = a_person("Una", f"User-{LETTERS[number // 10]}{LETTERS[number % 10]}")
        holds(who, END_USER, here, at=AT + timedelta(minutes=number))
    holds(ann, APPROVER, here, at=AT - timedelta(minutes=1))
    with django_assert_max_num_queries(7):
        first = story_of_organization(here)
    second = story_of_organization(here, page=2)
    assert (len(first.lines), first.more, len(second.lines), second.more) == (50, True, 12, False)
    assert "Una User-fj" in first.lines[0].words
    lines = [line.words for line in (*first.lines, *second.lines)]
    assert len(set(lines)) == len(lines)
    assert story_of_organization(here, page=3).lines == ()


def test_an_entry_that_no_sentence_knows_stands_under_its_own_name(here, monkeypatch):
    """Source: AUD-1. A fact of another release, say: the story has no hole."""
    eve = a_person("Eve", "Enduser")
    monkeypatch.delitem(SENTENCES, "accounts.person_invited")
    assert "accounts.person_invited" in [words for words, _ in told(story_of_person(eve))]


def test_every_kind_of_entry_so_far_has_been_told_without_places_left(here):
    """Source: AUD-1."""
    eve = a_person("Eve", "Enduser")
    appoint_staff(eve, "agent", by=OPERATOR, at=AT)
    a_request(eve, here)
    lines = story_of_person(eve).lines
    assert len(lines) == Entry.objects.filter(person_id=eve).count()
    assert not [line.words for line in lines if "%(" in line.words or "None" in line.words]


def test_a_code_that_was_sent_before_facts_said_which_way_went_by_email(here):
    """Source: AUD-1, SIG-2. Entries of an earlier release are told truly."""
    names = Names({}, {}, {}, {})
    assert filled(SENTENCES["signin.code_sent"], {"kind": "totp"}, names).endswith("somebody: authenticator app.")
    assert filled(SENTENCES["signin.code_sent"], {}, names).endswith("somebody: email.")
