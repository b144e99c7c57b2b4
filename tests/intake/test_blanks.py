from collections.abc import Callable, Sequence

import pytest
from PIL import Image

from intake.blanks import Blank, Filled, is_blank
from intake.digits.strips import roomy
from registry.ports import Box, GreyImage, Guess, Layout, Line

PAGE = Image.new("L", (2480, 3508), 255)
BOX = (400, 500, 760, 570)
HAND = ((0, 100, 0.8),)


class Reading:
    """An engine that reads a field by how wide it is."""

    version = "reading"

    def __init__(self, read: Callable[[int], str]) -> None:
        self._read = read

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        assert image.layout is Layout.FIELD
        text = self._read(image.width)
        box = (0, 0, image.width, image.height)
        return (Line(text, box, 0.5, "", (Guess(text, 0.9),), HAND),) if text else ()


def filled(lines: Sequence[Line], read: Callable[[int], str]) -> list[str]:
    return [line.text for line in Filled(PAGE, 300, Reading(read)).lines(lines)]


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("ที่ กค ๐๔๐๒.๒/", Blank.AFTER),
        ("ที่ กค ๐๔๐๒.๒/ว", Blank.AFTER),
        ("ที่ กห ๐๓๐๑.๑๐.๑", Blank.AFTER),
        ("เม.ย. ๖๗  ที่ กห ๐๓๐๒/", Blank.AFTER),
        ("พ.ค, ๖๗", Blank.BEFORE),
        ("กันยายน ๒๕๖๙", Blank.BEFORE),
        ("de ตุลาคม ๒๕๕๙", Blank.BEFORE),
        ("วันที่ ....... ตุลาคม พ.ศ. ๒๕๕๙", Blank.BEFORE),
    ],
)
def test_a_line_says_where_its_number_is_wanting(text: str, blank: Blank) -> None:
    assert is_blank(text, blank)


@pytest.mark.parametrize(
    "text",
    [
        "ที่ กค ๐๔๐๒.๒/ว ๒๔",
        "๙ กันยายน ๒๕๖๕",
        "กระทรวงศึกษาธิการ กทม. ๑๐๓๐๐",
        "โทร. ๐ ๒๒๘๘ ๕๕๘๒",
        "พฤศจิกายน ๒๕๕๙ ณ โรงแรมริมน้ำ ถนนเจริญกรุง กรุงเทพมหานคร โดยเบิกค่าใช้จ่าย",
    ],
)
def test_a_line_that_has_its_numbers_is_not_looked_at_again(text: str) -> None:
    assert not any(is_blank(text, blank) for blank in Blank)


def test_a_running_number_is_found_behind_its_slash() -> None:
    lines = [Line("ที่ กห ๐๓๐๑.๑๐.๑", BOX, 0.9)]
    assert filled(lines, lambda _: "ที่ กห ๐๓๐๑.๑๐.๑/๒๖๐") == ["ที่ กห ๐๓๐๑.๑๐.๑/๒๖๐"]


def test_what_is_by_hand_is_found_where_it_stands_on_the_page() -> None:
    found = Filled(PAGE, 300, Reading(lambda _: "ที่ กค ๐๔๐๒.๒/๒๖๐"))
    (line,) = found.lines([Line("ที่ กค ๐๔๐๒.๒/", BOX, 0.9)])
    left = roomy(BOX)[0]
    assert line.by_hand == ((left, left + 100, 0.8),)


def test_a_day_far_before_its_month_is_found_by_looking_further() -> None:
    lines = [Line("พ.ค, ๖๗", BOX, 0.9)]
    near = BOX[2] - BOX[0] + 250
    assert filled(lines, lambda width: "พ.ค. ๖๗" if width < near else "๓ พ.ค. ๖๗") == ["๓ พ.ค. ๖๗"]


def test_the_pieces_a_number_was_read_as_are_left_out_but_no_words() -> None:
    piece: Box = (800, 500, 900, 570)
    words: Box = (1000, 500, 1400, 570)
    lines = [Line("ที่ กค ๐๔๐๒.๒/", BOX, 0.9), Line("๒4๐", piece, 0.4), Line("สำนักงาน", words, 0.9)]
    read = filled(lines, lambda width: "ที่ กค ๐๔๐๒.๒/๒๖๐" if width < words[0] else "")
    assert read == ["ที่ กค ๐๔๐๒.๒/๒๖๐", "สำนักงาน"]


def test_what_was_read_of_a_line_may_not_change_when_its_blank_is_filled() -> None:
    lines = [Line("ที่ กค ๐๔๐๒.๒/", BOX, 0.9)]
    assert filled(lines, lambda _: "ที่ กค ๐๙๐๒.๒/๒๖๐") == ["ที่ กค ๐๔๐๒.๒/"]


def test_an_empty_blank_stays_one() -> None:
    lines = [Line("ที่ กค ๐๔๐๒.๒/", BOX, 0.9)]
    assert filled(lines, lambda _: "ที่ กค ๐๔๐๒.๒/") == ["ที่ กค ๐๔๐๒.๒/"]
    assert filled(lines, lambda _: "") == ["ที่ กค ๐๔๐๒.๒/"]
