"""The head of a letter: its reference and its date."""

import re
from itertools import chain

from intake.extract.certainty import Shape, found
from intake.extract.codes import is_known, lost_a_dot
from intake.extract.found import Found
from intake.extract.kinds import Opening
from intake.extract.labels import Label
from intake.extract.layout import Piece, Sheet, joined_guesses, union
from intake.extract.sections import Head
from intake.extract.torn_days import mended_day
from intake.extract.weighing import (
    OLDEST,
    Weighed,
    day_likely,
    dotted,
    labelled,
    reference_likely,
    weighed,
)
from registry.references import head_reference
from registry.thai import arabic_digits
from registry.thai_dates import find_dates
from registry.vocabulary import LetterKind
from registry.written_date import Doubt, WrittenDate

_DAY_WORD = re.compile(r" *(?:วันที่?|ลงวันที่?|จันที่)(?= *[0-9๐-๙ก-ฮ\-.…])")
_NOT_HEAD = re.compile(r"(?:ลง|เมื่อ|ภายใน|ใน|ตั้งแต่|ถึง|ก่อน|ประจำ|ระหว่าง)[^ก-ฮ]{0,2}(?:วันที่?)? *$")
_CITED = re.compile("ลง ?วั?นที")
"""What follows the number of another letter: where lines are torn, one may stand at a left edge."""
_INDENTED = 0.1
"""Of the width of the text: what stands further in is no line of it."""
_GROUP = re.compile("[0-9๐-๙]{6} ?[ก-ฮ]")
"""Day, hour and minute before a short month: how a message form is dated."""
_SIGNED_ON = re.compile(r"(?:สั่?ง|ประกาศ|ให้ไว้) ?ณ ?วันที่?")
_DAY_ALONE = re.compile(
    r"^\W*(?:ณ ?)?วั?นที?่? *[0-9๐-๙]{1,2} ?[ก-ฮเ][ก-๎.]+ *พ ?\. ?ศ ?\.? *[0-9๐-๙]{4}\W*$"
)


def reference(sheet: Sheet, opened: Opening) -> Found[str] | None:
    """Read the letter's reference off its line.

    A line whose numbers cannot be parsed gives what stands there, hardly
    believed: mending is quicker for a clerk than typing.
    """
    line = opened.reference
    if line is None:
        return None
    chosen = weighed(labelled(dotted(line)), _own_value, reference_likely)
    text = _own_part(chosen.piece.text)
    read = head_reference(text)
    own = chosen.piece.part(*read.span) if read else line
    seen = head_reference(_own_part(line.text))
    evidence = chosen.on(sheet.evidence(own))
    if read:
        shape = Shape.LOOSE if read.suspect and opened.kind is not LetterKind.ORDER else Shape.WHOLE
        if not read.number and opened.kind is not LetterKind.ORDER:
            shape = Shape.LOOSE
        if _CITED.search(chosen.piece.text):
            shape = Shape.LOOSE
        if not is_known(read.code) or not read.neat:
            shape = Shape.LIKELY if shape is Shape.WHOLE else shape
        if len(read.code) == 1:
            shape = Shape.LOOSE  # no body has so short a code: a letter of it was lost
        if any(lost_a_dot(one.code, one.unit) for one in (read, seen) if one):
            shape = Shape.LOOSE
        return found(read.canonical, read.raw, evidence, shape)
    bits = re.search(r"(?:[ก-ฮ.]{1,6} ?)?[0-9๐-๙][0-9๐-๙. ]*/ ?ว? ?[0-9๐-๙]+", text)
    raw = bits[0] if bits else re.sub(r"^\W*ที่? *", "", text)[:40]
    return found(
        arabic_digits(re.sub(r" ?([./]) ?", r"\1", raw)).strip(), text, evidence, Shape.BROKEN
    )


def _own_value(text: str) -> str | None:
    read = head_reference(_own_part(text))
    return read.canonical if read else None


def _own_part(text: str) -> str:
    """Cut off the date that shares a memo's reference line."""
    match = _DAY_WORD.search(text, 6)
    return text[: match.start()] if match else text


def date(sheets: list[Sheet], head: Head, opened: Opening) -> Found[str] | None:
    """Read the date of the letter from where its kind writes it."""
    first = sheets[0]
    if opened.kind is LetterKind.STAMPED:
        return _last_date(sheets, head)
    if opened.kind in (LetterKind.ORDER, LetterKind.ANNOUNCEMENT):
        return _signed_date(sheets)
    rows = _head_pieces(head, opened)
    if opened.reference and opened.kind is LetterKind.MEMO:
        rows = [_whole_row(first, opened.reference), *rows]
    best = [read for piece in rows if (read := _typed_date(first, piece, opened))]
    return max(best, key=lambda pair: pair[0])[1] if best else None


def _whole_row(sheet: Sheet, piece: Piece) -> Piece:
    """Join a line with what was read beside it as lines of their own."""
    row = [
        other
        for other in sheet.pieces
        if other.box[0] >= piece.box[0] and abs(other.middle - piece.middle) < 0.4 * sheet.pitch
    ]
    text, box = " ".join(other.text for other in row), union([other.box for other in row])
    guesses = joined_guesses(row, [" "] * (len(row) - 1))
    middle = round(piece.middle)
    box = (box[0], 2 * middle - piece.box[3], box[2], piece.box[3])
    return Piece(text, box, min(other.confidence for other in row), piece.page, guesses)


def _head_pieces(head: Head, opened: Opening) -> list[Piece]:
    """Return the lines the date of a letter can stand on: above whoever is addressed."""
    limit = min(
        (section.head.middle for label, section in head.sections.items()
         if label in (Label.SUBJECT, Label.ADDRESSEE, Label.TO)),
        default=float("inf"),
    )  # fmt: skip
    in_form = opened.kind is LetterKind.OTHER
    top = opened.reference.middle - 60 if opened.reference and not in_form else 0
    same = [piece for piece in _values(head, Label.REFERENCE)[1:] if piece is not opened.reference]
    return [piece for piece in (*same, *head.loose) if top < piece.middle < limit]


def _values(head: Head, label: Label) -> list[Piece]:
    section = head.sections.get(label)
    return section.lines if section else []


def _typed_date(sheet: Sheet, piece: Piece, opened: Opening) -> tuple[int, Found[str]] | None:
    """Read a date in the head, with a rank: full month names before stamped ones."""
    memo = opened.kind in (LetterKind.MEMO, LetterKind.OTHER)
    chosen = weighed(piece, _first_day, day_likely(sheet.on))
    piece = chosen.piece
    for written in find_dates(piece.text):
        before = piece.text[: written.span[0]]
        if _NOT_HEAD.search(before) and not (memo and before.rstrip().endswith(("วันที่", "วันที"))):
            continue
        if written.start.startswith("--") and not written.doubts:
            continue
        spelt = "." not in written.raw and Doubt.NUMERIC not in written.doubts
        if opened.kind is LetterKind.EXTERNAL and not spelt:
            continue  # the head of a letter spells the month; a stamp abbreviates it
        own_row = bool(opened.reference and piece.middle == opened.reference.middle)
        usual = bool(_GROUP.match(written.raw)) if opened.kind is LetterKind.OTHER else spelt
        rank = 2 * usual + written.whole + 3 * own_row
        # What a form does not date by its group may be a stamp's day, or a day of its text.
        fits = usual or opened.kind is not LetterKind.OTHER
        return rank, _as_found(sheet, chosen, written, fits=fits)
    return None


def _first_day(text: str) -> str | None:
    return next((date.start for date in find_dates(text) if date.whole), None)


def _last_day(text: str) -> str | None:
    return next((date.start for date in reversed(find_dates(text)) if date.whole), None)


def _as_found(
    sheet: Sheet, chosen: Weighed, written: WrittenDate, *, fits: bool = True
) -> Found[str]:
    """Make a date of what was chosen; ``fits`` is whether it stands where such dates stand."""
    whole = written.whole and not (written.doubts or written.end)
    shape = Shape.WHOLE if whole and fits else Shape.LOOSE
    if written.start[:4].isdigit() and int(written.start[:4]) < OLDEST:
        shape = Shape.BROKEN
    value = "" if written.start.startswith("--") else written.start
    part = chosen.piece.part(*written.span)
    return found(value, written.raw, chosen.on(sheet.evidence(part)), shape)


def _last_date(sheets: list[Sheet], head: Head) -> Found[str] | None:
    """Read the date at the end of a stamped letter, on a line of its own.

    It stands under the seal. One that begins where the lines of the text begin may be the
    rest of a sentence, and is never sure.
    """
    below = [
        (sheet, piece)
        for sheet in reversed(sheets)
        for piece in reversed(sheet.pieces)
        if sheet is not sheets[0] or piece.middle > head.bottom
    ]
    read = (_day_alone(sheet, piece) for sheet, piece in below)
    torn = (_torn_day(sheet, piece) for sheet, piece in below)
    return next(filter(None, chain(read, torn)), None)


def _day_alone(sheet: Sheet, piece: Piece) -> Found[str] | None:
    """Read the day that a line has nothing beside."""
    chosen = weighed(piece, _first_day, day_likely(sheet.on))
    for written in find_dates(chosen.piece.text):
        alone = len(written.raw) > 0.6 * len(piece.text)
        spelt = "." not in written.raw and Doubt.NUMERIC not in written.doubts
        if alone and spelt and not written.start.startswith("--") and written.end is None:
            indent = piece.box[0] - sheet.left
            under_seal = indent > _INDENTED * (sheet.right - sheet.left)
            return _as_found(sheet, chosen, written, fits=under_seal)
    return None


def _torn_day(sheet: Sheet, piece: Piece) -> Found[str] | None:
    """Read a day whose month or century the seal has torn; what was seen stays beside it."""
    meant = mended_day(piece.text)
    dates = find_dates(meant) if meant else ()
    if not (dates and dates[0].whole):
        return None
    return found(dates[0].start, piece.text, sheet.evidence(piece), Shape.BROKEN)


def _signed_date(sheets: list[Sheet]) -> Found[str] | None:
    """``สั่ง ณ วันที่`` and ``ประกาศ ณ วันที่``; torn, what is left of it, which is never sure."""
    return _below(sheets, _SIGNED_ON) or _below(sheets[::-1], _DAY_ALONE, fits=False)


def _below(sheets: list[Sheet], begun: re.Pattern[str], *, fits: bool = True) -> Found[str] | None:
    """Read the date of the first row that begins so, a signature across it or not."""
    for sheet in sheets:
        for piece in sheet.pieces:
            if not begun.search(piece.text):
                continue
            chosen = weighed(_whole_row(sheet, piece), _last_day, day_likely(sheet.on))
            if dates := find_dates(chosen.piece.text):
                return _as_found(sheet, chosen, dates[-1], fits=fits)
    return None
