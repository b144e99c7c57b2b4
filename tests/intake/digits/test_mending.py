import pytest

from intake.digits.mending import fields_apart, mended
from tests.intake.digits.scores import scores_of


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("ที่ กค ๐๕๐๒.๒/ว๒๕", "ที่ กค ๐๔๐๒.๒/ว๒๔", "ที่ กค ๐๔๐๒.๒/ว๒๔"),
        ("๒๕ เมษายน ๒๕๒๕", "๒๕ เมษายน ๒๕๖๘", "๒๕ เมษายน ๒๕๖๘"),
        ("เมษายน ๒๕", "๙ เมษายน ๒๕๖๗", "๙ เมษายน ๒๕๖๗"),
        ("จำนวน ฒ แห่ง", "จำนวน ๗ แหง", "จำนวน ๗ แห่ง"),
        ("TNA ๐๕๕.๒/ว๒๒๒๑ กรมทะเบียน", "ที่ กค ๐๘๙๗.๒/ว๖๒๖๑ กรมทะเบยน", "ที่ กค ๐๘๙๗.๒/ว๖๒๖๑ กรมทะเบียน"),
        ("โทร. ๐ ๒๕๓๕ ๒๕๓", "โทร. ๐ ๒๘๓๙ ๒๘๓๗", "โทร. ๐ ๒๘๓๙ ๒๘๓๗"),
        ("ที่ ทส ๒๕@ณ.๕๕๒/๖๐๙", "ที่ ทส ๖๕๗๗.๔๕๒/๖๐๙", "ที่ ทส ๖๕๗๗.๔๕๒/๖๐๙"),
        ("คนละ 9ต้น", "คนละ9 ต้น", "คนละ 9ต้น"),
        ("คนละ ๕ต้น", "คนละ๗ ต้น", "คนละ ๗ต้น"),
        ("แบบตอบรับ จำนวน ๓ชุด", "แบบตอบรับ จำนวน ๓ ุด", "แบบตอบรับ จำนวน ๓ชุด"),
        ("๒. คู่มือและตาราง", "๒ คู่มือและตาราง", "๒. คู่มือและตาราง"),
        ("« กันยายน ๒๕๒๕ | ภาคาซาวิทยา", "๙ กันยายน ๒๕๖๕ 1่.าวทยา", "๙ กันยายน ๒๕๖๕ | ภาคาซาวิทยา"),
        ("เลขที่ลงรับ23613", "เลขที่ลงรับ23613", "เลขที่ลงรับ23613"),
        ("๐๓๕.๑/ว ๒๕๐ Sun ow กมภาพันธ์ ๒๕๑๕", "ที่ คค ๐๗๘๖.๑/ว ๒๘๐ วันที่ ๑๗ กมภาพันธ์ ๒๕๖๘",
         "ที่ คค ๐๗๘๖.๑/ว ๒๘๐ วันที่ ๑๗ กมภาพันธ์ ๒๕๖๘"),
    ],
)  # fmt: skip
def test_numbers_come_from_the_second_reader_and_words_from_the_first(
    first: str, second: str, whole: str
) -> None:
    assert mended(first, scores_of(second))[0].text == whole


def test_a_line_without_numbers_is_left_alone() -> None:
    assert mended("ที่ดินของรัฐ", scores_of("ที่ดินของรัฐ")) == ()


def test_a_latin_word_does_not_give_way_to_a_guess() -> None:
    doubts = {place: {"๑": 0.3, "๒": 0.2, "๓": 0.2} for place in range(5, 9)}
    texts = mended("ระบบ Smart งานบริหาร ๕", scores_of("ระบบ ๖๕๐๘ งานบริหาร ๕", doubts))
    assert texts[0].text == "ระบบ Smart งานบริหาร ๕"


def test_an_address_of_the_net_gives_way_to_nothing() -> None:
    address = "อีเมล saraban@suanpa18.go.th"
    assert mended(address, scores_of("อีเมล กบก18.0.")) == ()


def test_a_number_written_by_hand_does_not_spoil_the_typed_one_before_it() -> None:
    doubts = {place: {"๑": 0.2, "๒": 0.2, "๓": 0.2, "๔": 0.2} for place in range(13, 18)}
    texts = mended("ที่ ศธ ๐๕๐๐๑/-56๕๕9", scores_of("ที่ ศธ ๐๔๐๐๑/90๕๕2", doubts))
    assert all(guess.text.startswith("ที่ ศธ ๐๔๐๐๑/") for guess in texts[:3])


def test_words_are_never_written_over() -> None:
    assert mended("เรียน หัวหน้าส่วนราชการ", scores_of("เรียน ๑๒๓๔๕ ส่วนราชการ")) == ()
    assert mended("พื้นที่ได้รับทราบโดย", scores_of("พื้นที่๙รับทราบโดย")) == ()


def test_a_doubtful_line_that_is_another_does_not_replace_the_first() -> None:
    doubts = {place: {"ก": 0.5} for place in range(5)}
    assert mended("สำนักงานปลัดกระทรวง", scores_of("๑๒๓๔๕", doubts)) == ()


def test_a_line_the_first_reader_did_not_see_is_the_seconds() -> None:
    assert mended("", scores_of("ที่ กค ๐๔๐๒/๙"))[0].text == "ที่ กค ๐๔๐๒/๙"


def test_what_else_a_number_may_be_is_kept_with_its_probability() -> None:
    texts = mended("๕ เมษายน ๒๕๒๕", scores_of("๕ เมษายน ๒๕๖๘", {12: {"๙": 0.2}}))[:2]
    assert [guess.text for guess in texts] == ["๕ เมษายน ๒๕๖๘", "๕ เมษายน ๒๕๖๙"]
    assert [guess.probability for guess in texts] == pytest.approx([0.8, 0.2], abs=0.01)


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("NAM ๑๕๕๑.9/ ๑๐ซ", "ที่ คค ๑๔๙๑.๖/ ๑๐๗", "ที่ คค ๑๔๙๑.๖/ ๑๐๗"),
        ("วันทีรัป ๒๒ on. wae", "วันที่รับ ๒๒ ก.พ. ๒๕๖๗", "วันที่รับ ๒๒ ก.พ. ๒๕๖๗"),
        ("ง เลขที่ลฉรับ3875", "เลขทีลงรับ 3875", "เลขที่ลงรับ 3875"),
        ("สิ่งณ วันที16 เมษายนWA.2568", "สัง ณ วันที่ 16 เมษายน พ.ศ. 2568",
         "สั่ง ณ วันที่ 16 เมษายน พ.ศ. 2568"),
    ],
)  # fmt: skip
def test_a_line_of_fields_is_believed_wholly(first: str, second: str, whole: str) -> None:
    assert mended(first, scores_of(second))[0].text == whole


def test_what_the_first_reader_printed_counts_in_a_line_of_fields_too() -> None:
    texts = mended("เลขรับ1531", scores_of("เลขรับ 7531", {7: {"1": 0.4}}))
    assert texts[0].text == "เลขรับ 1531"


def test_fields_far_apart_in_one_row_are_lines_of_their_own() -> None:
    scores = scores_of(f"ที่ กค ๐๔๐๒/๙{' ' * 40}๕ เมษายน ๒๕๖๘")
    number, day = fields_apart("ที่ กค ๐๕๐๒/ ๕ เมษายน ๒๕๒๕", scores)
    assert mended(number.first, scores[number.start : number.end])[0].text == "ที่ กค ๐๔๐๒/๙"
    assert mended(day.first, scores[day.start : day.end])[0].text == "๕ เมษายน ๒๕๖๘"


def test_a_word_that_the_second_reader_did_not_see_stays_beside_the_fields() -> None:
    texts = mended("ด่วน 271152ก.พ.68 ทีมท7497.9/5", scores_of(" 271152 ก.พ. 68 ที่ มท 7497.9/5"))
    assert texts[0].text == "ด่วน 271152 ก.พ. 68 ที่ มท 7497.9/5"


def test_until_a_day_is_not_taken_for_dated() -> None:
    texts = mended("๒๕๐๓ ถึงวันที ๕ ตุลาคม ๒๕๐๕", scores_of("๒๕๖๙ ลงวันที่ ๘ ตุลาคม ๒๕๖๙"))
    assert texts[0].text == "๒๕๖๙ ถึงวันที่ ๘ ตุลาคม ๒๕๖๙"
    texts = mended("ที กค ๐๕๐๒/๕ ลงวันที ๕ ตุลาคม ๒๕๐๕", scores_of("ที่ กค ๐๔๐๒/๙ ลงวันที่ ๘ ตุลาคม ๒๕๖๙"))
    assert texts[0].text == "ที่ กค ๐๔๐๒/๙ ลงวันที่ ๘ ตุลาคม ๒๕๖๙"


def test_a_word_between_fields_far_apart_is_a_line_of_its_own() -> None:
    scores = scores_of(f"ที่ กค ๐๔๐๒/๙{' ' * 60}๕ เมษายน ๒๕๖๘")
    stretches = fields_apart("ที่ กค ๐๕๐๒/ ด่วน ๕ เมษายน ๒๕๒๕", scores)
    assert [stretch.first for stretch in stretches][1] == "ด่วน"
    assert len(stretches) == 3


@pytest.mark.parametrize("row", ["ที่ กค ๐๔๐๒/๙ ๕ เมษายน ๒๕๖๘", f"รายละเอียดโครงการ{' ' * 40}๑ ชุด"])
def test_a_row_of_words_or_without_a_gap_stays_one_line(row: str) -> None:
    assert fields_apart(row, scores_of(row)) == ()
