from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.bundle import propose, split
from intake.extract.as_json import proposal_json
from intake.extract.found import Found, FoundLetter
from registry.ports import Guess, Line, PageReading
from registry.vocabulary import LetterKind
from tests.intake.pages import TESSERACT, TEXT_LAYER, a_page, a_stamp

COVER = """บันทึกข้อความ
ส่วนราชการ สำนักงานทดสอบที่ ๙ ส่วนอำนวยการ โทร. ๐ ๔๕๓๓ ๑๖๗๗ ต่อ ๑๐๔
ที่ ทส ๐๙๑๙.๑๐๓/ ๒๕๖          วันที่ ๒๕ มีนาคม ๒๕๖๘
เรื่อง ขอแจ้งเวียนหนังสือทางระบบสารบรรณอิเล็กทรอนิกส์
เรียน ผู้อำนวยการส่วนทุกส่วน

          สำนักงานทดสอบที่ ๙ ขอส่งสำเนาหนังสือจังหวัด
ที่ อบ ๐๐๐๓/ว ๑๓๕๗ ลงวันที่ ๑๙ มีนาคม ๒๕๖๘ มาเพื่อทราบและถือปฏิบัติต่อไป


|(นายทดสอบ ระบบงาน)
|ผู้อำนวยการสำนักงานทดสอบที่ ๙"""

PROVINCE = """ที่ อบ ๐๐๐๓/ว๑๓๕๓

ถึง ส่วนราชการจังหวัดอุบลราชธานี

          จังหวัดอุบลราชธานี ขอแจ้งเวียนหนังสือ จำนวน ๒ ฉบับ ประกอบด้วย
          ๑. สำเนาหนังสือกระทรวงการคลัง ด่วนที่สุด
ที่ กค ๐๔๐๒.๒/ว ๓ ลงวันที่ ๖ มกราคม ๒๕๖๘ เรื่อง หลักเกณฑ์
          ๒. สำเนาหนังสือกระทรวงการคลัง ด่วนที่สุด
ที่ กค ๐๔๐๒.๒/ว ๒๔ ลงวันที่ ๖ กุมภาพันธ์ ๒๕๖๘ เรื่อง วิธีปฏิบัติ
          จึงเรียนมาเพื่อทราบ

|จังหวัดอุบลราชธานี
|๑๙ มีนาคม ๒๕๖๘

สำนักงานคลังจังหวัด
โทรศัพท์ ๐-๔๕๓๔-๔๕๓๔-๖ ต่อ ๓๐๖"""

FIRST = """ด่วนที่สุด
ที่ กค ๐๔๐๒.๒/๘๖๗
>กระทรวงการคลัง
>ถนนพระรามที่ ๖ กทม. ๑๐๔๐๐
|๒ มกราคม ๒๕๖๘
เรื่อง หลักเกณฑ์ในการใช้เอกสาร
เรียน ปลัดกระทรวง อธิบดี

          ตามที่กฎหมายกำหนด"""

SECOND = """ด่วนที่สุด
ที่ กค ๐๔๐๒.๒/๑๒๕
>กระทรวงการคลัง
>ถนนพระรามที่ ๖ กทม. ๑๐๔๐๐
|กุมภาพันธ์ ๒๕๖๘
เรื่อง วิธีปฏิบัติในการปฏิบัติงานผ่านระบบ
เรียน ปลัดกระทรวง อธิบดี
อ้างถึง ๑. หนังสือกระทรวงการคลัง ด่วนที่สุด ที่ กค ๐๔๐๒.๒/ว ๓๔ ลงวันที่ ๑๕ มีนาคม ๒๕๖๕
          ๒. หนังสือกระทรวงการคลัง ที่ กค ๐๔๐๒.๒/๒๘๑๗ - ๒๘๑๙ ลงวันที่ ๒๘ กุมภาพันธ์ ๒๕๖๗
สิ่งที่ส่งมาด้วย คู่มือการใช้งาน

          ตามหนังสือที่อ้างถึง ๑ กระทรวงการคลังได้กำหนดหลักเกณฑ์"""

LAST = """          ทั้งนี้ ให้ลงทะเบียนตั้งแต่วันที่ ๑๐ กุมภาพันธ์ ๒๕๖๘ ถึง ๑๑ เมษายน ๒๕๖๘ และเมื่อแล้วเสร็จ
          จึงเรียนมาเพื่อโปรดทราบ

|ขอแสดงความนับถือ


|(นายตัวอย่าง ทดลอง)
|รองปลัดกระทรวงการคลัง

กรมบัญชีกลาง
กองกฎหมาย
โทร. ๐ ๒๑๒๗ ๗๒๕๖
ไปรษณีย์อิเล็กทรอนิกส์ saraban@example.go.th"""

BUNDLE = (COVER, PROVINCE, FIRST, SECOND, LAST)


def _bundle(engine: str = TEXT_LAYER) -> list[PageReading]:
    return [a_page(text, number=i, engine=engine) for i, text in enumerate(BUNDLE, 1)]


def _letters(engine: str = TEXT_LAYER) -> tuple[FoundLetter, ...]:
    return propose(_bundle(engine)).letters


def _value(found: Found[str] | None) -> str | None:
    return found.value if found else None


def test_a_file_is_split_into_its_letters() -> None:
    letters = _letters()
    assert [(letter.first_page, letter.last_page) for letter in letters] == [
        (1, 1), (2, 2), (3, 3), (4, 5)
    ]  # fmt: skip
    assert [letter.kind for letter in letters] == [
        LetterKind.MEMO, LetterKind.STAMPED, LetterKind.EXTERNAL, LetterKind.EXTERNAL
    ]  # fmt: skip


def test_every_page_belongs_to_exactly_one_letter() -> None:
    numbers = [page.number for letter in split(_bundle()) for page in letter]
    assert numbers == [1, 2, 3, 4, 5]


def test_each_letter_has_the_reference_of_its_own_head() -> None:
    assert [_value(letter.reference) for letter in _letters()] == [
        "ทส 0919.103/256",
        "อบ 0003/ว1353",
        "กค 0402.2/867",
        "กค 0402.2/125",
    ]


def test_each_letter_has_its_own_date_and_an_unwritten_day_stays_unknown() -> None:
    assert [_value(letter.date) for letter in _letters()] == [
        "2025-03-25",
        "2025-03-19",
        "2025-01-02",
        "2025-02",
    ]


def test_a_cover_wraps_the_letters_behind_it() -> None:
    cover, province, *_ = _letters()
    assert cover.wraps == (1,)
    assert province.wraps == (2, 3)


@pytest.mark.parametrize(
    ("position", "other"), [(1, "อบ 0003/ว1357"), (2, "กค 0402.2/ว3"), (3, "กค 0402.2/ว24")]
)
def test_a_reference_cited_otherwise_is_a_conflict_on_the_letter(position: int, other: str) -> None:
    reference = _letters()[position].reference
    assert reference
    assert [reading.value for reading in reference.conflicts] == [other]
    assert not reference.certain


def test_a_conflict_is_recorded_on_the_citing_letter_too() -> None:
    cited = _letters()[1].mentions
    assert [[o.value for o in citation.reference.conflicts] for citation in cited] == [
        ["กค 0402.2/867"],
        ["กค 0402.2/125"],
    ]


def test_a_date_cited_otherwise_is_a_conflict() -> None:
    first = _letters()[2].date
    assert first
    assert [reading.value for reading in first.conflicts] == ["2025-01-06"]


def test_the_cited_day_of_an_undated_letter_is_shown_not_filled_in() -> None:
    last = _letters()[3].date
    assert last
    assert last.value == "2025-02"
    assert [reading.value for reading in last.conflicts] == ["2025-02-06"]


def test_the_deadline_in_the_last_annex_is_found_with_its_page() -> None:
    (window,) = [d for d in _letters()[3].deadlines if d.kind == "window"]
    assert (window.start, window.end, window.page) == ("2025-02-10", "2025-04-11", 5)


def test_the_list_of_letters_referred_to_is_read() -> None:
    cited = [(c.reference.value, _value(c.date)) for c in _letters()[3].refers_to]
    assert cited == [("กค 0402.2/ว34", "2022-03-15"), ("กค 0402.2/2817-2819", "2024-02-28")]


def test_a_stamped_letter_without_subject_has_none() -> None:
    assert _letters()[1].subject is None


def test_no_number_tesseract_read_in_thai_digits_is_certain() -> None:
    for letter in _letters(TESSERACT):
        dates = [c.date for c in letter.refers_to] + [c.date for c in letter.mentions]
        references = [c.reference for c in (*letter.refers_to, *letter.mentions)]
        for found in (letter.reference, letter.date, letter.phone, *dates, *references):
            assert found is None or (not found.certain and found.confidence <= 0.5)


def test_a_reference_of_a_text_layer_that_nothing_contradicts_is_certain() -> None:
    reference = _letters()[0].reference
    assert reference
    assert reference.certain


def test_an_annex_with_a_head_of_its_own_mark_stays_with_its_letter() -> None:
    annex = a_page(">สิ่งที่ส่งมาด้วย ๑\n|แบบรายงานผลการดำเนินงาน\n๑ จังหวัดทดสอบ ๑๐", number=2)
    (letter,) = propose([a_page(FIRST), annex]).letters
    assert (letter.first_page, letter.last_page) == (1, 2)


def test_a_secrecy_mark_in_the_page_head_is_a_warning() -> None:
    page = a_page("^ลับมาก\n" + FIRST)
    proposal = propose([page])
    assert _value(proposal.letters[0].secrecy) == "ลับมาก"
    assert "secrecy" in [notice.code for notice in proposal.notices]


def test_of_several_secrecy_marks_the_highest_counts() -> None:
    first, second = a_page("^ลับ\n" + FIRST), a_page("^ลับที่สุด\nข้อความต่อ", number=2)
    assert _value(propose([first, second]).letters[0].secrecy) == "ลับที่สุด"


def test_a_secret_in_running_text_marks_nothing() -> None:
    page = a_page(FIRST + "\n          การรักษาความลับของทางราชการ")
    assert propose([page]).letters[0].secrecy is None


def test_a_stamp_beside_the_head_takes_nothing_from_it() -> None:
    page = a_page(FIRST, top=420)
    stamp = a_stamp("กรมทดสอบระบบ\nเลขรับ 22679\nวันที่ - 2 พ.ค. 2568\nเวลา.....")
    (letter,) = propose([replace(page, lines=(*stamp, *page.lines))]).letters
    assert _value(letter.date) == "2025-01-02"
    (receipt,) = letter.receipts
    assert _value(receipt.number) == "22679"
    assert _value(receipt.date) == "2025-05-02"
    assert receipt.time is None
    assert _value(receipt.unit) == "กรมทดสอบระบบ"


def test_a_reply_form_addressed_to_somebody_stays_with_its_letter() -> None:
    form = "|แบบตอบรับเข้าร่วมประชุม\nเรื่อง การประชุมชี้แจง\nเรียน ผู้อำนวยการสำนักงาน\nชื่อ ........."
    (letter,) = propose([a_page(FIRST), a_page(form, number=2)]).letters
    assert (letter.first_page, letter.last_page) == (1, 2)


@pytest.mark.parametrize(("stamped", "flagged"), [("31 ธ.ค. 2567", True), ("2 พ.ค. 2568", False)])
def test_a_receipt_before_the_letter_was_written_is_shown(stamped: str, flagged: bool) -> None:  # noqa: FBT001 — a column of the table
    page = a_page(FIRST, top=420)
    stamp = a_stamp(f"กรมทดสอบระบบ\nเลขรับ 22679\nวันที่ {stamped}\nเวลา 10.00")
    proposal = propose([replace(page, lines=(*stamp, *page.lines))])
    assert ("date-order" in [notice.code for notice in proposal.notices]) is flagged


def test_a_file_of_no_pages_proposes_no_letters() -> None:
    assert propose([]).letters == ()


def test_a_blank_page_is_a_letter_of_no_kind() -> None:
    (letter,) = propose([PageReading(1, 2480, 3508, (), TESSERACT)]).letters
    assert letter.kind is LetterKind.OTHER


LINES = st.builds(
    Line,
    st.text(alphabet="ที่เรื่องยนถึงกค๐๑0/.ว ()วันมกราคมเลขรับabc@", max_size=40),
    st.tuples(*[st.integers(0, 1000)] * 2, *[st.integers(1001, 2400)] * 2),
    st.floats(0, 1),
)


@settings(deadline=None)
@given(st.lists(st.lists(LINES, max_size=12), max_size=4))
def test_no_text_makes_the_proposal_fail(pages: list[list[Line]]) -> None:
    readings = [PageReading(i, 2480, 3508, tuple(p), TESSERACT) for i, p in enumerate(pages, 1)]
    letters = proposal_json(propose(readings))["letters"]
    assert [n for letter in letters for n in letter["pages"]] == list(range(1, len(pages) + 1))


def test_a_letter_whose_date_nobody_could_read_shows_the_cited_one() -> None:
    undated = PROVINCE.replace("|๑๙ มีนาคม ๒๕๖๘", "")
    _, province = propose([a_page(COVER), a_page(undated, number=2)]).letters
    assert province.date
    assert (province.date.value, province.date.confidence) == ("", 0.0)
    assert [reading.value for reading in province.date.conflicts] == ["2025-03-19"]


def test_a_date_nobody_could_read_is_not_offered_what_the_number_may_be() -> None:
    """Nor is a number taken for a day where days are put in order."""
    undated = a_page(PROVINCE.replace("|๑๙ มีนาคม ๒๕๖๘", ""), number=2)
    other = "ที่ อน ๐๐๐๓/ว๑๓๕๓"
    lines = tuple(
        replace(line, guesses=(Guess(line.text, 0.7), Guess(other, 0.2)))
        if line.text.startswith("ที่ ")
        else line
        for line in undated.lines
    )
    _, province = propose([a_page(COVER), replace(undated, lines=lines)]).letters
    assert province.reference
    assert province.reference.alternatives
    assert province.date
    assert province.date.alternatives == ()
