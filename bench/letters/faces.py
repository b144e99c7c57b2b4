"""The typefaces of the letters, found by name, and the size at which each looks like the others."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from PIL import features

from registry.typeface import FONTS, Typeface

_THAI_FONTS: Final = Path("/usr/share/fonts/truetype/tlwg")
_FILES: Final = {
    "sarabun": (FONTS / "Sarabun-Regular.ttf", FONTS / "Sarabun-SemiBold.ttf"),
    "laksaman": (_THAI_FONTS / "Laksaman.ttf", _THAI_FONTS / "Laksaman-Bold.ttf"),
    "norasi": (_THAI_FONTS / "Norasi.ttf", _THAI_FONTS / "Norasi-Bold.ttf"),
    "garuda": (_THAI_FONTS / "Garuda.ttf", _THAI_FONTS / "Garuda-Bold.ttf"),
    "loma": (_THAI_FONTS / "Loma.ttf", _THAI_FONTS / "Loma-Bold.ttf"),
    "kinnari": (_THAI_FONTS / "Kinnari.ttf", _THAI_FONTS / "Kinnari-Bold.ttf"),
    "umpush": (_THAI_FONTS / "Umpush.ttf", _THAI_FONTS / "Umpush-Bold.ttf"),
}
_HAND: Final = _THAI_FONTS / "Purisa.ttf"
_PANGRAM: Final = "จึงเรียนมาเพื่อโปรดทราบและแจ้งให้หน่วยงานในสังกัดถือปฏิบัติต่อไป"
_PANGRAM_POINTS: Final = 345.0
"""How wide that sentence is in TH Sarabun at 16 points, the size letters are typed in."""

FAMILIES: Final = tuple(_FILES)


class FontMissing(Exception):
    """A typeface the letters are drawn with is not on this machine."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is missing: install the package fonts-thai-tlwg")


@dataclass(frozen=True, slots=True)
class Faces:
    """What one letter is written with."""

    regular: Path
    bold: Path
    hand: Path
    size: float
    """Points that make ``regular`` look as large as a typed letter."""


@cache
def measuring(path: Path) -> Typeface:
    """Return the shape and width of text in a font file; raises ``FontMissing``."""
    if not path.exists():
        raise FontMissing(path)
    return Typeface(path)


@cache
def faces(family: str) -> Faces:
    """Return the faces of a family of ``FAMILIES``; raises ``FontMissing``."""
    if not features.check("raqm"):  # without it Pillow prints tone marks over vowels
        message = "Pillow was built without Raqm and cannot draw Thai: use the wheel of PyPI"
        raise RuntimeError(message)
    regular, bold = _FILES[family]
    size = round(_PANGRAM_POINTS / measuring(regular).width(_PANGRAM, 1), 1)
    for other in (bold, _HAND):
        measuring(other)
    return Faces(regular, bold, _HAND, size)
