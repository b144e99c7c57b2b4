"""The synthetic letters are the same every time, and their truth is what stands on them."""

from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from bench.letters.faces import FontMissing, measuring
from bench.letters.faults import FAULTS
from bench.letters.make import KINDS, MadeFile, made
from registry.references import letter_reference
from registry.thai import ERA, arabic_digits, bare

ORDINARY = [kind for kind in KINDS if kind != "bundle"]


def digital(kind: str, index: int = 0) -> MadeFile:
    return made(7, index, kind=kind, digital=True)


def page_texts(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(pdf)]


@pytest.mark.parametrize("profile", FAULTS)
def test_a_seed_gives_the_same_bytes(profile: str) -> None:
    one, other = (made(3, 1, kind="announcement", profile=profile) for _ in range(2))
    assert one.pdf == other.pdf
    assert one.truth == other.truth


def test_another_seed_gives_another_letter() -> None:
    assert digital("memo").pdf != made(8, 0, kind="memo", digital=True).pdf


@pytest.mark.parametrize("kind", KINDS)
def test_the_letters_of_a_file_take_its_pages_in_order(kind: str) -> None:
    file = digital(kind)
    pages = [page for letter in file.truth["letters"] for page in letter["pages"]]
    assert pages == list(range(1, len(pdfium.PdfDocument(file.pdf)) + 1))
    assert len(file.truth["pages"]) == len(pages)


@pytest.mark.parametrize("kind", ORDINARY)
def test_a_single_letter_is_of_the_kind_asked_for(kind: str) -> None:
    assert [letter["doc_type"] for letter in digital(kind).truth["letters"]] == [kind]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("index", range(4))
def test_every_reference_keeps_to_the_grammar(kind: str, index: int) -> None:
    for letter in digital(kind, index).truth["letters"]:
        if letter["doc_type"] == "order":
            number, year = arabic_digits(letter["ref_no"]).split("/")
            assert number.isdigit()
            assert int(year) == int(letter["date"][:4]) + ERA
        elif letter["ref_no"]:
            assert letter_reference(f"ที่ {letter['ref_no']}") is not None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("index", range(3))
def test_every_deadline_stands_on_the_page_its_truth_names(kind: str, index: int) -> None:
    file = digital(kind, index)
    for letter in file.truth["letters"]:
        for due in letter["deadlines"]:
            upto = "".join(file.truth["pages"][: due["page"]])
            assert bare(due["text"]) in bare(upto)


@pytest.mark.parametrize("index", range(4))
def test_the_deadline_of_a_bundle_hides_on_its_last_page(index: int) -> None:
    cover, inner = digital("bundle", index).truth["letters"]
    assert cover["deadlines"] == []
    assert [due["page"] for due in inner["deadlines"]] == [inner["pages"][-1]]
    assert cover["cites"] == [{"ref": inner["ref_no"], "date": inner["date"]}]


def test_a_stamped_letter_has_its_date_at_the_end_and_no_subject() -> None:
    file = digital("stamped")
    letter = file.truth["letters"][0]
    text = file.truth["pages"][0]
    assert letter["subject"] == letter["signer"] == ""
    assert text.index(letter["date_text"]) > text.index(letter["addressee"])


def test_a_scan_has_no_text_of_its_own() -> None:
    assert page_texts(made(7, 0, kind="memo", profile="fax").pdf) == [""]


@pytest.mark.parametrize("kind", KINDS)
def test_a_born_digital_letter_says_what_its_truth_says(kind: str) -> None:
    file = digital(kind)
    for read, truth in zip(page_texts(file.pdf), file.truth["pages"], strict=True):
        said = bare(read)
        assert [line for line in truth.splitlines() if bare(line) not in said] == []


def fields(letter: dict[str, Any]) -> list[str]:
    names = ("ref_no", "date_text", "addressee", "signer", "phone", "email", "urgency")
    return [letter[name] for name in names if letter[name]]


@pytest.mark.parametrize("kind", ORDINARY)
def test_every_field_of_the_truth_stands_on_the_pages(kind: str) -> None:
    file = digital(kind)
    whole = bare("".join(file.truth["pages"]))
    assert [text for text in fields(file.truth["letters"][0]) if bare(text) not in whole] == []


def test_a_missing_typeface_is_named_with_its_package(tmp_path: Path) -> None:
    with pytest.raises(FontMissing, match=r"Garuda\.ttf.*fonts-thai-tlwg"):
        measuring(tmp_path / "Garuda.ttf")
