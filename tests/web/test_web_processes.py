"""The web server is several processes, and no officer can tell which of them answers."""

import os
import re
import shutil
import signal
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from app import open_office
from registry.settings import Settings
from registry.throttle import BY_ACCOUNT
from tests import factories
from tests.web.real_server import HOST, PROCESSES, Server

LOGIN = "nok"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Server]:
    data = tmp_path_factory.mktemp("office")
    shutil.copy(sqlite_template, data / "registry.db")
    office = open_office(Settings.from_env({"SARABAN_DATA": str(data)}))
    factories.a_clerk(office, factories.an_agency(office), login=LOGIN)
    office.database.engine.dispose()
    made = Server(data)
    yield made
    made.stop()


@contextmanager
def only(server: Server, chosen: int) -> Iterator[None]:
    """Have one of the processes answer alone."""
    others = [pid for place, pid in enumerate(server.processes()) if place != chosen]
    for pid in others:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in others:
            os.kill(pid, signal.SIGCONT)


class Visitor:
    """A browser without scripts, on a real connection."""

    def __init__(self, server: Server) -> None:
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)
        self._at = f"http://{HOST}:{server.port}"

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return status, path and text of where it came to."""
        data = urllib.parse.urlencode(fields).encode() if fields else None
        try:
            with self._opener.open(f"{self._at}{path}", data, timeout=60) as answer:
                return answer.status, urllib.parse.urlsplit(answer.url).path, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, path, error.read().decode()

    def sign_in(self, password: str) -> int:
        _, _, page = self.ask("/sign-in")
        fields = {**token_on(page), "login": LOGIN, "password": password}
        return self.ask("/sign-in", fields)[0]


def token_on(page: str) -> dict[str, str]:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return {"csrf_token": found[1]}


def test_each_process_answers_alone(server: Server) -> None:
    for chosen in range(PROCESSES):
        with only(server, chosen):
            assert Visitor(server).ask("/sign-in")[0] == 200


def test_who_signs_in_at_one_process_is_known_to_the_other_and_signed_out_there(
    server: Server,
) -> None:
    visitor = Visitor(server)
    with only(server, 0):
        assert visitor.sign_in(factories.PASSWORD) == 200
    with only(server, 1):
        status, path, page = visitor.ask("/account")
        assert (status, path) == (200, "/account")
        visitor.ask("/sign-out", token_on(page))
    with only(server, 0):
        assert visitor.ask("/account")[1] == "/sign-in"


def test_tries_at_one_process_are_counted_at_the_other(server: Server) -> None:
    with only(server, 0):
        tries = [Visitor(server).sign_in("ผิดทุกครั้ง") for _ in range(BY_ACCOUNT)]
    assert tries == [401] * BY_ACCOUNT
    with only(server, 1):
        assert Visitor(server).sign_in(factories.PASSWORD) == 429
