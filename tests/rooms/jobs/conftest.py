"""Each test sees only its own work."""

import pytest

from tests.rooms.jobs import works


@pytest.fixture(autouse=True)
def nothing_done_yet():
    """Forget what earlier tests did."""
    works.done.clear()
    works.given_up.clear()
    works.open_gate.clear()
