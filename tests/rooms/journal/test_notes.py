"""Signed notes: what a checkpoint looks like, and what isn't one."""

import base64
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vestibule.journal.notes import (
    Unreadable,
    Verifier,
    has_signed,
    key_name,
    opened,
    read_verifier,
    signed_checkpoint,
    unproven,
)

pytestmark = pytest.mark.once

ORIGIN = "idm.example.org/record"
SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED)
ROOT = sha256(b"root").digest()


def verifier(name: str = ORIGIN, key: Ed25519PrivateKey = KEY) -> Verifier:
    """Return the public half of a key."""
    return Verifier(name, key.public_key().public_bytes_raw())


def note(size: int = 12, root: bytes = ROOT) -> str:
    """Return a signed checkpoint."""
    return signed_checkpoint(ORIGIN, size, root, by=KEY).note


def test_a_checkpoint_never_looks_otherwise():
    """Auditors' tools read these bytes. Source: AUD-2. They are C2SP's signed note with its tlog-checkpoint."""
    public = KEY.public_key().public_bytes_raw()
    key_id = sha256(ORIGIN.encode() + b"\n\x01" + public).digest()[:4]
    text = f"{ORIGIN}\n12\n{base64.b64encode(ROOT).decode()}\n"
    signature = base64.b64encode(key_id + KEY.sign(text.encode())).decode()

    assert note() == f"{text}\n— {ORIGIN} {signature}\n"
    assert str(verifier()) == f"{ORIGIN}+{key_id.hex()}+{base64.b64encode(bytes([1]) + public).decode()}"


def test_a_checkpoint_opens_with_its_key():
    """Source: AUD-2."""
    checkpoint = opened(note(), [read_verifier(str(verifier()))])

    assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (ORIGIN, 12, ROOT)


def test_the_example_of_the_specification_is_verified():
    """C2SP prints this key and note in its text on signed notes. Source: AUD-2."""
    key = read_verifier("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    signature = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="

    assert key.id == "c74f20a3"
    assert has_signed(key, text, f"— PeterNeumann {signature}")
    assert not has_signed(key, text.replace("is.", "was."), f"— PeterNeumann {signature}")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n12\n", "\n13\n"),
        lambda text: text.replace(ORIGIN, "idm.example.com/record"),
        lambda text: text.replace(base64.b64encode(ROOT).decode(), base64.b64encode(sha256(b"x").digest()).decode()),
        lambda text: text.replace("— ", "- "),
        lambda text: text.rpartition("\n\n")[0] + "\n\n",
        lambda text: text.replace("\n12\n", "\n12\nmore\n"),
        lambda text: text.strip(),
        lambda text: "",
        lambda text: text.replace("\n12\n", "\n012\n"),
        lambda text: text.replace("\n12\n", "\n-1\n"),
        lambda text: text.replace("\n12\n", "\n١٢\n"),
        lambda text: text.replace("\n12\n", f"\n{'9' * 5000}\n"),
    ],
)
def test_a_note_that_was_changed_does_not_open(change):
    """Source: AUD-2."""
    with pytest.raises(Unreadable):
        opened(change(note()), [verifier(), verifier("idm.example.com/record")])


def test_another_key_opens_nothing():
    """Not even one of the same name. Source: AUD-2."""
    other = Ed25519PrivateKey.from_private_bytes(bytes(32))

    with pytest.raises(Unreadable, match="No key"):
        opened(note(), [verifier(key=other)])
    with pytest.raises(Unreadable, match="No key"):
        opened(note(), [])
    assert unproven(note()).size == 12


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+abcd",
        "name+00000000+AAAA",
        str(verifier()).replace("record", "other"),
        str(verifier())[:-4],
        str(verifier()).replace("+", " "),
    ],
)
def test_what_is_no_key_is_refused(text):
    """Source: AUD-2."""
    with pytest.raises(Unreadable, match="no public key"):
        read_verifier(text)


@pytest.mark.parametrize(
    ("address", "name"),
    [("https://idm.example.org", ORIGIN), ("http://localhost:8000", "localhost:8000/record")],
)
def test_the_key_is_called_after_the_address_of_the_installation(address, name):
    """Source: AUD-2."""
    assert key_name(address) == name
