"""A promise is made only where enough values were counted, and so many of them right."""

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np

from bench.certainty import at_least, fit, fitted, judged_apart, threshold, written
from bench.certainty_card import Case
from intake.extract.calibration import features, loaded
from intake.extract.found import Grounds

GROUNDS = Grounds("reader", 0.9, 0.9, 1.0, twice=True, by_hand=0.0)


def cases(count: int, *, honest: bool = True) -> list[Case]:
    """Make values of which as many are right as their reader says, or half of them."""
    rng = Random(5)  # noqa: S311 - the same cases every time are the point
    made = []
    for number in range(count):
        chance = rng.choice((0.3, 0.7, 0.999, 0.999))
        right = rng.random() < (chance if honest else 0.5)
        made.append(
            Case("reference", replace(GROUNDS, chance=chance), right, f"f{number}", held_out=False,
                 by_hand=False)
        )  # fmt: skip
    return made


def test_the_bound_of_few_is_low_and_of_many_is_near_what_was_counted() -> None:
    assert at_least(20, 20) < 0.95
    assert at_least(162, 162) < 0.99 <= at_least(163, 163)
    assert 0.989 < at_least(9950, 10000) < 0.995
    assert at_least(0, 0) == 0


def test_a_promise_needs_more_values_than_a_few_that_were_right() -> None:
    assert fitted(cases(60))["reference"].certain_from is None
    limit = fitted(cases(900))["reference"].certain_from
    assert limit is not None
    assert limit > 0.9


def test_a_reader_that_is_sure_and_wrong_is_promised_nothing() -> None:
    curve = fitted(cases(900, honest=False))["reference"]
    assert curve.certain_from is None
    assert 0.4 < curve.probability(replace(GROUNDS, chance=0.999)) < 0.6


def test_the_limit_is_the_lowest_that_keeps_the_promise() -> None:
    case = cases(1)[0]
    judged = [(replace(case, right=sure != 0.7), sure) for sure in (0.99, 0.9, 0.8, 0.7, 0.6)]
    assert threshold(judged, lambda right, of: right == of) == 0.8


def test_what_is_likely_by_hand_does_not_help_the_promise() -> None:
    case = cases(1)[0]
    by_hand = replace(case, grounds=replace(case.grounds, by_hand=0.9))
    assert threshold([(by_hand, 0.9)] * 3, lambda right, of: right == of) is None


def test_no_weight_but_the_first_is_negative() -> None:
    upside_down = [
        replace(case, right=case.grounds.chance < 0.5) for case in cases(200)
    ]  # fmt: skip
    before = np.zeros(len(features(GROUNDS)))
    assert (fit(upside_down, before, 1.0)[1:] >= 0).all()


def test_each_letter_is_judged_by_the_others() -> None:
    given = cases(50)
    assert {case.file for case, _ in judged_apart(given)} == {case.file for case in given}


def test_what_is_written_is_what_the_product_reads(tmp_path: Path) -> None:
    curves = fitted(cases(100))
    written(tmp_path / "c.json", curves, "digits 1", "command")
    assert loaded(tmp_path / "c.json").model == "digits 1"
    assert loaded(tmp_path / "c.json").curves == curves
