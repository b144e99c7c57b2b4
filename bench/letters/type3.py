"""Text as a word processor leaves it in a PDF: the characters that are seen are the text.

Each cluster, a letter with its marks, is one character of a Type 3 font that
draws it and names it, so that what a reader extracts is exactly what was set.
"""

from itertools import groupby
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name

from registry.thai_pdf import number
from registry.typeface import Cluster, Typeface

_CODES: Final = 255
"""Characters a simple font can hold; code 0 is left alone."""
_DEPTH: Final = -300
_HEIGHT: Final = 1100
"""Of the tallest cluster, in thousandths of the size; its sides are its advance."""

_CMAP: Final = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CMapName /Clusters def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
{maps}
endcmap CMapName currentdict /CMap defineresource pop end end"""


class Characters:
    """The characters of one document; ``fonts`` is complete when the last page is set."""

    def __init__(self) -> None:
        self._codes: dict[tuple[int, Cluster], int] = {}
        self._faces: dict[int, Typeface] = {}

    def line(self, face: Typeface, words: str, x: float, y: float, size: float) -> str:
        """Return operators that print a line from the left end of its baseline."""
        self._faces[id(face)] = face
        codes = [self._code(face, cluster) for cluster in face.clusters(words)]
        shown = [
            f"/T{font} {number(size)} Tf <{''.join(f'{code % _CODES + 1:02X}' for code in run)}> Tj"
            for font, run in groupby(codes, key=lambda code: code // _CODES)
        ]
        return f"BT 1 0 0 1 {number(x)} {number(y)} Tm {' '.join(shown)} ET"

    def fonts(self, pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
        """Write the fonts into the document, by resource name."""
        made: dict[str, pikepdf.Object] = {}
        wanted = sorted((code, key) for key, code in self._codes.items())
        for font, part in groupby(wanted, key=lambda one: one[0] // _CODES):
            clusters = [(self._faces[face], cluster) for _, (face, cluster) in part]
            made[f"/T{font}"] = _font(pdf, clusters)
        return made

    def _code(self, face: Typeface, cluster: Cluster) -> int:
        return self._codes.setdefault((id(face), cluster), len(self._codes))


def _font(pdf: pikepdf.Pdf, clusters: list[tuple[Typeface, Cluster]]) -> pikepdf.Object:
    codes = range(1, len(clusters) + 1)
    widths = [1000 * cluster.advance / face.units for face, cluster in clusters]
    maps = "\n".join(
        f"1 beginbfchar <{code:02X}> <{cluster.text.encode('utf-16-be').hex().upper()}> endbfchar"
        for code, (_, cluster) in zip(codes, clusters, strict=True)
    )
    procedures = {
        f"/c{code}": pdf.make_stream(_drawn(face, cluster, width).encode("ascii"))
        for code, (face, cluster), width in zip(codes, clusters, widths, strict=True)
    }
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type3,
            FontBBox=Array([0, _DEPTH, 1000, _HEIGHT]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]),
            CharProcs=Dictionary(procedures),
            Encoding=Dictionary(
                Type=Name.Encoding, Differences=Array([1, *(Name(f"/c{code}") for code in codes)])
            ),
            FirstChar=1,
            LastChar=len(clusters),
            Widths=Array([round(width, 3) for width in widths]),
            Resources=Dictionary(),
            ToUnicode=pdf.make_stream(_CMAP.format(maps=maps).encode("ascii")),
        )
    )


def _drawn(face: Typeface, cluster: Cluster, width: float) -> str:
    scale = f"{1000 / face.units:.6f}"
    outline = f"{scale} 0 0 {scale} 0 0 cm\n{cluster.outline}\nf" if cluster.outline else ""
    return f"{number(width)} 0 0 {_DEPTH} {number(width)} {_HEIGHT} d1\n{outline}"
