"""Lost marks come back where the dictionary leaves one likely text, and nowhere else."""

import pytest

from bench.letters import words
from intake.extract.spelling import restored


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("มหาวิทยาลัยแม่นำสองสี", "มหาวิทยาลัยแม่น้ำสองสี"),
        ("ส่วนฟื้นฟูป่าต้นน้า", "ส่วนฟื้นฟูป่าต้นน้ำ"),
        ("กลุ่มงานบริหารทัวไป", "กลุ่มงานบริหารทั่วไป"),
        ("เรืองขอเชิญเข้าร่วมอบรม", "เรื่องขอเชิญเข้าร่วมอบรม"),
        ("ผู้เชียวชาญด้านเครืองมือ", "ผู้เชี่ยวชาญด้านเครื่องมือ"),
        ("เขตที ๑๘", "เขตที่ ๑๘"),
        ("สถานการณ์นำหลาก", "สถานการณ์น้ำหลาก"),
        ("สถานการณ์น่าหลาก", "สถานการณ์น้ำหลาก"),
        ("ผู้อ้านวยการ", "ผู้อำนวยการ"),
        ("สถาบนการศกษา", "สถาบันการศึกษา"),
        ("อธิ์การบดมหาวทยาลย", "อธิการบดีมหาวิทยาลัย"),
        ("ผู้อำนวยการสำนักงานเยต ทุกเยต", "ผู้อำนวยการสำนักงานเขต ทุกเขต"),
        ("ข้อมูลยองหน่วยงาน", "ข้อมูลของหน่วยงาน"),
        ("ชักช้อมแนวทาง", "ซักซ้อมแนวทาง"),
        ("จ้ำนวน ทะเบี้ยน", "จำนวน ทะเบียน"),
        ("แบบสำรวจครุภัณฑ์คอมพิว เต่อร์", "แบบสำรวจครุภัณฑ์คอมพิวเตอร์"),
        ("ห้องสมุดของหนว ยงาน", "ห้องสมุดของหน่วยงาน"),
    ],
)
def test_a_lost_mark_comes_back(read: str, meant: str) -> None:
    assert restored(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "การรับเงิน และการนำเงินส่งคลัง",  # not the colour น้ำเงิน
        "ขอให้ ข้อ ๓ ซื้อของ",
        "ให้ผู้มีสิทธิ น้าและอา น่าอ่าน",
        "สำนักงาน ก.พ. กทม. กธก.ศซบ.ทหาร",
        "นายตัวอย่าง เรืองศรี",
        "อำเภอศรีบุญเรือง จังหวัดหนองบัวลำภู",
        "การเตร๒ยมการ",
        "ฮึจนฎัวฆบ",  # what no lost mark explains stays as it was read
        "ที่ ตร สศด กต ทส",  # any letter may be meant
        "แผน งาน ทุก แห่ง เรียน เลขานุการ",  # nobody knows that they are one
        "ยาและยาม ขาและขอ ซ้ายชาย",
    ],
)
def test_what_may_be_meant_as_it_stands_stays(text: str) -> None:
    assert restored(text) == text


def test_no_word_of_a_letter_that_was_read_right_is_changed() -> None:
    said = [agency.name for agency in words.AGENCIES] + [matter.subject for matter in words.MATTERS]
    said += [
        *words.CLASSES,
        *words.INSIDE,
        *words.ITEMS,
        *(matter.annex for matter in words.MATTERS),
    ]
    assert [text for text in said if restored(text) != text] == []
