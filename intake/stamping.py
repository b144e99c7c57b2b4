"""ตรารับหนังสือ, orders and notes on a copy of the letter; the original is only read.

The first unit's stamp stands at the top right of page 1 (ข้อ 37), ตรากำหนดเก็บ at
its bottom right (ข้อ 73) and the order of the unit's own head near it, each in
the nearest free white space: never over what is written. Later units' stamps,
and what found no room, stand on a stamp sheet at the end, three a row from the
upper left, as the back of the first page is used on paper; other superiors'
orders follow them, and a sheet of notes comes last. The same letter, stamps
and notes always give the same bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import pikepdf
import pypdfium2
from PIL import ImageDraw

from intake.added_sheets import LEFT, RIGHT, TOP, Block, set_out
from intake.document import Document
from intake.letter_copy import A4, copy_letter
from intake.note_face import BOX_WIDTH, NoteText, OrderBox
from intake.note_sheet import note_blocks
from intake.retention_face import RetentionMark, RetentionText
from intake.stamp_face import HEIGHT, WIDTH, StampText, draw_stamp
from intake.white_space import WhiteSpace
from registry.thai import thai_digits
from registry.thai_pdf import HIDDEN, ShownPage, add_to_page, hidden_font, moved, save_bytes
from registry.typeface import Ink, regular, semibold

__all__ = ["StampText", "stamp_letter"]

_MARGIN: Final = 14.0
"""Points kept free at the paper's edge, where printers and scanners lose ink."""
_CLEARANCE: Final = 2.0
"""Points kept free around a stamp."""
_LONGEST_PIXELS: Final = 3000
_PIXELS_PER_POINT: Final = 2.0
_PER_ROW: Final = 3
_GAP: Final = 20.0
_BOX_GAP: Final = 12.0


def stamp_letter(
    document: Document,
    pages: Sequence[int],
    stamps: Sequence[StampText],
    *,
    notes: Sequence[NoteText] = (),
    retention: RetentionText | None = None,
    verify_at: str = "",
    turned: Mapping[int, int] = MappingProxyType({}),
    digits: Callable[[str], str] = thai_digits,
) -> bytes:
    """Return a PDF of the letter's pages with the stamps of every unit, first one first.

    ``document`` is the stored file, ``pages`` the letter's pages in it, counted
    from 1; ``turned`` the degrees clockwise by which a page was turned to stand
    upright. ``verify_at`` is the address under which the codes of notes are
    looked up; ``digits`` is ``thai_digits`` or ``arabic_digits``.

    Raises ``PasswordNeeded``, ``PasswordWrong`` and ``FileUnreadable``.
    """
    with copy_letter(document, pages, turned) as pdf:
        ink = Ink(pdf)
        fonts = {HIDDEN: hidden_font(pdf)}
        front, left_over = _Front(pdf), _LeftOver()
        for place, stamp in enumerate(stamps):
            drawing = draw_stamp(ink, stamp, digits)
            if place or not front.put(WIDTH, HEIGHT, drawing, is_top=True):
                left_over.stamps.append(drawing)
        if retention is not None:
            mark = RetentionMark.of(retention, digits)
            if not front.put(mark.width, mark.height, drawing := mark.draw(ink)):
                left_over.marks.append(Block(mark.height, drawing))
        for note in notes:
            if note.is_order:
                box = OrderBox.of(note, verify_at, digits)
                block = Block(box.height, box.draw(ink))
                if not (note.is_front and front.put(BOX_WIDTH, box.height, block.drawing)):
                    left_over.boxes.append(block)
        front.finish(fonts, ink)
        title = _title(stamps, digits)
        for heading, groups in (
            ("แผ่นตรารับหนังสือ", left_over.rows()),
            ("แผ่นเกษียน", list(note_blocks(ink, notes, digits))),
        ):
            sheets = set_out(groups, lambda y, drawing: _at((LEFT, y), drawing))
            for place, sheet in enumerate(sheets, 1):
                which = digits(f" ({place}/{len(sheets)})") if len(sheets) > 1 else ""
                head = [
                    ink.line(semibold(), f"{heading}{which}", LEFT, TOP + 26, 14),
                    ink.line(regular(), title, LEFT, TOP + 11, 8),
                ]
                page = pdf.add_blank_page(page_size=A4)
                add_to_page(pdf, page, [*head, *sheet], fonts, ink.outlines)
        return save_bytes(pdf)


def _at(place: tuple[float, float], drawing: str) -> str:
    return moved((1, 0, 0, 1, *place), [drawing])


def _title(stamps: Sequence[StampText], digits: Callable[[str], str]) -> str:
    """Say which letter a loose sheet belongs to: by the number it came in under."""
    if not stamps:
        return ""
    room, said = RIGHT - LEFT, f"เลขที่รับ {digits(str(stamps[0].number))} {stamps[0].unit_name}"
    return regular().wrap(said, 8, room)[0]


@dataclass(frozen=True, slots=True)
class _LeftOver:
    """What does not stand on page 1."""

    stamps: list[str] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)
    marks: list[Block] = field(default_factory=list)

    def rows(self) -> list[list[Block]]:
        """Lay it out: stamps three a row, boxes two a row hanging from one height."""
        rows = []
        step = (RIGHT - LEFT - WIDTH) / (_PER_ROW - 1)
        for first in range(0, len(self.stamps), _PER_ROW):
            row = self.stamps[first : first + _PER_ROW]
            drawn = [_at((step * place, _GAP), one) for place, one in enumerate(row)]
            rows.append([Block(HEIGHT + _GAP, "\n".join(drawn))])
        step = RIGHT - LEFT - BOX_WIDTH
        for first in range(0, len(self.boxes), 2):
            pair = self.boxes[first : first + 2]
            high = max(box.height for box in pair)
            drawn = [
                _at((step * place, _BOX_GAP + high - box.height), box.drawing)
                for place, box in enumerate(pair)
            ]
            rows.append([Block(high + _BOX_GAP, "\n".join(drawn))])
        return [*rows, *([mark] for mark in self.marks)]


class _Front:
    """Page 1 as it is shown, and what is put into its white space."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._shown = ShownPage.of(pdf.pages[0])
        self._drawn: list[str] = []
        longest = max(self._shown.width, self._shown.height)
        self._scale = min(_PIXELS_PER_POINT, _LONGEST_PIXELS / longest)
        with pypdfium2.PdfDocument(save_bytes(pdf)) as document:
            document.init_forms()
            page = document[0]
            zoom = self._scale * self._shown.width / page.get_width()
            self._picture = page.render(scale=zoom, grayscale=True).to_pil()

    def put(self, width: float, height: float, drawing: str, *, is_top: bool = False) -> bool:
        """Put a drawing as near to its right corner as it is white; say whether there is room."""
        scale, edge = self._scale, (_MARGIN - _CLEARANCE) * self._scale
        size = ((width + 2 * _CLEARANCE) * scale, (height + 2 * _CLEARANCE) * scale)
        right = self._shown.width * scale - edge - size[0]
        corner = (right, edge if is_top else self._shown.height * scale - edge - size[1])
        found = WhiteSpace(self._picture).nearest(corner, size, margin=edge)
        if found is None:
            return False
        end = (found[0] + size[0], found[1] + size[1])
        ImageDraw.Draw(self._picture).rectangle([found, end], fill=0)  # white no longer
        left, top = found[0] / scale + _CLEARANCE, found[1] / scale + _CLEARANCE
        self._drawn.append(_at((left, self._shown.height - top - height), drawing))
        return True

    def finish(self, fonts: Mapping[str, pikepdf.Object], ink: Ink) -> None:
        """Add all of it to the page."""
        if self._drawn:
            drawing = moved(self._shown.matrix, self._drawn)
            add_to_page(self._pdf, self._pdf.pages[0], [drawing], fonts, ink.outlines)
