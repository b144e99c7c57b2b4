"""Units and officers from a spreadsheet saved as CSV: all of it, or nothing and every fault."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus

from pydantic import ValidationError
from sqlmodel import Session, col, select

from registry import people
from registry.errors import RegistryError
from registry.forms import sentences
from registry.passwords import hashed
from registry.people import Actor, Keep
from registry.people_forms import OfficerRow, UnitRow
from registry.people_models import Officer, Unit
from registry.role_orders import require_order
from registry.vocabulary import Permission, Role

UNIT_COLUMNS = {"ชื่อ": "name", "ชื่อย่อ": "short_name", "สังกัด": "parent"}
OFFICER_COLUMNS = {
    "ชื่อผู้ใช้": "login",
    "ชื่อ": "name",
    "ตำแหน่ง": "position",
    "หน่วยงาน": "unit",
    "บทบาท": "role",
    "รหัสผ่าน": "password",
}
MOST_ROWS = 1_000
"""Each password takes a fiftieth of a second to hash."""


class ImportRefused(RegistryError):
    """Something in the file is wrong; ``facts["fields"]`` says what, row by row."""

    code = "import-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "ยังไม่ได้นำเข้ารายการใด เพราะมีที่ต้องแก้ {count} แห่ง กรุณาแก้ในไฟล์แล้วนำเข้าใหม่ทั้งไฟล์"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number as the spreadsheet shows it, and its cells."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NewOfficer:
    """An officer of the file, his password hashed before any lock is taken."""

    line: int
    row: OfficerRow
    password_hash: str


class Faults:
    """What is wrong with a file, gathered so that the officer mends it in one go."""

    def __init__(self) -> None:
        self._said: dict[str, str] = {}

    def note(self, line: int, sentence: str) -> None:
        """Remember one fault of a row; a row may have several."""
        place = f"แถว {line}"
        self._said[place] = f"{self._said[place]} {sentence}" if place in self._said else sentence

    def refuse(self) -> None:
        """Raise ``ImportRefused`` if anything was noted."""
        if self._said:
            raise ImportRefused(count=len(self._said), fields=self._said)


def read_units(data: bytes) -> list[tuple[int, UnitRow]]:
    """Read a file of units; raise ``ImportRefused`` naming every faulty row."""
    faults, rows = Faults(), []
    for line in _lines(data, UNIT_COLUMNS, required={"ชื่อ"}):
        try:
            rows.append((line.number, UnitRow.model_validate(line.cells)))
        except ValidationError as error:
            _note(faults, line, error, UNIT_COLUMNS)
    faults.refuse()
    return rows


def import_units(
    session: Session, rows: Sequence[tuple[int, UnitRow]], *, by: Actor, at: dt.datetime
) -> int:
    """Add the units of a file, which may be named in any order; return how many.

    A unit without สังกัด stands directly under the agency.
    """
    faults, waiting = Faults(), list(rows)
    while waiting:
        known = _units_by_name(session, by)
        names = {row.name for _, row in waiting}
        ready = [(n, row) for n, row in waiting if row.parent in known or row.parent not in names]
        if not ready:
            for number, row in waiting:
                faults.note(number, f"สังกัด “{row.parent}” วนกลับมาหากันเอง")
            break
        for number, row in ready:
            _add_unit(session, faults, number, row, known, by=by, at=at)
        waiting = [pair for pair in waiting if pair not in ready]
    faults.refuse()
    return len(rows)


def read_officers(data: bytes) -> list[NewOfficer]:
    """Read a file of officers and hash their passwords; raise ``ImportRefused``.

    Further rows with the same ชื่อผู้ใช้ give the same officer further roles,
    and need no password.
    """
    faults, rows, seen = Faults(), [], set()
    for line in _lines(data, OFFICER_COLUMNS, required={"ชื่อผู้ใช้", "ชื่อ", "รหัสผ่าน"}):
        try:
            row = OfficerRow.model_validate(line.cells)
        except ValidationError as error:
            _note(faults, line, error, OFFICER_COLUMNS)
            continue
        if row.login not in seen and not row.password:
            faults.note(line.number, "รหัสผ่าน: กรุณากรอกช่องนี้")
        rows.append((line.number, row))
        seen.add(row.login)
    faults.refuse()
    return [
        NewOfficer(number, row, hashed(row.password) if row.password else "")
        for number, row in rows
    ]


def import_officers(
    session: Session,
    rows: Sequence[NewOfficer],
    *,
    by: Actor,
    at: dt.datetime,
    keep: Keep | None = None,
) -> int:
    """Add the officers of a file with their roles; return how many people they are.

    One written order stands for all the roles of a file.
    """
    require_order(session, {new.row.role for new in rows if new.row.role}, keep)
    faults, units = Faults(), _units_by_name(session, by)
    logins = {new.row.login for new in rows}
    taken = set(session.exec(select(Officer.login).where(col(Officer.login).in_(logins))))
    added: dict[str, int] = {}
    roles: list[tuple[int, int, Role]] = []
    for new in rows:
        row = new.row
        if row.login in taken:
            faults.note(new.line, f"มีชื่อผู้ใช้ “{row.login}” อยู่แล้ว")
            continue
        unit_id = _one_unit(faults, new.line, "หน่วยงาน", row.unit, units) if row.unit else None
        if row.login not in added:
            added[row.login] = _store(session, new, by=by, at=at)
        if unit_id is not None and row.role is not None:
            roles.append((added[row.login], unit_id, row.role))
    faults.refuse()
    once = cache(keep) if keep is not None else None  # the file can be read once only
    for one in roles:
        people.give_role(session, *one, at=at, by=by.id, keep=once)
    return len(added)


def _store(session: Session, new: NewOfficer, *, by: Actor, at: dt.datetime) -> int:
    officer = people.store_officer(
        session,
        new.row.login,
        new.row.name,
        new.password_hash,
        at=at,
        position=new.row.position,
        by=by.id,
    )
    assert officer.id is not None  # store_officer has stored it
    return officer.id


def _add_unit(
    session: Session,
    faults: Faults,
    number: int,
    row: UnitRow,
    known: Mapping[str, Sequence[int]],
    *,
    by: Actor,
    at: dt.datetime,
) -> None:
    root = people.agency(session)
    own = root.id if root and by.may(Permission.ADMINISTER, root.id) else None
    if not row.parent and own is None:
        faults.note(number, "สังกัด: กรุณากรอกช่องนี้ ท่านไม่ได้ดูแลหน่วยงานบนสุด")
        return
    parent = _one_unit(faults, number, "สังกัด", row.parent, known) if row.parent else own
    if parent is None:
        return
    same = select(Unit.id).where(Unit.name == row.name, Unit.parent_id == parent)
    if session.exec(same).first() is not None:
        faults.note(number, f"มีหน่วยงาน “{row.name}” ในสังกัดเดียวกันอยู่แล้ว")
        return
    people.add_unit(session, row.name, at=at, short_name=row.short_name, parent_id=parent, by=by.id)


def _one_unit(
    faults: Faults, line: int, column: str, name: str, units: Mapping[str, Sequence[int]]
) -> int | None:
    found = units.get(name, ())
    if len(found) == 1:
        return found[0]
    many = "มีหลายหน่วยงาน กรุณาเพิ่มทีละรายการที่หน้าจอ"
    faults.note(line, f"{column}: “{name}” {many if found else 'ไม่มีในระบบหรือท่านไม่ได้ดูแล'}")
    return None


def _units_by_name(session: Session, by: Actor) -> dict[str, list[int]]:
    """Return the open units an officer administers under their names and short names."""
    named: dict[str, list[int]] = {}
    administered = set(by.permissions.get(Permission.ADMINISTER, frozenset()))
    for unit in session.exec(select(Unit).order_by(col(Unit.id))):
        assert unit.id is not None
        if unit.parent_id in administered:
            administered.add(unit.id)  # one that this very file has added
        if unit.id in administered and unit.is_active:
            for name in {unit.name, unit.short_name} - {""}:
                named.setdefault(name, []).append(unit.id)
    return named


def _lines(data: bytes, columns: Mapping[str, str], *, required: set[str]) -> Iterator[Line]:
    """Cut a file into rows; raise ``ImportRefused`` if it is no table with our columns."""
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    head = [cell.strip() for cell in next(table, [])]
    missing = [name for name in columns if name in required and name not in head]
    if missing:
        raise _whole("แถว 1", f"ไม่มีคอลัมน์ {', '.join(missing)}")
    rows = [
        Line(number, dict(zip((columns.get(name, "") for name in head), cells, strict=False)))
        for number, cells in enumerate(_cells(table), 2)
        if any(cell.strip() for cell in cells)
    ]
    if not rows or len(rows) > MOST_ROWS:
        most = f"มีเกิน {MOST_ROWS:,} แถว กรุณาแบ่งเป็นหลายไฟล์"
        raise _whole("ทั้งไฟล์", most if rows else "ไม่มีรายการใต้ชื่อคอลัมน์")
    yield from rows


def _cells(table: Iterable[list[str]]) -> Iterator[list[str]]:
    try:
        yield from table
    except csv.Error as error:
        raise _whole("ทั้งไฟล์", "เครื่องหมายคำพูดในไฟล์ไม่ครบคู่ กรุณาบันทึกเป็น CSV ใหม่") from error


def _decoded(data: bytes) -> str:
    """Read UTF-8 with or without its mark, or what Excel in Thai writes (CP874, TIS-620)."""
    for encoding in ("utf-8-sig", "cp874"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _whole("ทั้งไฟล์", "อ่านตัวอักษรไม่ออก กรุณาบันทึกเป็น CSV UTF-8 ใหม่")


def _whole(place: str, sentence: str) -> ImportRefused:
    return ImportRefused(count=1, fields={place: sentence})


def _note(faults: Faults, line: Line, error: ValidationError, columns: Mapping[str, str]) -> None:
    thai = {name: column for column, name in columns.items()}
    for name, sentence in sentences(error).items():
        faults.note(line.number, f"{thai[name]}: {sentence}" if name else sentence)
