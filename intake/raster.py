"""From one page of a document to a picture; to be called inside the sandbox."""

import io
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageOps
from pypdfium2 import raw

from intake.document import Document, Media, frames, open_image, open_pdf
from intake.errors import PageFailed
from intake.inks import parted
from intake.layer_text import TextLayer, text_layer
from intake.shades import evened
from intake.streaks import unstreaked
from intake.watermarks import whitened
from registry.ports import PAGE_DPI, GreyImage

MOST_PIXELS = 20_000_000
"""A3 at 300 dpi is 17.4 million; a larger page is drawn at fewer dots per inch."""

_POINTS_PER_INCH = 72
_BELIEVABLE_INCHES = (4.0, 25.0)
"""Long side of the paper a picture's stated resolution must give to be believed."""
_A4_INCHES = 11.69

TURNS = {
    0: None,
    90: Image.Transpose.ROTATE_270,  # Pillow turns the other way round
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
"""Degrees clockwise to Pillow's name for it."""


def turn(image: Image.Image, degrees: int) -> Image.Image:
    """Turn a picture clockwise by a right angle."""
    how = TURNS[degrees % 360]
    return image if how is None else image.transpose(how)


def grey_image(image: Image.Image, dpi: int) -> GreyImage:
    """Make the value that crosses the seams from a grey Pillow picture."""
    return GreyImage(image.width, image.height, dpi, image.tobytes())


def pillow_image(picture: GreyImage) -> Image.Image:
    """Show the value that crosses the seams to Pillow, without copying it."""
    size = picture.width, picture.height
    return Image.frombuffer("L", size, picture.pixels, "raw", "L", 0, 1)


def page_count(document: Document) -> int:
    """Count the pages."""
    if document.media is Media.PDF:
        return len(open_pdf(document))
    with open_image(document) as image:
        return frames(image, document.media)


def draw_pdf_page(page: pdfium.PdfPage, dpi: int, mode: str) -> tuple[Image.Image, int]:
    """Draw a PDF page, upright by its own /Rotate; return it and the dpi used."""
    width, height = (side / _POINTS_PER_INCH for side in page.get_size())
    dpi = _affordable(dpi, width, height)
    # Without this PDFium draws grey in colour; its own grey option is the slower way.
    form = {"force_bitmap_format": raw.FPDFBitmap_Gray} if mode == "L" else {}
    bitmap = page.render(scale=dpi / _POINTS_PER_INCH, **form)
    return _in_mode(bitmap.to_pil(), mode), dpi


def draw_image_page(document: Document, number: int, dpi: int) -> tuple[Image.Image, int]:
    """Bring one frame of a picture file to ``dpi`` on paper, upright by its EXIF mark.

    The resolution a file states is believed when it gives a sheet of paper;
    a camera's 72 dpi does not, and the picture then counts as a sheet of A4.
    Pixels that are not square, as in a fax, come out square.
    """
    with open_image(document) as image:
        image.seek(number - 1)
        across, down = _stated_dpi(image)
        width, height = image.width / across, image.height / down
        dpi = _affordable(dpi, width, height)
        size = max(1, round(width * dpi)), max(1, round(height * dpi))
        image.draft(None, size)  # a JPEG decodes straight to a half or a quarter
        flat = _on_white_paper(image)
        flat = flat if flat.size == size else flat.resize(size, Image.Resampling.BICUBIC)
        flat.info.pop("transparency", None)
        return _upright_by_exif(image, flat), dpi


def draw_page(
    document: Document, number: int, dpi: int = PAGE_DPI, mode: str = "RGB"
) -> tuple[Image.Image, int]:
    """Draw a page counted from 1, in colour or in grey (``L``); return it and the dpi used."""
    if document.media is not Media.PDF:
        image, dpi = draw_image_page(document, number, dpi)
        return _in_mode(image, mode), dpi
    return draw_pdf_page(_pdf_page(document, number), dpi, mode)


def grey_picture(document: Document, number: int) -> GreyImage:
    """Draw a page in grey at 300 dpi, a poster at less."""
    return grey_image(*draw_page(document, number, mode="L"))


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at a page gives: its picture, its coloured ink, its text layer."""

    picture: GreyImage
    inks: tuple[GreyImage, GreyImage] | None
    """The black of ``picture`` by itself, and its stamps, seals and pens, if it has any."""
    layer: TextLayer | None


def before_children() -> None:
    """Have numpy load what it loads for its first quantile: a tenth of the time of a look."""
    np.quantile(np.zeros(2), 0.5)


def look(document: Document, number: int) -> Look:
    """Draw a page at 300 dpi and take its text layer, opening the file once."""
    if document.media is not Media.PDF:
        return _looked(*draw_page(document, number), None)
    page = _pdf_page(document, number)
    return _looked(*draw_pdf_page(page, PAGE_DPI, "RGB"), text_layer(page))


def _looked(page: Image.Image, dpi: int, layer: TextLayer | None) -> Look:
    """Take hair lines, shadows and pale marks off a page and part it by its inks.

    One too large for 300 dpi stays whole.
    """
    grey = page.convert("L")
    for mended in (unstreaked, evened, whitened):
        before, page = page, mended(page, grey)
        grey = grey if page is before else page.convert("L")
    inks = parted(page, grey) if dpi == PAGE_DPI else None
    apart = (grey_image(inks.black, dpi), grey_image(inks.coloured, dpi)) if inks else None
    return Look(grey_image(grey, dpi), apart, layer)


def screen_picture(document: Document, number: int, dpi: int, turned: int) -> bytes:
    """Draw a page as a JPEG for the screen, turned clockwise by ``turned`` degrees."""
    image, _ = draw_page(document, number, dpi)
    target = io.BytesIO()
    turn(image, turned).save(target, "JPEG", quality=80, optimize=True)
    return target.getvalue()


def _pdf_page(document: Document, number: int) -> pdfium.PdfPage:
    try:
        return open_pdf(document)[number - 1]
    except pdfium.PdfiumError as error:
        raise PageFailed(page=number) from error


def _in_mode(image: Image.Image, mode: str) -> Image.Image:
    """Bring a picture to a mode; Pillow's own ``convert`` copies one that is of it."""
    return image if image.mode == mode else image.convert(mode)


def _affordable(dpi: int, width: float, height: float) -> int:
    """Lower ``dpi`` until a page of so many inches stays within ``MOST_PIXELS``."""
    most = (MOST_PIXELS / max(width * height, 0.01)) ** 0.5
    return max(1, min(dpi, int(most)))


def _stated_dpi(image: Image.Image) -> tuple[float, float]:
    across, down = (float(value or 0) for value in image.info.get("dpi", (0, 0)))
    least, most = _BELIEVABLE_INCHES
    if across > 0 and down > 0 and least <= max(image.width / across, image.height / down) <= most:
        return across, down
    guess = max(image.size) / _A4_INCHES
    return guess, guess


def _on_white_paper(image: Image.Image) -> Image.Image:
    """Give every pixel an opaque colour of 8 bits."""
    if image.mode.startswith("I"):  # 16 bits of grey, which a plain convert would clip
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        shown = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown).convert("RGB")
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def _upright_by_exif(source: Image.Image, picture: Image.Image) -> Image.Image:
    try:
        mark = source.getexif().get(0x0112, 1)
    except (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError):
        return picture  # damaged metadata of a sound picture
    picture.getexif()[0x0112] = mark if isinstance(mark, int) else 1
    return ImageOps.exif_transpose(picture)
