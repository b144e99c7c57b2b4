"""What the line reader can print: every letter of a Thai official letter's lines."""

from typing import Final

BLANK: Final = 0
"""The class that prints nothing; it parts two equal letters."""

LETTERS: Final = (
    " "
    "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลฦวศษสหฬอฮ"
    "ะาำเแโใไฯๆ"
    "ัิีึืฺุู็่้๊๋์ํ"
    "๐๑๒๓๔๕๖๗๘๙"
    "0123456789"
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
    ".,/-()@_:;'\"%&+=?!#*[]|~“”‘’•√"
)
"""Letter *n* is printed by class *n* + 1; a model file states them, and must state these."""

CLASS_OF: Final = {letter: number for number, letter in enumerate(LETTERS, 1)}
CLASSES: Final = len(LETTERS) + 1

assert len(CLASS_OF) == len(LETTERS)


def classes_of(text: str) -> list[int]:
    """Return the classes that print ``text``; raises ``KeyError`` for a letter outside."""
    return [CLASS_OF[letter] for letter in text]


def printed(classes: list[int]) -> str:
    """Return what a list of classes prints, blanks left out."""
    return "".join(LETTERS[number - 1] for number in classes if number != BLANK)
