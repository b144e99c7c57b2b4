"""Which of the texts a second reader holds possible is meant: what fits is likelier than what not.

The picture gives every text a probability; the grammar of references, the
calendar and the known codes say which of them can be. Nothing is mended: a
value that wins is one the reader itself held possible, and what else may stand
there is shown beside it.
"""

import datetime as dt
import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from intake.extract.certainty import Evidence
from intake.extract.codes import is_known, lost_a_dot
from intake.extract.found import Alternative, Source
from intake.extract.layout import Piece
from registry.ports import Guess
from registry.thai import arabic_digits

OLDEST: Final = 1997
"""The year 2540: letters in use are not older."""
_BY_AGE: Final = ((1, 1.0), (3, 0.7), (10, 0.4), (math.inf, 0.2))
"""How likely a letter is that was written so many years before it came, at most."""
_A_DAY: Final = dt.timedelta(days=1)
_MONTH: Final = "2025-04"
_NEVER: Final = 0.01
"""What a day that is still to come counts."""
_SELDOM: Final = 0.2
"""What an unknown code, or a day of another time, counts."""
_UNFIT: Final = 0.02
"""What a text that is no such value at all counts: something that is one stands there."""
_DOT: Final = 0.9
_LOST_DOT: Final = re.compile(r"(?<![0-9๐-๙.])([0-9๐-๙]{4}) ([0-9๐-๙]{1,3})(?= ?/)")
_TOO_LONG: Final = re.compile(
    r"(?:(?<![ก-๎])|(?<=ที่))(?P<code>[ก-ฮ]{2,3})(?P<gap> ?\.? ?)"
    r"(?P<unit>[0-9๐-๙]{4})(?P<rest>[0-9๐-๙]{1,3})(?= ?/)"
)
_LABEL: Final = 0.9
_TORN_LABEL: Final = re.compile(r"^\W*ท(?P<code>[ก-ฮ]{2,3})(?=[ .]{0,2}[0-9๐-๙]{4})")
_SHOWN: Final = 0.005
_MOST: Final = 4


@dataclass(frozen=True, slots=True)
class Weighed:
    """A piece with the likeliest text, and how sure a value read off it is."""

    piece: Piece
    chance: float | None = None
    """The probability of the value; ``None`` where no second reader looked."""
    source: Source = Source.PAGE
    alternatives: tuple[Alternative, ...] = ()
    """Other values, likeliest first."""

    def on(self, evidence: Evidence) -> Evidence:
        """Add to where a value stands how sure the second reader is of it."""
        return replace(
            evidence, chance=self.chance, source=self.source, alternatives=self.alternatives
        )


def weighed(
    piece: Piece,
    read: Callable[[str], str | None],
    likely: Callable[[str], float] = lambda _: 1.0,
) -> Weighed:
    """Choose the likeliest value among the texts of a piece.

    ``read`` finds a value in a text, and ``likely`` says how much likelier
    one value is than another before anybody looks, 1.0 at most.
    """
    if not piece.guesses:
        return Weighed(piece)
    weights: dict[str, float] = {}
    first: dict[str, Guess] = {}
    lost = max(0.0, 1.0 - sum(guess.probability for guess in piece.guesses))
    for guess in piece.guesses:
        value = read(guess.text)
        if value is None:
            lost += guess.probability * _UNFIT
            continue
        weights[value] = weights.get(value, 0.0) + guess.probability * likely(value)
        first.setdefault(value, guess)
    if not weights:
        return Weighed(piece, 0.0, Source.DIGITS)
    total = sum(weights.values()) + lost
    best, *others = sorted(weights, key=lambda value: -weights[value])
    seen = next(iter(first))  # the picture alone has its likeliest text first
    return Weighed(
        replace(piece, text=first[best].text),
        weights[best] / total,
        Source.DIGITS if best == seen else Source.CONTEXT,
        tuple(
            Alternative(value, first[value].text, round(weights[value] / total, 3), Source.DIGITS)
            for value in others[:_MOST]
            if weights[value] / total > _SHOWN
        ),
    )


def dotted(piece: Piece) -> Piece:
    """Hold possible that a unit's number has a dot nobody saw.

    None is typed with a gap, and a ministry's is not so long: ``กค 2274 9/63`` and
    ``กค 22749/63`` are most likely ``กค 2274.9/63``; what the picture said stays beside it.
    """
    closed = _possible(piece, lambda text: _LOST_DOT.sub(r"\1.\2", text), _DOT)
    return _possible(closed, lambda text: _TOO_LONG.sub(_with_dot, text), _DOT)


def _with_dot(long: re.Match[str]) -> str:
    is_lost = lost_a_dot(long["code"], arabic_digits(long["unit"] + long["rest"]))
    return f"{long['code']}{long['gap']}{long['unit']}.{long['rest']}" if is_lost else long[0]


def labelled(piece: Piece) -> Piece:
    """Hold possible that a ท before a known code is ที่ without its marks: ``ทกษ 9162.5/9``."""
    return _possible(piece, lambda text: _TORN_LABEL.sub(_with_label, text), _LABEL)


def _with_label(torn: re.Match[str]) -> str:
    code = torn["code"]
    return f"ที่ {code}" if is_known(code) and not is_known(f"ท{code}") else torn[0]


def _possible(piece: Piece, change: Callable[[str], str], share: float) -> Piece:
    """Give each text that ``change`` changes a ``share`` of its probability so changed."""
    guesses: list[Guess] = []
    for guess in piece.guesses:
        text = change(guess.text)
        if text == guess.text:
            guesses.append(guess)
            continue
        guesses.append(Guess(guess.text, guess.probability * (1 - share)))
        guesses.append(Guess(text, guess.probability * share))
    return replace(piece, guesses=tuple(guesses))


def reference_likely(canonical: str) -> float:
    """Say how likely a reference is: codes of known bodies are the likelier ones.

    A ministry's number that is too long for one has most likely lost its dot.
    """
    code, _, unit = canonical.partition("/")[0].partition(" ")
    if not is_known(code):
        return _SELDOM
    return _SELDOM if lost_a_dot(code, unit) else 1.0


def day_likely(on: dt.date | None) -> Callable[[str], float]:
    """Say how likely a day, as ISO, is that of a letter which came ``on`` a day.

    Most letters come within weeks; none was written after it came, and what
    seems so was misread, be it only a clock that went wrong.
    """

    def likely(day: str) -> float:
        if not day[:4].isdigit() or int(day[:4]) < OLDEST:
            return _SELDOM
        if on is None:
            return 1.0
        if day[: len(_MONTH)] > f"{on:%Y-%m}" or day > f"{on + _A_DAY:%Y-%m-%d}":
            return _NEVER
        years = on.year - int(day[:4])
        return next(share for most, share in _BY_AGE if years <= most)

    return likely
