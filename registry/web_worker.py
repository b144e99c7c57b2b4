"""The web server's worker: waits for nobody for ever, and refuses in Thai.

A thread that reads what a client sends one byte a minute is a thread no clerk
has. What the server itself refuses, the pages never see; it too gets a
sentence that says what to do.
"""

import html
import itertools
import select
import selectors
import socket
import struct
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from gunicorn import util
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.http.message import Request
from gunicorn.workers.gthread import TConn, ThreadWorker
from werkzeug.exceptions import RequestTimeout

from registry.headers import HEADERS, POLICY
from registry.http_refusals import sentence_of

GRACE_SECONDS = 10.0
"""How long a request may take to come, however small it is."""
BREATH_SECONDS = 3.0
"""What is left at least to a request that stood in line so long that its time ran out."""
SLOWEST_BYTES = 16 * 1024
"""Bytes a second that buy a large request more time."""
STALLED_SECONDS = 60
"""How long a client may leave an answer lying."""
ONLY_ASKING = frozenset({"GET", "HEAD"})

STATUSES: Mapping[type[Exception], HTTPStatus] = MappingProxyType(
    {
        RequestTimeout: HTTPStatus.REQUEST_TIMEOUT,
        LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
        LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
        ParseException: HTTPStatus.BAD_REQUEST,
    }
)

PAGE = """<!doctype html>
<html lang="th">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ทำรายการไม่สำเร็จ · สารบรรณ</title>
<link rel="stylesheet" href="/static/vendor/bootstrap.min.css">
<link rel="stylesheet" href="/static/app.css">
</head>
<body class="narrow">
<main id="main" class="page">
<h1>ทำรายการไม่สำเร็จ</h1>
<p>{sentence}</p>
<p><a href="/">กลับหน้าแรก</a></p>
</main>
</body>
</html>
"""


class ImpatientSocket(socket.socket):
    """A client's socket whose requests must come in time."""

    def begin(self) -> None:
        """Count from now on: another request is awaited."""
        self._until = time.monotonic() + GRACE_SECONDS
        self._bought = 0.0

    def take_up(self) -> None:
        """Say that a thread reads now; the line it stood in was not the client's slowness."""
        self._until = max(self._until, time.monotonic() + BREATH_SECONDS)

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Receive what has come; raise ``RequestTimeout`` once too little came for too long.

        Whoever has set a timeout of his own is left to it.
        """
        if self.gettimeout() is not None:
            return super().recv(size, flags)
        # What has come is taken even when there is no time left.
        self.settimeout(max(0.0, self._until + self._bought - time.monotonic()))
        try:
            data = super().recv(size, flags)
        except (TimeoutError, BlockingIOError) as error:
            raise RequestTimeout from error
        finally:
            self.settimeout(None)
        self._bought += len(data) / SLOWEST_BYTES
        return data


class OfficeWorker(ThreadWorker):  # type: ignore[misc] # gunicorn publishes no types
    """gunicorn's threads, for an office of which not every client means well."""

    def enqueue_req(self, conn: TConn) -> None:
        """Give a thread to a request that has begun to come; until then it costs none."""
        if not isinstance(conn.sock, ImpatientSocket):
            conn.sock = _impatient(conn.sock)
            conn.sock.settimeout(0)
            conn.set_timeout()
            self.pending_conns.append(conn)
            begun = partial(self.on_pending_socket_readable, conn)
            self.poller.register(conn.sock, selectors.EVENT_READ, begun)
            return
        conn.sock.begin()
        super().enqueue_req(conn)

    def murder_keepalived(self, force: bool = False) -> None:  # noqa: FBT001, FBT002 - as gunicorn calls it
        """End connections on which nothing has come for long."""
        if not force:
            spare(self.keepalived_conns)
        super().murder_keepalived(force)

    def murder_pending(self) -> None:
        """End connections that never asked for anything."""
        spare(self.pending_conns)
        super().murder_pending()

    def handle(self, conn: TConn) -> object:
        """Read and answer one request, in a thread."""
        conn.sock.take_up()
        return super().handle(conn)

    def handle_request(self, req: Request, conn: TConn) -> object:
        """Answer a request, unless it only asks and whoever asked has gone on meanwhile."""
        # Who sent a form and closed his browser wants it done.
        if req.method in ONLY_ASKING and is_gone(conn.sock):
            return False
        return super().handle_request(req, conn)

    def handle_error(
        self, _req: object, client: socket.socket, _addr: object, exc: Exception
    ) -> None:
        """Answer what never became a request, or failed outside the pages."""
        found = (status for kind, status in STATUSES.items() if isinstance(exc, kind))
        status = next(found, HTTPStatus.INTERNAL_SERVER_ERROR)
        if status is HTTPStatus.INTERNAL_SERVER_ERROR:
            self.log.error("fault outside the pages", exc_info=exc)
        with suppress(OSError):  # who sent it may be gone
            util.write(client, refusal(status))


def spare(connections: deque[TConn]) -> None:
    """Give more time to those on which a request has come that a busy server has not seen yet.

    It would close them on what was sent, and the client would read of a reset.
    """
    now = time.monotonic()
    late = itertools.takewhile(lambda one: one.timeout <= now, connections)
    for one in [one for one in late if has_come(one.sock)]:
        connections.remove(one)
        one.set_timeout()
        connections.append(one)  # they stand in the order in which their time ends


def has_come(client: socket.socket) -> bool:
    """Tell whether there is something to read."""
    looking = select.poll()
    looking.register(client, select.POLLIN)
    return bool(looking.poll(0))


def is_gone(client: socket.socket) -> bool:
    """Tell whether a client has hung up: a browser does that when somebody presses reload."""
    looking = select.poll()
    looking.register(client, select.POLLRDHUP)
    return bool(looking.poll(0))


def refusal(status: HTTPStatus) -> bytes:
    """Return a whole answer that needs no page, no session and no database."""
    body = PAGE.format(sentence=html.escape(sentence_of(status))).encode()
    fields: dict[str, Any] = {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": len(body),
        "Content-Security-Policy": POLICY,
        "Cache-Control": "no-store",
        "Connection": "close",
        **HEADERS,
    }
    lines = [f"HTTP/1.1 {status.value} {status.phrase}", *(f"{k}: {v}" for k, v in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii") + body


def _impatient(client: socket.socket) -> ImpatientSocket:
    """Return the same connection, awaited no longer than its requests deserve."""
    family, kind, protocol = client.family, client.type, client.proto
    made = ImpatientSocket(family, kind, protocol, fileno=client.detach())
    # Of sending, only the time without any progress is counted, and only the kernel sees it.
    made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", STALLED_SECONDS, 0))
    return made
