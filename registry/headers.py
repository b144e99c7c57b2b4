"""The headers of every answer: what a browser may do with it, and what not."""

from collections.abc import Mapping
from types import MappingProxyType

from flask import Response, request

from registry.office import office

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; "
    "connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""What a page may load: our own files, and nothing written into the page itself.

Bootstrap draws its ticks and arrows from ``data:`` addresses.
"""

SANDBOX = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""What a document may do that somebody opens after all instead of keeping it: nothing."""

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
)

ASKED_AGAIN = "private, no-cache"
"""Of a page's picture: the browser may keep it, but asks each time whether he still may see it."""
A_YEAR = 31_536_000


def add_headers(response: Response) -> Response:
    """Complete an answer; what a view has said of it stands."""
    disposition = response.headers.get("Content-Disposition", "")
    policy = SANDBOX if disposition.startswith("attachment") else POLICY
    response.headers.setdefault("Content-Security-Policy", policy)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if office().settings.https:
        response.headers["Strict-Transport-Security"] = f"max-age={A_YEAR}"
    # Flask lets browsers keep what ``send_file`` sends; only a view that says otherwise means it.
    is_meant = response.headers.get("Cache-Control") == ASKED_AGAIN
    if request.endpoint != "static" and not is_meant:
        response.headers["Cache-Control"] = "no-store"
    return response
