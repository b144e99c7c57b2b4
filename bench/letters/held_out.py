"""What no reader is trained on, so that it can be seen how it reads what it has never met.

Two typefaces, one family of layouts and one fault. They are drawn for
measuring only; everything that trains asks ``may_train``.
"""

from typing import Final

HELD_OUT_FACES: Final = ("kinnari", "niramit")
"""A serif of Debian and one of the national typefaces, of ``faces.FAMILIES``."""
HELD_OUT_LAYOUT: Final = "letterhead"
"""The head of the office across the top in colour, of ``layouts.LAYOUTS``."""
HELD_OUT_FAULT: Final = "showthrough"
"""The other side of the sheet seen through it, of ``faults.PAPERS``."""

_HELD_OUT: Final = frozenset({*HELD_OUT_FACES, HELD_OUT_LAYOUT, HELD_OUT_FAULT})


class HeldOut(Exception):
    """Training asked for what is kept for measuring."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is held out of all training; ask for it with training=False")


def may_train(*names: str) -> bool:
    """Tell whether what is made with these faces, layouts and faults may be used for training."""
    return _HELD_OUT.isdisjoint(names)
