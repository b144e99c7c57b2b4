"""What either reader saw for a body's letters stays possible."""

import pytest

from intake.digits.codes import both_codes
from registry.ports import Guess


def test_the_code_the_first_reader_saw_stands_beside_the_second_ones() -> None:
    texts = both_codes("ที่กษ2617.54/6232", [Guess("ที่ ก 2617.54/ 6232", 1.0)])
    assert [guess.text for guess in texts] == ["ที่ ก 2617.54/ 6232", "ที่ กษ 2617.54/ 6232"]
    assert sum(guess.probability for guess in texts) == pytest.approx(1.0)


def test_a_code_behind_the_day_of_a_message_is_one_too() -> None:
    texts = both_codes("๐๓๑๐๒๑ พ.ย. ๒๕ |ที่ กษ ๒๓๕.๑๒/๑", [Guess("๐๓๑๖๒๑ พ.ย. ๖๘ที่ ก ๒๗๗๕.๑๒/๑", 1.0)])
    assert [guess.text for guess in texts] == [
        "๐๓๑๖๒๑ พ.ย. ๖๘ที่ ก ๒๗๗๕.๑๒/๑",
        "๐๓๑๖๒๑ พ.ย. ๖๘ที่ กษ ๒๗๗๕.๑๒/๑",
    ]


@pytest.mark.parametrize(
    ("first", "text"),
    [
        ("ที่ กค ๐๕๐๒/๕", "ที่ กค ๐๔๐๒/๙"),
        ("", "ที่ กค ๐๔๐๒/๙"),
        ("๕ เมษายน ๒๕๒๕", "๕ เมษายน ๒๕๖๘"),
        ("ที่ กค ๐๕๐๒/๕", "๕ เมษายน ๒๕๖๘"),
    ],
)
def test_nothing_else_is_changed(first: str, text: str) -> None:
    assert both_codes(first, [Guess(text, 0.9)]) == (Guess(text, 0.9),)
