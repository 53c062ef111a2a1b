"""A passkey in software: it makes a key pair and signs as a browser and its authenticator would, or as an attacker."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.test import Client

from tests.rooms.signin.devices import choose, device_of
from tests.rooms.signin.people import give_password

ORIGIN = "http://testserver"
PAGE = "/profile/devices/passkey"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(raw: bytes) -> str:
    """Return bytes as WebAuthn writes them."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def raw(written: str) -> bytes:
    """Return the bytes that WebAuthn wrote."""
    return base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))


@dataclass(frozen=True)
class SoftKey:
    """One passkey, and how it behaves: where it believes to be, whether it asks for a PIN, what its counter shows."""

    origin: str = ORIGIN
    host: str = "testserver"
    verified: bool = True
    count: int = 0
    owner: str = ""
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def but(self, **other: Any) -> "SoftKey":
        """Return the same passkey, behaving otherwise."""
        return replace(self, **other)

    def made(self, options: dict[str, Any]) -> str:
        """Return what a browser sends when this passkey was made."""
        numbers = self.key.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)})
        attested = bytes(16) + len(self.id).to_bytes(2) + self.id + public
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._seen(ATTESTED) + attested}
        said = {
            "clientDataJSON": text(self._said("webauthn.create", options)),
            "attestationObject": text(cbor2.dumps(attestation)),
        }
        return self._sent(said)

    def shown(self, options: dict[str, Any]) -> str:
        """Return what a browser sends when this passkey was shown."""
        said, seen = self._said("webauthn.get", options), self._seen()
        signature = self.key.sign(seen + hashlib.sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {"clientDataJSON": text(said), "authenticatorData": text(seen), "signature": text(signature)}
        return self._sent(answer | ({"userHandle": self.owner} if self.owner else {}))

    def _said(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _seen(self, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verified else 0) | more
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _sent(self, response: dict[str, str]) -> str:
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response})


def set_up(browser: Client, key: SoftKey | None = None, name: str = "") -> SoftKey:
    """Set a passkey up in a browser that is signed in and fresh; return it as it is kept."""
    options = browser.post(f"{PAGE}/ask").json()
    key = (key or SoftKey()).but(owner=options["user"]["id"])
    assert browser.post(PAGE, {"passkey": key.made(options), "name": name})["Location"] == "/profile/devices/added"
    return key


def asked_at_the_door(browser: Client, person_id: Any, user_id: str = "ann.archer") -> dict[str, Any]:
    """Begin a sign-in that goes on by passkey, and return what the browser is asked for."""
    give_password(browser, user_id)
    choose(browser, device_of(person_id, "passkey"))
    return dict(browser.post("/sign-in/verify/passkey").json())


def show(browser: Client, answer: str, page: str = "/sign-in/verify") -> Any:
    """Send what a browser answers for a passkey."""
    return browser.post(page, {"move": "verify", "passkey": answer})
