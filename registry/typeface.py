"""Thai as it should look on paper: shaped, measured, broken into lines, drawn as outlines.

HarfBuzz places vowels and tone marks; the glyphs are drawn as filled paths, so
every reader and printer shows the same and no font need be installed. What is
drawn cannot be searched: ``Ink.line`` lays ``hidden`` text over it.

Lengths are points (1/72 inch); x runs right and y runs up.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any, Final

import pikepdf
import uharfbuzz
from pikepdf import Array, Dictionary, Name

from registry.thai import words
from registry.thai_pdf import HIDDEN, hidden, hidden_font, number

FONTS: Final = Path(__file__).parents[1] / "static" / "fonts"

_RUNS: Final = re.compile(r"[\u0e00-\u0e7f]+|[^\u0e00-\u0e7f]+")
_ROOM: Final = (-1000, -1000, 10000, 2000)
"""A box around any cluster, in font units."""
_MAY_NOT_BEGIN_A_LINE: Final = frozenset("ๆฯ)]}”’»,.:;!?%/-")

_MAY_NOT_END_A_LINE: Final = frozenset("([{“‘")

_COUNT: Final = re.compile(r"(?<!\S)[0-9๐-๙]{1,3} $|[0-9๐-๙]/$")
"""A small number and the space before what it counts, ``๒๕ เมษายน``; a unit's, before its slash."""
_CODE: Final = re.compile(r"(?:(?<!\S)[ก-ฮ.]{1,9}|/ว) $")
"""A letter code, or the mark of a circular, and the space before its number."""
_DIGITS: Final = frozenset("0123456789๐๑๒๓๔๕๖๗๘๙")

_Steps = list[tuple[tuple[float, ...], str]]


@dataclass(frozen=True, slots=True)
class Cluster:
    """A base letter and the marks around it: the smallest thing that is drawn or cut off."""

    text: str
    advance: int
    """Font units to the next cluster."""
    outline: str
    """PDF path operators in font units; empty for a space."""


class Typeface:
    """One TrueType face: what its text looks like and how much room it takes."""

    def __init__(self, path: Path) -> None:
        face = uharfbuzz.Face(path.read_bytes())
        self.units: int = face.upem
        self._font = uharfbuzz.Font(face)
        self._pen = _path_pen()
        self._steps: dict[int, _Steps] = {}
        # Registers repeat themselves: the same offices, words and clusters.
        self.clusters = lru_cache(maxsize=4096)(self._shape)
        self._outline = lru_cache(maxsize=8192)(self._draw)

    def width(self, text: str, size: float) -> float:
        """Return the room one line of ``text`` takes."""
        return sum(cluster.advance for cluster in self.clusters(text)) * size / self.units

    def fitting(self, text: str, size: float, width: float, *, smallest: float) -> float:
        """Return the largest size up to ``size`` at which ``text`` fits, or ``smallest``."""
        natural = self.width(text, size)
        return size if natural <= width else max(smallest, size * width / natural)

    def wrap(self, text: str, size: float, width: float, *, indent: float = 0.0) -> list[str]:
        """Break ``text`` into lines no wider than ``width``.

        Lines end between words; a word wider than a whole line is cut between
        clusters, never between a letter and its marks. The first line of each
        paragraph is shorter by ``indent``.
        """
        parts = text.splitlines()
        return [line for part in parts for line in self._wrap(part, size, width, indent)]

    def _wrap(self, text: str, size: float, width: float, indent: float) -> Iterator[str]:
        whole = text.strip()
        if indent + self.width(whole, size) <= width:  # no word of it need be known
            yield from [whole] * bool(whole)
            return
        line, used = "", indent
        for piece in self._pieces(text, size, width - indent):
            if line and used + self.width(piece.rstrip(), size) > width:
                yield line.rstrip()
                line, used = "", 0.0
            addition = piece if line else piece.lstrip()
            line += addition
            used += self.width(addition, size)
        if line:
            yield line.rstrip()

    def _pieces(self, text: str, size: float, width: float) -> Iterator[str]:
        """Cut a line where it may be broken."""
        pending = ""
        for word in words(text):
            if pending and _may_break(pending[-1], word[0]):
                # What belongs together still parts where the column is too narrow for it.
                if _holds(pending, word[0]) and self.width(pending + word, size) <= width:
                    pending += word
                    continue
                yield from self._cut(pending, size, width)
                pending = ""
            pending += word
        yield from self._cut(pending, size, width)

    def _cut(self, piece: str, size: float, width: float) -> Sequence[str]:
        if self.width(piece.rstrip(), size) <= width:
            return [piece]
        return [cluster.text for cluster in self.clusters(piece)]

    def _shape(self, text: str) -> tuple[Cluster, ...]:
        return tuple(cluster for run in _RUNS.findall(text) for cluster in self._shape_run(run))

    def _shape_run(self, run: str) -> Iterator[Cluster]:
        """Shape one run of one script.

        Runs are shaped apart because HarfBuzz takes the script of the first
        letter for the whole of them, and Thai after a Latin quotation mark
        would have its tone marks printed over its vowels.
        """
        buffer = uharfbuzz.Buffer()
        buffer.add_str(run)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self._font, buffer)
        glyphs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        parts = [(start, list(part)) for start, part in groupby(glyphs, lambda g: g[0].cluster)]
        edges = sorted({start for start, _ in parts} | {len(run)})
        ends = dict(pairwise(edges))
        for start, part in parts:
            yield self._cluster(run[start : ends[start]], part)

    def _cluster(self, text: str, glyphs: Sequence[tuple[Any, Any]]) -> Cluster:
        x = 0
        placed: list[tuple[int, int, int]] = []
        for info, position in glyphs:
            placed.append((info.codepoint, x + position.x_offset, position.y_offset))
            x += position.x_advance
        return Cluster(text, x, self._outline(tuple(placed)))

    def _draw(self, glyphs: Sequence[tuple[int, int, int]]) -> str:
        """Write the path of some glyphs, each with its own shift."""
        steps: list[str] = []
        for glyph, *shift in glyphs:
            for points, operator in self._glyph(glyph):
                moved = [round(value + shift[index % 2]) for index, value in enumerate(points)]
                steps.append(" ".join(map(str, (*moved, operator))))
        return "\n".join(steps)

    def _glyph(self, glyph: int) -> _Steps:
        if glyph not in self._steps:
            steps: _Steps = []
            self._font.draw_glyph(glyph, self._pen, steps)
            self._steps[glyph] = steps
        return self._steps[glyph]


class Ink:
    """The visible text of one document; each cluster's outline is stored once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._names: dict[str, str] = {}
        self.outlines: dict[str, pikepdf.Object] = {}
        """The form XObjects the operators use, by resource name."""

    def visible(self, face: Typeface, text: str, x: float, y: float, size: float) -> str:
        """Return operators that draw ``text`` from the baseline's left end."""
        scale = f"{size / face.units:.6f}"
        operators = [f"q {scale} 0 0 {scale} {number(x)} {number(y)} cm"]
        gap = 0
        for cluster in face.clusters(text):
            if cluster.outline:
                step = f"1 0 0 1 {gap} 0 cm " if gap else ""
                operators.append(f"{step}{self._name(cluster.outline)} Do")
                gap = 0
            gap += cluster.advance
        return "\n".join((*operators, "Q"))

    def line(self, face: Typeface, text: str, x: float, y: float, size: float) -> str:
        """Return operators that draw ``text`` and lay the same words over it, unseen."""
        return (
            f"{self.visible(face, text, x, y, size)}\n"
            f"{hidden(text, x, y, size, face.width(text, size))}"
        )

    def fill_pages(self, drawings: Iterable[str], size: tuple[float, float]) -> None:
        """Add a page to the document for each drawing; they share outlines and hidden font."""
        resources = self._pdf.make_indirect(
            Dictionary(
                Font=Dictionary({HIDDEN: hidden_font(self._pdf)}), XObject=Dictionary(self.outlines)
            )
        )
        for drawing in drawings:
            page = self._pdf.add_blank_page(page_size=size)
            page.obj.Resources = resources
            page.obj.Contents = self._pdf.make_stream(drawing.encode("ascii"))

    def _name(self, outline: str) -> str:
        if outline not in self._names:
            name = f"/G{len(self._names)}"
            form = self._pdf.make_stream(
                f"{outline}\nf".encode("ascii"),
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array(_ROOM),
                Resources=Dictionary(),
            )
            self._names[outline] = name
            self.outlines[name] = form
        return self._names[outline]


def _may_break(before: str, after: str) -> bool:
    if before.isspace() or after.isspace():
        return before.isspace() and not after.isspace() and after not in _MAY_NOT_BEGIN_A_LINE
    if before in _MAY_NOT_END_A_LINE or after in _MAY_NOT_BEGIN_A_LINE:
        return False
    # An address such as a_b@c.go.th has no words inside.
    return _is_thai(before) or _is_thai(after)


def _holds(before: str, after: str) -> bool:
    """Tell whether what could end a line belongs to what follows it."""
    return bool(_COUNT.search(before) or (after in _DIGITS and _CODE.search(before)))


def _is_thai(character: str) -> bool:
    return "\u0e00" <= character <= "\u0e7f"


def _path_pen() -> Any:  # noqa: ANN401 — uharfbuzz publishes no types
    """Return HarfBuzz's pen, drawing into a list of points and PDF path operators."""

    def quadratic(cx: float, cy: float, x: float, y: float, steps: _Steps) -> None:
        # PDF has cubic curves only; these two handles describe the same curve.
        x0, y0 = steps[-1][0][-2:]
        first = (x0 + (cx - x0) * 2 / 3, y0 + (cy - y0) * 2 / 3)
        second = (x + (cx - x) * 2 / 3, y + (cy - y) * 2 / 3)
        steps.append(((*first, *second, x, y), "c"))

    pen = uharfbuzz.DrawFuncs()
    pen.set_move_to_func(lambda x, y, steps: steps.append(((x, y), "m")))
    pen.set_line_to_func(lambda x, y, steps: steps.append(((x, y), "l")))
    pen.set_cubic_to_func(lambda *points: points[-1].append((points[:-1], "c")))
    pen.set_quadratic_to_func(quadratic)
    pen.set_close_path_func(lambda _: None)  # filling closes every contour
    return pen


@cache
def regular() -> Typeface:
    """Sarabun Regular, for what is filled in."""
    return Typeface(FONTS / "Sarabun-Regular.ttf")


@cache
def semibold() -> Typeface:
    """Sarabun SemiBold, for titles and names of offices."""
    return Typeface(FONTS / "Sarabun-SemiBold.ttf")
