"""The synthetic letters are the same every time, and their truth is what stands on them."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest

from bench.letters import line_faults
from bench.letters.faces import FAMILIES, FontMissing, measuring
from bench.letters.faults import FAULTS, QUALITY
from bench.letters.held_out import HELD_OUT_FACES, HELD_OUT_FAULT, HELD_OUT_LAYOUT, HeldOut
from bench.letters.layouts import LAYOUTS
from bench.letters.make import KINDS, MadeFile, made
from bench.letters.papers import PAPERS
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


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_in_the_boxes_of_a_field_is_the_field(kind: str) -> None:
    for letter in digital(kind, 2).truth["letters"]:
        said: dict[str, str] = defaultdict(str)
        for box in letter["boxes"]:
            said[box["field"]] += box["text"]
        for name in ("ref_no", "date_text", "subject", "addressee", "office", "unit", "signer"):
            if letter[name]:
                assert bare(letter[name]) in bare(said[name])
        for n, cited in enumerate(letter["references"]):
            assert bare(said[f"references.{n}"]) == bare(cited["text"])
        for n, stamp in enumerate(letter["stamps"]):
            assert bare(said[f"stamps.{n}.number"]) == bare(stamp["number"])


def grey_page(pdf: bytes) -> np.ndarray[Any, np.dtype[np.uint8]]:
    page = pdfium.PdfDocument(pdf)[0].render(scale=300 / 72, grayscale=True)
    return np.asarray(page.to_pil())


@pytest.mark.parametrize("profile", FAULTS)
def test_the_box_of_every_line_is_around_its_ink(profile: str) -> None:
    file = made(9, 0, kind="external", profile=profile, paper="plain", layout="regulation")
    page = grey_page(file.pdf)
    for line in file.truth["lines"][0]:
        left, top, right, bottom = line["box"]
        inside = page[top:bottom, left:right]
        assert int(inside.min()) < int(np.median(inside)) - 40
        if line["stamp"] or line["hand"]:
            continue
        # A box as wide as the ink has ink near both of its ends.
        for end in (inside[:, :40], inside[:, -40:]):
            assert int(end.min()) < int(np.median(inside)) - 40


def test_a_line_says_which_of_its_numbers_a_hand_wrote() -> None:
    files = (made(3, index, kind="memo", digital=True).truth for index in range(40))
    letters = [(file["letters"][0], file["lines"][0]) for file in files]
    written = [pair for pair in letters if pair[0]["hand_no"] and "/" in pair[0]["ref_no"]]
    assert written
    for letter, lines in written:
        number = letter["ref_no"].rpartition("/")[0]
        row = next(line for line in lines if number in line["text"])
        assert row["hand"]
        assert row["by_hand"][-1]
        assert not row["by_hand"][0]


@pytest.mark.parametrize("paper", PAPERS)
def test_every_paper_is_drawn_and_named(paper: str) -> None:
    one = made(4, 0, kind="memo", profile="office", paper=paper)
    assert one.truth["paper"] == paper
    assert (one.pdf == made(4, 0, kind="memo", profile="office", paper="plain").pdf) == (
        paper == "plain"
    )


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_is_drawn_and_named(layout: str) -> None:
    file = made(4, 0, kind="external", layout=layout, digital=True)
    assert file.truth["layout"] == layout
    assert file.truth["held_out"].count(layout) == (layout == HELD_OUT_LAYOUT)


@pytest.mark.parametrize("font", FAMILIES)
def test_every_typeface_is_drawn_and_named(font: str) -> None:
    file = made(4, 0, kind="stamped", font=font, digital=True)
    assert file.truth["font"] == font
    assert file.truth["held_out"].count(font) == (font in HELD_OUT_FACES)


def test_nothing_held_out_is_in_letters_for_training() -> None:
    files = [made(1, n, kind="memo", digital=True, training=True) for n in range(40)]
    assert [name for file in files for name in file.truth["held_out"]] == []
    assert files[0].truth["pages"] != made(1, 0, kind="memo", digital=True).truth["pages"]


@pytest.mark.parametrize(
    "asked",
    [{"font": HELD_OUT_FACES[0]}, {"paper": HELD_OUT_FAULT}, {"layout": HELD_OUT_LAYOUT}],
    ids=str,
)
def test_letters_for_training_refuse_what_is_held_out(asked: dict[str, str]) -> None:
    with pytest.raises(HeldOut):
        made(1, 0, kind="memo", training=True, **asked)  # type: ignore[arg-type]


def test_whole_pages_and_single_lines_know_the_same_papers_and_scanners() -> None:
    assert set(PAPERS) == set(line_faults.PAPERS)
    assert set(FAULTS) == set(QUALITY) == set(line_faults.SCANS)


def test_what_a_seal_or_a_stamp_reaches_is_named() -> None:
    stamped = [made(6, n, kind="stamped", digital=True).truth["letters"][0] for n in range(12)]
    assert sum("date" in letter["covered"] for letter in stamped) > 6
    orders = [made(6, n, kind="order", digital=True).truth["letters"][0] for n in range(4)]
    assert [letter["covered"] for letter in orders] == [[]] * 4


def test_a_secret_letter_says_so_at_head_and_foot_of_every_page() -> None:
    letters = [made(3, n, kind="external", digital=True).truth["letters"][0] for n in range(60)]
    secret = [letter for letter in letters if letter["secrecy"]]
    assert secret
    for letter in secret:
        marks = [box["text"] for box in letter["boxes"] if box["field"] == "secrecy"]
        assert marks == [letter["secrecy"]] * 2 * len(letter["pages"])


def test_letters_are_filled_in_by_type_by_wheel_and_by_hand() -> None:
    letters = [
        letter
        for n in range(30)
        for letter in made(2, n, kind="external", digital=True).truth["letters"]
    ]
    assert {s["filled"] for one in letters for s in one["stamps"]} == {"typed", "wheel", "hand"}
    assert any(s["ticked"] for one in letters for s in one["stamps"])
    assert any(one["hand_no"] for one in letters)
    assert any(one["hand_day"] for one in letters)


def test_a_missing_typeface_is_named_with_its_package(tmp_path: Path) -> None:
    with pytest.raises(FontMissing, match=r"Garuda\.ttf.*fonts-thai-tlwg"):
        measuring(tmp_path / "Garuda.ttf")
