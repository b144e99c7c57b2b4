"""A provider of identities (OpenID Connect 1.0): the way to it, and who comes back.

Authorization code with PKCE (S256), state and nonce; the ID token's signature,
issuer, audience and times are checked. Nothing is contacted before an officer
asks for it.
"""

import base64
import datetime as dt
import hashlib
import hmac
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from threading import BoundedSemaphore
from typing import Annotated, Any, TypeVar
from urllib.error import HTTPError
from urllib.parse import quote_plus, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pydantic import BaseModel, StringConstraints, ValidationError

from registry.errors import RegistryError
from registry.settings import PROTECTED, Settings

log = logging.getLogger(__name__)

SIGNED_BY = [f"{family}{size}" for family in ("RS", "PS", "ES") for size in (256, 384, 512)]
"""Signatures of a key pair: whoever knows our secret must not be able to sign for the provider."""
LONGEST_WAIT = 5
"""Seconds."""
MOST_BYTES = 500_000
LEEWAY = 60
"""Seconds by which two clocks may differ."""
KNOWN_FOR = dt.timedelta(minutes=10)
LONGEST_SUBJECT = 255
DISCOVERY = "/.well-known/openid-configuration"

_M = TypeVar("_M", bound=BaseModel)
Address = Annotated[str, StringConstraints(pattern=PROTECTED)]


class ProviderRefused(RegistryError):
    """He did not come back from the provider as somebody we know; never told why."""

    code = "provider-refused"
    status = HTTPStatus.UNAUTHORIZED
    message = (
        "เข้าสู่ระบบด้วย {label} ไม่สำเร็จ กรุณาลองใหม่ หากยังไม่ได้ ให้เข้าด้วยชื่อผู้ใช้และรหัสผ่าน "
        "แล้วดูที่ “บัญชีของฉัน” ว่าผูกไว้แล้ว"
    )


class ProviderUnreachable(RegistryError):
    """The provider does not answer, or not as one."""

    code = "provider-unreachable"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = "ติดต่อ {label} ไม่ได้ในขณะนี้ กรุณาเข้าสู่ระบบด้วยชื่อผู้ใช้และรหัสผ่าน หรือแจ้งผู้ดูแลระบบ"


class Discovery(BaseModel):
    """What a provider says of itself (OpenID Connect Discovery 1.0, 3)."""

    issuer: str
    authorization_endpoint: Address
    token_endpoint: Address
    jwks_uri: Address
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]


class Tokens(BaseModel):
    """What a code is exchanged for; the rest is of no use to us."""

    id_token: str


class Keys(BaseModel):
    """The keys a provider signs with."""

    keys: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Arrival:
    """Somebody the provider vouches for."""

    subject: str
    is_enough: bool
    """Whether he proved himself there in the way that this office takes for both factors."""


class _NoRedirects(HTTPRedirectHandler):
    """A redirect could lead anywhere, with our secret."""

    def redirect_request(self, *_args: object, **_facts: object) -> None:
        return None


OPENER = build_opener(_NoRedirects)


class Provider:
    """The one provider that the settings name."""

    def __init__(self, settings: Settings) -> None:
        """Remember where it is; half of the threads may wait for it at a time, not all."""
        self.label = settings.oidc_label
        self.issuer = settings.oidc_issuer
        self._settings = settings
        self._free = BoundedSemaphore(max(1, settings.web_threads // 2))
        self._known: tuple[dt.datetime, Discovery] | None = None

    def way_there(self, state: str, back: str, *, at: dt.datetime) -> str:
        """Return the address to send a browser to; raise ``ProviderUnreachable``."""
        challenge = hashlib.sha256(self._made("verifier", state).encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._settings.oidc_client_id,
            "redirect_uri": back,
            "scope": self._settings.oidc_scope,
            "state": state,
            "nonce": self._made("nonce", state),
            "code_challenge": _url_base64(challenge),
            "code_challenge_method": "S256",
        }
        there = self._discovered(at).authorization_endpoint
        return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}"

    def who_came(self, code: str, state: str, back: str, *, at: dt.datetime) -> Arrival:
        """Exchange a code for whom it stands for.

        Raises ``ProviderRefused`` if it stands for nobody, ``ProviderUnreachable``.
        """
        found = self._discovered(at)
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": self._made("verifier", state),
        }
        headers = self._prove(found, asked)
        said = self._read(Tokens, self._fetch(found.token_endpoint, asked, headers))
        keys = self._read(Keys, self._fetch(found.jwks_uri))
        return self.arrival(said.id_token, keys, self._made("nonce", state), at=at)

    def arrival(self, id_token: str, keys: Keys, nonce: str, *, at: dt.datetime) -> Arrival:
        """Return for whom an ID token stands (OpenID Connect Core 1.0, 3.1.3.7)."""
        # Only an office that has a provider spends 6 MB on it.
        from joserfc import jwt  # noqa: PLC0415
        from joserfc.errors import JoseError  # noqa: PLC0415
        from joserfc.jwk import KeySet  # noqa: PLC0415

        client = self._settings.oidc_client_id
        rules = jwt.JWTClaimsRegistry(
            now=int(at.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": client},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            known = KeySet.import_key_set({"keys": keys.keys})
            claims = jwt.decode(id_token, known, algorithms=SIGNED_BY).claims
            rules.validate(claims)
        except (JoseError, ValueError) as error:
            raise self.refused(f"{type(error).__name__}: {error}") from error
        if claims.get("azp", client) != client or claims["aud"] not in (client, [client]):
            raise self.refused("the token is for others, too")
        subject = claims.get(self._settings.oidc_claim)
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise self.refused(f"no claim {self._settings.oidc_claim} in the token")
        return Arrival(subject, self._is_enough(claims))

    def subject_hash(self, subject: str) -> str:
        """Return what is kept of a subject, which may be the number of a citizen.

        Keyed, because thirteen digits could be tried out by whoever has the database.
        """
        return self._made(f"subject {self.issuer}", subject)

    def refused(self, why: str) -> ProviderRefused:
        """Return the one refusal; why is for the log alone."""
        log.warning("refused what came from %s: %s", self.issuer, why)
        return ProviderRefused(label=self.label)

    def _is_enough(self, claims: Mapping[str, Any]) -> bool:
        wanted, ways = self._settings.oidc_second_factor, claims.get("amr")
        said = [claims.get("acr"), *(ways if isinstance(ways, list) else ())]
        return bool(wanted) and wanted in said

    def _made(self, use: str, said: str) -> str:
        """Make what nobody but this office can make of a state, so that it need not be kept."""
        key = self._settings.secret_key.encode()
        return _url_base64(hmac.digest(key, f"provider {use} {said}".encode(), "sha256"))

    def _prove(self, found: Discovery, asked: dict[str, str]) -> dict[str, str]:
        """Show the provider who asks: by header where it takes one, else in the form."""
        client = self._settings.oidc_client_id
        secret = self._settings.oidc_client_secret.get_secret_value()
        if secret and "client_secret_basic" in found.token_endpoint_auth_methods_supported:
            both = f"{quote_plus(client)}:{quote_plus(secret)}"  # RFC 6749, 2.3.1
            return {"Authorization": f"Basic {base64.b64encode(both.encode()).decode()}"}
        asked["client_id"] = client
        if secret:
            asked["client_secret"] = secret
        return {}

    def _discovered(self, at: dt.datetime) -> Discovery:
        if self._known is not None and abs(at - self._known[0]) < KNOWN_FOR:
            return self._known[1]
        found = self._read(Discovery, self._fetch(self.issuer.rstrip("/") + DISCOVERY))
        if found.issuer != self.issuer:
            raise self._unreachable(f"it calls itself {found.issuer}")
        self._known = (at, found)
        return found

    def _read(self, kind: type[_M], said: bytes) -> _M:
        try:
            return kind.model_validate_json(said)
        except ValidationError as error:
            # Not what it said: that may hold a token.
            places = [fault["loc"] for fault in error.errors()]
            raise self._unreachable(f"not a {kind.__name__}: {places}") from error

    def _fetch(
        self,
        address: str,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        body = urlencode(form).encode() if form else None
        asked = Request(address, body, {"Accept": "application/json", **(headers or {})})  # noqa: S310 - PROTECTED knows no other schemes
        if not self._free.acquire(blocking=False):
            raise self._unreachable("too many wait for it already")
        try:
            with OPENER.open(asked, timeout=LONGEST_WAIT) as answer:
                said: bytes = answer.read(MOST_BYTES)
        except HTTPError as error:
            error.close()
            if form and error.code < HTTPStatus.INTERNAL_SERVER_ERROR:
                raise self.refused(f"{error.code} for a code") from error
            raise self._unreachable(str(error)) from error
        except (OSError, HTTPException) as error:
            raise self._unreachable(str(error)) from error
        finally:
            self._free.release()
        return said

    def _unreachable(self, why: str) -> ProviderUnreachable:
        log.warning("cannot reach %s: %s", self.issuer, why)
        return ProviderUnreachable(label=self.label)


def _url_base64(said: bytes) -> str:
    return base64.urlsafe_b64encode(said).rstrip(b"=").decode()
