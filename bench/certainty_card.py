"""What a calibration is worth: a table for each field, a card and a diagram."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import reliability
from intake.extract.calibration import LEAST_CHANCE, MEASURED, MOST_BY_HAND, Curve, may_be_certain
from intake.extract.found import Grounds

CARD: Final = MEASURED.with_suffix(".md")
DIAGRAM: Final = Path(__file__).parents[1] / "docs" / "reliability.svg"


@dataclass(frozen=True, slots=True)
class Case:
    """A value that was read off a picture, and whether it is right."""

    field: str
    grounds: Grounds
    right: bool
    file: str
    held_out: bool
    """Its typeface, layout or paper was never trained on."""
    by_hand: bool


Judged = tuple[Case, float]
"""A value, and its probability by curves fitted without its letter."""


def diagram(apart: Sequence[Judged], path: Path, title: str) -> None:
    """Draw how sure the values of each field are, and how often they are right."""
    said: dict[str, list[reliability.Said]] = {}
    for case, sure in apart:
        said.setdefault(case.field, []).append((sure, case.right))
    reliability.plot(said, path, title)


def figures(curves: Mapping[str, Curve], apart: Sequence[Judged]) -> Iterator[str]:
    """Give the rows of a table: how well each field's confidence and its promise hold."""
    yield (
        "| field | values | off by, before | after | certain from | certain | right"
        " | held out: certain | right | by hand: certain |"
    )
    yield "|---" * 10 + "|"
    for name in sorted(curves):
        own = [pair for pair in apart if pair[0].field == name]
        before = [(case.grounds.chance * case.grounds.shape, case.right) for case, _ in own]
        after = [(sure, case.right) for case, sure in own]
        limit = curves[name].certain_from
        promised = [pair for pair in own if not pair[0].by_hand]
        kept_out = [pair for pair in promised if pair[0].held_out]
        written_in = [pair for pair in own if pair[0].by_hand]
        off = (100 * reliability.off_by(reliability.bins(said)) for said in (before, after))
        cells = [
            name,
            str(len(own)),
            *(f"{one:.1f}" for one in off),
            "never" if limit is None else f"{limit:.3f}",
            *_certain(promised, limit),
            *_certain(kept_out, limit),
            _certain(written_in, limit)[0],
        ]
        yield "| " + " | ".join(cells) + " |"


def _certain(own: Sequence[Judged], limit: float | None) -> tuple[str, str]:
    """Write how many of these are certain, and how many of those are right."""
    sure = [
        case.right
        for case, chance in own
        if limit is not None and chance >= limit and may_be_certain(case.grounds)
    ]
    return f"{len(sure)} of {len(own)}", f"{sum(sure)} of {len(sure)}" if sure else "-"


def card(command: str, model: str, told: Sequence[str]) -> str:
    """Write what the calibration is, how it was made and what it is worth."""
    table = "\n".join(told)
    return f"""# `certainty.json`: how often values are right

| | |
|---|---|
| what it does | turns what a value rests on (both readers, its grammar, who wrote it) into the \
probability that it is right, for each field, and says from where on it is certain |
| measured with | `{model}`, both in `intake/digits/data`; holds beside no other |
| measured on | generated letters, two typefaces, a layout and a paper that nothing was trained on \
among them; nobody's data |
| command | `{command}` |
| curve | logistic, a few weights a field, held to that of all kindred fields; \
Newton's steps (`bench/certainty.py`) |
| certain | from the lowest probability on at which the values of reference, date and citations \
together are right 99 times in 100 by Wilson's lower bound (one-sided, 90 %), and each of \
these fields alone as counted; other fields by a bound of their own |
| by hand | never certain where a hand is as likely as {MOST_BY_HAND} |
| doubted | never certain where the readers themselves say less than {LEAST_CHANCE}, nor where a \
value does not quite fit its field |
| limits | real paper is worse than generated paper; `./saraban bench reading` with another seed \
and on real letters says what the promise is worth |
| licence | that of this repository |

Each letter was judged by curves fitted without it. *Off by*: how far, on average, confidence lies
from what came true, in per cent, before and after. By hand is counted apart.

{table}
"""
