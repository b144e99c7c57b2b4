"""An office as the first release left it: migration 0001, with any number of letters."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from registry import journal
from registry.db import Database
from registry.migrate import migrate
from registry.models import JournalEntry
from registry.ports import Digest

FIRST = "0001"
UNITS = 5
BEGUN = dt.datetime(2025, 1, 6, 1, 30, tzinfo=dt.UTC)
YEAR = 2568
AT_ONCE = 2000
_EMPTY = {sa.Boolean: True, sa.Integer: 0, sa.JSON: {}, sa.String: ""}

Row = dict[str, Any]


def fill(database: Database, letters: int, original: Digest) -> None:
    """Make the tables of the first release and fill them.

    Every letter has a page of text, a file, a number in the book of one of five
    units and its entries in the journal; all files are the ``original``.
    """
    migrate(database.url, FIRST)
    tables = sa.MetaData()
    tables.reflect(database.engine)
    with database.transaction() as session:
        connection = session.connection()
        for name, rows in _people(letters).items():
            _insert(connection, tables.tables[name], rows)
        entries, last = 0, ""
        for start in range(1, letters + 1, AT_ONCE):
            numbers = range(start, min(start + AT_ONCE, letters + 1))
            for name, rows in _letters(numbers, original).items():
                _insert(connection, tables.tables[name], rows)
            told = list(_told(numbers, entries, last))
            _insert(connection, tables.tables["journal_entry"], told)
            entries, last = told[-1]["id"], told[-1]["hash"]
        head = tables.tables["journal_head"]
        connection.execute(sa.update(head).values(last_id=entries, hash=last))
        if not database.is_sqlite:  # what was given an id by hand does not move the series
            for name in (
                "unit",
                "officer",
                "bundle",
                "letter",
                "receipt",
                "register_book",
                "draft",
            ):
                series = (
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"
                )
                connection.execute(sa.text(series))


def _people(letters: int) -> dict[str, list[Row]]:
    units = range(1, UNITS + 1)
    return {
        "unit": [
            {"id": one, "parent_id": 1 if one > 1 else None, "name": f"หน่วยงานที่ {one}"}
            for one in units
        ],
        "officer": [
            {"id": one, "login": f"clerk{one}", "name": f"เจ้าหน้าที่ {one}", "created_at": BEGUN}
            for one in units
        ],
        "role_held": [{"officer_id": one, "unit_id": one, "role": "clerk"} for one in units],
        "register_book": [
            {
                "id": one,
                "unit_id": one,
                "kind": "received",
                "year": YEAR,
                "first_number": 1,
                "last_number": len(range(one, letters + 1, UNITS)),
            }
            for one in units
        ],
    }


def _unit(number: int) -> int:
    return (number - 1) % UNITS + 1


def _when(number: int) -> dt.datetime:
    return BEGUN + dt.timedelta(minutes=number)


def _letters(numbers: range, original: Digest) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for number in numbers:
        file = {
            "original": original,
            "file_name": f"สแกน {number}.pdf",
            "media_type": "application/pdf",
            "page_count": 1,
            "channel": "upload",
            "arrived_at": _when(number),
        }
        letter = {
            "id": number,
            "bundle_id": number,
            "pages": [1],
            "kind": "external",
            "reference": f"กค 0414.2/ว{number}",
            "reference_key": f"กค0414.2/ว{number}",
            "dated": "2025-01-05",
            "sender": "กรมบัญชีกลาง",
            "subject": f"การเบิกจ่ายงบประมาณ ครั้งที่ {number}",
            "urgency": "normal",
            "secrecy": "none",
            "details": {"enclosures": [], "phrases": []},
        }
        receipt = {
            "id": number,
            "letter_id": number,
            "book_id": _unit(number),
            "number": (number - 1) // UNITS + 1,
            "received_at": _when(number),
            "registered_at": _when(number),
            "officer_id": _unit(number),
        }
        draft = {
            **file,
            "id": number,
            "unit_id": _unit(number),
            "readable": original,
            "size": 100_000,
            "state": "registered",
            "bundle_id": number,
            "arrived_by": _unit(number),
            "notices": [],
        }
        page = {"bundle_id": number, "number": 1, "text": "ขอส่งเอกสารตามที่แจ้ง", "lines": []}
        for name, row in {
            "bundle": {"id": number, **file},
            "bundle_page": page,
            "letter": letter,
            "receipt": receipt,
            "draft": draft,
        }.items():
            rows.setdefault(name, []).append(row)
    return rows


def _told(numbers: range, entries: int, last: str) -> Iterator[Row]:
    """Yield what the journal says of these letters, chained to what it said before."""
    for number in numbers:
        arrived = {
            "file_name": f"สแกน {number}.pdf",
            "channel": "upload",
            "unit_id": _unit(number),
        }
        for event, about, after in (
            (journal.Event.FILE_ARRIVED, "draft", arrived),
            (journal.Event.LETTER_REGISTERED, "letter", {"number": number}),
        ):
            entries += 1
            entry = JournalEntry(
                id=entries,
                at=_when(number),
                officer_id=_unit(number),
                on_behalf_of=None,
                event=event.value,
                about=about,
                about_id=number,
                before={},
                after=after,
                previous=last,
                hash="",
            )
            last = journal.fingerprint(entry)
            yield {**entry.model_dump(), "hash": last}


def _insert(connection: sa.Connection, table: sa.Table, rows: list[Row]) -> None:
    connection.execute(sa.insert(table), [_whole(table, row) for row in rows])


def _whole(table: sa.Table, row: Mapping[str, Any]) -> Row:
    """Fill in what a row does not say, and say times as the engine keeps them."""
    made = {}
    for column in table.columns:
        value = row.get(column.name)
        if value is None and not column.nullable:
            value = next(empty for kind, empty in _EMPTY.items() if isinstance(column.type, kind))
        if isinstance(value, dt.datetime) and not getattr(column.type, "timezone", False):
            value = value.astimezone(dt.UTC).replace(tzinfo=None)
        made[column.name] = value
    return made
