"""Heads and feet of letters that a scan has damaged, or a stamp lies over."""

from dataclasses import replace

import pytest

from intake.bundle import propose
from intake.extract.found import Found, FoundLetter
from intake.extract.torn_days import mended_day
from registry.ports import Line
from registry.vocabulary import LetterKind
from tests.intake.extract.test_letter import EXTERNAL, MEMO, ORDER, STAMPED
from tests.intake.pages import TESSERACT, a_page


def one(text: str, *more: Line) -> FoundLetter:
    page = a_page(text)
    (letter,) = propose([replace(page, lines=(*page.lines, *more))]).letters
    return letter


def line_of(text: str, begins: str) -> Line:
    return next(line for line in a_page(text).lines if line.text.startswith(begins))


def value(found: Found[str] | None) -> str:
    return found.value if found else ""


def test_a_name_is_a_name_whatever_its_words_mean() -> None:
    for name in ("ว่าที่ร้อยตรี แผ่นดินไทย ใจสะอาด", "นายกองแก้ว ชุดทอง", "นางสาวจังหวัด สำนักดี"):
        letter = one(EXTERNAL.replace("นายทดสอบ ระบบงาน", name))
        assert value(letter.signatory) == name
    counted = one(EXTERNAL.replace("(นายทดสอบ ระบบงาน)", "(จำนวน ๑ แผ่น)"))
    assert counted.signatory is None


@pytest.mark.parametrize("torn", ["(นายทดสอบ ระบบงาน", "นายทดสอบ ระบบงาน)"])
def test_a_name_that_lost_a_bracket_is_hardly_believed(torn: str) -> None:
    signatory = one(EXTERNAL.replace("(นายทดสอบ ระบบงาน)", torn)).signatory
    assert value(signatory) == "นายทดสอบ ระบบงาน"
    assert signatory
    assert not signatory.certain


@pytest.mark.parametrize(
    "angular", ["[นายทดสอบ ระบบงาน]", "(นายทดสอบ ระบบงาน]", "{นายทดสอบ ระบบงาน)"]
)
def test_the_brackets_of_a_name_may_look_angular(angular: str) -> None:
    assert (
        value(one(EXTERNAL.replace("(นายทดสอบ ระบบงาน)", angular)).signatory) == "นายทดสอบ ระบบงาน"
    )


@pytest.mark.parametrize("rank", ["ว่าทีร้อยตรี", "ว่าที่ร้อยตรี ", "วาที่รอยตรี"])
def test_an_acting_rank_that_lost_marks_or_its_space_is_spelt_out(rank: str) -> None:
    letter = one(EXTERNAL.replace("(นายทดสอบ", f"({rank}แผ่นดินไทย"))
    assert value(letter.signatory) == "ว่าที่ร้อยตรี แผ่นดินไทย ระบบงาน"


@pytest.mark.parametrize(
    "read", ["saraban@example.go th", "saraban@example go th", "sarabaneexample.go.th"]
)
def test_an_address_that_lost_its_dots_or_its_at_is_read(read: str) -> None:
    letter = one(EXTERNAL.replace("saraban@example.go.th", read))
    assert value(letter.email) == "saraban@example.go.th"


@pytest.mark.parametrize("broken", ["ด่ว น", "ดํวน", "ดวาน"])
def test_an_urgency_in_bits_is_read(broken: str) -> None:
    assert value(one(EXTERNAL.replace("ด่วนมาก\n", f"{broken}\n", 1)).urgency) == "ด่วน"


@pytest.mark.parametrize(
    ("torn", "meant"),
    [
        ("ค่วนมาก", "ด่วนมาก"),
        ("ค่วนทีสุด", "ด่วนที่สุด"),
        ("ดํวบขาก", "ด่วนมาก"),
        ("ตวน", "ด่วน"),
    ],
)
def test_an_urgency_is_known_by_its_end_whatever_its_letters_were_taken_for(
    torn: str, meant: str
) -> None:
    assert value(one(EXTERNAL.replace("ด่วนมาก\n", f"{torn}\n", 1)).urgency) == meant


@pytest.mark.parametrize("word", ["ด่วนที่สุด", "ดวนทสุด", "ด่วน"])
def test_an_urgency_behind_the_letters_own_number_is_its_urgency(word: str) -> None:
    letter = one(STAMPED.replace("/ว๑๗๙๙", f"/ว๑๗๙๙ {word}"))
    assert value(letter.urgency) == ("ด่วน" if word == "ด่วน" else "ด่วนที่สุด")
    assert value(letter.reference) == "มท 0803.3/ว1799"


def test_an_urgency_that_the_second_reader_lost_is_found_where_the_first_saw_it() -> None:
    number = line_of(STAMPED, "ที่")
    text = STAMPED.replace(number.text, "", 1)
    row = replace(number, first=f"ดวนทีสุด {number.text}")
    urgency = one(text, row).urgency
    assert value(urgency) == "ด่วนที่สุด"
    assert urgency
    assert not urgency.certain
    assert one(text, replace(number, first=number.text)).urgency is None


LETTERHEAD = """>สำนักงานรับเรื่อง
      สำนักงานสวนป่าเขตที่ ๑๘
      ถนนสวนสัก ลำปาง ๕๒๐๙๐


ที่ ทส ๐๙๗๘.๑๑๘/๒๗๓          ๒๕ เมษายน ๒๕๖๘
เรื่อง ขอส่งคู่มือ
เรียน หัวหน้าส่วนราชการทุกแห่ง
               ด้วยมีคู่มือ
               จึงเรียนมาเพื่อโปรดทราบ"""


def test_an_office_across_the_top_stands_over_its_address() -> None:
    assert value(one(LETTERHEAD).sender) == "สำนักงานสวนป่าเขตที่ ๑๘"


@pytest.mark.parametrize("number", ["ที่ ทส ๐๙๗๘.๑๑๘/๒๗๓", ""])
def test_an_office_broken_over_two_lines_is_one_over_its_address(number: str) -> None:
    text = f""">สำนักงานเกษตรอำเภอบ้านสวน
>หลวง
>ถนนสายไร่ สกลนคร ๔๗๙๙๐
{number}
เรื่อง ขอส่งคู่มือ
เรียน หัวหน้าส่วนราชการทุกแห่ง
               ด้วยมีคู่มือ
               จึงเรียนมาเพื่อโปรดทราบ"""
    assert value(one(text).sender) == "สำนักงานเกษตรอำเภอบ้านสวนหลวง"


def test_an_office_with_a_number_in_its_name_keeps_it_in_a_title() -> None:
    titled = ORDER.replace("โรงเรียนตัวอย่างวิทยา", "สำนักงานสวนป่าเขตที่ ๑๘")
    assert value(one(titled).sender) == "สำนักงานสวนป่าเขตที่ ๑๘"


@pytest.mark.parametrize(
    ("beside", "urgency"),
    [
        ("ด่วนมาก ซ์ ยานพาหนะ", "ด่วนมาก"),
        ("ดวน | เลขรับ", "ด่วน"),
        ("ด่วน ทีส ด", "ด่วนที่สุด"),
        ("ด่วนทีแ", "ด่วนที่สุด"),
        ("ด่วนที่", "ด่วนที่สุด"),
        ("เด่วนทศุด", "ด่วนที่สุด"),
        ("ดวงน", "ด่วน"),
        ("ด่วนมาถก", "ด่วนมาก"),
        ("ดินแดน", ""),
    ],
)
def test_an_urgency_beside_a_stamp_is_read_and_never_a_lower_one(beside: str, urgency: str) -> None:
    assert value(one(EXTERNAL.replace("ด่วนมาก\n", f"{beside}\n", 1)).urgency) == urgency


def test_a_stamp_read_as_latin_letters_is_no_label() -> None:
    letter = one(f"Tu เดือนปี ๒๕ ต.ค.\n{EXTERNAL}")
    assert letter.kind is LetterKind.EXTERNAL
    assert value(letter.subject).startswith("การลงทะเบียน")


def test_a_label_read_as_latin_letters_is_the_one_that_is_spelt_nowhere() -> None:
    letter = one(EXTERNAL.replace("เรื่อง ", "() Gos "))
    assert value(letter.subject).startswith("การลงทะเบียน")
    assert value(letter.addressee).startswith("ปลัดกระทรวง")


def test_a_letter_whose_number_and_subject_are_lost_is_known_by_whom_it_greets_and_cites() -> None:
    lines = EXTERNAL.split("\n")
    kept = [line for line in lines if not line.startswith(("ที่", "เรื่อง", "      ปฏิบัติ"))]
    assert one("\n".join(kept)).kind is LetterKind.EXTERNAL


def test_a_letter_without_the_words_of_its_left_edge_is_known_by_its_number_and_what_it_cites() -> (
    None
):
    torn = EXTERNAL.replace("เรื่อง ", "       ").replace("เรียน ", "      ", 1)
    letter = one(torn)
    assert letter.kind is LetterKind.EXTERNAL
    assert letter.reference
    assert letter.refers_to


@pytest.mark.parametrize("lost", ["้างถึง", "่างถึง", "างถึง"])
def test_what_is_cited_is_known_though_its_word_lost_its_first_letter(lost: str) -> None:
    (cited,) = one(EXTERNAL.replace("อ้างถึง", lost, 1)).refers_to
    assert value(cited.reference) == "กค 0402.2/ว24"


def test_a_memos_number_is_no_line_of_its_unit_though_its_word_is_torn() -> None:
    memo = one(MEMO.replace("ที่ ทส ๐๙๑๙", ". ทส ๐๙๑๙"))
    assert value(memo.reference) == "ทส 0919.103/256"
    assert value(memo.date) == "2025-03-25"


@pytest.mark.parametrize("title", ["ดำสั่งกรมตัวอย่าง", "คาสงกรมตัวอย่าง"])
def test_an_order_is_known_by_a_title_misread_or_without_its_marks(title: str) -> None:
    order = one(f"|{title}\n|ที่ ๕๖๙/๒๕๖๘\n|เรื่อง แต่งตั้งคณะทำงาน\n               ด้วยมีงาน")
    assert order.kind is LetterKind.ORDER


def test_the_text_of_an_order_does_not_go_on_with_its_centred_subject() -> None:
    subject = "แต่งตั้งคณะทำงานจัดทำรายละเอียดโครงการปลูกต้นไม้ริมคลองสายหลักของตำบลหนึ่ง"
    text = "        ด้วยเทศบาลตำบลตัวอย่าง จัดทำโครงการปลูกต้นไม้ริมคลองเพื่อเพิ่มพื้นที่ร่มรื่นแก่ประชาชนทุกคนในตำบล"
    order = one(f"|คำสั่งเทศบาลตำบลตัวอย่าง\n|ที่ ๕๙๒/๒๕๖๗\n|เรื่อง {subject}\n{text}")
    assert value(order.subject) == subject


def test_a_cell_of_a_message_form_read_as_latin_letters_is_no_subject() -> None:
    form = "|กระดาษเขียนข่าวร่วม\nจาก กรมตัวอย่าง\nMNS, งานสารบรรณ, ทะเบียน, ประชาสัมพันธ์"
    assert one(form).subject is None


@pytest.mark.parametrize("mark", ["ลับ", "ลบ", "ลบมาก", "ลับทีสุด"])
def test_a_secrecy_is_known_without_the_marks_above_its_line(mark: str) -> None:
    assert one(f"^{mark}\n{EXTERNAL}").secrecy is not None


def test_an_office_whose_name_begins_with_a_vowel_sends_a_message() -> None:
    form = "|กระดาษเขียนข่าวร่วม\nจาก เทศบาลตำบลตัวอย่าง\nถึง ผู้รับปฏิบัติ งานสารบรรณ"
    assert value(one(form).sender) == "เทศบาลตำบลตัวอย่าง"


def test_a_paragraph_under_whom_a_stamped_letter_goes_to_is_its_text() -> None:
    text = STAMPED.replace(
        "               ตามที่กระทรวงการคลังได้มีหนังสือแจ้งหลักเกณฑ์ นั้น",
        "     กรมส่งเสริมการปกครองท้องถิ่นขอส่งรายละเอียดโครงการปลูกต้นไม้ริมคลองสายหลักของเมืองทุกแห่งมาให้\nทราบ",
    )
    wanted = "สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด ทุกจังหวัด"
    assert value(one(text).addressee) == wanted


@pytest.mark.parametrize("gap", [400, 700])
def test_what_stands_far_to_the_right_of_a_value_is_none_of_it(gap: int) -> None:
    _, top, right, bottom = line_of(EXTERNAL, "เรียน").box
    grid = Line("๒ ประชาสัมพันธ์", (right + gap, top + 8, right + gap + 300, bottom + 8), 0.9)
    assert value(one(EXTERNAL, grid).addressee) == value(one(EXTERNAL).addressee)


def test_a_shade_upon_a_line_is_left_out() -> None:
    left, top, right, bottom = line_of(EXTERNAL, "เรื่อง").box
    shade = Line("เรื่อง การำรว๑๑รัคจ", (left + 10, top - 20, right - 10, bottom - 25), 0.45)
    assert value(one(EXTERNAL, shade).subject) == value(one(EXTERNAL).subject)


ENCLOSING = """ที่ ทส ๐๙๗๘.๑๑๘/๒๗๓
เรื่อง ขอส่งคู่มือ
เรียน หัวหน้าส่วนราชการทุกแห่ง
สิ่งที่ส่งมาด้วย ๑. แนวทาง จำนวน ๑ ชุด
              ๒ กำหนดการ จำนวน ๓ ชุด
              ๓ แบบสำรวจ จำนวน ๒ ชุด
               ตามหนั งสื่อที่อ้างถึง ได้มีคู่มือ
               จึงเรียนมาเพื่อโปรดทราบ"""


def test_an_item_may_have_lost_the_dot_of_its_number() -> None:
    wanted = ["แนวทาง จำนวน ๑ ชุด", "กำหนดการ จำนวน ๓ ชุด", "แบบสำรวจ จำนวน ๒ ชุด"]
    assert [item.value for item in one(ENCLOSING).enclosures] == wanted


@pytest.mark.parametrize(
    ("after", "kept"),
    [
        ("ซิงซี๓ซี่ นำเขิ ห, มว ท", ""),
        (" (เอกสารแนบ)", " (เอกสารแนบ)"),
        (" และแบบตอบรับ", " และแบบตอบรับ"),
    ],
)
def test_what_is_no_thai_after_the_count_of_an_item_is_none_of_it(after: str, kept: str) -> None:
    first = one(ENCLOSING.replace("จำนวน ๑ ชุด", f"จำนวน ๑ ชุด{after}")).enclosures[0]
    assert first.value == f"แนวทาง จำนวน ๑ ชุด{kept}"
    assert first.raw == f"แนวทาง จำนวน ๑ ชุด{after}"


def test_the_number_of_a_letter_cited_at_a_torn_edge_is_not_certain() -> None:
    torn = ENCLOSING.replace("ที่ ทส ๐๙๗๘.๑๑๘/๒๗๓", "ที่ ทส ๐๙๗๘.๑๑๘/๒๗๓ ลงวันที่")
    own, cited = one(ENCLOSING).reference, one(torn).reference
    assert own
    assert cited
    assert own.certain
    assert not cited.certain


def test_an_items_number_may_be_read_as_a_letter() -> None:
    wanted = ["แนวทาง จำนวน ๑ ชุด", "กำหนดการ จำนวน ๓ ชุด", "แบบสำรวจ จำนวน ๒ ชุด"]
    torn = ENCLOSING.replace("๒ กำหนดการ", "ต. กำหนดการ").replace("๓ แบบ", "๓. แบบ")
    assert [item.value for item in one(torn).enclosures] == wanted


@pytest.mark.parametrize(
    "label", ["งที่ส่งมาด้วย", "สงทีสงมาดวย", "สิ่งที่ ส่งมาด้วย", "สิ่งที่ส่งมจด้วย", "สิงทีสฺงมาค้วย"]
)
def test_a_label_may_have_lost_its_first_letter(label: str) -> None:
    assert len(one(ENCLOSING.replace("สิ่งที่ส่งมาด้วย", label)).enclosures) == 3


@pytest.mark.parametrize(
    ("count", "meant"),
    [
        ("จำนวัน๓ ชุด", "จำนวน ๓ ชุด"),
        ("นวน๓ชุด", "จำนวน ๓ ชุด"),
        (": - จำนวน๒ซุด", "จำนวน ๒ ชุด"),
        ("จำนวน ๒ ขุด", "จำนวน ๒ ชุด"),
        ("จำนวน 1 เรื่อง", "จำนวน 1 เรื่อง"),
        ("จำนวน 2เล่ม", "จำนวน 2 เล่ม"),
        ("ประจำปี ๒ ฉบับ", "ประจำปี ๒ ฉบับ"),
        ("สวน 3 แผ่น", "สวน 3 แผ่น"),
    ],
)
def test_how_many_are_sent_along_is_written_as_it_is_meant(count: str, meant: str) -> None:
    page = a_page(ENCLOSING.replace("จำนวน ๑ ชุด", count), engine=TESSERACT)
    first = propose([page]).letters[0].enclosures[0]
    assert first.value == f"แนวทาง {meant}"
    assert first.raw == f"แนวทาง {count}"


@pytest.mark.parametrize("typed", ["จำนวัน ๓ ชุด", "สวน 3 แผ่น"])
def test_how_many_stays_as_it_was_typed_into_the_file(typed: str) -> None:
    first = one(ENCLOSING.replace("จำนวน ๑ ชุด", typed)).enclosures[0]
    assert first.value == f"แนวทาง {typed}"


def test_latin_words_stand_before_the_count() -> None:
    page = a_page(ENCLOSING.replace("จำนวน ๑ ชุด", "e-Signature จำนวน๑ชุด"), engine=TESSERACT)
    first = propose([page]).letters[0].enclosures[0]
    assert first.value == "แนวทาง e-Signature จำนวน ๑ ชุด"


def test_a_torn_label_of_a_list_is_known_by_its_first_number() -> None:
    cited = "อ้างถึสน1. หนังสือกรมทดสอบ ที่ ทส 0978/1 ลงวันที่ 2 มีนาคม 2568\nสิ่งที่ส่งมาด้วย ๑."
    letter = one(ENCLOSING.replace("สิ่งที่ส่งมาด้วย ๑.", cited))
    assert [one.reference.value for one in letter.refers_to] == ["ทส 0978/1"]
    assert letter.enclosures


@pytest.mark.parametrize("label", ["อ้างถึง", "ล้างถึง", "อางถึง"])
def test_a_day_on_a_line_of_its_own_is_no_item(label: str) -> None:
    text = ENCLOSING.replace("สิ่งที่ส่งมาด้วย ๑. แนวทาง จำนวน ๑ ชุด", f"{label} หนังสือ ที่ ทส ๐๙๗๘/๑ ลงวันที่")
    text = text.replace("๒ กำหนดการ จำนวน ๓ ชุด", "๒ มีนาคม ๒๕๖๘").replace(
        "              ๓ แบบสำรวจ จำนวน ๒ ชุด\n", ""
    )
    (cited,) = one(text).refers_to
    assert cited.date
    assert cited.date.value == "2025-03-02"


FORM = """|กระดาษเขียนข่าวร่วม
ลำดับความเร่งด่วน ชั้นความลับ หมู่ - วัน - เวลา

                ๐๒๐๙๔๔ มิ.ย. ๖๙ ที่ พณ ๙๖๐๓.๐๘/๘๒

{sender}สำนักงานพัฒนาตลาดชุมชน

{addressee}นิติการ, พัสดุ


               ๑. สำนักงานพัฒนาตลาดชุมชน กำหนดจัดการประชุม"""
COLUMN = " " * 17


@pytest.mark.parametrize(
    ("sender", "addressee"),
    [
        (COLUMN, COLUMN),
        ("จาก ", COLUMN),
        (COLUMN, "็บปฏิบัติ "),
        ("จาก ", "ถึง ผู้รับปฏิบัติ "),
        ("จาก ", "ลึงผู้รับปฏิบัติ |"),
        ("จาก ", "ผูั้บปฏิบัติ "),
        ("จาก ", "ถึง ผู้รับปฏิ บติ "),
        ("จาก ", "ถึง ผู้ร บปฏิบั "),
    ],
)
def test_the_names_of_a_message_form_are_known_by_their_place(sender: str, addressee: str) -> None:
    letter = one(FORM.format(sender=sender, addressee=addressee))
    assert value(letter.sender) == "สำนักงานพัฒนาตลาดชุมชน"
    assert value(letter.addressee) == "นิติการ, พัสดุ"


@pytest.mark.parametrize("title", ["", "|รน เดือมิชิชดูญขเขียมข่าวร่วม\n"])
def test_a_message_form_is_known_by_its_cells_where_a_stamp_lies_on_its_title(title: str) -> None:
    form = FORM.replace("|กระดาษเขียนข่าวร่วม\n", title).replace(
        "หมู่ - วัน - เวลา\n", "หมู่ - วัน - เวลา\n                ที่ของผู้ให้ข่าว\n"
    )
    letter = one(form.format(sender="จาก ", addressee="ถึง ผู้รับปฏิบัติ "))
    assert value(letter.reference) == "พณ 9603.08/82"
    assert value(letter.addressee) == "นิติการ, พัสดุ"


def test_a_message_is_dated_by_its_group_and_not_by_a_day_of_its_text() -> None:
    form = FORM.replace("กำหนดจัดการประชุม", "กำหนดจัดการประชุม\nในวันที่ ๓ กรกฎาคม ๒๕๖๙")
    dated = one(form.format(sender="จาก ", addressee="ถึง ผู้รับปฏิบัติ ")).date
    assert dated
    assert dated.value == "2026-06-02"


@pytest.mark.parametrize(
    ("line", "sure"),
    [
        ("สั่ง ณ วันที่ ๙ มิถุนายน พ.ศ. ๒๕๖๒", True),
        ("วันที่ ๙ มิถุนายน พ.ศ. ๒๕๖๒", False),
    ],
)
def test_the_day_an_order_was_signed_on_is_read_though_torn(line: str, *, sure: bool) -> None:
    text = f"""|คำสั่งโรงเรียนตัวอย่างวิทยา
|ที่ ๐๑๗๔/๒๕๖๒
|เรื่อง แต่งตั้งคณะกรรมการดำเนินการสอบ

               ทั้งนี้ ตั้งแต่วันที่ ๑๑ สิงหาคม ๒๕๖๒
|{line}
|(นายทดสอบ ระบบงาน)"""
    date = one(text).date
    assert date
    assert date.value == "2019-06-09"
    assert date.certain is sure


def test_a_signature_across_the_day_of_an_order_does_not_lose_it() -> None:
    text = "|คำสั่งโรงเรียนตัวอย่างวิทยา\n|ที่ ๐๑๗๔/๒๕๖๒\n|เรื่อง แต่งตั้งคณะกรรมการ\n\nสั่ง ณ วันที่ ๙ มิถุ"
    begun = a_page(text).lines[-1]
    rest = (begun.box[2] + 20, begun.box[1], begun.box[2] + 400, begun.box[3])
    date = one(text, replace(begun, text="นายน พ.ศ. ๒๕๖๒", box=rest)).date
    assert date
    assert date.value == "2019-06-09"


@pytest.mark.parametrize("body", ["ตามหนังสือที่อ้างถึง", "ตามหนงสอทอางถง", "ดวย", "ในการนี"])
def test_a_torn_first_line_of_the_text_ends_the_citations(body: str) -> None:
    text = ENCLOSING.replace(
        "สิ่งที่ส่งมาด้วย ๑. แนวทาง จำนวน ๑ ชุด", "อ้างถึง หนังสือ ที่ ทส ๐๙๗๘/๑ ลงวันที่ ๑๖ ตุลาคม"
    )
    head = text[: text.index("๒ กำหนดการ")]
    (cited,) = one(
        f"{head}๒๕๖๖\n               {body} แจ้งแนวทาง\n๒๕๖๗ ถึงวันที่ ๑๑ เมษายน ๒๕๖๗"
    ).refers_to
    assert cited.date
    assert cited.date.value == "2023-10-16"


@pytest.mark.parametrize(
    ("line", "kind"),
    [("ง ผู้ว่าราชการจังหวัด", LetterKind.STAMPED), ("ง แต่งตั้งคณะทำงาน", LetterKind.OTHER)],
)
def test_a_torn_label_is_taken_for_whom_it_may_stand_before(line: str, kind: LetterKind) -> None:
    assert one(f"ที่ คค ๗๓๕๙.๓/๑๐๘\n\n{line}\n\n               กรมทดสอบขอส่งรายการตรวจ").kind is kind


@pytest.mark.parametrize("torn", ["๓๐ เมส ยน ๒๕๖๘", "๓๐ เมษายน  ๕๖๘", "๓๐ เมษา ขน๒๕๖๘"])
def test_a_day_that_a_seal_tore_is_proposed_and_hardly_believed(torn: str) -> None:
    date = one(STAMPED.replace("๓๐ เมษายน ๒๕๖๘", torn)).date
    assert date
    assert date.value == "2025-04-30"
    assert date.raw == torn.replace("  ", " ") or date.raw == torn
    assert not date.certain


@pytest.mark.parametrize(
    "line",
    ["๑ ชุด ๒๕๖๘", "24 มี.ค. 2568", "๒๐ กองคลัง ๒๕๖๘", "๕ คน ๒๕๖๗", "๓ กรุงเทพ ๕๐๐", "ที่ ๕ สวน ๒๕๖๗"],
)
def test_what_is_near_no_month_is_no_day(line: str) -> None:
    assert mended_day(line) is None
