"""แผ่นเกษียน: every note on a letter in the order in which they were written."""

from collections.abc import Iterator, Sequence
from typing import Final

from intake.added_sheets import LEFT, RIGHT, Block
from intake.note_face import Digits, NoteText
from registry.thai_pdf import number
from registry.typeface import Ink, Typeface, regular, semibold

_WIDTH: Final = RIGHT - LEFT
_INDENT: Final = 20.0
_SIGNED_X: Final = _WIDTH * 0.42
_SIZE: Final = 11.0
_LEADING: Final = 17.0
_SMALL: Final = 8.0
_KEPT: Final = 2
"""Lines of a text that stay with its heading, and with the name under it."""
_GAP: Final = 14.0


def note_blocks(ink: Ink, notes: Sequence[NoteText], digits: Digits) -> Iterator[list[Block]]:
    """Set notes as groups of lines: the heading and the name are never left alone."""
    for place, note in enumerate(notes, 1):
        head = list(_heading(ink, place, note, digits))
        text = [
            _line(ink, line, _INDENT) for line in regular().wrap(note.text, _SIZE, _WIDTH - _INDENT)
        ]
        foot = list(_signed(ink, note, digits))
        if len(text) <= 2 * _KEPT:
            yield [*head, *text, *foot]
            continue
        yield [*head, *text[:_KEPT]]
        yield from ([line] for line in text[_KEPT:-_KEPT])
        yield [*text[-_KEPT:], *foot]


def _heading(ink: Ink, place: int, note: NoteText, digits: Digits) -> Iterator[Block]:
    """Write a note's place, and say what it is, where it was written and what it corrects."""
    corrects = f" แก้ไขเกษียนลำดับที่ {note.corrects}" if note.corrects is not None else ""
    if note.corrected_by is not None:
        corrects += f" (มีบันทึกแก้ในลำดับที่ {note.corrected_by})"
    said = f"{digits(f'{place}.')} {note.kind} {note.station(digits)}{digits(corrects)}"
    for line in semibold().wrap(said, _SIZE, _WIDTH):
        yield _line(ink, line, 0, face=semibold())


def _signed(ink: Ink, note: NoteText, digits: Digits) -> Iterator[Block]:
    """Say who wrote it, as what, in whose place and when; a thin line ends the note."""
    for said in (f"({note.officer})", note.position, note.acting, note.moment(digits)):
        for line in regular().wrap(said, _SIZE, _WIDTH - _SIGNED_X):
            yield _line(ink, line, _SIGNED_X)
    yield _line(ink, f"รหัสตรวจสอบ {note.spelled_code}", _SIGNED_X, size=_SMALL)
    yield Block(
        _GAP, f"q 0.4 w 0.6 G 0 {number(_GAP / 2)} m {number(_WIDTH)} {number(_GAP / 2)} l S Q"
    )


def _line(
    ink: Ink, text: str, x: float, *, face: Typeface | None = None, size: float = _SIZE
) -> Block:
    drawn = ink.line(face or regular(), text, x, _LEADING * 0.3, size)
    return Block(_LEADING, drawn)
