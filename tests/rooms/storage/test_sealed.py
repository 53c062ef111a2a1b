"""Personal data in columns: sealed, bound to its row, opened under old keys, never written past its row."""

from datetime import datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from vestibule.kernel import secrets
from vestibule.kernel.secrets import CannotOpen, Key, KeyRing, install_keyring, keyring
from vestibule.notices.models import Mail
from vestibule.storage.rows import moved

pytestmark = pytest.mark.django_db


@pytest.fixture
def ring(monkeypatch) -> KeyRing:
    """Use a ring of one key for this test, so that it may be changed."""
    ring = KeyRing([Key.generate()])
    monkeypatch.setattr(secrets, "_ring", ring)
    return ring


def a_mail(at: datetime, **values: str | None) -> UUID:
    """Return the id of a stored row with sealed columns."""
    return Mail.objects.create(kind="test/code", queued_at=at, **values).pk


def stored(mail_id: UUID, column: str) -> bytes:
    """Return a column as the database has it."""
    with connection.cursor() as cursor:
        key = mail_id if connection.vendor == "postgresql" else mail_id.hex
        cursor.execute(f"SELECT {column} FROM mail WHERE id = %s", [key])
        return bytes(cursor.fetchone()[0])


def overwrite(mail_id: UUID, column: str, value: bytes) -> None:
    """Write a column past Django, as somebody with the database's password could."""
    with connection.cursor() as cursor:
        key = mail_id if connection.vendor == "postgresql" else mail_id.hex
        cursor.execute(f"UPDATE mail SET {column} = %s WHERE id = %s", [value, key])


@pytest.mark.parametrize("text", ["", "ann@example.com", "Núñez ø 李", "x" * 10_000])
def test_what_is_written_is_read_and_stands_sealed(text, at):
    """Source: AUD-1."""
    mail_id = a_mail(at, text=text)

    assert Mail.objects.get(pk=mail_id).text == text
    assert not text or text.encode() not in stored(mail_id, "text")


def test_nothing_stays_nothing(at):
    """No value is not an empty one."""
    assert Mail.objects.get(pk=a_mail(at, text=None)).text is None
    assert Mail.objects.filter(text__isnull=True).exists()


def test_equal_texts_look_different(at):
    """Nobody learns from the database that two people share a name."""
    one, other = a_mail(at, text="Archer"), a_mail(at, text="Archer")

    assert stored(one, "text") != stored(other, "text")


def test_a_ciphertext_moved_to_another_row_does_not_open(at):
    """Else whoever can write to the database could read one person's data as their own."""
    one, other = a_mail(at, text="Archer"), a_mail(at, text="Baker")

    overwrite(other, "text", stored(one, "text"))

    with pytest.raises(CannotOpen):
        _ = Mail.objects.get(pk=other).text


def test_a_ciphertext_moved_to_another_column_does_not_open(at):
    """Source: AUD-1."""
    mail_id = a_mail(at, text="Archer", subject="Hello")

    overwrite(mail_id, "subject", stored(mail_id, "text"))

    with pytest.raises(CannotOpen):
        _ = Mail.objects.get(pk=mail_id).subject


def test_a_changed_ciphertext_does_not_open(at):
    """Source: AUD-1."""
    mail_id = a_mail(at, text="Archer")
    sealed = bytearray(stored(mail_id, "text"))
    sealed[-1] ^= 1

    overwrite(mail_id, "text", bytes(sealed))

    with pytest.raises(CannotOpen):
        _ = Mail.objects.get(pk=mail_id).text


def test_a_new_key_seals_and_the_old_ones_still_open(at, ring, monkeypatch):
    """Source: AUD-1."""
    mail_id = a_mail(at, text="Archer")
    old = ring._keys[0]
    new = Key.generate()

    monkeypatch.setattr(secrets, "_ring", KeyRing([new, old]))
    mail = Mail.objects.get(pk=mail_id)
    assert mail.text == "Archer"
    mail.save()
    assert new.id.encode() in stored(mail_id, "text")

    monkeypatch.setattr(secrets, "_ring", KeyRing([new]))
    assert Mail.objects.get(pk=mail_id).text == "Archer"


def test_a_key_that_is_gone_opens_nothing(at, ring, monkeypatch):
    """Source: AUD-1."""
    mail_id = a_mail(at, text="Archer")

    monkeypatch.setattr(secrets, "_ring", KeyRing([Key.generate()]))

    with pytest.raises(CannotOpen, match="isn't in the ring"):
        _ = Mail.objects.get(pk=mail_id).text


def test_a_sealed_column_is_written_through_its_row_only(at):
    """An update knows no single row to bind to. Only wiping needs none."""
    mail_id = a_mail(at, text="Archer", subject="Hello")

    with pytest.raises(TypeError, match="is sealed"), transaction.atomic():
        Mail.objects.update(text="Baker")
    with pytest.raises(TypeError, match="is sealed"), transaction.atomic():
        Mail.objects.bulk_update([Mail(pk=mail_id, text="Baker")], ["text"])
    with pytest.raises(TypeError, match="is sealed"):
        Mail.objects.filter(text="Archer").exists()

    assert moved(Mail.objects.filter(pk=mail_id), text=None)
    assert (Mail.objects.get(pk=mail_id).text, Mail.objects.get(pk=mail_id).subject) == (None, "Hello")


def test_a_sealed_column_is_not_dumped_in_clear(at):
    """A fixture is a file that somebody forgets somewhere."""
    mail = Mail(pk=uuid4(), text="Archer")

    with pytest.raises(TypeError, match="isn't exported"):
        Mail._meta.get_field("text").value_to_string(mail)


def test_the_index_of_a_value_stays_when_keys_are_rotated(ring):
    """The oldest key indexes, so that what was stored before is found. Source: ACC-2."""
    before = ring.index("ann@example.com", purpose="email")
    rotated = KeyRing([Key.generate(), *ring._keys])

    assert rotated.index("ann@example.com", purpose="email") == before
    assert rotated.index("ann@example.com", purpose="user-id") != before
    assert "ann" not in before


def test_a_ring_can_be_put_in_place(ring):
    """What config does at start."""
    install_keyring(ring)
    assert keyring() is ring
