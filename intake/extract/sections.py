"""The labelled sections of a letter's first page: where each begins and goes on."""

import re
from dataclasses import dataclass, field
from itertools import islice

from intake.extract.labels import (
    Label,
    begins_body,
    is_closing,
    is_memo_title,
    is_message_form,
    label_of,
    lost_label,
)
from intake.extract.layout import Piece, Sheet

ITEM = re.compile(r"^(?P<n>[0-9๐-๙a-zA-Z]{1,2}) ?,?\.+ ?(?=[^0-9๐-๙])")
_OTHER_CELL = re.compile(
    r"^[^ก-๙]{0,3}(?:ผู้รับทราบ|จาก|ผู้ประสานงาน|สำเนาส่ง|(?:ผ?ู?้?ร)?ั?บทราบ(?=[^ก-๎]*$)) ?"
)
"""Words that end a section without beginning one we keep."""
_FIRST = re.compile("^[๑1]$")
_MOST_LINES = {Label.SUBJECT: 5, Label.ADDRESSEE: 6, Label.TO: 8, Label.UNIT: 2}
_LISTS = (Label.REFERS, Label.ENCLOSED)
_ORDERLY = (Label.SUBJECT, Label.ADDRESSEE)
"""What a label that was read as Latin letters stands for: the first of these not seen yet."""
_HEAD = 0.5
"""How far down a page its head reaches."""
_MARGIN, _MIDDLE = 0.2, 0.06
"""Shares of a page's width: what no margin is, and how far off it the middle of the text is."""
_ROOMY = 120
"""Pixels between two parts of one row at which they say different things; 1 cm."""
_UNDER = 0.4
"""How far down, in heights of a line, the next line at least stands."""
_CLOSELY = 3
"""Lines, to the next label."""
_DOUBTFUL = 0.4
"""What was read so unsurely is dirt rather than the next line of a value."""


@dataclass
class Section:
    """One label's value: the line it begins on, cut after the label, and the lines it goes on."""

    label: Label
    head: Piece
    """The whole first line, label and all."""
    lines: list[Piece] = field(default_factory=list)
    """The value's pieces, in order."""
    bounded: bool = False
    """Another label, or the first word of the text, stands right under it: nothing is missing."""

    @property
    def is_whole(self) -> bool:
        """Say whether its label is spelt right and what follows it was recognised too."""
        return self.bounded and self.head.text.startswith((self.label.value, "เสนอ", "อ้างอิง"))

    @property
    def indent(self) -> int:
        """Where the value begins on its first line."""
        return self.lines[0].box[0] if self.lines else self.head.box[2]


@dataclass(frozen=True)
class Head:
    """What stands above the text of a letter, and where the text begins."""

    sections: dict[Label, Section]
    loose: tuple[Piece, ...]
    """Lines above the text that belong to no section: office, address, date, urgency."""
    body: tuple[Piece, ...]

    @property
    def bottom(self) -> float:
        """Return how far down the page the last labelled line stands; 0 without one."""
        heads = [section.head.middle for section in self.sections.values()]
        lines = [piece.middle for section in self.sections.values() for piece in section.lines]
        return max((*heads, *lines), default=0)


def head_of(sheet: Sheet) -> Head:
    """Divide a letter's first page into labelled sections, loose lines and text."""
    sections: dict[Label, Section] = {}
    loose: list[Piece] = []
    current: Section | None = None
    last: Piece | None = None
    pieces = list(sheet.pieces)
    lost = _lost(sheet)
    for index, piece in enumerate(pieces):
        begun = _begun(sheet, sections, piece, lost)
        if begun:
            if current:
                current.bounded = True
            current, last = begun, piece
            sections.setdefault(begun.label, begun)
            continue
        if _begins_text(sheet, sections, current, last, piece):
            if current and current.label is not Label.SUBJECT:
                current.bounded = True
            return Head(sections, tuple(loose), tuple(pieces[index:]))
        if _is_stamped(piece) or _is_beside_text(sheet, current, last, piece):
            loose += [piece] if not _ended(sections) or _is_stamped(piece) else []
            continue
        if current and last and _goes_on(sheet, current, last, piece):
            current.lines.append(piece)
            last = piece if not _same_row(piece, last) else last
            continue
        if not _same_row(piece, last):
            if _ended(sections) and not _label_ahead(sheet, sections, pieces[index + 1 :], lost):
                return Head(sections, tuple(loose), tuple(pieces[index:]))
            current = None
        loose.append(piece)
    return Head(sections, tuple(loose), ())


def _lost(sheet: Sheet) -> tuple[Label, ...]:
    """Return the labels that may have been read as Latin letters: those spelt nowhere in the head.

    A stamped letter and a message form have neither.
    """
    pieces = [piece for piece in sheet.pieces if sheet.height_of(piece) < _HEAD]
    known = [(piece, label_of(piece.text)) for piece in pieces]
    spelt = {
        label[0]
        for piece, label in known
        if label and (label[0] is Label.SUBJECT or _is_left(sheet, piece))
    }
    if Label.TO in spelt or is_message_form([piece.text for piece in pieces]):
        return ()
    memo = any(is_memo_title(piece.text) for piece in pieces)
    orderly = (Label.UNIT, *_ORDERLY) if memo else _ORDERLY
    return tuple(label for label in orderly if label not in spelt)


def _is_left(sheet: Sheet, piece: Piece) -> bool:
    return piece.box[0] <= sheet.left + 0.45 * (sheet.right - sheet.left)


def _begun(
    sheet: Sheet, sections: dict[Label, Section], piece: Piece, lost: tuple[Label, ...]
) -> Section | None:
    """Start a section when a line at the left begins with a label not seen yet.

    A label read as Latin letters stands for the first of ``lost``.
    """
    if not _is_left(sheet, piece):
        return None
    known = label_of(piece.text)
    if known and known[0] not in sections:
        label, start = known
    else:
        value_at = lost_label(piece.text)
        missing = [label for label in lost if label not in sections]
        if Label.REFERENCE in sections and Label.UNIT in missing:
            missing.remove(Label.UNIT)  # a memo names its unit first
        far_down = sheet.height_of(piece) > _HEAD
        if known or value_at is None or not missing or far_down:
            return None
        label, start = missing[0], value_at
    value = piece.part(start)
    return Section(label, piece, [value] if value.text else [])


def _begins_text(
    sheet: Sheet,
    sections: dict[Label, Section],
    section: Section | None,
    last: Piece | None,
    piece: Piece,
) -> bool:
    """Say whether a line is the first of the letter's text."""
    first = begins_body(piece.text) or is_closing(piece.text)
    if not first or not _ended(sections) or _same_row(piece, last):
        return False
    return not (section and last and _is_wrapped(sheet, section, last, piece))


def _is_wrapped(sheet: Sheet, section: Section, last: Piece, piece: Piece) -> bool:
    """Say whether a full line goes on here: the text of a letter is indented, its subject not.

    ``ด้วยระบบ…`` may begin the second line of a subject.
    """
    if section.label in (Label.REFERENCE, *_LISTS) or not sheet.is_filled(last):
        return False
    if _leaves_middle(sheet, section, piece):
        return False
    if sheet.is_filled(piece):
        return False  # a subject's last line is short, a paragraph's first is not
    under = abs(piece.box[0] - section.indent) < 60 or piece.box[0] - sheet.left < 60  # noqa: PLR2004
    near = 0 < piece.middle - last.middle < 2.1 * sheet.pitch
    return under and near and not is_closing(piece.text)


def _leaves_middle(sheet: Sheet, section: Section, piece: Piece) -> bool:
    """Say whether a line cannot go on with what is centred, as the subject of an order is."""
    width = sheet.reading.width
    head = section.head
    centred = head.box[0] > _MARGIN * width and abs(head.centre - width / 2) < _MIDDLE * width
    return centred and abs(piece.centre - head.centre) > _MIDDLE / 2 * width


def _ended(sections: dict[Label, Section]) -> bool:
    """Someone is addressed, or the subject stands there: text may follow."""
    return any(label in sections for label in (Label.ADDRESSEE, Label.TO, Label.SUBJECT))


def _label_ahead(
    sheet: Sheet,
    sections: dict[Label, Section],
    ahead: list[Piece],
    lost: tuple[Label, ...],
) -> bool:
    """Say whether a label not seen yet follows closely: this line is dirt, not the text.

    Stamps beside it do not count.
    """
    near = islice((piece for piece in ahead if _is_left(sheet, piece)), _CLOSELY)
    return any(
        _begun(sheet, sections, piece, lost) for piece in near if not begins_body(piece.text)
    )


_STAMPED = re.compile(
    r"^[^ก-ฮ]{0,4}(?:[วจ]ันที่? ?รับ|วัน ?เดือน ?ปี|[เแ][วจ][ลส]า ?[0-9๐-๙.…]|เลข.{0,6}รั?บ)"
)


def _is_stamped(piece: Piece) -> bool:
    """Say whether this is a part of a receipt stamp that its number did not claim."""
    return bool(_STAMPED.match(piece.text))


def _is_beside_text(
    sheet: Sheet, section: Section | None, last: Piece | None, piece: Piece
) -> bool:
    """Say whether a line is none of the text's: it hangs over one, or begins at the right.

    A list has a column of numbers at the right.
    """
    of_list = section is not None and section.label in _LISTS
    if last is None or of_list or _same_row(piece, last):
        return False
    return not _is_left(sheet, piece) or piece.middle - last.middle < _UNDER * _height(last)


def _height(piece: Piece) -> int:
    return piece.box[3] - piece.box[1]


def _same_row(piece: Piece, last: Piece | None) -> bool:
    if last is None or piece.box[0] < last.box[2] - 40:
        return False
    return abs(piece.middle - last.middle) < 0.5 * (last.box[3] - last.box[1])


_NUMBER = re.compile("[0-9๐-๙] ?/ ?(?:ว ?)?[0-9๐-๙]")


def _goes_on(sheet: Sheet, section: Section, last: Piece, piece: Piece) -> bool:
    """Say whether a line without a label goes on with the section above it."""
    memos = section.label is Label.UNIT and _NUMBER.search(piece.text)  # its label was torn
    if memos or section.label is Label.REFERENCE or _OTHER_CELL.match(piece.text):
        return False
    if _same_row(piece, last):
        return _is_of_row(section, piece, last)
    far = piece.middle - last.middle > 2.1 * sheet.pitch
    if far or len(section.lines) >= _MOST_LINES.get(section.label, 30):
        return False
    if _leaves_middle(sheet, section, piece):
        return False
    item = ITEM.match(piece.text)
    if item:
        first_again = bool(_FIRST.match(item["n"]) and section.lines)
        return section.label in _LISTS and not first_again
    return _is_indented(sheet, section, last, piece)


def _is_of_row(section: Section, piece: Piece, last: Piece) -> bool:
    """Say whether what stands in the same row is of the same value; lists have columns."""
    if section.label in _LISTS or section.label is Label.UNIT:
        return True
    of_form = section.label is Label.TO and len(section.lines) == 1
    return of_form or piece.box[0] - last.box[2] < _ROOMY


def _is_indented(sheet: Sheet, section: Section, last: Piece, piece: Piece) -> bool:
    """Say whether a line stands where the value's next line would.

    A line that runs to the right edge under one that does not is the first of a paragraph.
    """
    wrapped = sheet.is_filled(last) and piece.box[0] >= sheet.left - 40
    inner = section.indent > sheet.left + 50
    aligned = inner and abs(piece.box[0] - section.indent) < 90  # noqa: PLR2004
    if section.label in _LISTS:
        numbered = bool(section.lines and ITEM.match(section.lines[0].text))
        return wrapped or piece.box[0] >= section.indent + 50 or (aligned and not numbered)
    if piece.confidence < _DOUBTFUL:
        return False
    return wrapped or (aligned and not sheet.is_filled(piece))
