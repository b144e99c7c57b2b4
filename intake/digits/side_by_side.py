"""What two readers printed for one line, side by side."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Final

from intake.digits.fields import Span
from intake.digits.paths import Printed
from registry.ports import Guess

_D: Final = "[0-9๐-๙]"
_ANY_DIGIT: Final = re.compile(_D)
_LETTER: Final = re.compile("[ก-๎]")
_MARK: Final = re.compile("[ัิ-ฺ็-๎]")
"""A vowel or a tone above or below the letter before it."""
_LOST_WORD: Final = re.compile(r"\W*(?:[ก-ฮ][ะ-๎]*){3,}\W*")
"""A word too large, or too far from numbers, for the second reader."""
_RUN: Final = re.compile(f" *({_D}+)")
_UNPRINTABLE_DIGITS: Final = "๔๖๗๘๙"
_UNPRINTABLE: Final = re.compile(f"[{_UNPRINTABLE_DIGITS}]")
_ENDS: Final = ".)"
"""What stands behind a number in a list, and is so small that the second reader may lose it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the second reading that counts, and the texts it may be."""

    start: int
    end: int
    texts: tuple[Guess, ...]


@dataclass(frozen=True)
class SideBySide:
    """What each reader printed, side by side."""

    first: str
    path: Sequence[Printed]

    @cached_property
    def second(self) -> str:
        """What the second reader printed."""
        return "".join(letter.letter for letter in self.path)

    @cached_property
    def alike(self) -> SequenceMatcher[str]:
        """All digits count as one, so that numbers lie beside numbers."""
        first, second = (_ANY_DIGIT.sub("0", text) for text in (self.first, self.second))
        return SequenceMatcher(None, first, second, autojunk=False)

    @cached_property
    def alone(self) -> tuple[tuple[int, str], ...]:
        """Words that the first reader saw where the second saw nothing, with the place in that."""
        return tuple(
            (at, self.first[start:end].strip())
            for _, start, end, at, to in self.alike.get_opcodes()
            if _LOST_WORD.fullmatch(self.first, start, end) and not self.second[at:to].strip()
        )

    def place(self, part: Part) -> Span | None:
        """Return where in the first reading a part of the second stands, if that can be told."""
        left, right = 0, len(self.first)
        for at, began, size in self.alike.get_matching_blocks():
            before = min(began + size, part.start)
            if before > began:
                left = max(left, at + before - began)
            after = max(began, part.end)
            if after < began + size:
                right = min(right, at + after - began)
        if left < right and _MARK.match(self.first, right):
            right -= 1  # the letter that bears the mark is the word's, not the number's
        gone, come = self.first[left:right], self.second[part.start : part.end]
        if left > right or _is_a_word(gone, come):
            return None
        if not gone.strip():
            behind = _RUN.match(self.first, right)
            if behind and _may_be_print_of(behind[1], come):  # only their spaces were told apart
                return behind.span(1)
            return right, right  # the first reader lost it: between the words, with their spaces
        kept = gone.rstrip()
        if kept[-1] in _ENDS and come[-1] not in _ENDS and _ANY_DIGIT.search(kept):
            kept = kept[:-1]
        return left + len(gone) - len(gone.lstrip()), right - len(gone) + len(kept)

    def seen(self, part: Part) -> str:
        """Return what the first reader printed there, as far as that can be told."""
        place = self.place(part)
        return self.first[slice(*place)] if place else ""


def _may_be_print_of(seen: str, number: str) -> bool:
    """Say whether the first reader may have printed all digits of a number as ``seen``."""
    if len(seen) != len(number):
        return False
    pairs = zip(seen, number, strict=True)
    return all(one == other or other in _UNPRINTABLE_DIGITS for one, other in pairs)


def _is_a_word(gone: str, come: str) -> bool:
    """Say whether more than a number would be written over.

    For each digit it cannot print the first reader may have printed a letter.
    """
    strange = len(_LETTER.findall(gone)) - len(_LETTER.findall(come))
    return strange > len(_UNPRINTABLE.findall(come)) + bool(_ANY_DIGIT.search(gone))
