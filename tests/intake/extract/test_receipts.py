import pytest

from intake.extract.found import Found, StampedReceipt
from intake.extract.layout import Sheet
from intake.extract.receipts import receipts
from registry.ports import Guess, Line, PageReading
from tests.intake.pages import HEIGHT, TESSERACT, TEXT_LAYER, WIDTH, a_stamp


def _page(*lines: Line, engine: str = TEXT_LAYER) -> Sheet:
    return Sheet.of(PageReading(1, WIDTH, HEIGHT, lines, engine))


def _values(receipt: StampedReceipt) -> tuple[str | None, ...]:
    def value(found: Found[str] | None) -> str | None:
        return found.value if found else None

    return value(receipt.unit), value(receipt.number), value(receipt.date), value(receipt.time)


@pytest.mark.parametrize(
    ("stamp", "values"),
    [
        (
            "กองคลัง\nเลขรับ 3066\nวันที่ 2 พ.ค. 2568\nเวลา 14.51",
            ("กองคลัง", "3066", "2025-05-02", "14:51"),
        ),
        (
            "กลุ่มงานบัญชี\nวันที่ - 2 พ.ค. 2568\nเวลา 16.07\nเลขที่ลงรับ 238",
            ("กลุ่มงานบัญชี", "238", "2025-05-02", "16:07"),
        ),
        (
            "สำนักบริหารพื้นที่ทดสอบ\nเลขที่รับ 6208\nวัน เดือน ปี 20 มี.ค. 2568\nเวลา",
            ("สำนักบริหารพื้นที่ทดสอบ", "6208", "2025-03-20", None),
        ),
        (
            "เลขที่รับ 109\nวันที่รับ 20 มี.ค. 2568\nเวลา 17.27",
            (None, "109", "2025-03-20", "17:27"),
        ),
        (
            "กองกลาง\nเลขรับ ๐๑๒๓\nวันที่รับ ๐๖/๐๑/๒๕๖๘\nเวลา ๑๔:๐๒:๑๕",
            ("กองกลาง", "0123", "2025-01-06", "14:02"),
        ),
    ],
)
def test_a_stamp_is_read_under_any_of_its_labels(
    stamp: str, values: tuple[str | None, ...]
) -> None:
    ((receipt,), _) = receipts(_page(*a_stamp(stamp)))
    assert _values(receipt) == values


def test_dots_where_the_time_should_stand_are_a_blank() -> None:
    ((receipt,), _) = receipts(_page(*a_stamp("กองคลัง\nเลขรับ 1\nวันที่ 2 พ.ค. 2568\nเวลา.....")))
    assert receipt.time is None


def test_what_stands_there_and_cannot_be_read_is_an_empty_value() -> None:
    ((receipt,), _) = receipts(_page(*a_stamp("กองคลัง\nเลขรับ 1\nวันที่ฒฌ พศ\nเวลา ฒ.ฌ")))
    assert receipt.date
    assert receipt.time
    assert (receipt.date.value, receipt.time.value) == ("", "")
    assert receipt.date.confidence < 0.5


def test_stamps_of_three_levels_do_not_mix() -> None:
    page = _page(
        *a_stamp("กรมทดสอบ\nเลขรับ 22679\nวันที่ 2 พ.ค. 2568\nเวลา....."),
        *a_stamp("กองคลัง\nเลขรับ 3066\nวันที่ 2 พ.ค. 2568\nเวลา 14.51", top=560),
        *a_stamp("กลุ่มงานบัญชี\nวันที่ - 2 พ.ค. 2568\nเวลา 16.07\nเลขที่ลงรับ 238", left=300, top=2900),
    )
    found, _ = receipts(page)
    assert {_values(receipt) for receipt in found} == {
        ("กรมทดสอบ", "22679", "2025-05-02", None),
        ("กองคลัง", "3066", "2025-05-02", "14:51"),
        ("กลุ่มงานบัญชี", "238", "2025-05-02", "16:07"),
    }


def test_a_stamp_over_typed_text_is_put_together_by_where_its_parts_stand() -> None:
    page = _page(
        Line("กองคลัง", (1900, 500, 2080, 560), 0.9),
        Line("เลขรับ 3066", (1900, 580, 2120, 640), 0.9),
        Line("กรมบัญชีกลาง", (1450, 600, 1750, 660), 0.9),
        Line("ถนนพระรามที่ ๖ กทม. ๑๐๕๐๐ 2 พ.ค. 2568", (1300, 680, 2150, 740), 0.9),
        Line("เวลา 14.51", (1900, 760, 2100, 820), 0.9),
    )
    ((receipt,), rest) = receipts(page)
    assert _values(receipt) == ("กองคลัง", "3066", "2025-05-02", "14:51")
    assert "กรมบัญชีกลาง" in [piece.text for piece in rest.pieces]


def test_a_stamp_read_into_a_typed_line_is_cut_off_it() -> None:
    page = _page(
        *a_stamp("กองกลาง\nเลขที่รับ 6857", left=1700, top=640),
        Line("๑๙ มีนาคม ๒๕๖๙ วันที่รับ 20 มี.ค. 2569", (1240, 780, 2160, 840), 0.9),
        Line("เวลา 15.06 น.", (1700, 860, 2000, 910), 0.9),
    )
    ((receipt,), rest) = receipts(page)
    assert _values(receipt)[2:] == ("2026-03-20", "15:06")
    assert "๑๙ มีนาคม ๒๕๖๙" in [piece.text for piece in rest.pieces]


def test_the_date_of_a_memo_is_not_a_stamps() -> None:
    page = _page(
        *a_stamp("กองกลาง\nเลขรับ 12", left=1500, top=300),
        Line("วันที่ ๒๕ มีนาคม ๒๕๖๘", (1500, 560, 2000, 620), 0.9),
    )
    ((receipt,), rest) = receipts(page)
    assert receipt.date is None
    assert "วันที่ ๒๕ มีนาคม ๒๕๖๘" in [piece.text for piece in rest.pieces]


def test_a_stamp_in_thai_digits_read_by_tesseract_is_doubted() -> None:
    stamp = a_stamp("กองคลัง\nเลขรับ ๓๐๑๑\nวันที่ ๒ พ.ค. ๒๕๑๒")
    ((receipt,), _) = receipts(_page(*stamp, engine=TESSERACT))
    for found in (receipt.number, receipt.date):
        assert found
        assert not found.certain
        assert found.confidence <= 0.5


def test_a_stamp_whose_number_was_not_recognised_says_that_one_stands_there() -> None:
    stamp = a_stamp("กองกลาง\nฌฌฌ\nวันที่รับ 20 มี.ค. 2569\nเวลา 15.06 น.")
    ((receipt,), _) = receipts(_page(*stamp))
    assert receipt.number
    assert (receipt.number.value, receipt.number.confidence) == ("", 0.0)
    assert _values(receipt)[2:] == ("2026-03-20", "15:06")


def test_a_value_read_apart_from_its_label_is_put_to_it() -> None:
    page = _page(
        *a_stamp("นซบ.ทหาร\nเลขรับ...๓๑๕๖", top=60),
        Line("วันที่", (1700, 210, 1800, 265), 0.9),
        Line("๒๖/๑๒/๒๕๖๗", (1860, 210, 2120, 265), 0.9),
    )
    ((receipt,), rest) = receipts(page)
    assert _values(receipt)[1:3] == ("3156", "2024-12-26")
    assert rest.pieces == ()


def _row(text: str, *others: tuple[str, float]) -> Line:
    guesses = tuple(Guess(*one) for one in others)
    return Line(text, (1700, 150, 2100, 195), 0.9, first=text, guesses=guesses)


def test_gaps_between_the_figures_of_a_number_are_no_part_of_it() -> None:
    line = _row("เลขที่รับ 1294 8", ("เลขที่รับ 1294 8", 0.5), ("เลขที่รับ 12948", 0.4))
    (receipt,), _ = receipts(_page(line, engine=TESSERACT))
    assert receipt.number is not None
    assert receipt.number.value == "12948"
    assert receipt.number.confidence > 0.8


def test_dirt_behind_a_long_number_leaves_no_gap_at_its_end() -> None:
    (stamp,), _ = receipts(_page(_row("เลขที่รับ 13682 8")))
    assert stamp.number
    assert stamp.number.value == "13682"


def test_a_figure_that_bears_a_mark_is_no_figure() -> None:
    (stamp,), _ = receipts(_page(_row("เลขที่รับ ๓๖๑๒๒ี่")))
    assert stamp.number
    assert stamp.number.value == "3612"


def test_the_day_behind_a_number_is_no_part_of_it() -> None:
    (receipt,), _ = receipts(_page(_row("เลขรับ 416 2/5/2568")))
    assert receipt.number is not None
    assert receipt.number.value == "416"


def test_a_slash_before_what_is_no_year_is_no_end_of_a_number() -> None:
    def stamped(*texts: tuple[str, float]) -> str | None:
        guesses = tuple(Guess(text, chance) for text, chance in texts)
        line = Line(texts[0][0], (1700, 100, 2000, 160), 0.9, "", guesses, stamp=1)
        ((receipt,), _) = receipts(_page(line, engine=TESSERACT))
        return receipt.number.value if receipt.number else None

    torn = ("เลขที่รับ 23/78", 0.1), ("เลขที่รับ 23/8", 0.1)
    assert stamped(("เลขที่รับ 2378", 0.16), *torn) == "2378"
    assert stamped(("เลขที่รับ 23/2568", 0.5), ("เลขที่รับ 2372568", 0.3)) == "23"


def test_an_hour_at_which_offices_are_open_is_the_likelier() -> None:
    number = _row("เลขรับ 416", ("เลขรับ 416", 1.0))
    texts = ("เวลา 01.27 น.", 0.5), ("เวลา 11.27 น.", 0.4)
    time = Line(
        "เวลา 01.27 น.", (1700, 250, 2100, 295), 0.9, guesses=tuple(Guess(*t) for t in texts)
    )
    (receipt,), _ = receipts(_page(number, time, engine=TESSERACT))
    assert receipt.time is not None
    assert receipt.time.value == "11:27"
    assert [other.value for other in receipt.time.alternatives] == ["01:27"]


def test_rows_read_in_one_frame_are_one_stamp_whatever_stands_beside_them() -> None:
    rows = (
        Line("กองคลัง", (1900, 300, 2100, 350), 0.9, stamp=1),
        Line("เลขรับ 3066", (1850, 370, 2100, 430), 0.9, stamp=1),
        Line("วันที่ 2 พ.ค. 2568", (1850, 440, 2200, 500), 0.9, stamp=1),
        Line("เลขรับ 3066", (1852, 372, 2090, 428), 0.5),  # the page's own reading of it
        Line("เลขรับ 77", (1850, 540, 2050, 600), 0.9, stamp=2),
        Line("เวลา 14 51 น", (1850, 610, 2100, 670), 0.9, stamp=2),
    )
    made, left = receipts(_page(*rows))
    assert [_values(one) for one in made] == [
        ("กองคลัง", "3066", "2025-05-02", None),
        (None, "77", None, "14:51"),
    ]
    assert left.pieces == ()


def test_a_day_of_the_letter_that_runs_into_a_stamp_stays_the_letters() -> None:
    rows = (
        Line("ภาควิชาวิทยาศาสตร์ประยุกต์", (1833, 667, 2285, 721), 0.9, stamp=1),
        Line("เลขที่รับ 911", (1809, 732, 2265, 816), 0.9, stamp=1),
        Line("๙ กันยายน ๒๕๖๕ ควิชาวิทยาศาสตร์ประยุกต์", (1200, 679, 2300, 739), 0.9),
    )
    _, left = receipts(_page(*rows))
    assert [piece.text[:14] for piece in left.pieces] == ["๙ กันยายน ๒๕๖๕"]
