"""Orders, notes and ตรากำหนดเก็บ stand where there is room, whole and readable."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from intake.added_sheets import LEFT, RIGHT, TOP, Block, set_out
from intake.document import Document, Media
from intake.note_face import NoteText
from intake.retention_face import SIZE, RetentionText
from intake.stamping import StampText, stamp_letter
from registry.thai import BANGKOK, arabic_digits

A4 = (595.28, 841.89)
VERIFY_AT = "https://saraban.example.go.th/verify"
NOTE = NoteText(
    kind="ทราบ",
    text="",
    unit_name="กองคลัง",
    number=3066,
    officer="นางอารี หัวหน้า",
    position="ผู้อำนวยการกองคลัง",
    acting="",
    at=dt.datetime(2025, 5, 2, 16, 7, tzinfo=BANGKOK),
    code="ABCDEFGH2345",
    is_order=True,
    is_front=True,
)
STAMP = StampText("กรมตัวอย่าง", 1, NOTE.at, "สมศรี ใจดี")
LONG = replace(
    NOTE,
    text="ก" * 300 + " ขอให้ตรวจสอบแล้วรายงาน " * 120,
    unit_name="กลุ่มงานวิชาการและแผนงาน สำนักบริหารการคลังท้องถิ่น " * 3,
    officer="ผู้มีชื่อและสกุลยาวเป็นพิเศษ ณ อยุธยา" * 3,
    position="ผู้อำนวยการเชี่ยวชาญพิเศษเฉพาะด้าน" * 5,
    acting="รักษาราชการแทน " + "ผู้อำนวยการสำนัก" * 6,
    is_front=False,
)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    return _letter(tmp_path)


def _letter(place: Path, drawing: str = "") -> Path:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=A4).obj.Contents = pdf.make_stream(drawing.encode())
    pdf.save(place / "letter.pdf")
    return place / "letter.pdf"


def _drawn(path: Path, *notes: NoteText, kept: RetentionText | None = None) -> bytes:
    return stamp_letter(
        Document(path, Media.PDF), [1], [STAMP], notes=notes, retention=kept,
        verify_at=VERIFY_AT, digits=arabic_digits,
    )  # fmt: skip


def _picture(data: bytes, page: int = 0, scale: float = 1) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        picture: Image.Image = document[page].render(scale=scale).to_pil()
        return picture.convert("RGB")


def _text(data: bytes, page: int = 0) -> str:
    with pypdfium2.PdfDocument(data) as document:
        text: str = document[page].get_textpage().get_text_range()
        return text.replace("\r\n", "\n")


def _box_of_change(before: Image.Image, after: Image.Image) -> tuple[int, int, int, int]:
    changed = ImageChops.difference(before, after).convert("L").point(lambda v: 255 * (v > 40))
    box = changed.getbbox()
    assert box is not None
    return box


def test_the_heads_word_stands_near_the_bottom_right_and_says_what_it_proves(letter: Path) -> None:
    data = _drawn(letter, NOTE)
    left, top, right, bottom = _box_of_change(_picture(_drawn(letter)), _picture(data))
    assert right == pytest.approx(A4[0] - 14, abs=2)
    assert bottom == pytest.approx(A4[1] - 14, abs=2)
    assert (right - left) > 200
    assert top > A4[1] / 2
    said = "".join(_text(data).split())
    for words in (
        "ทราบ กองคลัง เลขรับ 3066 (นางอารี หัวหน้า) ผู้อำนวยการกองคลัง วันที่ 2 พ.ค. 2568 เวลา 16.07 น.",
        "ออกโดยระบบ รหัส ABCD-EFGH-2345",
        "มิใช่ลายมือชื่ออิเล็กทรอนิกส์ที่ใช้ใบรับรอง",
        VERIFY_AT,
    ):
        assert "".join(words.split()) in said


def test_acting_for_somebody_is_said_in_the_box_and_on_the_sheet(letter: Path) -> None:
    data = _drawn(letter, replace(NOTE, acting="รักษาราชการแทน ผู้อำนวยการกองคลัง"))
    assert "รักษาราชการแทน" in _text(data)
    assert "รักษาราชการแทน ผู้อำนวยการกองคลัง" in _text(data, 1)


def test_the_code_on_paper_is_the_address_to_verify_at(letter: Path) -> None:
    bands = _picture(_drawn(letter, NOTE), scale=8).split()
    lightest = ImageChops.lighter(bands[0], ImageChops.lighter(bands[1], bands[2]))
    black = lightest.point(lambda level: 255 * (level < 50))
    box = black.getbbox()
    assert box is not None
    matrix = [bytes(row) for row in segno.make(f"{VERIFY_AT}/{NOTE.code}", error="m").matrix]
    size = (len(matrix), len(matrix))
    assert box[2] - box[0] == pytest.approx(box[3] - box[1], abs=2)
    shown = black.crop(box).resize(size, Image.Resampling.BOX).tobytes()
    assert bytes(level > 127 for level in shown) == b"".join(matrix)


@pytest.mark.parametrize(
    "drawing",
    [
        "0 g 380 20 200 60 re f",  # the sender's address in the corner
        "0 g 0 0 595 600 re f",  # room only at the head
        "0.4 w 300 10 m 590 300 l S",  # a thin line across it
    ],
)
def test_neither_order_nor_keeping_mark_covers_ink(tmp_path: Path, drawing: str) -> None:
    letter = _letter(tmp_path, drawing)
    before = _picture(_drawn(letter))
    after = _picture(_drawn(letter, NOTE, kept=RetentionText(2573, "สมศรี ใจดี")))
    changed = ImageChops.difference(before, after).convert("L").point(lambda v: 255 * (v > 40))
    beneath = Image.composite(before, Image.new("RGB", before.size, "white"), changed)
    assert min(beneath.convert("L").tobytes()) > 200


def test_a_page_without_room_sends_all_of_it_to_the_sheet(tmp_path: Path) -> None:
    letter = _letter(tmp_path, "0 g -5000 -5000 20000 20000 re f")
    data = _drawn(letter, NOTE, kept=RetentionText(None, "สมศรี ใจดี"))
    sheet = _text(data, 1)
    assert ["เลขรับ 1" in sheet, "ABCD-EFGH-2345" in sheet, "ห้ามทำลาย" in sheet] == [True] * 3


@pytest.mark.parametrize(
    ("kept_until", "words", "is_red"), [(2573, "เก็บถึง พ.ศ. 2573", False), (None, "ห้ามทำลาย", True)]
)
def test_the_keeping_mark_has_the_words_size_and_colour_of_the_form(
    letter: Path,
    kept_until: int | None,
    words: str,
    is_red: bool,  # noqa: FBT001 - a column of the table
) -> None:
    data = _drawn(letter, kept=RetentionText(kept_until, "สมศรี ใจดี"))
    assert words in _text(data)
    assert SIZE >= 24
    plain, marked = _picture(_drawn(letter)), _picture(data)
    left, top, right, bottom = _box_of_change(plain, marked)
    assert (right, bottom) == pytest.approx((A4[0] - 14, A4[1] - 14), abs=2)
    red, _, blue = marked.crop((left, top, right, bottom)).resize((1, 1)).split()
    assert (red.tobytes() > blue.tobytes()) is is_red


def test_long_notes_and_names_stay_on_the_paper_and_off_each_other(letter: Path) -> None:
    data = _drawn(letter, *[replace(LONG, corrects=1)] * 6, NOTE)
    with pypdfium2.PdfDocument(data) as document:
        sheets = range(1, len(document))
    for sheet in sheets:
        white = Image.new("RGB", (596, 842), "white")
        left, _, right, bottom = _box_of_change(white, _picture(data, sheet))
        assert left > LEFT - 2
        assert right < RIGHT + 2
        assert bottom < A4[1] - 20
    whole = "".join("".join(_text(data, sheet).split()) for sheet in sheets)
    assert "".join(LONG.acting.split()) in whole


def test_the_same_notes_give_the_same_bytes(letter: Path) -> None:
    kept = RetentionText(2573, "สมศรี ใจดี")
    assert _drawn(letter, NOTE, LONG, kept=kept) == _drawn(letter, NOTE, LONG, kept=kept)


@given(
    st.lists(st.lists(st.floats(1, 300), min_size=1, max_size=6), max_size=12),
)
@settings(max_examples=60)
def test_blocks_keep_their_order_hang_below_each_other_and_stay_on_the_sheet(
    heights: list[list[float]],
) -> None:
    groups = [[Block(h, f"{i}") for h in group] for i, group in enumerate(heights)]
    sheets = set_out(groups, lambda y, drawing: f"{y} {drawing}")
    placed = [[tuple(map(float, one.split())) for one in sheet] for sheet in sheets]
    order = [which for sheet in placed for _, which in sheet]
    assert order == [i for i, group in enumerate(heights) for _ in group]
    for sheet in placed:
        feet = [y for y, _ in sheet]
        assert feet == sorted(feet, reverse=True)
        assert 0 < feet[-1] <= feet[0] < TOP
