"""A register as a document to take away: แบบที่ 13 or 14 as PDF, XLSX or CSV."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlmodel import Session

from registry import journal
from registry.book_entries import BookRow
from registry.errors import RegistryError
from registry.journal import Event
from registry.people import Actor
from registry.people_models import Unit
from registry.register_export import register_csv, register_xlsx
from registry.register_form import Digits, RegisterHead, RegisterRow, print_register
from registry.thai import BANGKOK, bangkok_day, clock_time, partial_date, short_date
from registry.vocabulary import LabelledEnum


class Sheet(LabelledEnum):
    """What the register is written as."""

    PDF = "pdf", "PDF"
    XLSX = "xlsx", "Excel"
    CSV = "csv", "CSV"


MOST_ROWS = {Sheet.PDF: 5_000, Sheet.XLSX: 100_000, Sheet.CSV: 200_000}
MEDIA = {
    Sheet.PDF: "application/pdf",
    Sheet.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Sheet.CSV: "text/csv",
}


class TooManyRows(RegistryError):
    """More entries than one document can sensibly hold."""

    code = "too-many-rows"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "รายการที่เลือกมีมากกว่า {most:,} รายการ กรุณากรองตามช่วงวันที่ให้แคบลงแล้วพิมพ์ทีละช่วง"


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished document."""

    data: bytes
    media_type: str
    name: str


def write_register(
    rows: Sequence[BookRow], head: RegisterHead, sheet: Sheet, *, digits: Digits
) -> Paper:
    """Write entries of a book, in the order given; raise ``TooManyRows`` beyond ``MOST_ROWS``.

    ``head`` names the office, the book and its year; the days are the entries' own.
    """
    if len(rows) > MOST_ROWS[sheet]:
        raise TooManyRows(most=MOST_ROWS[sheet])
    name = f"{head.form.title} {head.office} {head.year}.{sheet.value}"
    head, printed = _dated(head, rows), [_printed(row) for row in rows]
    if sheet is Sheet.PDF:
        data = print_register(printed, head, digits=digits)
    elif sheet is Sheet.XLSX:
        data = register_xlsx(printed, head)
    else:
        data = register_csv(printed, head)
    return Paper(data, MEDIA[sheet], name)


def note_printed(
    session: Session, unit: Unit, what: Mapping[str, object], by: Actor, at: dt.datetime
) -> None:
    """Note in the journal who took which entries of a book away."""
    journal.record(session, Event.REGISTER_PRINTED, "unit", unit.id, at=at, by=by.id, after=what)


def _dated(head: RegisterHead, rows: Sequence[BookRow]) -> RegisterHead:
    days = [bangkok_day(row.moment) for row in rows]
    return head.for_days(min(days), max(days)) if days else head


def _printed(row: BookRow) -> RegisterRow:
    late = ""
    if row.late_reason:
        times = f"รับ {_moment(row.moment)} ลงทะเบียน {_moment(row.registered_at)}"
        late = f"{times} เพราะ{row.late_reason}"
    return RegisterRow(
        number=row.number,
        reference=row.reference,
        dated=partial_date(row.dated),
        sender=row.sender,
        addressee=row.addressee,
        subject=row.subject,
        action=row.action,
        remark=row.remark,
        void_reason=row.void_reason,
        late_note=late,
    )


def _moment(moment: dt.datetime) -> str:
    local = moment.astimezone(BANGKOK)
    return f"{short_date(local.date())} {clock_time(local)} น."
