"""Six at once: one code, one first key."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.test import Client as Browser

from tests.at_once import a_connection
from tests.contracts.oidc.application import RETURN, Application, code_for, register, somebody_signed_in
from vestibule.federation import actions
from vestibule.federation.actions import TokenSet, ensure_signing_key, redeem_code
from vestibule.federation.models import AccessToken, SigningKey
from vestibule.journal.models import Entry
from vestibule.kernel import clock
from vestibule.kernel.actor import SYSTEM
from vestibule.kernel.reasons import Refused

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Result = TypeVar("Result")
AT_ONCE = 6


def all_at_once(deed: Callable[[], Result]) -> list[Result]:
    """Do the same deed in six threads at the same moment, each with a connection of its own."""
    start = Barrier(AT_ONCE)

    def one(_: int) -> Result:
        with a_connection():
            start.wait()
            return deed()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.mark.parametrize("round_", range(10))
def test_of_six_redemptions_one_gets_tokens(round_: int) -> None:
    """Source: FED-1. The others are reuses, so that what the one got is revoked."""
    browser, client, spot = Browser(), register(), Application()
    somebody_signed_in(browser)
    code = code_for(spot, browser)
    verifier = spot.sent["code_verifier"]

    def deed() -> TokenSet | None:
        try:
            return redeem_code(client, code, RETURN, verifier, by=SYSTEM, at=clock.now())
        except Refused:
            return None

    given = [one for one in all_at_once(deed) if one is not None]

    assert len(given) == 1
    assert AccessToken.objects.count() == 1
    assert AccessToken.objects.filter(revoked_at=None).count() == 0
    assert Entry.objects.filter(fact="federation.signed_in_to_application").count() == 1
    assert Entry.objects.filter(fact="federation.code_reused").count() == AT_ONCE - 1


def test_of_six_that_need_the_first_key_one_makes_it() -> None:
    """Source: FED-1."""
    all_at_once(lambda: ensure_signing_key(at=clock.now()))
    assert SigningKey.objects.filter(state="active").count() == 1
    assert Entry.objects.filter(fact="federation.signing_key_made").count() == 1


def test_of_six_rotations_at_once_one_key_is_active_in_the_end() -> None:
    """Source: FED-1."""
    ensure_signing_key(at=clock.now())

    def deed() -> bool:
        try:
            actions.rotate_signing_key(by=SYSTEM, at=clock.now())
        except Refused:
            return False
        return True

    rotated = all_at_once(deed)
    assert any(rotated)
    assert SigningKey.objects.filter(state="active").count() == 1
    assert SigningKey.objects.count() == 1 + sum(rotated)
