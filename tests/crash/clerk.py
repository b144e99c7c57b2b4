"""A clerk at a browser without scripts, who tries again when the office is in trouble."""

import http.client
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from werkzeug.http import parse_cookie
from werkzeug.test import encode_multipart

BROKEN = (ConnectionError, http.client.HTTPException, TimeoutError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page said."""

    status: int
    text: str
    location: str


class Clerk:
    """One signed-in browser, over a real socket."""

    def __init__(self, port: int, wait: Callable[[], None]) -> None:
        self._port = port
        self._cookies: dict[str, str] = {}
        self._wait = wait
        self._token = ""
        self.broken = self.faults = 0

    def get(self, path: str) -> Answer:
        return self._asked("GET", path, b"", {})

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        body = urlencode({**fields, "csrf_token": self.token()}).encode()
        return self._asked(
            "POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"}
        )

    def upload(self, path: str, fields: Mapping[str, object]) -> Answer:
        boundary, body = encode_multipart({**fields, "csrf_token": self.token()})
        kind = f"multipart/form-data; boundary={boundary}"
        return self._asked("POST", path, body, {"Content-Type": kind})

    def forget(self) -> None:
        """Be a browser that was just opened."""
        self._cookies.clear()
        self._token = ""

    def token(self) -> str:
        """Return the hidden word of the forms seen last."""
        if not self._token:
            self.get("/sign-in")
        return self._token

    def _asked(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        while True:
            try:
                answer = self._once(method, path, body, headers)
            except BROKEN:
                self.broken += 1
            else:
                if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    found = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)
                    self._token = found[1] if found else self._token
                    return answer
                assert "กรุณา" in answer.text  # a fault says in Thai what to do: try again
                self.faults += 1
            self._wait()

    def _once(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
            line.request(method, path, body or None, {**headers, "Cookie": cookies})
            answer = line.getresponse()
            text = answer.read().decode(errors="replace")
            for said in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = said.partition(";")[0].partition("=")
                self._cookies |= {name: value} if parse_cookie(said) else {}
            return Answer(answer.status, text, answer.headers.get("Location") or "")
        finally:
            line.close()
