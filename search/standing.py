"""Where a letter stands in the registers of the units that hold it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from registry.vocabulary import BookKind, LabelledEnum


class Standing(LabelledEnum):
    """What a unit's register says of a letter. Other units' work on it is not told."""

    WAITING = "waiting", "ยังไม่ลงรับ"
    RECEIVED = "received", "ลงรับแล้ว"
    SENT = "sent", "ส่งออกแล้ว"
    FILED = "filed", "เก็บเรื่องแล้ว"
    VOID = "void", "ยกเลิกเลขแล้ว"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a unit's book."""

    unit_id: int
    kind: BookKind
    year: int
    number: int
    at: dt.datetime
    """When the letter was received, or sent."""
    is_void: bool

    @property
    def book(self) -> str:
        """The book among those of its unit: ``received-2568``."""
        return f"{self.kind.value}-{self.year}"


def standing_in(unit_id: int, entries: Iterable[Entry], *, is_filed: bool) -> Standing:
    """Return where a letter stands in one unit, by all the letter's entries."""
    its = [entry for entry in entries if entry.unit_id == unit_id]
    kinds = [entry.kind for entry in its if not entry.is_void]
    if is_filed:
        return Standing.FILED
    if kinds:
        return Standing.RECEIVED if BookKind.RECEIVED in kinds else Standing.SENT
    return Standing.VOID if its else Standing.WAITING


def book_label(book: str) -> str:
    """Write a book as officers call it; what is none stays as it is."""
    kind, _, year = book.partition("-")
    known = {one.value: one.label for one in BookKind}
    return f"{known[kind]} {year}" if kind in known else book
