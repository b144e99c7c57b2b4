"""Thai on paper is shaped, measured and broken into lines without hurting a word."""

import hashlib
import re
import unicodedata

import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.thai_pdf import HIDDEN, add_to_page, hidden_font, save_bytes
from registry.typeface import FONTS, Ink, regular, semibold

SUBJECT = (
    "การปรับปรุงหลักเกณฑ์การเบิกจ่ายค่าใช้จ่ายในการเดินทางไปราชการ การจัดงาน"
    "และการประชุมระหว่างประเทศ (ฉบับที่ ๒) พ.ศ. ๒๕๖๘ และอื่น ๆ"
)
THAI = st.text(st.sampled_from([chr(code) for code in range(0x0E01, 0x0E5C)] + list(" a1/.(\n")))


def _joined(lines: list[str]) -> str:
    return "".join("".join(lines).split())


def test_a_tone_mark_takes_no_room() -> None:
    assert regular().width("ปี่", 20) == regular().width("ปี", 20) == regular().width("ป", 20)


def test_a_tone_stands_higher_over_a_vowel_than_over_a_letter() -> None:
    alone = regular().clusters("ก่")[0].outline
    over_vowel = regular().clusters("กี่")[0].outline
    highest = [max(int(y) for y in re.findall(r" (-?\d+) [mlc]", o)) for o in (alone, over_vowel)]
    assert highest[0] < highest[1]


def test_thai_after_a_latin_quotation_mark_is_shaped_as_thai() -> None:
    alone, quoted = regular().clusters("น้ำ"), regular().clusters("“น้ำ”")
    assert quoted[1:-1] == alone


def test_semibold_is_wider_than_regular() -> None:
    assert semibold().width(SUBJECT, 10) > regular().width(SUBJECT, 10)


def test_lines_are_broken_between_words() -> None:
    lines = regular().wrap(SUBJECT, 14, 150)
    assert lines[:3] == ["การปรับปรุงหลักเกณฑ์การ", "เบิกจ่ายค่าใช้จ่ายในการ", "เดินทางไปราชการ การ"]


def test_marks_that_belong_to_a_word_stay_with_it() -> None:
    for width in range(40, 160, 3):
        assert all(
            line[0] not in "ๆ)" and line[-1] != "(" for line in regular().wrap(SUBJECT, 14, width)
        )


@given(THAI, st.floats(20, 200))
def test_wrapping_loses_nothing_and_fits(text: str, width: float) -> None:
    lines = regular().wrap(text, 10, width)
    assert _joined(lines) == "".join(text.split())
    for line in lines:
        shortest = len(regular().clusters(line)) == 1
        assert shortest or regular().width(line, 10) <= width + 0.5


@given(st.lists(st.sampled_from(["กี่", "ป้ำ", "ผู้", "ญู", "ก็", "ฎุ", "ร์"]), max_size=30))
def test_no_line_begins_with_a_mark_cut_from_its_letter(syllables: list[str]) -> None:
    lines = regular().wrap("".join(syllables), 10, 12)
    assert [line for line in lines if unicodedata.category(line[0]) == "Mn"] == []


def test_a_line_is_drawn_and_can_be_searched() -> None:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(500, 100))
    ink = Ink(pdf)
    text = "ที่ ผู้ รับ กำ ปี่ น้ำ ป่า ฟ้า ก่ำ ญู ฐุ ฏู ฎุ กี้ ปั้น ฝึก ปิ๊ง"
    operators = [ink.line(regular(), text, 20, 40, 20)]
    add_to_page(pdf, page, operators, {HIDDEN: hidden_font(pdf)}, ink.outlines)
    with pypdfium2.PdfDocument(save_bytes(pdf)) as document:
        picture = document[0].render(grayscale=True).to_pil().point(lambda ink: 255 - ink)
        assert document[0].get_textpage().get_text_range() == text
    left, _, right, _ = picture.getbbox() or (0, 0, 0, 0)
    assert (left, right) == pytest.approx((20, 20 + regular().width(text, 20)), abs=3)


def test_a_cluster_met_twice_is_stored_once() -> None:
    ink = Ink(pikepdf.new())
    ink.visible(regular(), "ที่ที่ ที่", 0, 0, 10)
    assert len(ink.outlines) == 1


def test_the_shipped_fonts_are_the_ones_described() -> None:
    described = dict(re.findall(r"`(\w{64})` \| `(.+?)`", (FONTS / "README.md").read_text()))
    fonts = [path for path in FONTS.iterdir() if path.suffix in {".ttf", ".woff2"}]
    assert described == {hashlib.sha256(path.read_bytes()).hexdigest(): path.name for path in fonts}


def test_a_small_number_stays_with_what_it_counts() -> None:
    face = regular()
    for count, counted in (("๑", "ชุด"), ("25", "เมษายน")):
        text = f"สำเนาหนังสือ จำนวน {count} {counted}"
        for width in range(60, 200, 3):
            lines = face.wrap(text, 10, width)
            assert any(f"{count} {counted}" in line for line in lines)


def test_a_reference_is_not_torn_between_its_code_and_its_numbers() -> None:
    text = "ตามหนังสือกรมบัญชีกลาง ที่ กค ๐๔๐๒.๒/ว ๑๑๙ ลงวันที่"
    for width in range(90, 260, 3):
        assert any("กค ๐๔๐๒.๒/ว ๑๑๙" in line for line in regular().wrap(text, 10, width))
