"""An identity provider that says what a test tells it to say, forgeries included."""

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey

from spot import clock

CLIENT_ID = "spot"
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
ROLES = [
    {
        "role": "end-user",
        "role_name": "End User",
        "role_kind": "end_user",
        "certify_by": "2027-11-24",
        "organization": {"id": "1", "name": "Sunshine Family Practice"},
    },
    {
        "role": "approver",
        "role_name": "Approver",
        "role_kind": "approver",
        "certify_by": "2020-02-29",
        "organization": {"id": "2", "name": "Harbor Billing Services"},
    },
]


class Provider:
    """The provider: its key, what it says next, and what was asked of it."""

    def __init__(self, port: int) -> None:
        """Listen at a port of this machine."""
        self.issuer = f"http://localhost:{port}"
        self.key = ECKey.generate_key("P-256", {"kid": "one", "use": "sig", "alg": "ES256"})
        self.silent = False
        self.claims: dict[str, Any] = {}
        self.withheld: tuple[str, ...] = ()  # from the ID token
        self.id_token: str | None = None
        self.userinfo_status = 200
        self.asked_who = 0
        self.asked: dict[str, str] = {}
        self._server = ThreadingHTTPServer(("localhost", port), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.speaks_true()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()

    def speaks_true(self) -> None:
        """Say again what an honest provider says of Ann."""
        self.silent, self.id_token, self.userinfo_status, self.withheld = False, None, 200, ()
        self.claims = {
            "sub": "ann",
            "sid": uuid4().hex,
            "name": "Ann Archer",
            "roles": ROLES,
            "sign_in_by": "2026-12-24",
        }

    def signed(self, claims: dict[str, Any], *, kind: str = "JWT", key: ECKey | None = None) -> str:
        """Sign claims with the provider's key, or with another under its name."""
        return jwt.encode({"alg": "ES256", "kid": "one", "typ": kind}, claims, key or self.key)

    def honest_claims(self) -> dict[str, Any]:
        """Return the ID token's claims as they should be."""
        now = int(clock.now().timestamp())
        half = hashlib.sha256(b"access").digest()[:16]
        return {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": self.asked["nonce"],
            "at_hash": base64.urlsafe_b64encode(half).decode().rstrip("="),
            **{name: value for name, value in self.claims.items() if name not in self.withheld},
        }

    def logout_claims(self) -> dict[str, Any]:
        """Return a logout token's claims as they should be."""
        now = int(clock.now().timestamp())
        return {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
            "jti": uuid4().hex,
            "sid": self.claims["sid"],
            "events": {LOGOUT_EVENT: {}},
        }

    def answer(self, path: str, sent: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """Return what is answered at an address."""
        if self.silent:
            return 503, {}
        if path == "/.well-known/openid-configuration":
            endpoints = {name: f"{self.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint")}
            more = {"userinfo_endpoint": f"{self.issuer}/userinfo", "jwks_uri": f"{self.issuer}/keys"}
            end = {
                "end_session_endpoint": f"{self.issuer}/end",
                "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
            }
            return 200, {"issuer": self.issuer, **endpoints, **more, **end}
        if path == "/keys":
            return 200, {"keys": [self.key.as_dict(private=False)]}
        if path == "/token_endpoint":
            if challenge(sent["code_verifier"][0]) != self.asked["code_challenge"]:
                return 400, {"error": "invalid_grant"}
            id_token = self.id_token or self.signed(self.honest_claims())
            return 200, {"access_token": "access", "token_type": "Bearer", "expires_in": 3600, "id_token": id_token}
        if path == "/userinfo":
            self.asked_who += 1
            known = ("sub", "name", "roles", "sign_in_by", "announcements")
            return self.userinfo_status, {name: self.claims[name] for name in known if name in self.claims}
        return 404, {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(*provider.answer(urlsplit(self.path).path, {}))

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                self._say(*provider.answer(urlsplit(self.path).path, parse_qs(sent)))

            def _say(self, status: int, answer: dict[str, Any]) -> None:
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                """Say nothing on the terminal."""

        return Handler


def challenge(verifier: str) -> str:
    """Return the S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
