"""Heads and feet of letters that a scan has damaged, or a stamp lies over."""

import pytest

from intake.bundle import propose
from intake.extract.found import Found, FoundLetter
from registry.vocabulary import LetterKind
from tests.intake.extract.test_letter import EXTERNAL
from tests.intake.pages import a_page


def one(text: str) -> FoundLetter:
    (letter,) = propose([a_page(text)]).letters
    return letter


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


@pytest.mark.parametrize(
    ("beside", "urgency"),
    [("ด่วนมาก ซ์ ยานพาหนะ", "ด่วนมาก"), ("ดวน | เลขรับ", "ด่วน"), ("ด่วน ทีส ด", ""), ("ด่วนทีแ", "")],
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


def test_an_order_is_known_by_a_title_misread_by_a_letter() -> None:
    order = one("|ดำสั่งกรมตัวอย่าง\n|ที่ ๕๖๙/๒๕๖๘\n|เรื่อง แต่งตั้งคณะทำงาน\n               ด้วยมีงาน")
    assert order.kind is LetterKind.ORDER
    assert value(order.sender) == "กรมตัวอย่าง"


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
