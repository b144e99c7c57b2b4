"""An outgoing letter is drawn in its form: nothing lost, nothing outside the margins."""

import datetime as dt
from dataclasses import replace

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from registry.letter_drawing import FORMS, draw_letter
from registry.letter_parts import LetterText
from registry.letter_sheet import CM, LEFT, PAGE, RIGHT
from registry.thai import arabic_digits
from registry.vocabulary import LetterKind, Urgency

PARAGRAPH = (
    "ด้วยกรมบัญชีกลางได้กำหนดหลักเกณฑ์การเบิกจ่ายค่าใช้จ่ายในการเดินทางไปราชการ การจัดงาน "
    "และการประชุมระหว่างประเทศ ซึ่งมีผลใช้บังคับตั้งแต่วันที่ 1 พฤษภาคม 2568 เป็นต้นไป"
)
LETTER = LetterText(
    kind=LetterKind.EXTERNAL,
    reference="ทส 0919.103/1234",
    dated=dt.date(2025, 5, 2),
    office="กรมตัวอย่าง\nถนนพระรามที่ 6\nกรุงเทพมหานคร 10400",
    addressee="ผู้ว่าราชการจังหวัดทุกจังหวัด",
    subject="การเบิกจ่ายค่าใช้จ่ายในการเดินทางไปราชการ",
    refers_to=("หนังสือกรมบัญชีกลาง ที่ กค 0402.2/ว 24 ลงวันที่ 28 เมษายน 2568",),
    enclosures=("สำเนาหนังสือ จำนวน 1 ชุด", "แบบรายงาน จำนวน 2 แผ่น"),
    body=f"{PARAGRAPH}\nจึงเรียนมาเพื่อโปรดทราบ",
    signatory="นายตัวอย่าง ใจดี",
    position="รองอธิบดี ปฏิบัติราชการแทน\nอธิบดีกรมตัวอย่าง",
    owner_unit="กองคลัง",
    contact="โทร. 0 2273 9021\nsaraban2025@example.go.th",
)
KINDS = pytest.mark.parametrize("kind", FORMS)


def _pages(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_range() for page in document]


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _picture(data: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(data) as document:
        picture: Image.Image = document[0].render(scale=2).to_pil()
        return picture


@KINDS
def test_the_file_says_what_its_page_rows_say(kind: LetterKind) -> None:
    drawn = draw_letter(replace(LETTER, kind=kind, body="\n".join([PARAGRAPH] * 12)))
    assert len(drawn.pages) > 1
    said = [_squeezed(text) for text in _pages(drawn.pdf)]
    assert said == [_squeezed(page.text) for page in drawn.pages]


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        (LetterKind.EXTERNAL, ["ที่", "กรมตัวอย่าง", "๒ พฤษภาคม ๒๕๖๘", "เรื่อง", "เรียน", "อ้างถึง",
                               "สิ่งที่ส่งมาด้วย", "จึงเรียน", "ขอแสดงความนับถือ", "(นายตัวอย่าง",
                               "ปฏิบัติราชการแทน", "กองคลัง", "โทร."]),
        (LetterKind.MEMO, ["บันทึกข้อความ", "ส่วนราชการ", "โทร.", "ที่", "วันที่", "๒ พฤษภาคม ๒๕๖๘",
                           "เรื่อง", "เรียน", "จึงเรียน", "(นายตัวอย่าง", "ปฏิบัติราชการแทน"]),
        (LetterKind.STAMPED, ["ที่", "ถึง", "จึงเรียน", "กรมตัวอย่าง", "๒ พฤษภาคม ๒๕๖๘", "กองคลัง",
                              "โทร."]),
    ],
)  # fmt: skip
def test_the_parts_stand_in_the_order_of_the_form(kind: LetterKind, parts: list[str]) -> None:
    text = draw_letter(replace(LETTER, kind=kind)).pages[0].text
    at = 0
    for part in parts:
        at = text.index(part, at) + len(part)


def test_a_stamped_letter_has_no_subject_no_greeting_and_no_signature() -> None:
    text = draw_letter(replace(LETTER, kind=LetterKind.STAMPED)).pages[0].text
    assert "เรื่อง" not in text
    assert "เรียน  " not in text
    assert LETTER.signatory not in text


def test_a_memo_has_no_closing() -> None:
    text = draw_letter(replace(LETTER, kind=LetterKind.MEMO)).pages[0].text
    assert LETTER.closing not in text


def test_figures_are_thai_except_in_addresses_of_the_net() -> None:
    text = draw_letter(LETTER).pages[0].text
    assert "ทส ๐๙๑๙.๑๐๓/๑๒๓๔" in text
    assert "saraban2025@example.go.th" in text
    assert arabic_digits(text).count("saraban2025") == 1
    assert "ทส 0919.103/1234" in draw_letter(LETTER, digits=arabic_digits).pages[0].text


@KINDS
def test_every_page_after_the_first_is_numbered(kind: LetterKind) -> None:
    drawn = draw_letter(replace(LETTER, kind=kind, body="\n".join([PARAGRAPH] * 30)))
    firsts = [page.lines[0].text for page in drawn.pages]
    assert firsts[1:] == [f"- {n} -" for n in "๒๓๔๕"[: len(firsts) - 1]]


@KINDS
def test_a_page_announces_the_words_the_next_one_begins_with(kind: LetterKind) -> None:
    drawn = draw_letter(replace(LETTER, kind=kind, body="\n".join([PARAGRAPH] * 12)))
    said = drawn.pages[0].lines[-1].text
    assert said.startswith("/")
    assert said.endswith("...")
    assert drawn.pages[1].lines[1].text.startswith(said[1:-3])


@given(paragraphs=st.integers(1, 40))
@settings(max_examples=25)
def test_a_signature_never_stands_on_a_page_without_two_lines_of_the_text(paragraphs: int) -> None:
    body = "\n".join(f"ข้อความย่อหน้าที่มีสองบรรทัด {PARAGRAPH}" for _ in range(paragraphs))
    drawn = draw_letter(replace(LETTER, body=body))
    last = drawn.pages[-1].lines
    closing = next(n for n, line in enumerate(last) if line.text == LETTER.closing)
    assert closing >= 2
    assert any(line.text.startswith("โทร.") for line in last)


@given(
    st.text(
        st.characters(min_codepoint=0x0E01, max_codepoint=0x0E3A) | st.sampled_from(" \n"),
        max_size=600,
    )
)
@settings(max_examples=40)
def test_no_letter_of_the_text_is_lost(body: str) -> None:
    drawn = draw_letter(replace(LETTER, body=body))
    lines = [line.text for page in drawn.pages for line in page.lines]
    said = "".join(line for line in lines if not line.startswith(("/", "- ")))
    assert _squeezed(body) in _squeezed(said)


@KINDS
def test_nothing_but_dots_reaches_over_the_margins(kind: LetterKind) -> None:
    long = "หนังสือที่มีชื่อเรื่องยาวมาก" * 12
    said = replace(LETTER, kind=kind, subject=long, addressee=long, office=long, position=long)
    for page in draw_letter(replace(said, urgency=Urgency.MOST_URGENT)).pages:
        lefts, rights = ([line.box[side] for line in page.lines] for side in (0, 2))
        assert min(lefts) >= round(LEFT * 300 / 72)
        assert max(rights) <= round(RIGHT * 300 / 72) + 1


@pytest.mark.parametrize(
    ("kind", "middle", "height"),
    [(LetterKind.EXTERNAL, PAGE[0] / 2, 3.0), (LetterKind.STAMPED, PAGE[0] / 2, 3.0),
     (LetterKind.MEMO, LEFT + 0.7 * CM, 1.5)],
)  # fmt: skip
def test_the_room_of_the_garuda_is_blank(kind: LetterKind, middle: float, height: float) -> None:
    said = replace(LETTER, kind=kind, urgency=Urgency.MOST_URGENT, is_draft=True)
    picture = _picture(draw_letter(said).pdf).convert("L")
    half, top = 0.46 * height * CM, 1.5 * CM
    box = [2 * side for side in (middle - half, top, middle + half, top + height * CM)]
    assert picture.crop(tuple(map(round, box))).getextrema() == (255, 255)  # type: ignore[arg-type]


@KINDS
def test_urgency_is_red(kind: LetterKind) -> None:
    def reds(urgency: Urgency) -> int:
        picture = _picture(draw_letter(replace(LETTER, kind=kind, urgency=urgency)).pdf)
        colours = picture.convert("RGB").getcolors(1 << 24) or []
        return sum(n for n, (r, g, b) in colours if r > 180 and max(g, b) < 60)  # type: ignore[misc]

    assert reds(Urgency.NORMAL) == 0
    assert reds(Urgency.URGENT) > 200


def test_a_draft_says_so_and_leaves_room_for_number_and_day() -> None:
    draft = replace(LETTER, reference="ทส 0919.103/", dated=None, is_draft=True)
    lines = [line.text for line in draw_letter(draft).pages[0].lines]
    assert lines[0] == "ร่าง"
    assert lines[1].startswith("ที่  ทส ๐๙๑๙.๑๐๓/  ")
    assert "ร่าง" not in draw_letter(LETTER).pages[0].text


def test_the_same_letter_is_the_same_file_and_another_mark_another() -> None:
    assert draw_letter(LETTER, mark="a").pdf == draw_letter(LETTER, mark="a").pdf
    assert draw_letter(LETTER, mark="a").pdf != draw_letter(LETTER, mark="b").pdf


def test_one_enclosure_is_not_numbered_and_two_are() -> None:
    one = draw_letter(replace(LETTER, enclosures=LETTER.enclosures[:1])).pages[0].text
    assert "สิ่งที่ส่งมาด้วย  สำเนาหนังสือ จำนวน ๑ ชุด" in one
    assert "สิ่งที่ส่งมาด้วย  ๑.  สำเนาหนังสือ" in draw_letter(LETTER).pages[0].text
