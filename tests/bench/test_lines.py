"""The lines a reader is trained on are the same every time, and nothing held out is among them."""

import os
import re
import subprocess
import sys
from itertools import islice
from random import Random

import numpy as np
import pytest

from bench.letters.faces import FAMILIES, HANDS, TRAINING_FAMILIES
from bench.letters.held_out import HELD_OUT_FACES, HELD_OUT_FAULT, HeldOut, may_train
from bench.letters.line_faults import PAPERS, SCANS
from bench.letters.lines import KINDS, LinePicture, Wanted, line, lines
from bench.letters.pen import Hand
from registry.references import letter_reference

INK = 140
MEASURING = Wanted(training=False, families=HELD_OUT_FACES, papers=(HELD_OUT_FAULT,), hands=False)


def some(count: int, wanted: Wanted = Wanted()) -> list[LinePicture]:  # noqa: B008 - frozen
    return list(islice(lines(11, wanted), count))


def test_a_seed_gives_the_same_pixels_from_any_start() -> None:
    first, again = lines(5), lines(5, start=2)
    two = [next(first) for _ in range(4)][2:]
    for one, other in zip(two, again, strict=False):
        assert one.text == other.text
        assert np.array_equal(one.picture, other.picture)


def test_other_hashes_draw_the_same_lines() -> None:
    code = (
        "import hashlib; from bench.letters.lines import line; "
        "drawn = b''.join(line(3, n).picture.tobytes() for n in range(12)); "
        "print(hashlib.sha256(drawn).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_streams_that_share_a_seed_share_no_line() -> None:
    evens, odds = lines(5, step=2), lines(5, start=1, step=2)
    assert [next(evens).text, next(odds).text] == [line(5, n).text for n in (0, 1)]


def test_a_number_has_another_line_for_measuring_than_for_training() -> None:
    assert line(5, 0, Wanted(training=False)).text != line(5, 0).text


@pytest.mark.parametrize("face", HELD_OUT_FACES)
def test_training_refuses_a_held_out_face(face: str) -> None:
    assert not may_train("sarabun", face)
    with pytest.raises(HeldOut, match=face):
        Wanted(families=("sarabun", face))


def test_training_refuses_the_held_out_fault() -> None:
    with pytest.raises(HeldOut, match=HELD_OUT_FAULT):
        Wanted(papers=("plain", HELD_OUT_FAULT))


def test_nothing_held_out_is_in_the_training_stream() -> None:
    assert [one for one in some(150) if not may_train(one.face, one.scan, one.paper)] == []


def test_measuring_may_ask_for_what_is_held_out() -> None:
    drawn = some(40, MEASURING)
    assert {one.face for one in drawn} == set(HELD_OUT_FACES)
    assert HELD_OUT_FAULT in {one.paper for one in drawn}


def test_what_is_held_out_exists() -> None:
    assert set(HELD_OUT_FACES) < set(FAMILIES)
    assert HELD_OUT_FAULT in PAPERS
    assert len(FAMILIES) - len(TRAINING_FAMILIES) == len(HELD_OUT_FACES)


@pytest.mark.parametrize("family", FAMILIES)
def test_every_face_is_drawn(family: str) -> None:
    drawn = line(2, 0, Wanted(training=False, families=(family,), hands=False, scans=("clean",)))
    assert drawn.face == family
    assert (drawn.picture < INK).any()


@pytest.mark.parametrize("scan", SCANS)
@pytest.mark.parametrize("paper", PAPERS)
def test_every_scan_of_every_paper_leaves_ink_on_paper(scan: str, paper: str) -> None:
    wanted = Wanted(training=False, kinds=("prose",), scans=(scan,), papers=(paper,))
    for index in range(3):
        picture = line(3, index, wanted).picture
        assert picture.dtype == np.uint8
        assert int(picture.max()) - int(picture.min()) > 50


def test_every_kind_is_drawn_and_some_of_it_by_hand() -> None:
    drawn = some(250)
    assert {one.kind for one in drawn} == set(KINDS)
    written = [one for one in drawn if one.by_hand and one.kind != "filled"]
    assert written
    assert {one.face for one in written} <= set(HANDS)
    assert any(one.covered for one in drawn)


def test_numbers_of_letters_keep_to_the_grammar() -> None:
    drawn = some(60, Wanted(kinds=("citation",)))
    texts = [re.sub(" +", " ", one.text) for one in drawn]
    assert [text for text in texts if letter_reference(text) is None] == []


def test_a_line_filled_in_by_hand_says_both_what_was_typed_and_what_was_written() -> None:
    drawn = some(60, Wanted(kinds=("filled",), scans=("copied",)))
    assert all(one.by_hand for one in drawn)
    numbered = [one.text for one in drawn if one.text.startswith("ที่ ") and "/" in one.text]
    assert numbered
    assert [text for text in numbered if text.endswith("/") or not text.isprintable()] == []


def test_what_a_pen_fills_in_may_stand_in_a_frame_and_be_narrow() -> None:
    wanted = Wanted(training=False, kinds=("filled",), pens=1.0, framed=1.0, squeezed=1.0)
    drawn = [line(11, index, wanted) for index in range(12)]
    assert all(one.by_hand and one.picture.min() < one.picture.max() for one in drawn)


def test_a_mark_over_a_letter_is_written_over_it() -> None:
    bare, marked = (
        Hand(Random(11)).written(text, 60)  # noqa: S311 - the same hand twice
        for text in ("มค", "มีค")
    )
    assert abs(bare.width - marked.width) < bare.width / 3
    tops = [np.flatnonzero(np.asarray(one).any(axis=1))[0] for one in (bare, marked)]
    assert tops[1] < tops[0]
