"""SPOT with somebody in it, for tests of what keeps them out again."""

from uuid import UUID

import pytest
from django.test import Client as Browser

from tests.contracts.oidc.application import Application, register, somebody_signed_in


@pytest.fixture
def spot() -> Application:
    """Return SPOT, registered, told of who is signed out."""
    register(backchannel_logout_uri="http://localhost:8001/oidc/backchannel-logout")
    return Application()


@pytest.fixture
def browser() -> Browser:
    return Browser()


@pytest.fixture
def ann(spot: Application, browser: Browser) -> UUID:
    """Return somebody who is signed in here, and holds one role in SPOT."""
    return somebody_signed_in(browser)
