"""The kept letters are whole: small, admitted, explained, and as long as their truth says."""

import json
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from bench.letters.kept import GOLDEN, KEPT_CASES, KEPT_SAMPLES, SAMPLES
from intake.triage import triage

MOST_BYTES = 250_000

CASES = sorted(path.parent for path in GOLDEN.glob("*/letter.pdf"))
FILES = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".md")


def named(path: Path) -> str:
    return path.name


def test_every_kept_file_can_be_made_again() -> None:
    assert [case.name for case in CASES] == sorted(kept.name for kept in KEPT_CASES)
    assert [file.name for file in FILES] == sorted(kept.name for kept in KEPT_SAMPLES)


@pytest.mark.parametrize("file", [*(case / "letter.pdf" for case in CASES), *FILES], ids=str)
def test_a_kept_file_is_small_and_intake_admits_it(file: Path) -> None:
    assert file.stat().st_size <= MOST_BYTES
    assert triage(file).pages > 0


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_case_has_the_pages_its_truth_names(case: Path) -> None:
    truth = json.loads((case / "truth.json").read_text(encoding="utf-8"))
    pages = [page for letter in truth["letters"] for page in letter["pages"]]
    assert pages == list(range(1, len(pdfium.PdfDocument(case / "letter.pdf")) + 1))


@pytest.mark.parametrize(
    ("folder", "names"),
    [(GOLDEN, [kept.name for kept in KEPT_CASES]), (SAMPLES, [kept.name for kept in KEPT_SAMPLES])],
    ids=["golden", "samples"],
)
def test_the_readme_gives_origin_and_purpose_of_each(folder: Path, names: list[str]) -> None:
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert [name for name in names if f"| `{name}` |" not in text] == []
