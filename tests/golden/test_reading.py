"""What the product says of the kept letters, read as a clerk's file would be."""

import json
from typing import Any

import pytest

from bench.letters.author import LAST_DAY
from bench.letters.kept import GOLDEN
from intake.extract.calibration import SINGLE
from intake.ocr import TesseractEngine
from intake.read_command import tell

CASES = sorted(path.parent.name for path in GOLDEN.glob("*/letter.pdf"))


def truth_of(case: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((GOLDEN / case / "truth.json").read_text(encoding="utf-8"))
    return truth


def told(case: str) -> Any:  # noqa: ANN401 - JSON
    return tell(str(GOLDEN / case / "letter.pdf"), TesseractEngine(), LAST_DAY)


@pytest.mark.ocr
def test_a_letter_that_never_was_paper_is_read_with_certainty() -> None:
    (letter,) = told("born-digital")["letters"]
    (truth,) = truth_of("born-digital")["letters"]
    assert letter["date"]["value"] == truth["date"]
    assert letter["subject"]["value"] == truth["subject"]
    doubted = {name for name in SINGLE if letter[name] and not letter[name]["certain"]}
    assert doubted <= {"owner_unit"}


@pytest.mark.ocr
@pytest.mark.parametrize("case", CASES)
def test_a_kept_file_is_split_into_the_letters_it_holds(case: str) -> None:
    letters, truth = told(case)["letters"], truth_of(case)["letters"]
    assert [one["pages"] for one in letters] == [one["pages"] for one in truth]


@pytest.mark.ocr
def test_no_number_in_thai_digits_that_tesseract_read_is_certain() -> None:
    for letter in told("external-thai-digits")["letters"]:
        for name in ("reference", "date"):
            assert letter[name] is None or not letter[name]["certain"]
