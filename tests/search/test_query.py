import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.models import Letter
from registry.vocabulary import BookKind, LetterKind, Urgency
from search.analyzer import Analyzer
from search.indexing import document_of
from search.query import QueryUnreadable, Question, read_query
from search.sources import Source
from search.standing import Entry
from search.tree import Node
from tests.search.memory_backend import MemoryBackend

ANALYZER = Analyzer()
UNITS = {1: "กองคลัง", 2: "กองกฎหมาย"}


def the_register() -> MemoryBackend:
    """Five letters that differ in what people ask for."""
    backend = MemoryBackend()
    with backend.rebuilding():
        pass
    for letter, body, received in LETTERS:
        number = letter.id or 0
        entry = Entry(1, BookKind.RECEIVED, 2568, 230 + number, received, is_void=False)
        source = Source(letter, {1: body}, {1}, [entry], CITES.get(number, []))
        backend.replace((), [document_of(source, ANALYZER)])
    return backend


def a_letter(number: int, reference: str, dated: str, sender: str, subject: str) -> Letter:
    return Letter(
        id=number, bundle_id=1, pages=[1], kind=LetterKind.EXTERNAL, reference=reference,
        dated=dated, sender=sender, subject=subject, addressee="นายอำเภอทุกอำเภอ", owner_unit="",
        signatory="", signatory_position="", email="", details={},
        urgency=Urgency.MOST_URGENT if number == 3 else Urgency.NORMAL,
    )  # fmt: skip


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}T09:00+07:00")


LETTERS = [
    (
        a_letter(1, "กค 0402.2/ว24", "2025-02-06", "กรมบัญชีกลาง", "แนวทางการใช้จ่ายเงินนอกงบประมาณ"),
        "ตามที่คณะกรรมการได้ประชุม (นายวีระ แซ่ตั้งมั่น)",
        at("2025-02-10"),
    ),
    (
        a_letter(2, "มท 0803.3/24", "2025-03", "กรมการปกครอง", "ขอเชิญประชุมคณะกรรมการจัดซื้อจัดจ้าง"),
        "ขอเชิญท่าน",
        at("2025-03-20"),
    ),
    (
        a_letter(3, "ศธ 04006/2817-2819", "2024-12-30", "สพฐ.", "การประชุมทางไกลออนไลน์"),
        "ผู้บริหารสถานศึกษา",
        at("2025-01-03"),
    ),
    (
        a_letter(4, "", "", "นางสาวดวงใจ", "ร้องเรียนการก่อสร้างถนน"),
        "ประชาชนเดือดร้อน",
        at("2025-05-02"),
    ),
]
CITES = {2: ["กค 0402.2/ว24"], 4: ["กค 0414/ว99"]}
REGISTER = the_register()


def read(text: str) -> Question:
    return read_query(text, ANALYZER, UNITS)


def found(tree: Node) -> list[int]:
    return sorted(REGISTER.find(tree, frozenset({1})).letter_ids)


@pytest.mark.parametrize(
    ("typed", "letters"),
    [
        ("ประชุม", [1, 2, 3]),
        ("กรรมการ", [1, 2]),
        ("ประชุม ออนไลน์", [3]),
        ("ประชุม -ออนไลน์", [1, 2]),
        ('ประชุม -เรื่อง:"จัดซื้อจัดจ้าง"', [1, 3]),
        ('"ประชุมคณะกรรมการ"', [2]),
        ("“ประชุมคณะกรรมการ”", [2]),
        ("แซ่ตั้งมั่น", [1]),
        ("ซื้อจัด", [2]),
        ("เรื่อง:กรรมการ", [2]),
        ("จาก:กรม", [1, 2]),
        ("จาก:บัญชีกลาง", [1]),
        ("ถึง:นายอำเภอ จาก:สพฐ", [3]),
        ("ว24", [1, 2]),
        ("ว ๒๔", [1, 2]),
        ("ที่:ว.24", [1]),
        ("ที่:24", [2]),
        ("ที่:กค 24", []),
        ("ที่: กค 0402.2 /ว 24", [1]),
        ("อ้างถึง:ว24", [2]),
        ("๐๔๐๒.๒", [1, 2]),
        ("กค 0402.2/ว24", [1, 2]),
        ("กค", [1]),
        ("2818", [3]),
        ("ที่ ศธ 04006/2817-2819", [3]),
        ("เลขรับ:๒๓๒", [2]),
        ("234", [4]),
        ("ลงวันที่:ก.พ. 2568", [1]),
        ("ลงวันที่:2567", [3]),
        ("ลงวันที่:ตั้งแต่ 1 มี.ค. 2568 ถึง 5 มี.ค. 2568", [2]),
        ("รับ:ก่อน ก.พ. 2568", [3]),
        ("รับ:ตั้งแต่ มี.ค. 2568 ร้องเรียน", [4]),
        ("6 กุมภาพันธ์ 2568", [1]),
        ("หน่วย:คลัง ถนน", [4]),
        ("ความเร็ว:ด่วนที่สุด", [3]),
        ("ชนิด:หนังสือภายนอก ถนน", [4]),
    ],
)
def test_what_is_typed_finds_what_is_meant(typed: str, letters: list[int]) -> None:
    assert found(read(typed).exact) == letters


@pytest.mark.parametrize("typed", ["ประชมคณะกรรมการ", "จัดซื้อจัดจ้วง", "แนวทางการใช่จ่ายเงิน"])
def test_a_slip_of_the_finger_comes_near(typed: str) -> None:
    question = read(typed)
    assert found(question.exact) == []
    assert len(found(question.near)) == 1


def test_a_short_word_brings_nothing_that_is_merely_near() -> None:
    question = read("ลา")
    assert question.exact == question.near


def test_the_letter_with_the_number_stands_before_those_that_cite_it() -> None:
    assert REGISTER.find(read("กค 0402.2/ว24").near, frozenset({1})).letter_ids[0] == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "ยังไม่มีคำ"),
        (" … ", "ยังไม่มีคำ"),
        ("-ออนไลน์", "สิ่งที่ไม่ต้องการ"),
        ('"ไม่ปิด', "คำพูดไม่ครบคู่"),
        ("รับ:เมื่อวาน", "อ่านวันที่"),
        ("ลงวันที่:", "อ่านวันที่"),
        ("รับ:ตั้งแต่ 5 เม.ย. 2568 ถึง 1 มี.ค. 2568", "จบก่อนเริ่ม"),
        ("จาก: ", "จาก:กรมบัญชีกลาง"),
        ("หน่วย:กองช่าง", "กองช่าง"),
        ("ความเร็ว:เร็วมาก", "ด่วนที่สุด"),
        ("ก" * 301, "300"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(QueryUnreadable, match=said):
        read(typed)


PIECES = st.sampled_from(
    ["ประชุม", '"', "-", ":", " ", "เรื่อง:", "ที่:", "รับ:", "ว24", "กค 0402.2/", "2568", "มี.ค.",
     "ถึง", "ตั้งแต่", "/", ".", "ๆ", "\u0e33", "\u0e48", "หน่วย:", "0", "a", "(", "๙"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=60))
def test_whatever_is_typed_is_a_question_or_a_sentence(typed: str) -> None:
    try:
        question = read(typed)
    except QueryUnreadable:
        return
    assert set(found(question.exact)) <= set(found(question.near))
