"""Turns sheets into files: a scan, a born-digital PDF, a photograph, and the truth beside them."""

import io
import math
import zlib
from collections.abc import Iterable, Sequence
from random import Random

import pikepdf
from pikepdf import Dictionary, Name
from PIL import Image

from bench.letters.faces import measuring
from bench.letters.faults import FAULTS, Scan
from bench.letters.papers import PAPERS
from bench.letters.picture import draw
from bench.letters.sheet import HEIGHT, WIDTH, Colour, Imprint, Item, Sheet, Stroke, Text
from bench.letters.type3 import Characters
from registry.thai_pdf import add_to_page, moved, number, save_bytes
from registry.typeface import Ink


def scanned_pages(
    sheets: Sequence[Sheet], profile: str, rng: Random, paper: str = "plain"
) -> list[Scan]:
    """Draw the sheets on a paper of ``PAPERS`` and pass each through the same of ``FAULTS``."""
    return [FAULTS[profile](PAPERS[paper](draw(sheet, rng), rng), rng) for sheet in sheets]


def scan_pdf(pages: Iterable[Image.Image], quality: int) -> bytes:
    """Put pictures of pages into a PDF that has no text: JPEG, or 1 bit as it is."""
    pdf = pikepdf.new()
    for picture in pages:
        image = pdf.make_stream(
            _packed(picture, quality),
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=picture.width,
            Height=picture.height,
            ColorSpace=Name.DeviceRGB if picture.mode == "RGB" else Name.DeviceGray,
            BitsPerComponent=1 if picture.mode == "1" else 8,
            Filter=Name.FlateDecode if picture.mode == "1" else Name.DCTDecode,
        )
        page = pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
        page.obj.Resources = Dictionary(XObject=Dictionary(Scan=image))
        drawing = f"q {number(WIDTH)} 0 0 {number(HEIGHT)} 0 0 cm /Scan Do Q"
        page.obj.Contents = pdf.make_stream(drawing.encode("ascii"))
    return save_bytes(pdf)


def photograph(page: Image.Image, rng: Random) -> bytes:
    """Photograph one page, saved as telephones do: small, and silent about its resolution."""
    picture = FAULTS["photo"](page, rng).picture.resize((1654, 2339), Image.Resampling.LANCZOS)
    return _jpeg(picture, 45)


def digital_pdf(sheets: Iterable[Sheet]) -> bytes:
    """Write the sheets as a PDF that never was paper: what is seen is its text."""
    pdf = pikepdf.new()
    ink, characters = Ink(pdf), Characters()
    pages = []
    for sheet in sheets:
        page = pdf.add_blank_page(page_size=(WIDTH, HEIGHT))
        lines = [line for item in sheet.items for line in _operators(item, ink, characters, HEIGHT)]
        pages.append((page, lines))
    fonts = characters.fonts(pdf)
    for page, lines in pages:
        add_to_page(pdf, page, lines, fonts, ink.outlines)
    return save_bytes(pdf)


def _packed(picture: Image.Image, quality: int) -> bytes:
    if picture.mode == "1":
        return zlib.compress(picture.tobytes(), 9)
    return _jpeg(picture, quality)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    packed = io.BytesIO()
    # Progressive, because a page is mostly blank and costs half as much that way.
    picture.save(packed, "JPEG", quality=quality, progressive=True)
    return packed.getvalue()


def _operators(item: Item, ink: Ink, characters: Characters, height: float) -> list[str]:
    """Draw an item on a page ``height`` high, where y runs up."""
    match item:
        case Text():
            face = measuring(item.font)
            write = ink.visible if item.silent else characters.line
            line = write(face, item.words, item.x, height - item.y, item.size)
            return [_colour(item.ink), f"{number(item.gap)} Tc", line]
        case Stroke():
            (x0, y0), *rest = item.points
            path = [f"{number(x0)} {number(height - y0)} m"]
            path += [f"{number(x)} {number(height - y)} l" for x, y in rest]
            pen = f"{_colour(item.ink)} {number(item.width)} w"
            return [pen, *path, "S" if item.width else "f"]
        case Imprint():
            return [_pressed(item, ink, characters, height)]


def _pressed(item: Imprint, ink: Ink, characters: Characters, height: float) -> str:
    """Draw a stamp: tilted about its middle."""
    inside = [
        line for part in item.items for line in _operators(part, ink, characters, item.height)
    ]
    turn = math.radians(-item.tilt)
    a, b = math.cos(turn), math.sin(turn)
    x, y = item.width / 2, item.height / 2
    left, bottom = item.x + x - a * x + b * y, height - item.y - y - b * x - a * y
    return moved((a, b, -b, a, left, bottom), inside)


def _colour(ink: Colour) -> str:
    parts = " ".join(number(part / 255) for part in ink)
    return f"{parts} rg {parts} RG"
