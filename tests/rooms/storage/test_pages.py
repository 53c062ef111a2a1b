"""Long lists a page at a time."""

import pytest

from tests.people import an_organization
from vestibule.organizations.models import Organization
from vestibule.storage.pages import page_number, page_of

pytestmark = pytest.mark.django_db


def test_a_page_reads_its_own_rows_in_two_queries(django_assert_num_queries):
    """Source: ROL-12. However long the list."""
    for number in range(5):
        an_organization(f"Clinic {number}")
    rows = Organization.objects.order_by("legal_name").values_list("legal_name", flat=True)
    with django_assert_num_queries(2):
        page = page_of(rows, 2, size=2)
    assert (page.rows, page.number, page.count, page.last) == (("Clinic 2", "Clinic 3"), 2, 5, 3)
    assert page_of(rows, 99, size=2).rows == ("Clinic 4",)
    assert page_of(rows, -1, size=2).rows == ("Clinic 0", "Clinic 1")
    assert page.of(lambda names: [name.upper() for name in names]).rows == ("CLINIC 2", "CLINIC 3")
    assert page_of(rows.none(), 7).last == 1


@pytest.mark.parametrize(
    ("typed", "number"), [("3", 3), ("", 1), ("x", 1), ("-1", 1), ("٣", 1), ("9" * 5000, 1), ("0", 0)]
)
def test_what_is_no_number_is_the_first_page(typed, number):
    """Source: ROL-12."""
    assert page_number(typed) == number
