"""Where Vestibule sends its mail in these tests."""

from collections.abc import Callable

import pytest


@pytest.fixture
def point_to(settings) -> Callable[[str], None]:
    """Return a function that names the mail server."""

    def point(address: str) -> None:
        settings.MAIL_URL = address

    return point
