"""One letter of a bundle: its pages in, its fields out."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from intake.extract import foot, heads, lists, marks, senders
from intake.extract.deadlines import deadlines
from intake.extract.found import Found, FoundLetter, StampedReceipt
from intake.extract.kinds import Opening, opening
from intake.extract.labels import Label
from intake.extract.layout import Sheet
from intake.extract.receipts import receipts
from intake.extract.section_values import whole_line
from intake.extract.sections import Head, head_of
from registry.ports import PageReading
from registry.vocabulary import LetterKind


@dataclass(frozen=True)
class ReadPage:
    """A page taken apart: its stamps, and what is left of it."""

    sheet: Sheet
    """Without the stamps."""
    stamps: tuple[StampedReceipt, ...]
    head: Head
    opening: Opening | None

    @property
    def number(self) -> int:
        """Counted from 1 in the file."""
        return self.sheet.reading.number


def read_page(reading: PageReading, on: dt.date | None = None) -> ReadPage:
    """Take the stamps off a page that came ``on`` a day and find the head of a letter on it."""
    stamps, sheet = receipts(Sheet.of(reading, on))
    head = head_of(sheet)
    return ReadPage(sheet, stamps, head, opening(sheet, head))


def read_letter(pages: Sequence[ReadPage]) -> FoundLetter:
    """Read every field of the letter that stands on ``pages``, which belong together.

    Pages without a head of a letter make a letter of the kind ``other``, whose
    fields are what could be found.
    """
    first, sheets = pages[0], [page.sheet for page in pages]
    opened = first.opening or Opening(LetterKind.OTHER)
    head, sheet = first.head, first.sheet
    memo = opened.kind is LetterKind.MEMO
    signatory, position = foot.signature(sheets, head)
    stamped = opened.kind is LetterKind.STAMPED
    return FoundLetter(
        first_page=first.number,
        last_page=pages[-1].number,
        kind=opened.kind,
        reference=heads.reference(sheet, opened),
        date=heads.date(sheets, head, opened),
        sender=senders.sender(sheets, head, opened),
        owner_unit=senders.memo_unit(sheet, head) if memo else foot.owner_unit(sheets, head),
        addressee=lists.addressee(sheet, head),
        subject=None if stamped else lists.labelled(sheet, head, Label.SUBJECT),
        urgency=marks.urgency(sheet, head),
        secrecy=marks.secrecy(sheets),
        signatory=None if stamped else signatory,
        position=None if stamped else position,
        phone=_memo_phone(sheet, head) if memo else foot.phone(sheets, head),
        email=foot.email(sheets),
        refers_to=lists.refers_to(sheet, head),
        mentions=lists.mentions(_text_of(sheets, opened), head),
        enclosures=lists.enclosures(sheet, head),
        deadlines=deadlines(sheets),
        receipts=tuple(stamp for page in pages for stamp in page.stamps),
    )


def _memo_phone(sheet: Sheet, head: Head) -> Found[str] | None:
    """Read a memo's telephone in its ส่วนราชการ, which may take two lines."""
    section = head.sections.get(Label.UNIT)
    return foot.phone_in(sheet, whole_line(sheet, section)) if section else None


def _text_of(sheets: list[Sheet], opened: Opening) -> list[Sheet]:
    """Return the pages without the line of the letter's own reference."""
    own = {opened.reference} if opened.reference else set()
    return [sheets[0].without(own), *sheets[1:]]
