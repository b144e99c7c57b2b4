"""What devices with passkeys are asked and answer (WebAuthn level 2), behind one library.

The library is imported by who first needs it: it takes 20 MB of memory, which
an office without passkeys need not spend in each of its processes.
"""

import ipaddress
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

log = logging.getLogger(__name__)

WAIT = 120_000
"""Milliseconds a browser waits for the device."""
LONGEST_ID = 1023
"""Bytes of a passkey's id (WebAuthn, 7.1)."""
MALFORMED = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What the library stumbles over in an answer that no device gives, beside refusals of its own."""


class AnswerRefused(Exception):
    """No device of this site gave this answer to this challenge."""


@dataclass(frozen=True, slots=True)
class Site:
    """What passkeys of this office are bound to."""

    origin: str
    host: str

    @classmethod
    def at(cls, address: str) -> "Site | None":
        """Return the site at an address, or ``None`` where browsers make no passkeys.

        They need a name, and TLS unless it is this machine's own.
        """
        parts = urlsplit(address)
        host = parts.hostname or ""
        is_local = host == "localhost" or host.endswith(".localhost")
        if not (is_local or (parts.scheme == "https" and _is_name(host))):
            return None
        return cls(address.lower(), host)


@dataclass(frozen=True, slots=True)
class Made:
    """The public half of a new passkey, in base64url."""

    credential_id: str
    public_key: str
    sign_count: int


@dataclass(frozen=True, slots=True)
class Holder:
    """For whom a passkey is made."""

    handle: bytes
    """What the device keeps of him."""
    login: str
    name: str


def to_make(site: Site, office: str, holder: Holder, challenge: str, known: Iterable[str]) -> str:
    """Return, as JSON, what to ask a browser for a new passkey beside those already ``known``."""
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers import base64url_to_bytes, structs  # noqa: PLC0415

    asked = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name=office or site.host,
        user_id=holder.handle,
        user_name=holder.login,
        user_display_name=holder.name,
        challenge=challenge.encode(),
        timeout=WAIT,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            structs.PublicKeyCredentialDescriptor(base64url_to_bytes(one)) for one in known
        ],
    )
    return webauthn.options_to_json(asked)


def to_sign(site: Site, challenge: str) -> str:
    """Return, as JSON, what to ask a browser for the answer of any passkey of this site."""
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers import structs  # noqa: PLC0415

    asked = webauthn.generate_authentication_options(
        rp_id=site.host,
        challenge=challenge.encode(),
        timeout=WAIT,
        user_verification=structs.UserVerificationRequirement.REQUIRED,
    )
    return webauthn.options_to_json(asked)


def made(site: Site, answer: str, challenge: str) -> Made:
    """Return the passkey that a device made for a challenge; raise ``AnswerRefused``."""
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers import bytes_to_base64url, exceptions  # noqa: PLC0415

    try:
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (exceptions.WebAuthnException, *MALFORMED) as error:
        raise _refused(error) from error
    if len(found.credential_id) > LONGEST_ID:
        raise AnswerRefused
    credential_id, key = map(bytes_to_base64url, (found.credential_id, found.credential_public_key))
    return Made(credential_id, key, found.sign_count)


def answering(answer: str) -> tuple[str, bytes]:
    """Return which passkey an answer says it is of, and for whom; raise ``AnswerRefused``."""
    from webauthn.helpers import exceptions, parse_authentication_credential_json  # noqa: PLC0415

    try:
        said = parse_authentication_credential_json(answer)
    except (exceptions.WebAuthnException, *MALFORMED) as error:
        raise _refused(error) from error
    return said.id, said.response.user_handle or b""


def signed(site: Site, answer: str, challenge: str, known: Made) -> int:
    """Return how often a device that answers a challenge has signed by now.

    Raises ``AnswerRefused``: also where it has signed less often than before.
    """
    import webauthn  # noqa: PLC0415 - see above
    from webauthn.helpers import base64url_to_bytes, exceptions  # noqa: PLC0415

    try:
        found = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge.encode(),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(known.public_key),
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except (exceptions.WebAuthnException, *MALFORMED) as error:
        raise _refused(error) from error
    return found.new_sign_count


def _refused(error: Exception) -> AnswerRefused:
    log.warning("refused the answer of a device: %s: %s", type(error).__name__, error)
    return AnswerRefused(type(error).__name__)


def _is_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(host)
    return False
