"""What routing is measured on: many units, each with years of letters in its basket."""

import datetime as dt

from sqlalchemy import insert, text
from sqlmodel import Session, col, select

from bench.full_books import fill_book
from bench.private_office import PrivateOffice, go_on_after
from registry import people
from registry.models import Receipt, RegisterBook
from registry.people import Actor, actor_of
from registry.people_models import Officer, RoleHeld, Unit
from registry.thai import bangkok_day, buddhist_year
from registry.vocabulary import BookKind, Role
from routing.models import Assignment

COPIES = 10
"""Units that each letter was sent to."""
STILL_OPEN = 0.05
"""Share of the letters, the newest, that units still work on."""

# Bulk statements: the operations would take hours. A letter's copies go to units
# far apart, so that each unit's rows lie scattered as they do in a real office.
_COPY = """
    FROM letter CROSS JOIN ({copies}) AS copy
    JOIN unit ON unit.id = :first_unit + (letter.id * 7 + copy.n * 53) % :units
"""
_COPY_ID = f"letter.id * {COPIES} + copy.n"
_RECEIVED = "(letter.id <= :closed OR copy.n % 5 > 0)"

HOLDINGS = """
    INSERT INTO holding (letter_id, unit_id, from_unit_id, since, filed_by)
    SELECT letter.id, unit.id, :root, :now, ''
"""
ROOTS = f"""
    INSERT INTO assignment (id, letter_id, to_unit_id, purpose, message, state, version, sent_at,
        sent_by, receipt_id, received_at, filed_at, file_code, retention, reason, rank)
    SELECT :letters * {COPIES + 1} + letter.id, letter.id, :root, 'owner', '',
        CASE WHEN letter.id <= :closed THEN 'filed' ELSE 'received' END, 1, :now,
        :clerk, letter.id, :now, CASE WHEN letter.id <= :closed THEN :now END,
        CASE WHEN letter.id <= :closed THEN 'สบ 01' ELSE '' END,
        CASE WHEN letter.id <= :closed THEN '57.4' ELSE '' END, '', 3
    FROM letter
"""  # noqa: S608 - made of constants
RECEIPTS = f"""
    INSERT INTO receipt (id, letter_id, book_id, number, received_at, registered_at, officer_id,
        late_reason, action, remark, void_reason, unit_name)
    SELECT :letters + {_COPY_ID}, letter.id, register_book.id, letter.id, :now, :now, :clerk,
        '', '', '', '', unit.name
"""
ASSIGNMENTS = f"""
    INSERT INTO assignment (id, letter_id, from_unit_id, to_unit_id, purpose, message, state,
        version, sent_at, sent_by, receipt_id, received_at, assigned_at, acknowledged_at,
        acknowledged_by, started_at, done_at, filed_at, file_code, retention, reason, due_at, rank)
    SELECT {_COPY_ID}, letter.id, :root, unit.id, 'information', '',
        CASE WHEN letter.id <= :closed THEN CASE WHEN copy.n < 8 THEN 'filed' ELSE 'done' END
        WHEN copy.n % 5 = 0 THEN 'delivered' WHEN copy.n % 5 = 1 THEN 'received'
        WHEN copy.n % 5 = 2 THEN 'assigned' WHEN copy.n % 5 = 3 THEN 'acknowledged'
        ELSE 'in-progress' END,
        1, :now, :clerk,
        CASE WHEN {_RECEIVED} THEN :letters + {_COPY_ID} END,
        CASE WHEN {_RECEIVED} THEN :now END,
        CASE WHEN {_RECEIVED} THEN :now END,
        CASE WHEN {_RECEIVED} THEN :now END,
        CASE WHEN {_RECEIVED} THEN :clerk END,
        CASE WHEN {_RECEIVED} THEN :now END,
        CASE WHEN letter.id <= :closed THEN :now END,
        CASE WHEN letter.id <= :closed AND copy.n < 8 THEN :now END,
        CASE WHEN letter.id <= :closed AND copy.n < 8 THEN 'สบ 01' ELSE '' END,
        CASE WHEN letter.id <= :closed AND copy.n < 8 THEN '57.4' ELSE '' END,
        '', CASE WHEN letter.id % 3 = 0 THEN :due END, 3
"""


def add_units(of: PrivateOffice, count: int) -> list[int]:
    """Put units under the agency, the private office's clerk also head of the first."""
    now = of.office.clock.now()
    with of.office.database.transaction() as session:
        rows = [
            {"name": f"กองที่ {n}", "short_name": f"ก{n}", "parent_id": of.unit_id, "is_active": True}
            for n in range(1, count + 1)
        ]
        session.execute(insert(Unit), rows)
        wanted = select(Unit.id).where(col(Unit.parent_id) == of.unit_id).order_by(col(Unit.id))
        units = [unit for unit in session.exec(wanted) if unit is not None]
        for role in (Role.CLERK, Role.HEAD):
            people.give_role(session, of.clerk.id, units[0], role, at=now)
        # Units without anybody would all be this officer's to answer for.
        officers = [
            {"login": f"head{unit}", "name": f"หัวหน้าที่ {unit}", "position": "ผู้อำนวยการ",
             "password_hash": "-", "is_active": True, "created_at": now}
            for unit in units
        ]  # fmt: skip
        session.execute(insert(Officer), officers)
        heads = session.exec(
            select(Officer.id).where(col(Officer.login).like("head%")).order_by(col(Officer.id))
        )
        held = [
            {"officer_id": officer, "unit_id": unit, "role": role}
            for officer, unit in zip(heads, units, strict=True)
            for role in (Role.CLERK, Role.HEAD)
        ]
        session.execute(insert(RoleHeld), held)
        return units


def clerk_of(session: Session, of: PrivateOffice) -> Actor:
    """Return the private office's clerk with the roles he has by now."""
    officer = session.get_one(Officer, of.clerk.id)
    return actor_of(session, officer, on=bangkok_day(of.office.clock.now()))


def fill_baskets(of: PrivateOffice, units: list[int], letters: int) -> None:
    """Register ``letters`` in the agency's book and send each to ten units."""
    fill_book(of, letters)
    send_copies(of, units, letters)


def send_copies(
    of: PrivateOffice, units: list[int], letters: int, still_open: float = STILL_OPEN
) -> None:
    """Send each of the agency's first ``letters`` to ten units; the newest are worked on."""
    now = of.office.clock.now()
    values = {
        "first_unit": units[0], "units": len(units), "letters": letters, "root": of.unit_id,
        "clerk": of.clerk.id, "closed": int(letters * (1 - still_open)),
        "now": now, "due": now + dt.timedelta(days=2),
    }  # fmt: skip
    copy = _COPY.format(copies=" UNION ALL ".join(f"SELECT {n} AS n" for n in range(COPIES)))
    with of.office.database.transaction() as session:
        year = buddhist_year(now)
        books = [
            {"unit_id": unit, "kind": BookKind.RECEIVED, "year": year, "first_number": 1,
             "last_number": letters}
            for unit in units
        ]  # fmt: skip
        session.execute(insert(RegisterBook), books)
        in_book = "JOIN register_book ON register_book.unit_id = unit.id"
        for statement in (
            ROOTS,
            HOLDINGS + copy,
            RECEIPTS + copy + in_book + f" WHERE {_RECEIVED}",
            ASSIGNMENTS + copy,
        ):
            named = {name: value for name, value in values.items() if f":{name}" in statement}
            session.execute(text(statement), named)
        go_on_after(session, Receipt, Assignment)
    if not of.office.database.is_sqlite:
        with of.office.database.transaction() as session:
            session.execute(text("ANALYZE"))
