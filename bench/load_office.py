"""The office of ``bench load``: people with sessions, letters of years, work that waits."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import pikepdf
from sqlalchemy import insert, text
from sqlmodel import col, select

from bench.full_baskets import COPIES, add_units, send_copies
from bench.full_books import waiting_drafts
from bench.letters.make import made
from bench.private_office import PrivateOffice
from bench.search_corpus import Corpus
from bench.searched_office import build_index, fill_office
from registry import sessions
from registry.people_models import Officer, RoleHeld
from registry.vocabulary import Role
from tests import factories

STILL_OPEN = 0.3
"""Share of the letters that units still work on: a head has some thirty."""
AT_THE_TOP = 5
"""Of so many searchers one works at the top of the agency and may see every letter."""
DRAWN = 24
"""Letters drawn; every file that comes in is one of them, with another title."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody who is signed in: what each browser's cookie holds."""

    clerks: Sequence[str]
    heads: Sequence[str]
    searchers: Sequence[str]
    units: Sequence[int]
    """Units of the heads, to whom clerks send letters."""


def crowd(of: PrivateOffice, clerks: int, heads: int, searchers: int) -> Crowd:
    """Give the agency units with heads, clerks at its top, and others who search."""
    units = add_units(of, max(COPIES, heads))  # a letter is sent to so many
    places = islice(cycle([of.unit_id, *units[: AT_THE_TOP - 1]]), searchers)
    with of.office.database.reading() as session:
        led = select(Officer.id).where(col(Officer.login).like("head%")).order_by(col(Officer.id))
        leading = [one for one in session.exec(led) if one is not None]
    return Crowd(
        clerks=_signed_in(of, _officers(of, "clerk.", Role.CLERK, [of.unit_id] * clerks)),
        heads=_signed_in(of, leading[:heads]),
        searchers=_signed_in(of, _officers(of, "staff.", Role.STAFF, places)),
        units=units,
    )


def fill(of: PrivateOffice, corpus: Corpus, units: list[int]) -> None:
    """Write letters of past years, with files that can be opened, and what units do with them."""
    fill_office(of, corpus)
    send_copies(of, units, corpus.count, STILL_OPEN)
    build_index(of)
    files = of.office.files
    values = {
        "scan": str(files.put(io.BytesIO(factories.a_pdf()))),
        "picture": _picture(of),
    }
    with of.office.database.transaction() as session:
        session.execute(text("UPDATE bundle SET original = :scan, readable = :scan"), values)
        session.execute(text("UPDATE bundle_page SET picture = :picture"), values)


def lay_ready(of: PrivateOffice, count: int) -> None:
    """Bring letters that are read already, for clerks to register before the others come."""
    waiting_drafts(of, count, lambda _number: factories.a_pdf())
    with of.office.database.transaction() as session:
        session.execute(text("UPDATE draft_page SET picture = :digest"), {"digest": _picture(of)})


def scans(folder: Path, seed: int, count: int) -> list[Path]:
    """Write scanned letters, no two of the same bytes; their names begin with a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    drawn = [made(seed, number).pdf for number in range(min(count, DRAWN))]
    written = []
    for number, source in zip(range(count), cycle(drawn)):
        place = folder / f".{number:05}.pdf"
        with pikepdf.open(io.BytesIO(source)) as pdf:
            pdf.docinfo["/Title"] = f"สแกน {number}"
            pdf.save(place)
        written.append(place)
    return written


def _picture(of: PrivateOffice) -> str:
    """Keep a page as scanners deliver it and return its digest."""
    line = "ด้วยกรมบัญชีกลางได้กำหนดหลักเกณฑ์การเบิกจ่าย"
    reading = factories.a_reading(1, "\n".join([line] * 30))
    return str(of.office.files.put(io.BytesIO(factories.a_drawn_page(reading))))


def _officers(of: PrivateOffice, login: str, role: Role, places: Iterable[int]) -> list[int]:
    """Write officers past the operations, which would hash a password for each."""
    now, held = of.office.clock.now(), list(places)
    rows = [
        {"login": f"{login}{n}", "name": f"{role.label}ที่ {n}", "position": role.label,
         "password_hash": "-", "is_active": True, "created_at": now}
        for n in range(len(held))
    ]  # fmt: skip
    if not rows:
        return []
    with of.office.database.transaction() as session:
        session.execute(insert(Officer), rows)
        wanted = select(Officer.id).where(col(Officer.login).like(f"{login}%"))
        ids = [one for one in session.exec(wanted.order_by(col(Officer.id))) if one is not None]
        given = [
            {"officer_id": one, "unit_id": unit, "role": role}
            for one, unit in zip(ids, held, strict=True)
        ]
        session.execute(insert(RoleHeld), given)
    return ids


def _signed_in(of: PrivateOffice, officers: Iterable[int]) -> list[str]:
    at = dt.datetime.now(dt.UTC)
    with of.office.database.transaction() as session:
        return [sessions.begin(session, one, at=at, address="127.0.0.1") for one in officers]
