"""Signing in with OpenID Connect: code flow with PKCE, tokens checked with the provider's keys.

What a sign-in needs to remember between its two requests travels in a signed cookie that lives for
ten minutes. The provider's addresses and keys are asked for when the first broker signs in, so that
a provider that is away does not keep anything else from starting.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.settings import Settings, kept_secret

COOKIE = "groeimakelaar_oidc"
LIVES_S = 600
PATIENCE_S = 10.0
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
"""Only signatures with the provider's own key: never `none`, never with our shared secret."""

KEYS_KEPT_S = 3600.0
KEYS_AGAIN_S = 60.0
"""Not asked for again so soon, however many tokens are wrong."""


class IdentityProblem(RuntimeError):
    """The provider did not say who it is; the text says what was wrong, without personal data."""


@dataclass(frozen=True)
class Identity:
    """Who somebody is at the provider."""

    subject: str
    email: str | None
    """Only where the provider says that it is theirs."""


def provider(settings: Settings) -> Provider | None:
    """The provider of the settings, or None where none is set."""
    if not (settings.oidc_issuer and settings.oidc_client_id and settings.public_url):
        return None
    return Provider(settings)


def _is_theirs(claims: dict[str, Any]) -> bool:
    """Whether the provider vouches for the mail address. The standard says ``email_verified``;
    Entra ID does not know that, and says ``xms_edov`` (where asked for it), also as a text."""
    return claims.get("email_verified") is True or str(claims.get("xms_edov")).lower() in (
        "true",
        "1",
    )


class Provider:
    """One OpenID Connect provider."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.oidc_issuer.rstrip("/")
        self._id, self._secret = settings.oidc_client_id, settings.oidc_client_secret
        self._return_to = f"{settings.public_url.rstrip('/')}/console/oidc"
        self._signer = URLSafeTimedSerializer(
            kept_secret("console", settings.secret_key), salt="oidc"
        )
        self._found: dict[str, Any] = {}
        self._keys: Any = None
        self._found_at = 0.0
        self._again_at = -KEYS_AGAIN_S

    async def begin(self, onward: str) -> tuple[str, str]:
        """Where to send the browser, and the cookie to give it.

        Args:
            onward: path of the console to go to afterwards.

        Raises:
            IdentityProblem
        """
        found = await self._discover()
        kept = {
            "state": secrets.token_urlsafe(24),
            "nonce": secrets.token_urlsafe(24),
            "verifier": secrets.token_urlsafe(48),
            "onward": onward,
        }
        asks = {
            "response_type": "code",
            "client_id": self._id,
            "redirect_uri": self._return_to,
            "scope": "openid email profile",
            "state": kept["state"],
            "nonce": kept["nonce"],
            "code_challenge": create_s256_code_challenge(kept["verifier"]),
            "code_challenge_method": "S256",
        }
        return f"{found['authorization_endpoint']}?{urlencode(asks)}", str(self._signer.dumps(kept))

    async def finish(self, cookie: str, state: str, code: str) -> tuple[Identity, str]:
        """Who came back, and where they were going.

        Raises:
            IdentityProblem: of another sign-in, expired, or not what the provider signed.
        """
        try:
            kept = self._signer.loads(cookie, max_age=LIVES_S)
        except BadSignature:
            raise IdentityProblem("de aanmelding is verlopen") from None
        if not code or not secrets.compare_digest(kept["state"].encode(), state.encode()):
            raise IdentityProblem("het antwoord hoort bij een andere aanmelding")
        found = await self._discover()
        answer = await self._ask(
            "POST",
            found["token_endpoint"],
            data={
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self._return_to,
                "client_id": self._id,
                "client_secret": self._secret,
                "code_verifier": kept["verifier"],
            },
        )
        token = answer.get("id_token") or ""
        try:
            claims = self._checked(token, kept["nonce"])
        except IdentityProblem:
            if time.monotonic() - self._again_at < KEYS_AGAIN_S:
                raise
            # Providers change their keys without a word.
            self._again_at, self._found = time.monotonic(), {}
            await self._discover()
            claims = self._checked(token, kept["nonce"])
        email = str(claims.get("email") or "") if _is_theirs(claims) else ""
        return Identity(str(claims["sub"]), email or None), str(kept["onward"])

    def _checked(self, token: str, nonce: str) -> dict[str, Any]:
        claims = jwt.JWTClaimsRegistry(
            leeway=60,
            iss={"essential": True, "value": self._issued_by()},
            aud={"essential": True, "value": self._id},
            exp={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            read = jwt.decode(token, self._keys, algorithms=ALGORITHMS)
            claims.validate(read.claims)
        except (JoseError, ValueError) as problem:
            raise IdentityProblem(f"het bewijs klopt niet ({type(problem).__name__})") from None
        return dict(read.claims)

    def _issued_by(self) -> str:
        return str(self._found["issuer"])

    async def _discover(self) -> dict[str, Any]:
        if time.monotonic() - self._found_at > KEYS_KEPT_S or not self._found:
            found = await self._ask("GET", f"{self._issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                raise IdentityProblem("de aanbieder noemt zich anders dan is ingesteld")
            keys = await self._ask("GET", found["jwks_uri"])
            self._keys = KeySet.import_key_set(keys)  # type: ignore[arg-type]
            self._found, self._found_at = found, time.monotonic()
        return self._found

    async def _ask(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        try:
            async with httpx.AsyncClient(timeout=PATIENCE_S) as http:
                answer = await http.request(method, address, **more)
            answer.raise_for_status()
            read = answer.json()
        except (httpx.HTTPError, ValueError) as problem:
            raise IdentityProblem(
                f"de aanbieder antwoordt niet ({type(problem).__name__})"
            ) from None
        if not isinstance(read, dict):
            raise IdentityProblem("de aanbieder antwoordt iets onbekends")
        return read
