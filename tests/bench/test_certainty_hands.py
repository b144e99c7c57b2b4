"""Of a typed line only the blank was filled in by hand; what is drawn says which."""

from pathlib import Path

import numpy as np
import pytest

from bench.certainty_hands import hands_of, learnt, of_line, written
from bench.letters.lines import LinePicture
from bench.page_lines import of_file
from intake.digits.hands import Hands


def drawn(text: str, kind: str = "filled", *, by_hand: bool = True) -> LinePicture:
    picture = np.zeros((9, 9), np.uint8)
    return LinePicture(picture, text, kind, "f", "s", "p", covered=False, by_hand=by_hand)


@pytest.mark.parametrize(
    ("text", "by_hand"),
    [
        ("ที่ กค ๐๔๐๒.๒/๑๒๕", [False, False, True]),
        ("ที่ ๑๒/๒๕๖๘", [True, False]),
        ("วันที่ ๕ มกราคม ๒๕๖๘", [True, False]),
        ("เลขรับ ๑๒๓", [True]),
        ("วันที่ ๕/๑/๖๘", [True, True, True]),
    ],
)
def test_the_blank_of_a_line_is_the_number_written_by_hand(text: str, by_hand: list[bool]) -> None:
    assert hands_of(drawn(text), len(by_hand)) == by_hand


def test_a_line_read_with_other_numbers_than_stand_there_teaches_nothing() -> None:
    assert hands_of(drawn("ที่ กค ๐๔๐๒.๒/๑๒๕"), 2) == []


def test_a_line_of_one_hand_is_by_hand_throughout() -> None:
    assert hands_of(drawn("๑ ๒", "date"), 2) == [True, True]
    assert hands_of(drawn("๑ ๒", "date", by_hand=False), 2) == [False, False]


def test_what_differs_between_hands_and_print_is_learnt(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    wrote = (rng.random(400) < 0.3).astype(np.float64)
    rows = rng.normal(0, 1, (400, 6))
    rows[:, 2] += 4 * wrote
    arrays = learnt(rows, wrote, 1)
    written(tmp_path / "hands.npz", arrays)
    said = Hands(tmp_path / "hands.npz").chances(rows.astype(np.float32)) > 0.5
    assert (said == (wrote > 0)).mean() > 0.95


def test_the_numbers_of_a_page_are_told_apart_by_what_was_drawn() -> None:
    examples = list(filter(None, map(of_line, of_file(4100, 0))))
    assert len(examples) > 3
    for rows, by_hand in examples:
        assert len(rows) == len(by_hand)
