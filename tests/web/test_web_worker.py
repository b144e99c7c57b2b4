"""A request is cut for its client's slowness, never for the line it stood in."""

import socket
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn
from werkzeug.exceptions import RequestTimeout

from registry import web_worker
from registry.web_worker import ImpatientSocket, spare


@pytest.fixture
def waited_too_long(
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[tuple[ImpatientSocket, socket.socket]]:
    """A request whose time ran out before a thread took it up, and its client."""
    monkeypatch.setattr(web_worker, "GRACE_SECONDS", 0)
    ours, client = socket.socketpair()
    served = ImpatientSocket(fileno=ours.detach())
    served.begin()
    with served, client:
        yield served, client


def test_what_had_come_is_read(waited_too_long: tuple[ImpatientSocket, socket.socket]) -> None:
    served, client = waited_too_long
    client.sendall(b"q=1")
    assert served.recv(100) == b"q=1"


def test_nobody_waits_for_what_had_not(
    waited_too_long: tuple[ImpatientSocket, socket.socket],
) -> None:
    served, _ = waited_too_long
    with pytest.raises(RequestTimeout):
        served.recv(100)


def test_a_thread_that_takes_it_up_waits_for_the_rest(
    waited_too_long: tuple[ImpatientSocket, socket.socket],
) -> None:
    served, client = waited_too_long
    served.take_up()
    threading.Timer(0.1, client.sendall, [b"q=1"]).start()
    assert served.recv(100) == b"q=1"


def test_of_connections_whose_time_is_over_those_with_a_request_are_spared() -> None:
    with ExitStack() as opened:
        pairs = [socket.socketpair() for _ in range(3)]
        ends = [opened.enter_context(end) for pair in pairs for end in pair]
        conns = [TConn(Config(), end, ("", 0), ("", 0)) for end in ends[::2]]
        for at, conn in enumerate(conns[:2]):
            conn.timeout = float(at)
        conns[2].set_timeout()
        ends[1].sendall(b"GET / HTTP/1.1\r\n")
        waiting = deque(conns)
        spare(waiting)
        assert list(waiting) == [conns[1], conns[2], conns[0]]
        assert conns[0].timeout >= conns[2].timeout > conns[1].timeout
