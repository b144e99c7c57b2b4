"""ตรารับหนังสือ on a copy of the letter (ข้อ 37); the original is only read.

The first unit's stamp stands at the top right of page 1, or in the nearest free
white space; later units' stamps, and a first one that found no room, stand on a
stamp sheet at the end, three a row from the upper left, as the back of the
first page is used on paper. The same letter and the same stamps always give the
same bytes.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import pikepdf
import pypdfium2

from intake.document import Document
from intake.letter_copy import A4, copy_letter
from intake.stamp_face import HEIGHT, WIDTH, StampText, draw_stamp
from intake.white_space import WhiteSpace
from registry.thai import thai_digits
from registry.thai_pdf import HIDDEN, ShownPage, add_to_page, hidden_font, moved, save_bytes
from registry.typeface import Ink, semibold

__all__ = ["StampText", "stamp_letter"]

_MARGIN: Final = 14.0
"""Points kept free at the paper's edge, where printers and scanners lose ink."""
_CLEARANCE: Final = 2.0
"""Points kept free around a stamp."""
_LONGEST_PIXELS: Final = 3000
_PIXELS_PER_POINT: Final = 2.0
_PER_ROW: Final = 3
_ROWS: Final = 8
_GAP: Final = 20.0
_SHEET_TOP: Final = A4[1] - 80


def stamp_letter(
    document: Document,
    pages: Sequence[int],
    stamps: Sequence[StampText],
    *,
    turned: Mapping[int, int] = MappingProxyType({}),
    digits: Callable[[str], str] = thai_digits,
) -> bytes:
    """Return a PDF of the letter's pages with the stamps of every unit, first one first.

    ``document`` is the stored file, ``pages`` the letter's pages in it, counted
    from 1; ``turned`` the degrees clockwise by which a page was turned to stand
    upright. ``digits`` is ``thai_digits`` or ``arabic_digits``.

    Raises ``PasswordNeeded``, ``PasswordWrong`` and ``FileUnreadable``.
    """
    with copy_letter(document, pages, turned) as pdf:
        ink = Ink(pdf)
        fonts = {HIDDEN: hidden_font(pdf)}
        waiting = [draw_stamp(ink, stamp, digits) for stamp in stamps]
        if waiting and (place := _free_place(pdf)):
            page = pdf.pages[0]
            drawing = moved(ShownPage.of(page).matrix, [_at(place, waiting.pop(0))])
            add_to_page(pdf, page, [drawing], fonts, ink.outlines)
        for first in range(0, len(waiting), _PER_ROW * _ROWS):
            page = pdf.add_blank_page(page_size=A4)
            sheet = _sheet(ink, waiting[first : first + _PER_ROW * _ROWS])
            add_to_page(pdf, page, sheet, fonts, ink.outlines)
        return save_bytes(pdf)


def _at(place: tuple[float, float], drawing: str) -> str:
    return moved((1, 0, 0, 1, *place), [drawing])


def _sheet(ink: Ink, stamps: Sequence[str]) -> list[str]:
    """Lay stamps out on one sheet, three a row from the upper left."""
    left = (A4[0] - _PER_ROW * WIDTH - (_PER_ROW - 1) * _GAP) / 2
    heading = ink.line(semibold(), "แผ่นตรารับหนังสือ", left, _SHEET_TOP + 20, 14)
    places = [
        (left + (WIDTH + _GAP) * column, _SHEET_TOP - HEIGHT - (HEIGHT + _GAP) * row)
        for row in range(_ROWS)
        for column in range(_PER_ROW)
    ]
    return [heading, *(_at(place, stamp) for place, stamp in zip(places, stamps, strict=False))]


def _free_place(pdf: pikepdf.Pdf) -> tuple[float, float] | None:
    """Find where the stamp's lower left corner goes on page 1 as it is shown."""
    shown = ShownPage.of(pdf.pages[0])
    scale = min(_PIXELS_PER_POINT, _LONGEST_PIXELS / max(shown.width, shown.height))
    with pypdfium2.PdfDocument(save_bytes(pdf)) as document:
        document.init_forms()
        page = document[0]
        zoom = scale * shown.width / page.get_width()
        picture = page.render(scale=zoom, grayscale=True).to_pil()
    size = ((WIDTH + 2 * _CLEARANCE) * scale, (HEIGHT + 2 * _CLEARANCE) * scale)
    edge = (_MARGIN - _CLEARANCE) * scale
    corner = (shown.width * scale - edge - size[0], edge)
    if (found := WhiteSpace(picture).nearest(corner, size, margin=edge)) is None:
        return None
    left, top = found[0] / scale + _CLEARANCE, found[1] / scale + _CLEARANCE
    return left, shown.height - top - HEIGHT
