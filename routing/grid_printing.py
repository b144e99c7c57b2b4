"""What a letter's paper grid says: gathered for printing. Reading only."""

from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import Session, col, select

from registry.errors import NotFound
from registry.holdings import holdings_of, visible_letter
from registry.models import Letter
from registry.people import Actor
from registry.people_models import Officer, Unit
from registry.registering import live_receipt
from registry.thai import bangkok_day, clock_time, long_date, partial_date, short_date
from registry.vocabulary import Permission, Urgency
from routing.grid_form import PrintedBox, PrintedGrid
from routing.grid_forms import GridWanted
from routing.grid_queries import cells_for
from routing.models import Assignment
from routing.states import GONE


def printed_grid(session: Session, actor: Actor, letter_id: int, wanted: GridWanted) -> PrintedGrid:
    """Return a letter's grid as it goes on paper, with the ticks of what was sent.

    Before anything is sent its boxes are empty, for a head who ticks by hand.
    Raises ``NotFound`` for a unit that is not the officer's, or has not the letter.
    """
    letter = visible_letter(session, actor, letter_id)
    unit = _unit(session, actor, letter_id, wanted.unit)
    assert unit.id is not None
    sent = session.exec(
        select(Assignment)
        .where(
            Assignment.letter_id == letter_id,
            Assignment.from_unit_id == unit.id,
            col(Assignment.state).not_in(GONE),
        )
        .order_by(col(Assignment.sent_at), col(Assignment.id))
    ).all()
    on_grid = [one.unit_id for one in cells_for(session, unit.id, wanted.grid)]
    shown = [*on_grid, *(one.to_unit_id for one in sent if one.to_unit_id not in on_grid)]
    units = session.exec(select(Unit).where(col(Unit.id).in_(shown)))
    short = {one.id or 0: one.short_name or one.name for one in units}
    purposes = {one.to_unit_id: one.purpose.label for one in sent}
    signer = session.get(Officer, sent[-1].sent_by) if sent else None
    return PrintedGrid(
        unit=unit.name,
        facts=list(_facts(session, letter, unit.id, sent)),
        boxes=[PrintedBox(short[one], purposes.get(one, "")) for one in shown],
        notes=list(_notes(sent, short)),
        name=signer.name if signer else "",
        position=signer.position if signer else "",
        dated=long_date(bangkok_day(sent[-1].sent_at)) if sent else "",
    )


def _unit(session: Session, actor: Actor, letter_id: int, wanted: int | None) -> Unit:
    """Return the unit whose grid is printed: one of the officer's that has the letter."""
    units = [
        one.unit_id
        for one in holdings_of(session, letter_id)
        if actor.may(Permission.READ, one.unit_id) and wanted in {None, one.unit_id}
    ]
    if not units:
        raise NotFound(what="หน่วยงาน")
    return session.get_one(Unit, units[0])


def _facts(
    session: Session, letter: Letter, unit_id: int, sent: Sequence[Assignment]
) -> Iterator[tuple[str, str]]:
    receipt = live_receipt(session, letter.id or 0, unit_id)
    if receipt is not None:
        day = short_date(bangkok_day(receipt.received_at))
        yield "เลขรับ", f"{receipt.number}  วันที่ {day}  เวลา {clock_time(receipt.received_at)} น."
    if letter.urgency is not Urgency.NORMAL:
        yield "ชั้นความเร็ว", letter.urgency.label
    yield "ที่", f"{letter.reference or '-'}  ลงวันที่ {partial_date(letter.dated) or '-'}"
    yield "จาก", letter.sender or "-"
    yield "เรื่อง", letter.subject
    dues = sorted({one.due_at for one in sent if one.due_at is not None})
    if dues:
        yield "กำหนด", " · ".join(short_date(bangkok_day(due)) for due in dues)


def _notes(sent: Sequence[Assignment], short: Mapping[int, str]) -> Iterator[str]:
    """Write each note once, with the units it is for."""
    told: dict[str, list[str]] = {}
    for one in sent:
        told.setdefault(one.message, []).append(short[one.to_unit_id])
    for message, units in told.items():
        if message:
            to = "ทุกหน่วยงาน" if len(units) == len(sent) else " ".join(units)
            yield f"ถึง{to}: {message}"
