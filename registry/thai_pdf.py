"""Searchable Thai on PDF pages: invisible text, and adding to a page without hurting it.

Thai shown with an ordinary embedded font comes back from most readers with its
marks lost or out of order, because shaping moves and replaces them. Here what
is seen and what is searched are two things: pictures or outlines are seen, and
``hidden`` lays the same words over them, in the order they are typed, in an
invisible typeface whose every code *is* its Unicode value.

Lengths are points (1/72 inch); x runs right and y runs up.
"""

import struct
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from types import MappingProxyType
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, String

HIDDEN: Final = "/SarabanHidden"
"""The resource name ``hidden`` refers to; give its font to ``add_to_page``."""

_HALF_EM: Final = 500
_LOWEST: Final = -250
_HIGHEST: Final = 1000
_MARKS: Final = ((0x0300, 0x036F), (0x0E31, 0x0E31), (0x0E34, 0x0E3A), (0x0E47, 0x0E4E))
"""Characters that stand over or under another one, so they take no room of their own."""
_WITHOUT_WIDTH: Final = frozenset(
    chr(code) for first, last in _MARKS for code in range(first, last + 1)
)

Matrix = tuple[float, float, float, float, float, float]


def number(value: float) -> str:
    """Write a number as PDF wants it: three decimals at most, never an exponent."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def moved(matrix: Matrix, operators: Iterable[str]) -> str:
    """Draw ``operators`` in another coordinate system, and return from it."""
    numbers = " ".join(f"{value:.6f}" for value in matrix)
    return "\n".join(("q", f"{numbers} cm", *operators, "Q"))


def hidden(text: str, x: float, y: float, size: float, width: float) -> str:
    """Return operators for invisible, searchable ``text`` from ``x`` to ``x + width``.

    ``y`` is the baseline. Line breaks become spaces, so one call is one line.
    """
    line = " ".join(text.split())
    if not line:
        return ""
    wide = sum(character not in _WITHOUT_WIDTH for character in line) or 1
    stretch = 100 * width / (wide * size * _HALF_EM / 1000)
    codes = line.encode("utf-16-be", "replace").hex().upper()
    return (
        f"BT 3 Tr {HIDDEN} {number(size)} Tf {number(stretch)} Tz "
        f"1 0 0 1 {number(x)} {number(y)} Tm <{codes}> Tj ET"
    )


def hidden_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """Make the invisible typeface of one document; share it between its pages."""
    program = pdf.make_stream(_FONT_PROGRAM)
    program["/Length1"] = len(_FONT_PROGRAM)
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name.SarabanHidden,
        Flags=4,
        FontBBox=Array([0, _LOWEST, _HALF_EM, _HIGHEST]),
        ItalicAngle=0,
        Ascent=_HIGHEST,
        Descent=_LOWEST,
        CapHeight=700,
        StemV=80,
        FontFile2=program,
    )
    widths = Array([number for first, last in _MARKS for number in (first, last, 0)])
    glyphs = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name.SarabanHidden,
        CIDSystemInfo=Dictionary(
            Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
        ),
        FontDescriptor=pdf.make_indirect(descriptor),
        # Every code shows glyph 1. "Identity" would point past the end of the font.
        CIDToGIDMap=pdf.make_stream(b"\x00\x01" * 0x10000),
        DW=_HALF_EM,
        W=widths,
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name.SarabanHidden,
        Encoding=Name("/Identity-H"),
        DescendantFonts=Array([pdf.make_indirect(glyphs)]),
        ToUnicode=pdf.make_stream(_codes_are_unicode()),
    )
    return pdf.make_indirect(font)


def add_to_page(
    pdf: pikepdf.Pdf,
    page: pikepdf.Page,
    operators: Iterable[str],
    fonts: Mapping[str, pikepdf.Object],
    outlines: Mapping[str, pikepdf.Object] = MappingProxyType({}),
) -> None:
    """Draw ``operators`` over a page, whatever state its own drawing ends in.

    ``fonts`` and ``outlines`` (form XObjects) are those the operators name. What
    is added becomes one form with resources of its own, so its names cannot meet
    the page's; resources shared with other pages are copied, not changed.
    """
    addition = pdf.make_stream(
        "\n".join(operators).encode("ascii"),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array(_corners(page.mediabox)),
        Resources=Dictionary(Font=Dictionary(fonts), XObject=Dictionary(outlines)),
    )
    resources = dict(page.resources.items())
    drawn = dict(resources.get("/XObject", Dictionary()).items())
    name = next(name for name in map("/Saraban{}".format, count()) if name not in drawn)
    resources["/XObject"] = Dictionary({**drawn, name: addition})
    page.obj.Resources = Dictionary(resources)
    before, after = _unbalanced(page)
    page.contents_add(b"q\n" * before, prepend=True)
    page.contents_add(b"Q\n" * after + f"{name} Do".encode("ascii"))


def save_bytes(pdf: pikepdf.Pdf) -> bytes:
    """Return the document's bytes: the same document always gives the same bytes."""
    out = BytesIO()
    with warnings.catch_warnings():
        # A form in a file from outside may be odd; it is copied as odd as it is.
        warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
        pdf.save(out, deterministic_id=True, encryption=False)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page as a reader shows it: upright, cropped, in real points.

    ``matrix`` leads from a place on the shown page, counted from its lower left
    corner, to the page's own coordinates; draw through ``moved(matrix, …)``.
    /Rotate, CropBox, the box's offset and UserUnit are all in it.
    """

    width: float
    height: float
    matrix: Matrix

    @classmethod
    def of(cls, page: pikepdf.Page) -> "ShownPage":
        """Measure ``page``."""
        left, bottom, right, top = _shown_box(page)
        unit = float(page.obj.get("/UserUnit", 1)) or 1.0
        width, height, scale = (right - left) * unit, (top - bottom) * unit, 1 / unit
        match page.rotation // 90 % 4:
            case 1:
                return cls(height, width, (0, scale, -scale, 0, right, bottom))
            case 2:
                return cls(width, height, (-scale, 0, 0, -scale, right, top))
            case 3:
                return cls(height, width, (0, -scale, scale, 0, left, top))
            case _:
                return cls(width, height, (scale, 0, 0, scale, left, bottom))


def _shown_box(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Return left, bottom, right, top of what is shown: the crop inside the medium."""
    medium, crop = _corners(page.mediabox), _corners(page.cropbox)
    left, bottom = max(medium[0], crop[0]), max(medium[1], crop[1])
    right, top = min(medium[2], crop[2]), min(medium[3], crop[3])
    return (left, bottom, right, top) if left < right and bottom < top else medium


def _corners(box: pikepdf.Array) -> tuple[float, float, float, float]:
    """Order the corners of a box: a file may name any two opposite ones."""
    x0, y0, x1, y1 = (float(box[index]) for index in range(4))
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _unbalanced(page: pikepdf.Page) -> tuple[int, int]:
    """Count the ``q`` to put before a page's drawing and the ``Q`` to put after it.

    One pair is not enough: drawing that restores more than it saved would use
    up ours, and drawing that saves more than it restores would leave its own
    scale on what follows.
    """
    depth = lowest = 0
    try:
        saves = pikepdf.parse_content_stream(page, "q Q")
    except pikepdf.PdfError:
        # Drawing that cannot be unpacked draws nothing, so it leaves nothing behind.
        return 1, 1
    for instruction in saves:
        depth += 1 if str(instruction.operator) == "q" else -1
        lowest = min(lowest, depth)
    before = 1 - lowest
    return before, before + depth


def _codes_are_unicode() -> bytes:
    """Return the CMap that maps every two-byte code to itself.

    A range may not run past its last byte, and a block may not hold more than a
    hundred ranges, so there are 256 of them in three blocks.
    """
    ranges = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(0x100)]
    blocks = [ranges[start : start + 100] for start in range(0, len(ranges), 100)]
    body = "\n".join(
        line for block in blocks for line in (f"{len(block)} beginbfrange", *block, "endbfrange")
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{body}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode("ascii")


def _block_font() -> bytes:
    """Build the smallest TrueType font readers accept: every character a plain block.

    A block rather than nothing, because readers mark found words by the outlines
    of their characters, and nothing would be marked. It is never painted.
    """
    rise = _HIGHEST - _LOWEST
    outline = struct.pack(
        ">5h2H4B8h",
        *(1, 0, _LOWEST, _HALF_EM, _HIGHEST),  # one contour, and the box around it
        *(3, 0),  # the contour's last point; no instructions
        *(1, 1, 1, 1),  # four corners on the curve
        *(0, 0, _HALF_EM, 0),  # steps to the right
        *(_LOWEST, rise, 0, -rise),  # steps up
    )
    outline += bytes(-len(outline) % 4)
    box = (0, _LOWEST, _HALF_EM, _HIGHEST)
    tables = {
        b"glyf": outline,
        b"head": struct.pack(
            ">4I2H2q4h2H3h",
            *(0x00010000, 0x00010000, 0, 0x5F0F3CF5, 0, 1000, 0, 0, *box, 0, 8, 2, 0, 0),
        ),
        b"hhea": struct.pack(
            ">I3hH6h8xhH",
            *(0x00010000, _HIGHEST, _LOWEST, 0, _HALF_EM, 0, 0, _HALF_EM, 1, 0, 0, 0, 1),
        ),
        b"hmtx": struct.pack(">Hhh", _HALF_EM, 0, 0),
        b"loca": struct.pack(">3H", 0, 0, len(outline) // 2),
        b"maxp": struct.pack(">I6H16x", 0x00010000, 2, 4, 1, 0, 0, 2),
    }
    return _font_file(tables)


def _font_file(tables: Mapping[bytes, bytes]) -> bytes:
    """Put font tables, given in the order of their names, into one file."""
    offset = 12 + 16 * len(tables)
    directory, body = b"", b""
    for tag, data in tables.items():
        padded = data + bytes(-len(data) % 4)
        directory += tag + struct.pack(">III", _checksum(padded), offset + len(body), len(data))
        body += padded
    power = len(tables).bit_length() - 1
    search = 16 << power
    header = struct.pack(">I4H", 0x00010000, len(tables), search, power, 16 * len(tables) - search)
    whole = bytearray(header + directory + body)
    adjustment = offset + len(tables[b"glyf"]) + 8  # in "head", which follows "glyf"
    struct.pack_into(">I", whole, adjustment, (0xB1B0AFBA - _checksum(bytes(whole))) & 0xFFFFFFFF)
    return bytes(whole)


def _checksum(data: bytes) -> int:
    words: Iterable[tuple[int]] = struct.iter_unpack(">I", data)
    return sum(word for (word,) in words) & 0xFFFFFFFF


_FONT_PROGRAM: Final = _block_font()
