"""Who uses the office of ``bench load``: clerks, heads and searchers, each at a browser."""

import asyncio
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from random import Random
from urllib.parse import quote

import aiohttp

from tests.web.plain_form import fields_of

REFUSALS = {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
"""What the office says to whom somebody else was quicker than; a sentence, no error."""
HALF = 0.5
SENT_TO = 5
"""Units a clerk sends a letter to."""
MISSING = {
    "subject": "ขอเชิญประชุม", "date": "2 พฤษภาคม 2568", "sender": "กรมบัญชีกลาง", "kind": "external",
}  # fmt: skip
"""What a clerk types where nothing could be read."""


@dataclass(frozen=True, slots=True)
class Request:
    """One page or file asked for."""

    phase: str
    kind: str
    seconds: float
    status: int
    """0 if no answer came."""
    said: str
    """Why there was none, or the code of the refusal."""

    @property
    def is_error(self) -> bool:
        """Tell whether this is not what an officer should have got."""
        return self.status not in {HTTPStatus.OK, *REFUSALS}


@dataclass(slots=True)
class Seen:
    """What everybody has asked for so far."""

    phase: str = "arriving"
    requests: list[Request] = field(default_factory=list)
    registered: set[int] = field(default_factory=set)
    """Drafts of which the office said that they are registered."""
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Browser(ABC):
    """One signed-in officer."""

    def __init__(self, seen: Seen, chance: Random) -> None:
        self.seen, self.chance = seen, chance
        self._token = ""

    @abstractmethod
    async def think(self) -> None:
        """Look at the page for a while; raise ``DayOver`` if it is time to go home."""

    @abstractmethod
    async def _asked(
        self, kind: str, method: str, path: str, fields: Mapping[str, str] | None
    ) -> tuple[int, str]:
        """Ask for a page, follow where it leads, and return its status and text."""

    async def get(self, kind: str, path: str) -> str:
        """Open a page; its text is empty if it was refused."""
        return self._read(*await self._asked(kind, "GET", path, None))

    async def post(self, kind: str, path: str, fields: Mapping[str, str]) -> str:
        """Send a form, and follow where it leads."""
        sent = {**fields, "csrf_token": self._token}
        return self._read(*await self._asked(kind, "POST", path, sent))

    def _read(self, status: int, text: str) -> str:
        if found := re.search(r'name="csrf_token" value="([^"]+)"', text):
            self._token = found[1]
        return text if status == HTTPStatus.OK else ""


class DistantBrowser(Browser):
    """One on a real connection, whose officer thinks before every page."""

    def __init__(
        self, http: aiohttp.ClientSession, seen: Seen, chance: Random, think: tuple[float, float]
    ) -> None:
        super().__init__(seen, chance)
        self._http, self._think = http, think

    async def think(self) -> None:
        """Look at the page for a while; end if the day is over."""
        try:
            await asyncio.wait_for(self.seen.over.wait(), self.chance.uniform(*self._think))
        except TimeoutError:
            return
        raise DayOver

    async def _asked(
        self, kind: str, method: str, path: str, fields: Mapping[str, str] | None
    ) -> tuple[int, str]:
        phase, start = self.seen.phase, time.perf_counter()
        text, status, said = "", 0, ""
        try:
            async with self._http.request(method, path, data=fields) as answer:
                body, status = await answer.read(), answer.status
                if answer.content_type == "text/html":
                    text = body.decode()
                if answer.url.path == "/sign-in":
                    status, said = 0, "sent to sign in"
        except (aiohttp.ClientError, TimeoutError) as error:
            said = f"{type(error).__name__} {error}"
        seconds = time.perf_counter() - start
        if status != HTTPStatus.OK:
            said = said or (re.findall(r'data-code="([^"]+)"', text) or [""])[0]
        self.seen.requests.append(Request(phase, kind, seconds, status, said))
        return status, text


class DayOver(Exception):
    """Everybody goes home."""


async def clerk(at: Browser, units: Sequence[int]) -> None:
    """See what came in, check one file, register it, open the stamped copy, send it on."""
    while True:
        await at.think()
        waiting = links(await at.get("clerk: list", "/intake/"), r"/intake/drafts/(\d+)")
        if not waiting:
            continue
        draft = at.chance.choice(waiting)
        await at.think()
        page = await at.get("clerk: review", f"/intake/drafts/{draft}")
        for picture in links(page, rf"(/intake/drafts/{draft}/pages/1/picture)")[:1]:
            await at.get("clerk: page picture", picture)
        form = filled(fields_of(page, "review"))
        if not form:
            continue  # somebody else was quicker
        await at.think()
        done = await at.post("clerk: register", f"/intake/drafts/{draft}/register", form)
        letters = links(done, r"/routing/letters/(\d+)/send")
        if not letters:
            continue
        at.seen.registered.add(int(draft))
        await at.think()
        entered = await at.get("clerk: registered", f"/intake/drafts/{draft}/registered")
        for copy in links(entered, r"(/letters/\d+/files/stamped)")[:1]:
            await at.get("clerk: stamped copy", copy)
        await at.think()
        where = f"/routing/letters/{letters[0]}/send"
        grid = fields_of(await at.get("clerk: grid", where), "ticks")
        await at.think()
        chosen = at.chance.sample(units, min(SENT_TO, len(units)))
        ticks = {f"purpose-{unit}": "information" for unit in chosen}
        await at.post("clerk: send", where, {"unit": grid.get("unit", ""), **ticks})
        await at.think()
        await at.get("clerk: register book", "/register")


async def head(at: Browser) -> None:
    """See what waits, open a letter, then acknowledge one or order somebody to do it."""
    while True:
        await at.think()
        mine = await at.get("head: my work", "/routing/")
        at_once = re.findall(
            r'/routing/acknowledge/(\d+)".*?name="version" value="(\d+)"', mine, re.DOTALL
        )
        letters = links(mine, r"/letters/(\d+)")
        if not letters:
            continue
        letter = at.chance.choice(letters)
        await at.think()
        page = await at.get("head: letter", f"/letters/{letter}")
        for picture in links(page, r"(/letters/\d+/pages/1\.jpg)")[:1]:
            await at.get("head: page picture", picture)
        await at.think()
        if at_once and at.chance.random() < HALF:
            one, version = at.chance.choice(at_once)
            fields = {"version": version, "only": "", "page": "1"}
            await at.post("head: acknowledge", f"/routing/acknowledge/{one}", fields)
        else:
            await _order(at, letter)


async def _order(at: Browser, letter: str) -> None:
    """Give a letter of his unit to somebody who works there."""
    slip = await at.get("head: slip", f"/routing/letters/{letter}")
    for station in links(slip, r"(/routing/assignments/\d+)")[:1]:
        await at.think()
        paper = await at.get("head: assignment", station)
        version = re.search(r'name="version" value="(\d+)"', paper)
        workers = re.search(r'<select[^>]*name="holder_id".*?</select>', paper, re.DOTALL)
        holders = re.findall(r'<option value="(\d+)"', workers[0]) if workers else []
        if version and holders:
            await at.think()
            fields = {"version": version[1], "holder_id": at.chance.choice(holders)}
            said = {"order": "ดำเนินการและรายงานผล", "due": ""}
            await at.post("head: order", f"{station}/assign", fields | said)


async def searcher(at: Browser, questions: Sequence[str]) -> None:
    """Ask for a letter somebody remembers, open a hit, look at its page."""
    while True:
        await at.think()
        path = f"/search/?q={quote(at.chance.choice(questions))}"
        found = links(await at.get("search: results", path), r'(/search/letters/\d+/\d+[^"]*)')
        if found:
            await at.think()
            page = await at.get("search: hit", at.chance.choice(found))
            for picture in links(page, r"(/letters/\d+/pages/\d+\.jpg)")[:1]:
                await at.get("search: page picture", picture)


def links(page: str, pattern: str) -> list[str]:
    """Find what a page's addresses say, each once, in their order."""
    found = re.findall(rf'="{pattern}(?:\?[^"]*)?"', page)
    return list(dict.fromkeys(one.replace("&amp;", "&") for one in found))


def filled(form: Mapping[str, str]) -> dict[str, str]:
    """Type what is missing into a form as the office filled it in."""
    typed = dict(form)
    for name in form:
        if found := re.fullmatch(r"letters\.\d+\.(subject|date|sender|kind)", name):
            typed[name] = form[name] or MISSING[found[1]]
    return typed
