"""What only a real server shows: requests that are too long, too slow, too many or no requests."""

import shutil
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from registry.web_worker import GRACE_SECONDS, is_gone
from tests.web.real_server import HOST, THREADS, Server, whole

FORM = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
TWO_LENGTHS = b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc"


def trickle(server: Server, head: bytes) -> bytes:
    """Send a request one byte at a time, until the server has had enough."""
    with socket.create_connection((HOST, server.port), timeout=60) as client:
        client.sendall(head)
        for _ in range(int(GRACE_SECONDS * 4)):
            try:
                client.sendall(b"a")
            except OSError:
                break
            time.sleep(0.5)
        return whole(client)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("office")
    shutil.copy(sqlite_template, data / "registry.db")
    made = Server(data)
    yield made
    made.stop()


@pytest.mark.parametrize(
    ("sent", "status", "sentence"),
    [
        (b"GET /search/?q=%s HTTP/1.1\r\nHost: x\r\n\r\n" % (b"a" * 9000), 414, "ยาวเกินไป"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n" % (b"a" * 9000), 431, "กำกับ"),
        (b"GET / HTTP/1.1\r\n%s\r\n" % (b"A: b\r\n" * 200), 431, "กำกับ"),
        (b"nonsense\r\n\r\n", 400, "อ่านคำขอนี้ไม่ได้"),
        (b"GET / HTTP/1.1\r\nHost x\r\n\r\n", 400, "อ่านคำขอนี้ไม่ได้"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, "อ่านคำขอนี้ไม่ได้"),
        (FORM + TWO_LENGTHS, 400, "อ่านคำขอนี้ไม่ได้"),
    ],
)
def test_what_the_server_itself_refuses_says_what_to_do(
    server: Server, sent: bytes, status: int, sentence: str
) -> None:
    head, _, body = server.send(sent).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"Content-Security-Policy: default-src 'none'" in head
    assert b"X-Content-Type-Options: nosniff" in head
    assert sentence in body.decode()
    assert '<html lang="th">' in body.decode()


def test_a_search_as_long_as_a_paragraph_is_a_request(server: Server) -> None:
    status, _ = server.get("/search/?q=" + "%E0%B8%81" * 850)
    assert status == 303  # to sign in


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(server: Server) -> None:
    """A stranger may not fill the disk, whatever the office takes from its clerks."""
    head, _, body = server.send(FORM + b"Content-Length: 90000000\r\n\r\n").partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 ")
    assert "ใหญ่เกินกว่าที่ระบบรับได้" in body.decode()


def test_a_chunked_body_without_end_is_cut_at_the_same_size(server: Server) -> None:
    head = FORM + b"Transfer-Encoding: chunked\r\n\r\n"
    chunks = [b"10000\r\n%s\r\n" % (b"a" * 0x10000)] * 12
    assert server.send(head, *chunks).startswith(b"HTTP/1.1 413 ")


def test_slow_clients_keep_nobody_from_his_work(server: Server) -> None:
    """More of them than there are threads: some in their headers, some in their form."""
    heads = [b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", FORM + b"Content-Length: 4000\r\n\r\n"]
    idle = [socket.create_connection((HOST, server.port)) for _ in range(2 * THREADS)]
    with ThreadPoolExecutor(2 * THREADS) as pool:
        slow = [pool.submit(trickle, server, head) for head in heads * THREADS]
        assert server.get("/sign-in")[0] == 200
        for answer in slow:
            head, _, body = answer.result().partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 408 ")
            assert "ช้าเกินไป" in body.decode()
    for one in idle:
        one.close()
    assert server.get("/sign-in")[0] == 200


def test_a_client_is_gone_once_it_has_hung_up_whatever_it_sent_before() -> None:
    here, there = socket.socketpair()
    with here:
        there.sendall(b"GET / HTTP/1.1\r\n\r\n")
        assert not is_gone(here)
        there.close()
        assert is_gone(here)


def test_a_client_that_is_gone_leaves_no_trace_in_the_log(server: Server) -> None:
    with socket.create_connection((HOST, server.port)) as client:
        client.sendall(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\r\nab")
    assert server.get("/health")[0] == 200
    assert "Traceback" not in server.said()
