"""Urgency and secrecy: words printed or stamped by themselves, large and red (ข้อ 28)."""

import re

from intake.extract.certainty import Shape, found
from intake.extract.found import Found
from intake.extract.labels import Label, resembles, skeleton
from intake.extract.layout import Piece, Sheet
from intake.extract.sections import Head
from registry.thai import bare, normal_text
from registry.vocabulary import Secrecy, Urgency

_WORDS = (Urgency.MOST_URGENT.label, Urgency.VERY_URGENT.label, "ด่วนภายใน", Urgency.URGENT.label)
_URGENT = re.compile(
    r"^[^ก-๙]{0,6}เ?"
    r"(?P<word>[ดตค][่้ัํ]? ?[วา][่้]?(?: ?า)? ?น"
    r"(?P<rest> ?ท[ีิืึ]?[่้]? ?ส[ุู]?ด| ?ม ?า? ?ก| ?ภายใน)?)(?P<after>.*)$"
)
_IN_ROW = re.compile(r"[0-9๐-๙] +(?P<word>ด[่้ัํ]? ?ว ?น(?P<rest> ?ท[ีิืึ]?[่้]? ?ส[ุู]?ด| ?ม ?า? ?ก)?)(?= |$)")
_BEFORE_NUMBERS = re.compile(r"^[^ก-๙A-Za-z]{0,4}(?P<word>ด่?วน(?P<rest>ท[ีิ]่?ส[ุู]?ด|มาก)?)(?= |$)")
_LEFT = 0.3
_FIRST = "ด"
_BEGUN = re.compile("ด่?วนท[ีิ]่?[^ก-ฮ]*$")
"""The beginning of the only urgency that goes on so."""
_TORN_VERY = re.compile("ดว[นบ][มขฆ]ก$")
_LONGEST = 14
"""Letters and marks of ด่วนที่สุด, and some more."""
_FORM_LABEL = re.compile(r"^[^ก-๙]{0,3}ลำดับความเร่งด่วน *:? *")
_ZONE = 0.40
_BELOW = (Label.SUBJECT, Label.ADDRESSEE, Label.TO, Label.REFERS, Label.ENCLOSED)
_MAY_FOLLOW = re.compile(
    r"^(?: *บ.?.?.?นท.*| *ที่? *[ก-ฮ].*[0-9๐-๙]/.*| *\(.*|[^ก-ฮ]{0,6}| +\S{1,3})$"
)
_BESIDE = re.compile(r"^(?![^ก-ฮ]*(?:ท[ีิืึ]?[่้]?[^ก-ฮ]?[สล]|ม[^ก-ฮ]{0,2}ก|ภาย))(?: |[^ก-๙])")
"""What stands in the same row, such as a stamp, if it cannot be the rest of the word."""


def _marked(text: str) -> str:
    """Return the letters of a mark without those above the line, which are lost first."""
    return re.sub("[ัิีึื็]", "", bare(text))


_SECRET = {
    _marked(word.label): word for word in (Secrecy.SECRET, Secrecy.VERY_SECRET, Secrecy.MOST_SECRET)
}
_MARGIN = 0.09


def urgency(sheet: Sheet, head: Head) -> Found[str] | None:
    """Find the urgency of the letter a page begins: the word it carries, as printed.

    A word inside a citation (หนังสือ… ด่วนที่สุด ที่ …) is another letter's, and
    so is all that stands under the subject.
    """
    limit = min(
        (section.head.middle for label, section in head.sections.items() if label in _BELOW),
        default=_ZONE * sheet.reading.height,
    )
    for line in sheet.pieces:
        if line.middle > limit or line.box[0] > 0.6 * sheet.reading.width:
            continue
        piece = _cell(line)
        match = _URGENT.match(piece.text)
        if match and (match["rest"] == "ภายใน" or _may_follow(match["after"])):
            return _urgent(sheet, piece, match)
        if word := _resembled(piece.text):
            return found(word, piece.text, sheet.evidence(piece), Shape.LOOSE)
    return _behind_number(sheet, head) or _first_read(sheet, limit)


def _first_read(sheet: Sheet, limit: float) -> Found[str] | None:
    """Find the word where the first reader alone saw it, at the beginning of a row of numbers."""
    for line in sheet.reading.lines:
        row = Piece(normal_text(line.first), line.box, line.confidence, sheet.reading.number)
        match = _BEFORE_NUMBERS.match(row.text)
        if match and row.middle < limit and row.box[0] < _LEFT * sheet.reading.width:
            part = row.part(match.start("word"), match.end("word"))
            return found(_word(match), match["word"], sheet.evidence(part), Shape.LOOSE)
    return None


def _behind_number(sheet: Sheet, head: Head) -> Found[str] | None:
    """Find the urgency pressed into the row of the letter's own number, behind it."""
    section = head.sections.get(Label.REFERENCE)
    match = _IN_ROW.search(section.head.text) if section else None
    if section is None or match is None:
        return None
    part = section.head.part(match.start("word"), match.end("word"))
    return found(_word(match), match["word"], sheet.evidence(part), Shape.LIKELY)


def _resembled(text: str) -> str | None:
    """Return the urgency that a mark by itself resembles, one letter in its middle wrong.

    A letter less, or another, makes any word of ด่วน; one behind it is a torn higher one's. Two
    in the middle of ด่วนมาก leave no other word.
    """
    letters = skeleton(text)
    if not text.removeprefix("เ").startswith(_FIRST) or len(text) > _LONGEST:
        return None
    if _BEGUN.match(text):
        return Urgency.MOST_URGENT.label
    if _TORN_VERY.match(letters):
        return Urgency.VERY_URGENT.label
    for word in _WORDS:
        wanted = skeleton(word)
        short = len(wanted) <= len(skeleton(Urgency.URGENT.label)) and len(letters) <= len(wanted)
        if resembles(text, word, 1) and letters[-1] == wanted[-1] and not short:
            return word
    return None


def _may_follow(text: str) -> bool:
    return bool(_MAY_FOLLOW.match(text) or _BESIDE.match(text))


def _cell(piece: Piece) -> Piece:
    """Take the label of a message form's cell off."""
    label = _FORM_LABEL.match(piece.text)
    return piece.part(label.end()) if label and label.end() < len(piece.text) else piece


def _urgent(sheet: Sheet, piece: Piece, match: re.Match[str]) -> Found[str]:
    word = _word(match)
    exact = match["word"].replace(" ", "") == word
    part = piece.part(match.start("word"), match.end("word"))
    if word == "ด่วนภายใน":
        return found(word, piece.text, sheet.evidence(piece), Shape.LIKELY)
    sure = exact and not re.search("[ก-ฮ]", match["after"])
    shape = Shape.WHOLE if sure else Shape.LIKELY
    return found(word, match["word"], sheet.evidence(part), shape)


def _word(match: re.Match[str]) -> str:
    """Return the word that is meant, whatever letter its first was taken for: by its end."""
    end = skeleton(match["rest"] or "")
    first = skeleton(Urgency.URGENT.label)
    return next((word for word in _WORDS if skeleton(word) == first + end), Urgency.URGENT.label)


def secrecy(sheets: list[Sheet]) -> Found[str] | None:
    """Find the highest secrecy mark: alone on a line at the head or the foot of a page.

    The same letters inside a sentence (ความลับ, ลับหลัง) mark nothing.
    """
    marks: list[tuple[Secrecy, Found[str]]] = []
    for sheet in sheets:
        for piece in sheet.pieces:
            at = sheet.height_of(piece)
            word = _SECRET.get(_marked(piece.text))
            if word and (at < _MARGIN or at > 1 - _MARGIN) and _is_central(sheet, piece):
                mark = found(word.label, piece.text, sheet.evidence(piece), Shape.WHOLE)
                marks.append((word, mark))
    order = list(Secrecy)
    return max(marks, key=lambda one: order.index(one[0]), default=(None, None))[1]


def _is_central(sheet: Sheet, piece: Piece) -> bool:
    return abs(piece.centre - sheet.reading.width / 2) < 0.2 * sheet.reading.width
