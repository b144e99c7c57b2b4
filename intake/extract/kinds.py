"""What kind of letter a page begins, if it begins one (ข้อ 9-27)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

from intake.extract.labels import Label, is_memo_title, is_message_form, skeleton
from intake.extract.layout import Piece, Sheet, union
from intake.extract.sections import Head
from registry.references import Reference, find_orders, head_reference
from registry.vocabulary import LetterKind

_TITLE_ZONE = 0.42
_HEAD_ZONE = 0.45
_ORDER = re.compile(r"^[^ก-๙]{0,3}(?:[คด](?:ำ|ํา)?ส[ัิี]่?|คาส)ง ?(?=[ก-ฮเ-ไ(])(?!การ|ให้|ดังกล่าว|นี้|ที่อ้าง)")
_ANNOUNCEMENT = re.compile(
    r"^[^ก-๙]{0,3}ประ(?: [0-9๐-๙] )?กาศ ?(?=[ก-ฮเ-ไ])(?!ณ|นียบัตร|ใช้|ให้|กำหนด|ดังกล่าว|นี้|ผล)"
)
_ANNEX = re.compile(r"^[^ก-๙]{0,3}[สล]?[ิี]?่?ง?ที่?ส่?งมาด้?วย ?[0-9๐-๙]{0,2}$|^เอกสารแนบ|^ภาคผนวก|^ผนวก")
_NUMBER_YEAR = re.compile(r"^[^ก-๙]{0,4}ที่?[^/]{0,12}/ ?[0-9๐-๙]{2,5}[^0-9๐-๙]*$")
_REFERENCE_LIKE = re.compile(
    r"^[^ก-๙]{0,4}(?:ที่?|ท|ทุ)?[^ก-๙]{0,6}[ก-ฮ]{0,6}[^ก-๙/]{0,6}[0-9๐-๙][0-9๐-๙ .ก-ฮ]{1,12}/"
)
_FORM_TITLE = re.compile(
    r"^[^ก-๙]{0,3}(?:แบบ(?:ตอบรับ|สำรวจ|ฟอร์ม|รายงาน|คำขอ|ประเมิน|ลงทะเบียน)|ใบสมัคร|ใบตอบรับ|กำหนดการ|ระเบียบวาระ"
    r"|บัญชีราย|บัญชีจัด|ตาราง|รายชื่อ|รายงานการประชุม)"
)
"""Papers sent along that may be addressed to someone and are no letters."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A page that begins a letter, of what kind, and the lines that say so."""

    kind: LetterKind
    title: Piece | None = None
    reference: Piece | None = None


def opening(sheet: Sheet, head: Head) -> Opening | None:
    """Say what letter a page begins; ``None`` when it goes on with the one before.

    A page marked as an annex begins nothing, nor does one without a head.
    """
    top = [piece for piece in sheet.pieces if sheet.height_of(piece) < _TITLE_ZONE]
    if _is_annex(sheet, head, top):
        return None
    if title := next(
        (piece for piece in _titles(top, sheet.pitch) if is_memo_title(piece.text)), None
    ):
        return Opening(LetterKind.MEMO, title, reference_line(sheet, head))
    if is_message_form([piece.text for piece in top]):
        return Opening(
            LetterKind.OTHER, None, _form_reference(sheet, top) or reference_line(sheet, head)
        )
    if titled := _titled(sheet, head, top):
        return titled
    if Label.UNIT in head.sections and Label.SUBJECT in head.sections:
        return Opening(LetterKind.MEMO, None, reference_line(sheet, head))
    return _letter(sheet, head)


def _titles(top: list[Piece], pitch: float) -> Iterator[Piece]:
    """Yield each line, and each with the next of its row: a title is set in large letters."""
    for piece, after in zip_longest(top, top[1:]):
        yield piece
        if after and abs(after.middle - piece.middle) < pitch / 2:
            box = union([piece.box, after.box])
            yield replace(piece, text=f"{piece.text} {after.text}", box=box, guesses=())


def _is_annex(sheet: Sheet, head: Head, top: list[Piece]) -> bool:
    """Say whether a page is marked as sent along, or titled as a form without a number."""
    if any(_ANNEX.match(piece.text) and piece.centre > 0.6 * sheet.reading.width for piece in top):
        return True
    titled = any(_FORM_TITLE.match(piece.text) for piece in top[:3])
    return titled and not _has_number(sheet, head)


def _has_number(sheet: Sheet, head: Head) -> bool:
    """Say whether a letter's own reference stands on the page, filled in."""
    line = reference_line(sheet, head)
    read = head_reference(line.text) if line else None
    return bool(read and read.number)


def _titled(sheet: Sheet, head: Head, top: list[Piece]) -> Opening | None:
    """Recognise an order or announcement: its title on a line of its own, its subject below."""
    numbered: Piece | None
    for pattern, kind in (
        (_ORDER, LetterKind.ORDER),
        (_ANNOUNCEMENT, LetterKind.ANNOUNCEMENT),
    ):
        for piece in top:
            if not pattern.match(piece.text):
                continue
            if kind is LetterKind.ORDER and (cited := find_orders(piece.text[:120])):
                numbered = piece.part(_order_number_at(cited[0]), cited[0].span[1])
                return Opening(kind, piece.part(0, cited[0].span[1]), numbered)
            wide = (piece.box[2] - piece.box[0]) > 0.75 * sheet.reading.width
            if wide or len(skeleton(piece.text)) > 70:  # noqa: PLR2004
                continue
            later = [other for other in top if 0 < other.middle - piece.middle < 6 * sheet.pitch]
            numbered = next((other for other in later if _is_number_year(other)), None)
            if numbered or Label.SUBJECT in head.sections:
                return Opening(kind, piece, numbered)
    return None


def _order_number_at(order: Reference) -> int:
    """Return where ที่ of an order stands in its line."""
    return order.span[0] + max(order.raw.rfind("ที่"), order.raw.rfind("ที "), 0)


def _is_number_year(piece: Piece) -> bool:
    """Say whether a line is the number of an order, or may be: its slash looks like a figure."""
    texts = (piece.text, *(guess.text for guess in piece.guesses))
    return any(map(_NUMBER_YEAR.match, texts))


def _letter(sheet: Sheet, head: Head) -> Opening | None:
    """Recognise an external or stamped letter: a reference line, and someone addressed."""
    reference = reference_line(sheet, head)
    has_subject = Label.SUBJECT in head.sections
    addressed = Label.ADDRESSEE in head.sections
    if Label.TO in head.sections and not has_subject and not addressed:
        return Opening(LetterKind.STAMPED, None, reference) if reference else None
    listed = Label.REFERS in head.sections or Label.ENCLOSED in head.sections
    if addressed and (has_subject or reference or listed):
        return Opening(LetterKind.EXTERNAL, None, reference)
    if reference and (has_subject or Label.REFERS in head.sections):
        return Opening(LetterKind.EXTERNAL, None, reference)
    return None


_FORM_NUMBER = re.compile(
    r"(?:(?:^|[^ก-๎])(?=ที่? *(?:[ก-ฮ]{1,4}\.? *)?[0-9๐-๙])|ให้ข่าว: *(?=[ก-ฮ]))"
    r"(?P<value>[^/]{2,24}/)"
)


_NUMBER_ALONE = re.compile(r"^[ก-ฮ]{2,3} ?\.? ?[0-9๐-๙]{4}[^/]{0,10}/")
_RIGHT = 0.6
"""Of the width of the page, from where the last cell of a form's row may begin."""


def _form_reference(sheet: Sheet, top: list[Piece]) -> Piece | None:
    """Find ที่ of a message form: in a cell at the right, or after ที่ของผู้ให้ข่าว.

    At the right it is known without its ที่, too, which is small and easily torn.
    """
    for piece in top:
        if match := _FORM_NUMBER.search(piece.text):
            return piece.part(match.start("value"))
    right = (piece for piece in top if piece.box[0] > _RIGHT * sheet.reading.width)
    return next((piece for piece in right if _NUMBER_ALONE.match(piece.text)), None)


def reference_line(sheet: Sheet, head: Head) -> Piece | None:
    """Find the line of the letter's own reference: left, above what it addresses."""
    if section := head.sections.get(Label.REFERENCE):
        return section.head if sheet.height_of(section.head) < _HEAD_ZONE else None
    limit = min(
        (section.head.middle for label, section in head.sections.items()
         if label is not Label.UNIT),
        default=_HEAD_ZONE * sheet.reading.height,
    )  # fmt: skip
    for piece in head.loose:
        left = piece.box[0] < sheet.left + 0.3 * (sheet.right - sheet.left)
        high = piece.middle < limit and sheet.height_of(piece) < _HEAD_ZONE
        if left and high and _REFERENCE_LIKE.match(piece.text):
            return piece
    return None
