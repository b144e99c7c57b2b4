"""A browser without scripts: keeps cookies, finds each form's hidden token, follows nothing."""

import re
from collections.abc import Mapping

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

PASSWORD = "correct horse"
Fields = Mapping[str, str] | MultiDict[str, str]


class Browser:
    """One officer's browser."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._client = app.test_client()
        self._token = ""

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> TestResponse:
        return self._remember(self._client.get(path, headers=headers, buffered=True))

    def post(
        self, path: str, fields: Fields | None = None, headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """Send a form, with the token of the page seen last (or of the keys page)."""
        if not self._token:
            self.get("/keys")
        sent = MultiDict(fields or {})
        sent["csrf_token"] = self._token
        answer = self._remember(self._client.post(path, data=sent, headers=headers, buffered=True))
        if path in {"/sign-in", "/sign-out"}:
            self._token = ""  # the page that follows brings another
        return answer

    def post_files(
        self, path: str, fields: Mapping[str, object], headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """Send a form that carries files as ``name: (stream, file name)``."""
        if not self._token:
            self.get("/keys")
        data = {**fields, "csrf_token": self._token}
        return self._remember(
            self._client.post(path, data=data, headers=headers, content_type="multipart/form-data")
        )

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/sign-in", {"login": login, "password": password})

    def cookie(self, name: str) -> str | None:
        found = self._client.get_cookie(name)
        return found.value if found else None

    def steal(self, name: str, value: str | None) -> None:
        """Hold a cookie that another browser was given."""
        assert value is not None
        self._client.set_cookie(name, value)

    def _remember(self, response: TestResponse) -> TestResponse:
        if response.mimetype == "text/html":
            found = re.search(r'name="csrf_token" value="([^"]+)"', response.text)
            found = found or re.search(r'"X-CSRFToken": "([^"]+)"', response.text)
            self._token = found[1] if found else self._token
        return response
