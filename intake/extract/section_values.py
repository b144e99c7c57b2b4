"""What a section of a letter says: its lines as one text, or its items apart."""

import re

from intake.extract.layout import Piece, Sheet, union
from intake.extract.sections import ITEM, Section
from registry.thai import MONTHS, arabic_digits

_BARE_ITEM = re.compile(
    rf"^(?P<n>[0-9๐-๙]{{1,2}}) ?(?=[ก-ฮเ-ไ])(?!{'|'.join(MONTHS)}|ชุด|ฉบับ|แผ่น|เล่ม|หน้า)"
)
"""A number that lost its dot; neither a day nor a count that stands on the next line."""
_LETTER_ITEM = re.compile(r"^[ก-ฮ] ?\. +(?=[ก-ฮเ-ไ])")
"""A number read as a letter: ๒ as ต, after an item that has come to its end."""
_HOW_MANY = re.compile(r"จำนวน ?[0-9๐-๙]+ ?(?:ชุด|ฉบับ|แผ่น|เล่ม|หน้า)$")


def joined(sheet: Sheet, section: Section) -> str:
    """Join a section's lines: a full line goes on without a space, as Thai is written."""
    text = ""
    before: Piece | None = None
    for piece in section.lines:
        gap = "" if before is None or sheet.is_filled(before) else " "
        latin = re.search("[A-Za-z]$", text) and re.match("[A-Za-z]", piece.text)
        text += (" " if latin else gap) + piece.text
        before = piece
    return tidy(text)


def whole_line(sheet: Sheet, section: Section) -> Piece:
    """Return a section's value as one line, for what may be broken over two."""
    pieces = section.lines or [section.head]
    box = union([piece.box for piece in pieces])
    text = " ".join(piece.text for piece in pieces)
    return Piece(text, box, min(piece.confidence for piece in pieces), sheet.reading.number)


def tidy(text: str) -> str:
    """Take the specks off the ends of a value."""
    text = re.sub(r"^[\s:;.,'\"|*~_=\-]+|[\s:;,'\"|*~_=\[\]<>]+$", "", text)
    text = re.sub(r"(?<=[ก-๙)]) +[/|\\~_=*'\"<>«»]+ +(?=[ก-๙(])", " ", text)
    return re.sub(r"(?<=[ก-๎)])\s+[^\sก-๙0-9()]{1,2}$", "", text).strip()


def _number(piece: Piece) -> int | None:
    """Return the number an item begins with, with or without its dot."""
    match = _BARE_ITEM.match(piece.text) or ITEM.match(piece.text)
    figures = arabic_digits(match["n"]) if match else ""
    return int(figures) if figures.isdecimal() else None


def items(section: Section) -> list[list[Piece]]:
    """Divide a list section into its items, numbers taken off."""
    found: list[list[Piece]] = []
    numbered = any(_number(piece) == 2 for piece in section.lines)  # noqa: PLR2004
    for piece in section.lines:
        match = ITEM.match(piece.text)
        if match is None and found and _HOW_MANY.search(found[-1][-1].text):
            match = _LETTER_ITEM.match(piece.text)
        if match is None and numbered and _number(piece) == len(found) + 1:
            match = _BARE_ITEM.match(piece.text)
        if match:
            found.append([piece.part(match.end())])
        elif found:
            found[-1].append(piece)
        else:
            found.append([piece])
    return [item for item in found if any(piece.text for piece in item)]
