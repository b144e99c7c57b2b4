"""The typefaces of the letters, found by name, and the size at which each looks like the others.

Debian's own (``fonts-thai-tlwg``, ``fonts-arundina``), the product's Sarabun,
and those in ``bench/letters/fonts``. Two are held out of training
(``bench.letters.held_out``).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from PIL import features

from bench.letters.held_out import may_train
from registry.typeface import FONTS, Typeface

_DEBIAN: Final = Path("/usr/share/fonts/truetype")
_TLWG: Final = _DEBIAN / "tlwg"
_ARUNDINA: Final = _DEBIAN / "arundina"
_OURS: Final = Path(__file__).parent / "fonts"
_FILES: Final = {
    "sarabun": (FONTS / "Sarabun-Regular.ttf", FONTS / "Sarabun-SemiBold.ttf"),
    "laksaman": (_TLWG / "Laksaman.ttf", _TLWG / "Laksaman-Bold.ttf"),
    "norasi": (_TLWG / "Norasi.ttf", _TLWG / "Norasi-Bold.ttf"),
    "garuda": (_TLWG / "Garuda.ttf", _TLWG / "Garuda-Bold.ttf"),
    "loma": (_TLWG / "Loma.ttf", _TLWG / "Loma-Bold.ttf"),
    "kinnari": (_TLWG / "Kinnari.ttf", _TLWG / "Kinnari-Bold.ttf"),
    "umpush": (_TLWG / "Umpush.ttf", _TLWG / "Umpush-Bold.ttf"),
    "waree": (_TLWG / "Waree.ttf", _TLWG / "Waree-Bold.ttf"),
    "sawasdee": (_TLWG / "Sawasdee.ttf", _TLWG / "Sawasdee-Bold.ttf"),
    "typist": (_TLWG / "TlwgTypist.ttf", _TLWG / "TlwgTypist-Bold.ttf"),
    "typewriter": (_TLWG / "TlwgTypewriter.ttf", _TLWG / "TlwgTypewriter-Bold.ttf"),
    "arundina": (_ARUNDINA / "ArundinaSans.ttf", _ARUNDINA / "ArundinaSans-Bold.ttf"),
    "arundina-serif": (_ARUNDINA / "ArundinaSerif.ttf", _ARUNDINA / "ArundinaSerif-Bold.ttf"),
    "niramit": (_OURS / "Niramit-Regular.ttf", _OURS / "Niramit-Bold.ttf"),
    "k2d": (_OURS / "K2D-Regular.ttf", _OURS / "K2D-Bold.ttf"),
    "chakra-petch": (_OURS / "ChakraPetch-Regular.ttf", _OURS / "ChakraPetch-Bold.ttf"),
    "pridi": (_OURS / "Pridi-Regular.ttf", _OURS / "Pridi-Bold.ttf"),
    "trirong": (_OURS / "Trirong-Regular.ttf", _OURS / "Trirong-Bold.ttf"),
}
_HANDS: Final = {
    "purisa": _TLWG / "Purisa.ttf",
    "mali": _OURS / "Mali-Regular.ttf",
    "sriracha": _OURS / "Sriracha-Regular.ttf",
    "itim": _OURS / "Itim-Regular.ttf",
}
_PANGRAM: Final = "จึงเรียนมาเพื่อโปรดทราบและแจ้งให้หน่วยงานในสังกัดถือปฏิบัติต่อไป"
_PANGRAM_POINTS: Final = 345.0
"""How wide that sentence is in TH Sarabun at 16 points, the size letters are typed in."""

FAMILIES: Final = tuple(_FILES)
"""Every typeface that letters are typed in."""
TRAINING_FAMILIES: Final = tuple(family for family in FAMILIES if may_train(family))
HANDS: Final = tuple(_HANDS)
"""Every typeface that stands for somebody's hand."""


class FontMissing(Exception):
    """A typeface the letters are drawn with is not on this machine."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)  # alone, so that it comes back whole from another process

    def __str__(self) -> str:
        """Say what to install."""
        path: Path = self.args[0]
        package = "fonts-arundina" if path.parent == _ARUNDINA else "fonts-thai-tlwg"
        return f"{path} is missing: install the package {package}"


@dataclass(frozen=True, slots=True)
class Faces:
    """What one letter is written with."""

    regular: Path
    bold: Path
    hand: Path
    size: float
    """Points that make ``regular`` look as large as a typed letter."""
    hand_size: float
    """Points that make ``hand`` as large."""


@cache
def measuring(path: Path) -> Typeface:
    """Return the shape and width of text in a font file; raises ``FontMissing``."""
    if not path.exists():
        raise FontMissing(path)
    return Typeface(path)


@cache
def faces(family: str, hand: str = "purisa") -> Faces:
    """Return the faces of a family of ``FAMILIES`` and ``HANDS``; raises ``FontMissing``."""
    if not features.check("raqm"):  # without it Pillow prints tone marks over vowels
        message = "Pillow was built without Raqm and cannot draw Thai: use the wheel of PyPI"
        raise RuntimeError(message)
    regular, bold = _FILES[family]
    measuring(bold)
    return Faces(regular, bold, _HANDS[hand], _typed_size(regular), _typed_size(_HANDS[hand]))


def _typed_size(path: Path) -> float:
    return round(_PANGRAM_POINTS / measuring(path).width(_PANGRAM, 1), 1)
