"""A scene that stands for all tests of a file: built once, in a transaction inside which each test has its own.

What a test does to it is rolled back before the next one begins, as ever.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client


@pytest.fixture(scope="module")
def stage(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Hold the transaction open in which a file's fixtures of scope ``module`` write their rows.

    Not beside tests that commit: they would wait for it for ever.
    """
    for item in request.session.items:
        marker = item.get_closest_marker("django_db")
        assert not (item.path == request.path and marker and marker.kwargs.get("transaction")), item
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # type: ignore[attr-defined]  # actions may begin inside, as in a test's
        with around:
            yield
            transaction.set_rollback(True)


def the_same(browser: Client) -> Client:
    """Return a browser with what another one has, so that a test may go on from there and leave the other alone."""
    another = Client()
    another.cookies.load({name: morsel.value for name, morsel in browser.cookies.items()})
    return another
