"""PDFs whose text draws the page, as a word processor leaves them, honest or lying."""

from collections.abc import Sequence
from pathlib import Path

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from registry.thai_pdf import save_bytes
from tests.intake.letters import LEFT, SIZE, STEP, TOP

FONT = Path(__file__).resolve().parents[2] / "static" / "fonts" / "Sarabun-Regular.ttf"


def typed(
    lines: Sequence[str],
    *,
    said: Sequence[str] | None = None,
    over: pikepdf.Pdf | None = None,
    unseen: bool = False,
    squeezed: int = 100,
) -> bytes:
    """Type ``lines`` on a page of their own or ``over`` a drawn one.

    ``said`` is what the file claims they say; ``unseen`` text leaves no ink,
    and scanners lay theirs large and ``squeezed`` to some per cent of its width.
    """
    pdf = over or pikepdf.new()
    if not pdf.pages:
        pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[0]
    codes = _Codes()
    operators = [f"BT /T {SIZE} Tf {3 if unseen else 0} Tr {squeezed} Tz"]
    for index, line in enumerate(lines):
        claims = line if said is None else said[index].ljust(len(line))[: len(line)]
        text = "".join(
            f"{codes.of(shown, claim):04X}" for shown, claim in zip(line, claims, strict=True)
        )
        operators.append(f"1 0 0 1 {LEFT} {TOP - STEP * index} Tm <{text}> Tj")
    operators.append("ET")
    page.contents_add(pdf.make_stream("\n".join(operators).encode()))
    resources = page.obj.get("/Resources", Dictionary())
    resources["/Font"] = Dictionary(T=codes.font(pdf))
    page.obj.Resources = resources
    return save_bytes(pdf)


class _Codes:
    """Gives every pair of a shown and a claimed letter a code of one font."""

    def __init__(self) -> None:
        self._file = TTFont(FONT)
        self._glyphs = self._file.getBestCmap()
        self._pairs: dict[tuple[str, str], int] = {}

    def of(self, shown: str, claim: str) -> int:
        return self._pairs.setdefault((shown, claim), len(self._pairs) + 1)

    def font(self, pdf: pikepdf.Pdf) -> pikepdf.Object:
        units = self._file["head"].unitsPerEm
        glyphs = bytearray(2 * (len(self._pairs) + 1))
        widths = Array([])
        claims = []
        for (shown, claim), code in self._pairs.items():
            name = self._glyphs[ord(shown)]
            glyphs[2 * code : 2 * code + 2] = self._file.getGlyphID(name).to_bytes(2, "big")
            widths.append(round(self._file["hmtx"][name][0] * 1000 / units))
            claims.append(f"<{code:04X}> <{ord(claim):04X}>")
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=Name.Sarabun, Flags=4, ItalicAngle=0, StemV=80,
            FontBBox=Array([-500, -500, 1200, 1300]), Ascent=1068, Descent=-232, CapHeight=700,
            FontFile2=pdf.make_stream(FONT.read_bytes()),
        )  # fmt: skip
        descendant = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Sarabun, W=Array([1, widths]),
            CIDSystemInfo=Dictionary(
                Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0
            ),
            FontDescriptor=pdf.make_indirect(descriptor),
            CIDToGIDMap=pdf.make_stream(bytes(glyphs)),
        )  # fmt: skip
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Sarabun,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]),
                ToUnicode=pdf.make_stream(_to_unicode(claims)),
            )
        )  # fmt: skip


def _to_unicode(claims: Sequence[str]) -> bytes:
    chunks = [claims[start : start + 100] for start in range(0, len(claims), 100)]
    maps = "\n".join(
        f"{len(chunk)} beginbfchar\n" + "\n".join(chunk) + "\nendbfchar" for chunk in chunks
    )
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CMapName /Claims def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        f"{maps}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
