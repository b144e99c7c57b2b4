import pytest

from intake.digits.months import months
from intake.digits.paths import best_path
from tests.intake.digits.scores import scores_of


def test_a_month_is_told_among_the_twelve() -> None:
    scores = scores_of("๒๒ ก.ฟ. ๒๕๖๗", {5: {"พ": 0.3, "ค": 0.1}})
    ((span, texts),) = months("๒๒ ก.ฟ. ๒๕๖๗", best_path(scores), scores)
    assert span == (3, 7)
    assert [guess.text for guess in texts[:2]] == ["ก.พ.", "ก.ค."]
    assert [guess.probability for guess in texts[:2]] == pytest.approx([0.74, 0.25], abs=0.01)


@pytest.mark.parametrize("line", ["๒ ต่อ ๒๕๖๗", "เวลา ๑๐.๓๐ น. ๒๕", "๒ เครื่องมือ ๒๕๖๗"])
def test_what_is_no_month_is_left_alone(line: str) -> None:
    scores = scores_of(line)
    assert list(months(line, best_path(scores), scores)) == []
