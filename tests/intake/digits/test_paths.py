import numpy as np
import pytest

from intake.digits.alphabet import BLANK, CLASS_OF, CLASSES, LETTERS, classes_of, printed
from intake.digits.network import Scores
from intake.digits.paths import best_path, guesses
from tests.intake.digits.scores import scores_of


def columns(*classes: int) -> Scores:
    chances = np.full((len(classes), CLASSES), 1e-9, dtype=np.float32)
    chances[np.arange(len(classes)), classes] = 1.0
    return np.log(chances)


def test_every_letter_is_printed_by_its_class() -> None:
    assert printed(classes_of(LETTERS)) == LETTERS


def test_a_letter_held_over_columns_is_one_letter() -> None:
    one = CLASS_OF["๑"]
    path = best_path(columns(BLANK, one, one, one, BLANK))
    assert [(letter.letter, letter.start, letter.end) for letter in path] == [("๑", 1, 4)]


def test_a_blank_parts_two_equal_letters() -> None:
    one = CLASS_OF["๑"]
    assert [guess.text for guess in guesses(columns(one, BLANK, one), 1)] == ["๑๑"]


def test_a_text_is_as_probable_as_all_its_paths_together() -> None:
    chances = np.full((2, CLASSES), 1e-9, dtype=np.float32)
    chances[:, [BLANK, CLASS_OF["๖"]]] = 0.5
    found = {guess.text: guess.probability for guess in guesses(np.log(chances), 3)}
    assert found == pytest.approx({"๖": 0.75, "": 0.25}, abs=1e-3)


def test_the_likelier_digit_comes_first_with_its_probability() -> None:
    found = guesses(scores_of("๒๕๖๘", {3: {"๙": 0.3}}), 2)
    assert [guess.text for guess in found] == ["๒๕๖๘", "๒๕๖๙"]
    assert [guess.probability for guess in found] == pytest.approx([0.7, 0.3], abs=1e-3)
