"""An OpenID Connect provider on a port of its own: discovery, keys, sign-in page, tokens.

It holds a client to the protocol as real ones do: a redirect address that is not registered, a
code that was used or belongs to another client, a verifier that does not fit, all are refused.
Tokens are signed with RS256 and real keys. What a test wants to go wrong it says in ``changes``.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CODE_LIVES_S = 60
TOKEN_LIVES_S = 300


@dataclass
class Person:
    """Who is signed in at the provider."""

    subject: str = "sub-sam"
    claims: dict[str, Any] = field(
        default_factory=lambda: {"email": "sam@x.nl", "email_verified": True, "name": "Sam"}
    )


@dataclass
class Changes:
    """What the provider does otherwise than it should."""

    claims: dict[str, Any] = field(default_factory=dict)
    """Claims of the token that are other than they should be; None leaves one out."""
    sign_with: str = "own"
    """``own``, ``stranger`` (a key that it does not publish, under the same name), ``secret``
    (HS256 with the client's secret) or ``none``."""
    status: int = 0
    """HTTP status of the token endpoint, where it is not 0."""
    issuer: str = ""
    """What discovery says that it is called."""


class Provider:
    """Runs until `stop`."""

    client_id, client_secret = "groeimakelaar", "een geheim van de aanbieder, lang genoeg"

    def __init__(self, redirect_uri: str) -> None:
        self.redirect_uri = redirect_uri
        self.person, self.changes = Person(), Changes()
        self.codes: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        """Paths that were asked for."""
        self.key = self._new_key()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self._server.server_port}/tenant/v2.0"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Close the port."""
        self._server.shutdown()
        self._server.server_close()

    def rotate(self) -> None:
        """Sign with a new key from now on, and publish only that one."""
        self.key = self._new_key()

    @staticmethod
    def _new_key() -> RSAKey:
        return RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.changes.issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def authorize(self, query: dict[str, str]) -> tuple[int, str]:
        """Status, and the address to go back to or what is wrong."""
        if query.get("client_id") != self.client_id:
            return 400, "unknown client"
        if query.get("redirect_uri") != self.redirect_uri:
            return 400, "this redirect_uri is not registered"
        wanted = {
            "response_type": query.get("response_type") == "code",
            "scope": "openid" in query.get("scope", "").split(),
            "state": len(query.get("state", "")) >= 16,
            "nonce": len(query.get("nonce", "")) >= 16,
            "code_challenge_method": query.get("code_challenge_method") == "S256",
            "code_challenge": len(query.get("code_challenge", "")) == 43,
        }
        wrong = [name for name, right in wanted.items() if not right]
        if wrong:
            return 400, f"invalid_request: {wrong}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**query, "at": time.time(), "used": False, "person": self.person}
        return 302, f"{self.redirect_uri}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, sent: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Status and answer of the token endpoint."""
        if self.changes.status:
            return self.changes.status, {"error": "temporarily_unavailable"}
        if sent.get("grant_type") != "authorization_code":
            return 400, {"error": "unsupported_grant_type"}
        client = (sent.get("client_id"), sent.get("client_secret"))
        if client != (self.client_id, self.client_secret):
            return 401, {"error": "invalid_client"}
        given = self.codes.get(sent.get("code", ""))
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            given is None
            or given["used"]
            or time.time() - given["at"] > CODE_LIVES_S
            or sent.get("redirect_uri") != given["redirect_uri"]
            or challenge != given["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        given["used"] = True
        answer = {"token_type": "Bearer", "access_token": secrets.token_urlsafe(16)}
        return 200, {**answer, "id_token": self._id_token(given)}

    def _id_token(self, given: dict[str, Any]) -> str:
        now, person = int(time.time()), given["person"]
        claims = {
            "iss": self.issuer, "aud": self.client_id, "sub": person.subject, "iat": now,
            "nbf": now, "exp": now + TOKEN_LIVES_S, "nonce": given["nonce"], **person.claims,
            **self.changes.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        how = self.changes.sign_with
        kid = str(self.key.kid)
        if how == "none":
            head, body = ({"alg": "none", "typ": "JWT"}, claims)
            return ".".join([*(_part(part) for part in (head, body)), ""])
        if how == "secret":
            key = OctKey.import_key(self.client_secret)
            return str(jwt.encode({"alg": "HS256", "kid": kid}, claims, key))
        signs = self.key
        if how == "stranger":
            signs = RSAKey.generate_key(2048, {"kid": kid})
        return str(jwt.encode({"alg": "RS256", "kid": kid}, claims, signs))


def _part(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            provider.asked.append(url.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            if url.path.endswith("/.well-known/openid-configuration"):
                self._json(200, provider.discovery())
            elif url.path.endswith("/keys"):
                self._json(200, {"keys": [provider.key.as_dict(private=False)]})
            elif url.path.endswith("/authorize"):
                status, found = provider.authorize(query)
                if status == 302:
                    self.send_response(302)
                    self.send_header("Location", found)
                    self.end_headers()
                else:
                    self._json(status, {"error": found})
            else:
                self._json(404, {})

        def do_POST(self) -> None:
            provider.asked.append(urlsplit(self.path).path)
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            sent = {name: values[0] for name, values in parse_qs(body).items()}
            self._json(*provider.token(sent))

        def _json(self, status: int, value: dict[str, Any]) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    return Handler
