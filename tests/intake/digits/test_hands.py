"""What may be by hand is told from print; where nobody can tell it counts as by hand."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from intake.digits import hands
from intake.digits.closer import STEPS, window
from intake.digits.hands import Hands, by_hand, likeliest, looks, numbers
from intake.digits.network import Seen
from intake.digits.paths import Printed, best_path
from tests.intake.digits.scores import scores_of


def path_of(text: str) -> list[Printed]:
    return [Printed(letter, n, n + 1, 1.0) for n, letter in enumerate(text)]


def seen_of(text: str) -> Seen:
    scores = scores_of(text)
    strip = np.full((36, 2 * len(scores)), 0.9, np.float32)
    return Seen(
        strip, scores, np.ones((4, len(scores)), np.float32), np.ones((4, len(scores)), np.float32)
    )


def test_each_run_of_digits_is_a_number() -> None:
    assert list(numbers(path_of("ที่ ๑๒/3"))) == [(4, 6), (7, 8)]


def test_a_line_has_a_look_for_each_number() -> None:
    seen = seen_of("ที่ ๑๒/3")
    assert looks(seen, best_path(seen.scores)).shape == (2, 4 + 4 + 4 + 7)


def test_a_line_without_numbers_is_by_nobody_s_hand(tmp_path: Path) -> None:
    assert knowing(tmp_path).told(seen_of("ที่")) == ()
    assert likeliest(()) == 0.0


def test_each_number_has_its_place_and_its_chance(tmp_path: Path) -> None:
    told = knowing(tmp_path).told(seen_of("ที่ ๑๒/3"))
    (long_start, long_end, long_chance), (_, _, short_chance) = told
    assert long_start < long_end
    assert (long_chance, short_chance) == pytest.approx((0.881, 0.731), abs=0.001)
    assert likeliest(told) == long_chance


def test_beside_a_model_it_does_not_know_everything_may_be_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowing(tmp_path)
    monkeypatch.setattr(hands, "HANDS", tmp_path / "hands.npz")
    hands.hands.cache_clear()
    seen = seen_of("ที่ ๑")
    assert by_hand(seen) == ((0, len(seen.scores), 1.0),)
    hands.hands.cache_clear()


def test_a_number_that_may_be_by_hand_is_looked_at_closer(tmp_path: Path) -> None:
    known = knowing(tmp_path, closer=-9.0)
    assert known.chance(-5.0, *window(seen_of("๑").strip, 0, 1)) == pytest.approx(0.007, abs=0.001)
    assert known.chance(5.0, *window(seen_of("๑").strip, 0, 1)) == pytest.approx(0.018, abs=0.001)


def knowing(folder: Path, closer: float = 0.0) -> Hands:
    """Make one that finds longer numbers likelier by hand: what their look says last."""
    width = 4 + 4 + 4 + 7
    arrays: dict[str, NDArray[Any]] = {
        "mean": np.zeros(width), "spread": np.ones(width), "inner": np.zeros((1, width, 1)),
        "inner_bias": np.zeros((1, 1)), "outer": np.ones((1, 1)), "outer_bias": np.zeros((1, 1)),
        "weighing": np.array([0.0, 1.0, 1.0]), "closer0/said.weight": np.zeros((1, 2)),
        "closer0/said.bias": np.full(1, closer),
    }  # fmt: skip
    for number in range(len(STEPS)):
        arrays[f"closer0/plane{number}.weight"] = np.zeros((1, 2 if number == 0 else 1, 3, 3))
        arrays[f"closer0/plane{number}.bias"] = np.zeros(1)
    arrays["inner"][0, -1] = 1.0
    np.savez(folder / "hands.npz", allow_pickle=False, model=np.array("digits none"), **arrays)
    return Hands(folder / "hands.npz")
