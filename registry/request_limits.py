"""Requests that no page of ours sends, refused before they are read.

Anybody can send anything to a sign-in page. Only who is signed in may send
files, and only to a page that takes them; all else is a form of a few
kilobytes. Nothing here takes JSON.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import ParamSpec, TypeVar

from flask import abort, current_app, g, request

P = ParamSpec("P")
R = TypeVar("R")

MOST_FORM_BYTES = 500_000
"""Of a form without files: thirty times the longest letter that can be written here."""
MOST_FIELDS = 10_000
"""Of one form; a grid of every unit of a ministry has a few thousand."""
FORM, FORM_WITH_FILES = "application/x-www-form-urlencoded", "multipart/form-data"


def takes_files(view: Callable[P, R]) -> Callable[P, R]:
    """Let officers send files to a view, as large as the office takes them."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def cut_early() -> None:
    """Refuse a request by its size or kind (413, 415); only once it is known who asks."""
    view = current_app.view_functions.get(request.endpoint or "")
    if g.get("actor") is None or not hasattr(view, "takes_files"):
        request.max_content_length = MOST_FORM_BYTES
    has_body = bool(request.content_length) or "Transfer-Encoding" in request.headers
    if has_body and request.mimetype not in {FORM, FORM_WITH_FILES}:
        abort(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    if request.mimetype == FORM and _is_too_much(request.get_data()):
        abort(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _is_too_much(sent: bytes) -> bool:
    """Tell whether a form was cut off, for it came in pieces of no stated length, or is a flood."""
    return len(sent) >= MOST_FORM_BYTES or sent.count(b"&") >= MOST_FIELDS
