"""The line of business that an organization works in, wherever it is told: by its form, an update, the operator."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.people import AT, an_organization
from tests.rooms.organizations.updating import an_organization_by_form, an_update, signed
from vestibule.journal.models import Entry
from vestibule.kernel.actor import OPERATOR
from vestibule.organizations.actions.by_desk import accept_update
from vestibule.organizations.models import Organization
from vestibule.organizations.standing import standing_of
from vestibule.organizations.upkeep import note_lines

pytestmark = pytest.mark.django_db
SUNSHINE = {"tin": "59-1234567", "submitter_id": "FL000999"}


def line_of(organization_id):
    return Organization.objects.get(pk=organization_id).line_of_business


def test_an_organization_works_where_its_form_and_then_its_updates_say():
    """Source: NEW-2, ORG-1, ORG-6."""
    there = an_organization_by_form(line_of_business="part_a")
    assert line_of(there.id) == "part_a"
    for told, line in (({"telephone": "904-555-0199"}, "part_a"), ({"line_of_business": "both"}, "both")):
        form = signed(an_update(there.known, **told))
        accept_update(form.id, seen=standing_of(there.id).digest, by=OPERATOR, at=AT)
        assert line_of(there.id) == line


def test_the_operator_says_it_too_and_says_nothing_by_leaving_it_out():
    """Source: NEW-2."""
    first = an_organization(line_of_business="part_b", **SUNSHINE)
    assert an_organization(**SUNSHINE) == first
    assert line_of(first) == "part_b"
    an_organization(line_of_business="part_a", **SUNSHINE)
    assert line_of(first) == "part_a"
    (corrected,) = Entry.objects.filter(fact="organizations.corrected")
    assert b'"changed":["line_of_business"]' in bytes(corrected.canonical)


def test_what_forms_said_before_there_was_a_column_is_noted_once():
    """Source: NEW-2. What an update said meanwhile stays."""
    old, newer = an_organization_by_form(line_of_business="part_a"), an_organization_by_form(line_of_business="both")
    loaded = an_organization()
    Organization.objects.filter(pk=old.id).update(line_of_business="")
    for _ in range(2):
        note_lines()
        assert [line_of(each) for each in (old.id, newer.id, loaded)] == ["part_a", "both", ""]


def test_of_many_forms_the_lines_are_noted_in_sets():
    """Source: NEW-2. Of twice as many organizations no more is asked; what no form says stays unknown."""

    def asked(lines: list[str]) -> int:
        there = {an_organization_by_form(line_of_business=line).id: line for line in lines}
        Organization.objects.filter(pk__in=there).update(line_of_business="")
        with CaptureQueriesContext(connection) as queries:
            note_lines()
        assert {each: line_of(each) for each in there} == there
        return len(queries)

    assert asked(["part_a", "both"] * 2) == asked(["part_a", "both"])
