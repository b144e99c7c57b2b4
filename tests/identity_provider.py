"""A real OpenID provider of another maker on loopback: Canaille, in a process of its own.

It asks for a password, demands a nonce, checks the secret and PKCE, gives each
code once and signs with a key made at its start. ``python -m
tests.identity_provider PORT`` serves until it is ended.
"""

import datetime as dt
import os
import secrets
import sys
from typing import Any

from werkzeug.serving import make_server

CLIENT, SECRET = "saraban", "a-secret.of~two_halves"
BACK = "http://127.0.0.1:8000/sign-in/provider/back"
PASSWORD = "a provider's password"
PEOPLE = ("somsri", "somchai")
"""Who has an account there."""


def serve(port: int) -> None:
    """Serve ``PEOPLE`` and one client until the process ends."""
    # Only this process pays for it, and an office without the test packages has none.
    from canaille import create_app  # noqa: PLC0415
    from canaille.app import models  # noqa: PLC0415
    from canaille.backends.memory.backend import MemoryBackend  # noqa: PLC0415
    from joserfc.jwk import RSAKey  # noqa: PLC0415

    class Kept(MemoryBackend):  # type: ignore[misc]
        """Finds what meets all conditions, where its maker's own finds what meets any."""

        __module__ = MemoryBackend.__module__  # beside which the models are looked for

        def do_query(self, model: type, **wanted: object) -> list[Any]:
            if not wanted:
                return list(super().do_query(model))
            each = [super(Kept, self).do_query(model, **{name: wanted[name]}) for name in wanted]
            ids = [{one.id for one in found} for found in each]
            return [one for one in each[0] if all(one.id in those for those in ids)]

    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # loopback has no TLS
    key = RSAKey.generate_key(2048)
    key.ensure_kid()
    config = {
        "TESTING": True,
        "SECRET_KEY": secrets.token_hex(16),
        "WTF_CSRF_ENABLED": False,
        "PREFERRED_URL_SCHEME": "http",
        "SERVER_NAME": f"127.0.0.1:{port}",
        "CANAILLE": {"DATABASE": "memory", "JAVASCRIPT": False},
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)]},
    }
    kept = Kept(config)
    site = create_app(config, backend=kept)
    with site.app_context():
        for name in PEOPLE:
            facts = {"user_name": name, "password": PASSWORD, "emails": [f"{name}@example.org"]}
            kept.save(models.User(formatted_name=name, family_name=name, **facts))
        client = models.Client(
            client_id=CLIENT,
            client_secret=SECRET,
            client_name="Saraban",
            client_uri="http://127.0.0.1",  # of its own machine, which it trusts without asking
            redirect_uris=[BACK],
            scope=["openid"],
            grant_types=["authorization_code"],
            response_types=["code"],
            token_endpoint_auth_method="client_secret_basic",
            client_id_issued_at=dt.datetime.now(dt.UTC),
        )
        kept.save(client)
        client.audience = [client]
        kept.save(client)
    make_server("127.0.0.1", port, site, threaded=True).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
