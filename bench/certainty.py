"""``./saraban train certainty``: measure how often values are right, for each field.

Teaches first to tell hands from print beside the present model of the line
reader, where that is new. Reads generated letters of a seed of its own (as
``bench reading --keep`` does, and goes on where it was stopped), fits a curve
for each field, and decides from which probability on a value is certain. Takes
the place of the calibration the product reads with; the figures go into the
card beside it.
"""

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench import certainty_hands, readings
from bench.certainty_card import CARD, DIAGRAM, Case, Judged, card, diagram, figures
from bench.reading_report import marked
from intake.digits.hands import HANDS, hands
from intake.digits.two_looks import models
from intake.extract.calibration import MEASURED, Curve, features, may_be_certain
from intake.extract.found import Grounds

Weights = NDArray[np.float64]

NUMBERS: Final = frozenset({"reference", "date", "cited reference", "cited date"})
"""Fields that both readers read alike: together they are enough to measure a promise on."""
RIGHT: Final = 0.99
"""The promise: of so many that are certain, at least this share is right."""
ONE_SIDED: Final = 1.2816
"""Deviations of a normal curve that leave a tenth above: the promise holds nine times in ten."""
_STIFF, _KIN = 1.0, 3.0
"""How many values' worth of doubt hold the curve of all fields to what the readers
say themselves, and the curve of one field to that of all."""
_FOLDS: Final = 5
_ROUNDS: Final = 60
_HALVED: Final = 20
_STEADY: Final = 1e-6
_KEPT: Final = Path.home() / ".cache" / "saraban" / "certainty"


def cases(marks: Sequence[readings.ReadFile]) -> list[Case]:
    """Hold every value of the files against the truth."""
    return [case for file in marks for case in _cases(file)]


def _cases(file: readings.ReadFile) -> Iterator[Case]:
    """Yield each value once: one held against a second letter, whose own was lost, is not wrong."""
    held_out, judged = file.group == "held out", dict[tuple[str, int], Case]()
    for answer in marked(file, readings.OURS).answers:
        for one in answer.parts or (answer,):
            field, _, note = one.field.partition(", ")
            before = judged.get((field, id(one.grounds)))
            if one.grounds and not (before and before.right):
                by_hand = note == "by hand"
                judged[field, id(one.grounds)] = Case(
                    field, one.grounds, one.exact, file.name, held_out, by_hand
                )
    yield from judged.values()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="train certainty", description=__doc__)
    parser.add_argument("--seed", type=int, default=4100, help="of the letters; not of measuring")
    parser.add_argument("--count", type=int, default=480, help="how many letters to generate")
    parser.add_argument("--keep", type=Path, default=_KEPT, help="keep what was read here")
    parser.add_argument("--hands", action="store_true", help="teach hands anew, with torch")
    given = parser.parse_args()
    if given.hands or hands() is None:
        certainty_hands.teach(HANDS, given.seed, _told)
    subjects = readings.generated(given.seed, given.count)
    files = readings.read_all(subjects, given.keep, _told, (readings.OURS,))
    measured = cases(files)
    curves, apart = fitted(measured), judged_apart(measured)
    command = f"./saraban train certainty --seed {given.seed} --count {given.count}"
    written(MEASURED, curves, models(), command)
    told = list(figures(curves, apart))
    print("\n".join(told))
    CARD.write_text(card(command, models(), told), encoding="utf-8")
    diagram(
        apart, DIAGRAM, f"{given.count} files, seed {given.seed}: how sure, and how often right"
    )


def _told(progress: str) -> None:
    print(progress, file=sys.stderr, flush=True)


def written(path: Path, curves: dict[str, Curve], model: str, command: str) -> None:
    """Write the file the product reads."""
    fields = {
        name: {"weights": curve.weights, "certain_from": curve.certain_from}
        for name, curve in sorted(curves.items())
    }
    said = {"model": model, "command": command, "fields": fields}
    path.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def fitted(given: Sequence[Case]) -> dict[str, Curve]:
    """Fit a curve for each field, and find from where on it keeps the promise.

    Values read off one letter are judged by what the others tell. The numbers
    share one limit, the lowest from which on their safe bound keeps the promise;
    a field whose own values do not keep it from there gets a higher one. All
    other fields have a limit of their own.
    """
    apart = judged_apart(given)
    common = threshold([pair for pair in apart if pair[0].field in NUMBERS], _safely)
    curves = {}
    for name, weights in _weights(given).items():
        own = [pair for pair in apart if pair[0].field == name]
        if name not in NUMBERS:
            limit = threshold(own, _safely)
        elif common is not None:
            limit = threshold([pair for pair in own if pair[1] >= common], _evenly)
        else:
            limit = None
        limit = None if limit is None else round(limit, 4)
        curves[name] = Curve(tuple(map(float, weights.round(4))), limit)
    return curves


def _safely(right: int, of: int) -> bool:
    return at_least(right, of) >= RIGHT


def _evenly(right: int, of: int) -> bool:
    return right >= RIGHT * of


def _weights(given: Sequence[Case]) -> dict[str, Weights]:
    """Fit the weights of every field: those of kindred fields first, which hold its own."""
    said = np.zeros(len(features(_ANY)))
    said[1] = 1.0
    fields = sorted({case.field for case in given})
    found: dict[str, Weights] = {}
    for kin in (NUMBERS, frozenset(fields) - NUMBERS):
        common = fit([case for case in given if case.field in kin], said, _STIFF)
        for name in kin.intersection(fields):
            found[name] = fit([case for case in given if case.field == name], common, _KIN)
    return found


_ANY: Final = Grounds("", 0.5, 0.5, 1.0, twice=True, by_hand=0.0)


def fit(given: Sequence[Case], before: Weights, stiff: float) -> Weights:
    """Return the weights that make what came true likeliest, held to those of ``before``.

    Logistic regression by Newton's steps, each shortened until it helps. Only the
    first weight may be negative: no better ground makes a value less likely.
    """
    if not given:
        return before
    grounds = np.array([features(case.grounds) for case in given])
    right = np.array([case.right for case in given], dtype=np.float64)

    def doubt(weights: Weights) -> float:
        said = grounds @ weights
        wrong = np.logaddexp(0, said) - right * said
        return float(wrong.sum() + stiff / 2 * np.square(weights - before).sum())

    weights = before
    for _ in range(_ROUNDS):
        sure = 1 / (1 + np.exp(-grounds @ weights))
        slope = grounds.T @ (sure - right) + stiff * (weights - before)
        bend = (grounds.T * (sure * (1 - sure))) @ grounds + stiff * np.eye(len(weights))
        free = (weights > 0) | (slope < 0)
        free[0] = True
        step = np.zeros_like(weights)
        step[free] = np.linalg.solve(bend[np.ix_(free, free)], slope[free])
        tries = (_stepped(weights, step * 0.5**halved) for halved in range(_HALVED))
        better = next((tried for tried in tries if doubt(tried) < doubt(weights)), weights)
        if np.abs(better - weights).max() < _STEADY:
            break
        weights = better
    return weights


def _stepped(weights: Weights, step: Weights) -> Weights:
    stepped = weights - step
    stepped[1:] = np.maximum(stepped[1:], 0)
    return stepped


def judged_apart(given: Sequence[Case]) -> list[Judged]:
    """Give each case the probability fitted without any case of its file, likeliest first."""
    names = sorted({case.file for case in given})
    fold = {name: number % _FOLDS for number, name in enumerate(names)}
    judged: list[Judged] = []
    for number in range(_FOLDS):
        weights = _weights([case for case in given if fold[case.file] != number])
        for case in given:
            if fold[case.file] == number:
                own = weights.get(case.field)
                sure = Curve(tuple(own), None).probability(case.grounds) if own is not None else 0.0
                judged.append((case, sure))
    return sorted(judged, key=lambda pair: -pair[1])


def at_least(right: int, of: int) -> float:
    """Return the share that is right at least, nine times in ten: Wilson's lower bound."""
    if not of:
        return 0.0
    share, doubt = right / of, ONE_SIDED**2
    middle = share + doubt / (2 * of)
    spread = ONE_SIDED * math.sqrt(share * (1 - share) / of + doubt / (4 * of * of))
    return (middle - spread) / (1 + doubt / of)


def threshold(judged: Sequence[Judged], kept: Callable[[int, int], bool]) -> float | None:
    """Return the least probability from which on the promise is ``kept`` by right and count."""
    right, lowest = 0, None
    ranked = [pair for pair in judged if may_be_certain(pair[0].grounds)]
    for count, (case, sure) in enumerate(ranked, 1):
        right += case.right
        last = count == len(ranked) or ranked[count][1] < sure
        if last and kept(right, count):
            lowest = sure
    return lowest


if __name__ == "__main__":
    main()
