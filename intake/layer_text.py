"""The text layer of a PDF page, letter by letter from PDFium; to be called inside the sandbox.

PDFium gives Thai marks in the order of the file, where pdfplumber sorts them by
place and tears words apart. Its own spaces and ends of line are left aside in
Thai: it guesses them from raised marks and from ำ, so they are told here from
where each letter stands. Browsers label a raised mark with the whole cluster, which would
then be said twice.
"""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from intake.thai_repair import repaired
from registry.ports import PAGE_DPI, Line

_POINTS_PER_INCH = 72
_SPACE_EM = 0.2
_SARA_AM_EM = 0.4
_NEAR_EM, _FLAT_EM, _BELOW_EM = 2.0, 0.35, 0.4
_UPON_EM, _BOLD_EM = 0.3, 0.08
_SLACK = 0.5
_WIDEST_EM = 3
"""Widths of a letter that are as much as its size, or more."""
_RECENT = 8
"""Letters back in which a repeated cluster is looked for."""
_PICTURE_SHARE = 0.6
_INVISIBLE = {3, 7}
"""Text rendering modes that leave no ink (PDF 32000-1, 9.3.6)."""
_NEW_LINE = "\r\n"


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The text a page carries beside what it shows."""

    lines: tuple[Line, ...]
    """Boxes at 300 dpi; the confidence is that of print, 1."""
    painted: bool
    """The text is what draws the page, rather than laid under or over a picture of it."""


@dataclass(slots=True)
class _Letter:
    text: str
    left: float
    bottom: float
    right: float
    top: float
    size: float
    after_space: bool
    """PDFium guesses a space before it."""


def text_layer(page: pdfium.PdfPage) -> TextLayer | None:
    """Return the page's text layer, or ``None`` where it has no letters."""
    lines = tuple(
        made
        for letters in _lines(page.get_textpage())
        if (made := _line(page, letters)) is not None
    )
    return TextLayer(lines, _is_painted(page)) if lines else None


def _lines(text_page: pdfium.PdfTextPage) -> Iterator[list[_Letter]]:
    """Group the letters, which come in reading order, into lines of print."""
    line: list[_Letter] = []
    base: _Letter | None = None
    repeating = False
    for letter in _letters(text_page):
        if _is_mark(letter.text):
            if not repeating:
                line.append(letter)
            continue
        repeating = base is not None and _repeats(letter, base, line)
        if repeating:
            continue
        if base is not None and not letter.text.isspace() and _starts_line(letter, base):
            yield line
            line = []
        line.append(letter)
        if not letter.text.isspace():
            base = letter
    if line:
        yield line


def _letters(text_page: pdfium.PdfTextPage) -> Iterator[_Letter]:
    after_space = False
    for index in range(text_page.count_chars()):
        character = chr(raw.FPDFText_GetUnicode(text_page, index))
        if raw.FPDFText_IsGenerated(text_page, index) == 1 or character in _NEW_LINE:
            after_space = True
        else:
            yield _letter(text_page, index, character, after_space=after_space)
            after_space = False


def _repeats(letter: _Letter, base: _Letter, line: list[_Letter]) -> bool:
    """Say whether a letter is only the label of a mark over or under one before it.

    Such a label is flat and beside the letters, or lies on the letter it repeats;
    the latter is also how a poor man's bold is made.
    """
    same = [one for one in line[-_RECENT:] if one.text == letter.text]
    near = abs(letter.left - base.left) < _NEAR_EM * base.size
    flat = letter.top - letter.bottom < _FLAT_EM * base.size
    beside = letter.bottom >= base.top - _SLACK or letter.top <= base.bottom + _SLACK
    em = min(
        base.size, _WIDEST_EM * (base.right - base.left)
    )  # a scan's text is set large, then squeezed
    reach = _UPON_EM if "ก" <= letter.text <= "ฮ" else _BOLD_EM  # two narrow l are no repeat
    upon = any(
        abs(letter.left - one.left) < reach * em
        and min(letter.top, one.top) > max(letter.bottom, one.bottom)
        for one in same
    )
    return bool(same) and not letter.text.isspace() and (upon or (near and flat and beside))


def _starts_line(letter: _Letter, base: _Letter) -> bool:
    middle = (letter.bottom + letter.top) / 2
    same_height = base.bottom - _BELOW_EM * base.size < middle < base.bottom + base.size
    return not same_height or letter.left < base.left - _NEAR_EM * base.size


def _letter(
    text_page: pdfium.PdfTextPage, index: int, character: str, *, after_space: bool
) -> _Letter:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text_page, index, left, right, bottom, top)
    size = raw.FPDFText_GetFontSize(text_page, index)
    return _Letter(character, left.value, bottom.value, right.value, top.value, size, after_space)


def _line(page: pdfium.PdfPage, letters: list[_Letter]) -> Line | None:
    text = " ".join(repaired(_spaced(letters)).split())
    inked = [letter for letter in letters if not letter.text.isspace()]
    if not text or not inked:
        return None
    left, right = min(letter.left for letter in inked), max(letter.right for letter in inked)
    bottom, top = min(letter.bottom for letter in inked), max(letter.top for letter in inked)
    (x0, y0), (x1, y1) = _on_picture(page, left, top), _on_picture(page, right, bottom)
    return Line(text, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), 1.0)


def _on_picture(page: pdfium.PdfPage, x: float, y: float) -> tuple[int, int]:
    """Bring a point of the page's own space to pixels at 300 dpi, /Rotate and crop applied."""
    width, height = (round(side * PAGE_DPI / _POINTS_PER_INCH) for side in page.get_size())
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
    return across.value, down.value


def _spaced(letters: list[_Letter]) -> str:
    """Join letters, with a space where there is room for one.

    Between Latin letters and digits PDFium's guess is the better one: it knows
    how much room belongs to a 1.
    """
    text = ""
    end: float | None = None
    for letter in letters:
        if end is not None:
            latin = text[-1].isascii() and letter.text.isascii()
            wide = letter.left - end > _SPACE_EM * letter.size
            text += " " if (letter.after_space if latin else wide) else ""
        text += letter.text
        end = letter.right
        if letter.text == "ำ" and letter.right - letter.left < _SARA_AM_EM * letter.size:
            end += _SARA_AM_EM * letter.size  # its stem is drawn by a glyph without text
    return text


def _is_mark(character: str) -> bool:
    return character == "ั" or "ิ" <= character <= "ฺ" or "็" <= character <= "๎" or character == "ำ"


def _is_painted(page: pdfium.PdfPage) -> bool:
    """Say whether the text itself draws the page: not unseen, and not beside a scan."""
    width, height = page.get_size()
    seen = unseen = 0
    for item in page.get_objects(max_depth=4):
        if item.type == raw.FPDF_PAGEOBJ_TEXT:
            hidden = raw.FPDFTextObj_GetTextRenderMode(item) in _INVISIBLE
            unseen, seen = unseen + hidden, seen + (not hidden)
        elif item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            if (right - left) * (top - bottom) > _PICTURE_SHARE * width * height:
                return False
    return seen > unseen
