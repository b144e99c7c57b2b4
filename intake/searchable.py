"""A copy of the file in which every word that was read can be found."""

from collections.abc import Iterator, Sequence

import pikepdf

from intake import raster, sandbox
from intake.document import Document
from intake.letter_copy import copy_letter
from intake.sheet import LAYER_ENGINE
from registry.ports import Line, PageReading
from registry.thai_pdf import (
    HIDDEN,
    ShownPage,
    add_to_page,
    hidden,
    hidden_font,
    moved,
    save_bytes,
)

_LIMITS = sandbox.Limits(seconds=240, cpu_seconds=200, memory=2 << 30)
_Instruction = pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage
_LINE_EMS = 1.25
_DEPTH_EM = 0.25
"""The invisible typeface reaches from a quarter em below the baseline to one em above."""
_INVISIBLE = 3
_SHOWS_TEXT = {"Tj", "TJ", "'", '"'}


def write_searchable(document: Document, pages: Sequence[PageReading]) -> bytes:
    """Return a PDF of the whole file with the lines of ``pages`` under their print.

    A picture file is wrapped into a PDF; pages stand upright as they were read.
    A page whose own text was believed keeps it; any other page's unseen text,
    another recogniser's, makes way for ours. The same file and readings give
    the same bytes.

    Raises ``FileRefused`` and ``sandbox.SandboxFailed``.
    """
    return sandbox.run(written, document, tuple(pages), limits=_LIMITS)


def written(document: Document, readings: Sequence[PageReading]) -> bytes:
    """Make the copy in this process; ``write_searchable`` does it in the sandbox."""
    numbers = range(1, raster.page_count(document) + 1)
    turned = {reading.number: reading.turned for reading in readings}
    with copy_letter(document, numbers, turned) as pdf:
        font = hidden_font(pdf)
        for reading in readings:
            if reading.engine == LAYER_ENGINE or not reading.lines:
                continue
            page = pdf.pages[reading.number - 1]
            _drop_unseen_text(pdf, page)
            shown = ShownPage.of(page)
            scale = shown.width / reading.width
            operators = [_laid(line, scale, shown.height) for line in reading.lines]
            add_to_page(pdf, page, [moved(shown.matrix, operators)], {HIDDEN: font})
        return save_bytes(pdf)


def _laid(line: Line, scale: float, height: float) -> str:
    """Lay a line into its box, which is pixels of the picture from the top."""
    left, top, right, bottom = (edge * scale for edge in line.box)
    size = max(1.0, (bottom - top) / _LINE_EMS)
    return hidden(line.text, left, height - bottom + _DEPTH_EM * size, size, right - left)


def _drop_unseen_text(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Take the text out of a page's drawing that is there only to be searched."""
    try:
        kept = list(_seen(page))
    except pikepdf.PdfError:
        return  # drawing so broken that readers find no text in it either
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))


def _seen(page: pikepdf.Page) -> Iterator[_Instruction]:
    mode, saved = 0, [0]
    for instruction in pikepdf.parse_content_stream(page):
        operands, operator = instruction.operands, str(instruction.operator)
        if operator == "q":
            saved.append(mode)
        elif operator == "Q":
            mode = saved.pop() if len(saved) > 1 else saved[0]
        elif operator == "Tr":
            mode = int(operands[0])
        if mode == _INVISIBLE and operator in _SHOWS_TEXT:
            continue
        yield instruction
