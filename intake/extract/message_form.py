"""จาก and ถึง of a joint message form, one over the other; a lost label is known by its place.

The form prints its labels small on dotted lines, and a scan loses them more
often than the names beside them.
"""

import re

from intake.extract.labels import is_message_form, skeleton
from intake.extract.layout import Piece, Sheet

_FROM = re.compile(r"^[^ก-๙]{0,3}จาก *[:.]? *(?=[ก-ฮเ-ไ]|$)")
_TO = re.compile(
    r"^[^ก-ฮเ-ไ]{0,3}(?:[ถล][ึิ]?ง *)?(?:ผู?ั?้?)?(?:ร?ั?บ) ?ปฏิ(?:บั?ติ?)? *:?[ |]*(?=[ก-ฮเ-ไ]|$)"
    r"|^ถึ?ง *$"
)
_NEXT = re.compile(r"^[^ก-๙]{0,3}(?:(?:ผู?้?)?ร?ั?บ ?ทราบ|[0-9๐-๙])")
_ZONE = 0.42
_COLUMN = (0.18, 0.4)
"""Shares of the page's width between which a name begins that stands without its label."""
_LEVEL = 60
"""How far apart, in pixels, lines begin that stand one under the other."""
_APART, _CLOSE = 2.6, 1.3
"""Lines from one row of the form to the next, and to the next of its own, at most."""


def sender(sheet: Sheet) -> Piece | None:
    """Find the office a message comes from: labelled, else right over whom it goes to."""
    labelled = _labelled(sheet, _FROM)
    return labelled or _pair(sheet, under=_labelled(sheet, _TO))[0]


def addressee(sheet: Sheet) -> list[Piece]:
    """Find the rows that say whom a message goes to: labelled, else under the office it is from.

    Empty where the page is no message form.
    """
    if not is_message_form([piece.text for piece in sheet.pieces]):
        return []
    first = _labelled(sheet, _TO) or _pair(sheet, over=_labelled(sheet, _FROM))[1]
    rows = [first] if first else []
    for piece in sheet.pieces:
        near = rows and 0 < piece.middle - rows[-1].middle < _CLOSE * sheet.pitch
        if near and _may_be_cell(sheet, piece) and not _FROM.match(piece.text):
            rows.append(piece)
    return rows


def _labelled(sheet: Sheet, label: re.Pattern[str]) -> Piece | None:
    """Return what stands after a label, or beside it as a line of its own."""
    for piece in sheet.pieces:
        match = label.match(piece.text)
        if match is None or sheet.height_of(piece) > _ZONE:
            continue
        value = piece.part(match.end())
        if value.text:
            return value
        beside = [
            other
            for other in sheet.pieces
            if other.box[0] > piece.box[2] and abs(other.middle - piece.middle) < sheet.pitch / 2
        ]
        return min(beside, key=lambda other: other.box[0], default=None)
    return None


def _pair(
    sheet: Sheet, *, over: Piece | None = None, under: Piece | None = None
) -> tuple[Piece | None, Piece | None]:
    """Return the two rows that stand one under the other; either may be known."""
    leftmost = 0 if over else _COLUMN[0]  # a label may have been swallowed by its line
    rows = [piece for piece in sheet.pieces if _may_be_cell(sheet, piece, leftmost)]
    for upper in [over] if over else rows:
        for lower in [under] if under else rows:
            apart = lower.middle - upper.middle
            level = abs(lower.box[0] - upper.box[0]) < _LEVEL
            # How far a value stands from a label it was read with is not known well.
            if (level or over or under) and sheet.pitch < apart < _APART * sheet.pitch:
                return upper, lower
    return over, under


def _may_be_cell(sheet: Sheet, piece: Piece, leftmost: float = _COLUMN[0]) -> bool:
    """Say whether a line stands where names of the form do, and is a name."""
    at = piece.box[0] / sheet.reading.width
    named = leftmost < at < _COLUMN[1] and len(skeleton(piece.text)) > 3  # noqa: PLR2004
    return named and sheet.height_of(piece) < _ZONE and not _NEXT.match(piece.text)
