from dataclasses import replace

import pytest

from intake.bundle import propose
from intake.extract.found import Found, FoundLetter
from registry.vocabulary import LetterKind
from tests.intake.pages import TESSERACT, TEXT_LAYER, a_page

EXTERNAL = """ด่วนมาก
ที่ กค ๐๔๑๔.๒/ว ๒๗๓
>กรมบัญชีกลาง
>ถนนพระรามที่ ๖ กทม. ๑๐๕๐๐
|๒๕ เมษายน ๒๕๖๘
เรื่อง การลงทะเบียนใช้งานระบบด้วยการพิสูจน์ตัวตนผ่านโปรแกรมที่พัฒนาขึ้นใหม่เพื่อให้ทุกหน่วยงาน
      ปฏิบัติเป็นแนวทางเดียวกัน
เรียน ปลัดกระทรวง
      อธิบดี
อ้างถึง หนังสือกระทรวงการคลัง ด่วนที่สุด ที่ กค ๐๔๐๒.๒/ว ๒๔ ลงวันที่ ๖ กุมภาพันธ์ ๒๕๖๘
สิ่งที่ส่งมาด้วย ๑. คู่มือการลงทะเบียน จำนวน ๑ ชุด
               ๒. แบบตอบรับ จำนวน ๑ ฉบับ

               ตามหนังสือที่อ้างถึง กระทรวงการคลังได้กำหนดหลักเกณฑ์ ความละเอียดแจ้งแล้ว นั้น
               จึงเรียนมาเพื่อโปรดทราบ

|ขอแสดงความนับถือ


|(นายทดสอบ ระบบงาน)
|รองอธิบดี ปฏิบัติราชการแทน
|อธิบดีกรมบัญชีกลาง

กองระบบการคลังภาครัฐ
กลุ่มงานบริการ
โทร. ๐ ๒๒๔๘ ๖๖๖๐
โทรสาร ๐ ๒๒๔๑ ๙๐๒๔
ไปรษณีย์อิเล็กทรอนิกส์ saraban@example.go.th"""

MEMO = """ด่วนที่สุด
|บันทึกข้อความ
ส่วนราชการ สำนักงานทดสอบที่ ๙ (อุบลราชธานี) ส่วนอำนวยการ โทร. ๐ ๔๕๓๓ ๑๖๗๗ ต่อ ๑๐๔
ที่ ทส ๐๙๑๙.๑๐๓/๒๕๖          วันที่ ๒๕ มีนาคม ๒๕๖๘
เรื่อง ขอแจ้งเวียนหนังสือ
เรียน ผู้อำนวยการส่วนทุกส่วน

               ด้วยสำนักงานทดสอบที่ ๙ ได้รับหนังสือ
               จึงเรียนมาเพื่อทราบ

|(นางสาวตัวอย่าง ทดลอง)
|ผู้อำนวยการสำนักงานทดสอบที่ ๙"""

STAMPED = """ที่ มท ๐๘๐๓.๓/ว๑๗๙๙

ถึง สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด ทุกจังหวัด

               ตามที่กระทรวงการคลังได้มีหนังสือแจ้งหลักเกณฑ์ นั้น


>กรมส่งเสริมการปกครองท้องถิ่น
>๓๐ เมษายน ๒๕๖๘

กองคลัง
โทร. ๐ ๒๒๔๓ ๒๒๒๕"""

ORDER = """|คำสั่งโรงเรียนตัวอย่างวิทยา
|ที่ ๐๑๗๔/๒๕๖๒
|เรื่อง แต่งตั้งคณะกรรมการดำเนินการสอบ

               ด้วยโรงเรียนตัวอย่างวิทยาได้กำหนดให้มีการสอบ ระหว่างวันที่ ๒ - ๕ กันยายน ๒๕๖๒
               ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป
|สั่ง ณ วันที่ ๙ สิงหาคม พ.ศ. ๒๕๖๒


|(นายทดสอบ ระบบงาน)
|ผู้อำนวยการโรงเรียนตัวอย่างวิทยา"""

ANNOUNCEMENT = """|ประกาศกรมทดสอบระบบ
|เรื่อง รับสมัครคัดเลือกบุคคล

               ด้วยกรมทดสอบระบบจะดำเนินการรับสมัคร ตั้งแต่วันที่ ๑ ถึง ๕ มิถุนายน ๒๕๖๘
|ประกาศ ณ วันที่ ๒๐ พฤษภาคม พ.ศ. ๒๕๖๘"""

MESSAGE = """|กระดาษเขียนข่าวร่วม (ทท.)
ลำดับความเร่งด่วน: ด่วนมาก
ชั้นความลับ: -
หมู่ - วัน - เวลา: ๒๓๑๕๔๕ เม.ย. ๖๗
ที่ของผู้ให้ข่าว: ที่ กห ๐๓๐๒/๒๔๖๓
จาก: กพ.ทดสอบ
ถึง ผู้รับปฏิบัติ: สน.ทดสอบ, สจร.ทดสอบ และ กพ.ทดสอบ
ผู้รับทราบ: -

               ๑. กพ.ทดสอบ กำหนดจัดการประชุม"""


def _letter(text: str, engine: str = TEXT_LAYER) -> FoundLetter:
    (letter,) = propose([a_page(text, engine=engine)]).letters
    return letter


def _read(text: str, *names: str) -> list[str | None]:
    letter = _letter(text)
    found: list[Found[str] | None] = [getattr(letter, name) for name in names]
    return [one.value if one else None for one in found]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (EXTERNAL, LetterKind.EXTERNAL),
        (MEMO, LetterKind.MEMO),
        (STAMPED, LetterKind.STAMPED),
        (ORDER, LetterKind.ORDER),
        (ANNOUNCEMENT, LetterKind.ANNOUNCEMENT),
        (MESSAGE, LetterKind.OTHER),
    ],
)
def test_the_kind_of_a_letter_is_told_from_its_head(text: str, kind: LetterKind) -> None:
    assert _letter(text).kind is kind


def test_the_number_of_a_message_is_known_at_the_right_without_its_label() -> None:
    page = a_page(MESSAGE, engine=TESSERACT)
    at = next(n for n, line in enumerate(page.lines) if "๐๓๐๒/๒๔๖๓" in line.text)
    _, top, _, bottom = page.lines[at].box
    cell = replace(page.lines[at], text="กห ๐๓๐๒/๒๔๖๓", box=(1780, top, 2140, bottom))
    lines = (*page.lines[:at], cell, *page.lines[at + 1 :])
    (letter,) = propose([replace(page, lines=lines)]).letters
    assert letter.reference is not None
    assert letter.reference.value == "กห 0302/2463"


def test_a_title_with_a_stray_figure_is_still_a_title() -> None:
    page = a_page(ANNOUNCEMENT.replace("ประกาศกรม", "ประ ๘ กาศกรม"), engine=TESSERACT)
    (letter,) = propose([page]).letters
    assert letter.kind is LetterKind.ANNOUNCEMENT


def test_a_message_is_known_by_labels_that_were_read_badly() -> None:
    torn = MESSAGE.replace("กระดาษเขียนข่าวร่วม (ทท.)", "กฐิะดวม").replace("ลำดับ", "ลำตับ")
    (letter,) = propose([a_page(torn.replace("หมู่ -", "ri -"), engine=TESSERACT)]).letters
    assert letter.reference is not None
    assert letter.reference.value == "กห 0302/2463"


@pytest.mark.parametrize(("code", "shape"), [("กค", 1.0), ("กณ", 0.9), ("ก", 0.6)])
def test_a_code_of_one_letter_has_lost_one_and_is_never_sure(code: str, shape: float) -> None:
    page = a_page(EXTERNAL.replace("ที่ กค", f"ที่ {code}"), engine=TESSERACT)
    (letter,) = propose([page]).letters
    assert letter.reference is not None
    assert letter.reference.grounds is not None
    assert letter.reference.grounds.shape == shape


def test_the_title_of_a_memo_is_known_where_it_was_read_as_two_words() -> None:
    page = a_page(MEMO.replace("ส่วนราชการ", "ส่วนราชกภาร"), engine=TESSERACT)
    title = next(line for line in page.lines if line.text == "บันทึกข้อความ")
    left, top, right, bottom = title.box
    middle = (left + right) // 2
    words = (
        replace(title, text="บันทึก", box=(left, top, middle, bottom)),
        replace(title, text="ข้อความ", box=(middle + 20, top + 2, right, bottom)),
    )
    others = tuple(line for line in page.lines if line is not title)
    (letter,) = propose([replace(page, lines=words + others)]).letters
    assert letter.kind is LetterKind.MEMO
    assert letter.date is not None


@pytest.mark.parametrize(
    ("text", "reference", "date"),
    [
        (EXTERNAL, "กค 0414.2/ว273", "2025-04-25"),
        (MEMO, "ทส 0919.103/256", "2025-03-25"),
        (STAMPED, "มท 0803.3/ว1799", "2025-04-30"),
        (ORDER, "0174/2562", "2019-08-09"),
        (ANNOUNCEMENT, None, "2025-05-20"),
        (MESSAGE, "กห 0302/2463", "2024-04-23"),
    ],
)
def test_each_kind_has_its_reference_and_date_in_its_own_place(
    text: str, reference: str | None, date: str
) -> None:
    assert _read(text, "reference", "date") == [reference, date]


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        (EXTERNAL, "กรมบัญชีกลาง"),
        (MEMO, "สำนักงานทดสอบที่ ๙ (อุบลราชธานี) ส่วนอำนวยการ"),
        (STAMPED, "กรมส่งเสริมการปกครองท้องถิ่น"),
        (ORDER, "โรงเรียนตัวอย่างวิทยา"),
        (ANNOUNCEMENT, "กรมทดสอบระบบ"),
        (MESSAGE, "กพ.ทดสอบ"),
    ],
)
def test_the_sender_is_read_where_its_kind_names_it(text: str, sender: str) -> None:
    assert _read(text, "sender") == [sender]


def test_the_unit_that_knows_is_at_the_foot_or_last_in_the_memos_head() -> None:
    assert _read(EXTERNAL, "owner_unit") == ["กองระบบการคลังภาครัฐ กลุ่มงานบริการ"]
    assert _read(STAMPED, "owner_unit") == ["กองคลัง"]
    assert _read(MEMO, "owner_unit") == ["ส่วนอำนวยการ"]


def test_a_subject_goes_on_over_its_lines_and_no_further() -> None:
    (subject,) = _read(EXTERNAL, "subject")
    assert subject
    assert subject.startswith("การลงทะเบียน")
    assert subject.endswith("ทุกหน่วยงานปฏิบัติเป็นแนวทางเดียวกัน")


def test_classes_of_addressees_on_lines_of_their_own_are_one_addressee() -> None:
    assert _read(EXTERNAL, "addressee") == ["ปลัดกระทรวง อธิบดี"]


def test_the_word_of_a_message_form_is_not_part_of_its_addressee() -> None:
    assert _read(MESSAGE, "addressee") == ["สน.ทดสอบ, สจร.ทดสอบ และ กพ.ทดสอบ"]


def test_a_stamped_letter_has_no_subject_and_nobody_signs_it() -> None:
    assert _read(STAMPED, "subject", "signatory", "position") == [None, None, None]


@pytest.mark.parametrize(
    ("text", "urgency"),
    [(EXTERNAL, "ด่วนมาก"), (MEMO, "ด่วนที่สุด"), (MESSAGE, "ด่วนมาก"), (STAMPED, None)],
)
def test_the_urgency_is_the_word_the_letter_carries(text: str, urgency: str | None) -> None:
    assert _read(text, "urgency") == [urgency]


def test_the_urgency_of_a_cited_letter_is_not_this_letters() -> None:
    without = EXTERNAL.removeprefix("ด่วนมาก\n")
    assert _read(without, "urgency") == [None]


@pytest.mark.parametrize("word", ["ดวนมาก", "ด่วนมาก 5", "ด่ วนมาก", "ด่วนมาก ไม"])
def test_an_urgency_with_specks_and_lost_marks_is_read(word: str) -> None:
    assert _read(EXTERNAL.replace("ด่วนมาก", word, 1), "urgency") == ["ด่วนมาก"]


def test_letters_and_enclosures_are_lists() -> None:
    letter = _letter(EXTERNAL)
    assert [(c.reference.value, c.date and c.date.value) for c in letter.refers_to] == [
        ("กค 0402.2/ว24", "2025-02-06")
    ]
    assert [enclosed.value for enclosed in letter.enclosures] == [
        "คู่มือการลงทะเบียน จำนวน ๑ ชุด",
        "แบบตอบรับ จำนวน ๑ ฉบับ",
    ]


def test_whoever_signs_for_another_is_read_with_the_position_in_full() -> None:
    assert _read(EXTERNAL, "signatory", "position") == [
        "นายทดสอบ ระบบงาน",
        "รองอธิบดี ปฏิบัติราชการแทน อธิบดีกรมบัญชีกลาง",
    ]


def test_telephone_and_address_are_the_units_own() -> None:
    assert _read(EXTERNAL, "phone", "email") == ["0 2248 6660", "saraban@example.go.th"]
    assert _read(MEMO, "phone") == ["0 4533 1677 ต่อ 104"]


@pytest.mark.parametrize("end", [".g0.th", ".qo.th", ". go.th", ".9o.fh"])
def test_a_governments_domain_is_known_by_letters_that_look_alike(end: str) -> None:
    assert _read(EXTERNAL.replace(".go.th", end), "email") == ["saraban@example.go.th"]


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("เรื่อง", "เรือง"),
        ("เรื่อง", "Gas"),
        ("เรียน", "Gun"),
        ("เรียน", "เรยน"),
        ("ที่ กค", "ที กค"),
        ("สิ่งที่ส่งมาด้วย", "สิงทีส่งมาด้วย"),
        ("สิ่งที่ส่งมาด้วย", "สิ่งที่ส่งมา ด้วย"),
        ("อ้างถึง", "อ้างอิง"),
        ("อ้างถึง", "อถ้างถึง"),
    ],
)
def test_a_label_with_lost_marks_still_heads_its_field(printed: str, read: str) -> None:
    damaged = _letter(EXTERNAL.replace(printed, read, 1), TESSERACT)
    sound = _letter(EXTERNAL, TESSERACT)
    for name in ("subject", "addressee", "reference"):
        before, after = getattr(sound, name), getattr(damaged, name)
        assert after
        assert after.value == before.value
    assert len(damaged.enclosures) == len(sound.enclosures)
    assert len(damaged.refers_to) == len(sound.refers_to)


def test_the_date_of_a_citation_that_went_to_the_next_line_is_its_date() -> None:
    broken = EXTERNAL.replace("ลงวันที่ ๖ กุมภาพันธ์ ๒๕๖๘", "ลงวันที่\n      ๖ กุมภาพันธ์ ๒๕๖๘")
    (citation,) = _letter(broken).refers_to
    assert citation.date
    assert citation.date.value == "2025-02-06"


def test_an_unfilled_running_number_is_kept_open() -> None:
    draft = MEMO.replace("ทส ๐๙๑๙.๑๐๓/๒๕๖", "นว ๕๒๐๐๗.๓/")
    reference = _letter(draft).reference
    assert reference
    assert reference.value == "นว 52007.3/"
    assert not reference.certain


def test_a_date_with_digits_of_two_kinds_is_not_certain() -> None:
    date = _letter(MEMO.replace("๒๕ มีนาคม ๒๕๖๘", "7 เมษายน ๒๕๖9")).date
    assert date
    assert date.value == "2026-04-07"
    assert not date.certain


def test_a_stamped_date_is_never_the_date_of_a_letter() -> None:
    blank = EXTERNAL.replace("|๒๕ เมษายน ๒๕๖๘", ">2 พ.ค. 2568")
    assert _read(blank, "date") == [None]


def test_a_reference_under_an_unknown_code_is_not_certain() -> None:
    reference = _letter(EXTERNAL.replace("กค ๐๔๑๔.๒", "ฉฉ ๐๔๑๔.๒")).reference
    assert reference
    assert not reference.certain


def test_a_subject_may_go_on_with_a_word_that_also_begins_texts() -> None:
    first = "เรื่อง หลักเกณฑ์และวิธีปฏิบัติในการปฏิบัติงานผ่านระบบบริหารการเงินการคลังภาครัฐ"
    first += "แบบอิเล็กทรอนิกส์ใหม่"
    top = EXTERNAL.split("เรื่อง", maxsplit=1)[0]
    text = f"{top}{first}\n      ด้วยระบบการพิสูจน์ยืนยันตัวตน\nเรียน อธิบดี"
    assert _read(text, "addressee") == ["อธิบดี"]
    (subject,) = _read(text, "subject")
    assert subject
    assert subject.endswith("ใหม่ด้วยระบบการพิสูจน์ยืนยันตัวตน")


def test_an_office_hidden_under_a_stamp_is_taken_from_the_text_and_hardly_believed() -> None:
    hidden = EXTERNAL.replace(">กรมบัญชีกลาง\n", "").replace(
        "ตามหนังสือที่อ้างถึง กระทรวงการคลังได้กำหนดหลักเกณฑ์", "กรมบัญชีกลางขอเรียนว่า"
    )
    sender = _letter(hidden).sender
    assert sender
    assert sender.value == "กรมบัญชีกลาง"
    assert sender.confidence < 0.7


def test_a_note_dated_below_a_stamped_letter_does_not_date_it() -> None:
    noted = STAMPED.replace(">๓๐ เมษายน ๒๕๖๘", "") + "\n\n>24 มี.ค. 2568"
    assert _read(noted, "date") == [None]


def test_a_stamped_letters_date_is_surer_under_the_seal_than_where_lines_begin() -> None:
    shapes = []
    for text in (STAMPED, STAMPED.replace(">๓๐ เมษายน ๒๕๖๘", "๓๐ เมษายน ๒๕๖๘")):
        (letter,) = propose([a_page(text, engine=TESSERACT)]).letters
        assert letter.date is not None
        assert letter.date.grounds is not None
        shapes.append(letter.date.grounds.shape)
    assert shapes == [1.0, 0.6]


def test_an_office_in_brackets_over_two_lines_is_one() -> None:
    broken = EXTERNAL.replace(">กรมบัญชีกลาง", ">สำนักงานทดสอบที่ ๙ (\n>อุบลราชธานี)")
    assert _read(broken, "sender") == ["สำนักงานทดสอบที่ ๙ (อุบลราชธานี)"]


@pytest.mark.parametrize(
    ("number", "whole"),
    [
        ("๐๔๑๔.๒/ว ๒๗๓", True),
        ("๐๔๑๔๒/ว ๒๗๓", True),
        ("๕๔๑๔๒/ว ๒๗๓", False),
        ("๕๔๑๔๒.๙/ว ๒๗๓", False),
    ],
)
def test_a_ministrys_number_that_is_too_long_has_lost_its_dot(number: str, *, whole: bool) -> None:
    """Offices such as ศธ 04001 begin with 0; others have four figures before their dot."""
    page = a_page(EXTERNAL.replace("๐๔๑๔.๒/ว ๒๗๓", number), engine=TESSERACT)
    (letter,) = propose([page]).letters
    assert letter.reference is not None
    assert letter.reference.grounds is not None
    assert (letter.reference.grounds.shape == 1.0) is whole


def test_a_letter_older_than_any_in_use_is_hardly_believed() -> None:
    page = a_page(EXTERNAL.replace("|๒๕ เมษายน ๒๕๖๘", "|๒๕ เมษายน ๒๔๖๘"), engine=TESSERACT)
    (letter,) = propose([page]).letters
    assert letter.date is not None
    assert letter.date.grounds is not None
    assert letter.date.grounds.shape < 0.5
