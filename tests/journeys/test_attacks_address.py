"""Who writes an address of their own into a request: where a deed came from is on record, and must be true."""

from dataclasses import replace

import pytest
from django.test import Client

from tests.rooms.accounts.registering import FIRST_PAGE, SECOND_PAGE, THIRD_PAGE, fill_in
from vestibule.journal.models import EntryTrail

pytestmark = [pytest.mark.django_db, pytest.mark.once]  # how a request is read says nothing of a database

PROXIES = "127.0.0.1, 10.0.0.0/8"


def recorded(forwarded: str) -> set[str | None]:
    """Register with an ``X-Forwarded-For``; return where the record says that it came from."""
    fill_in(Client(headers={"X-Forwarded-For": forwarded}), FIRST_PAGE, SECOND_PAGE, THIRD_PAGE)
    return set(EntryTrail.objects.values_list("address", flat=True))


def test_without_a_named_proxy_nobody_is_believed():
    """Source: AUD-1, ACC-2 (networks are counted)."""
    assert recorded("198.51.100.7") == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("203.0.113.9, 198.51.100.7", "198.51.100.7"),  # the first was written by who was asked for it
        ("203.0.113.9, 198.51.100.7, 10.1.2.3", "198.51.100.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("nonsense", "127.0.0.1"),
        ("fe80::1%eth0", "127.0.0.1"),
        ("198.51.100.7:443", "127.0.0.1"),
        ("\x7f", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_a_named_proxy_is_believed_up_to_the_first_that_is_not_named(settings, forwarded: str, address: str):
    """Source: AUD-1."""
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, trusted_proxies=PROXIES)
    assert recorded(forwarded) == {address}
