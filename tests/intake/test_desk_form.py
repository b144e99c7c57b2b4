import datetime as dt

import pytest

from intake.desk_form import page_list, page_lists, registration
from registry.errors import FormRefused
from registry.typed_moments import typed_day
from registry.vocabulary import LetterKind, Urgency
from tests.conftest import NOW

ONE = {
    "letters.0.pages": "1,2",
    "letters.0.kind": "external",
    "letters.0.under": "",
    "letters.0.subject": "การเบิกจ่าย",
}


def faults(sent: dict[str, str]) -> dict[str, str]:
    with pytest.raises(FormRefused) as refused:
        registration(sent, now=NOW)
    fields = refused.value.facts["fields"]
    assert isinstance(fields, dict)
    return fields


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2 พ.ค. 2568", "2025-05-02"),
        ("๒ พ.ค. ๒๕๖๘", "2025-05-02"),
        ("2 พฤษภาคม 68", "2025-05-02"),
        ("2/5/68", "2025-05-02"),
        ("๒/๕/๖๘", "2025-05-02"),
        ("2.5.2568", "2025-05-02"),
        ("2-5-68", "2025-05-02"),
        (" 2 พค 2568 ", "2025-05-02"),
        ("พ.ค. 2568", "2025-05"),
        ("2025-05-02", "2025-05-02"),
        ("", ""),
    ],
)
def test_a_day_is_read_as_officers_type_it(typed: str, iso: str) -> None:
    assert typed_day(typed) == iso


@pytest.mark.parametrize(
    "typed", ["31 ก.พ. 2568", "2 พ.ค.", "พรุ่งนี้", "1-3 พ.ค. 2568", "2 พ.ค. 2568 หรือก่อน"]
)
def test_what_is_no_single_day_is_refused_at_its_field(typed: str) -> None:
    assert typed_day(typed) == typed
    assert list(faults(ONE | {"letters.0.date": typed})) == ["letters.0.date"]


def test_the_whole_desk_becomes_one_registration() -> None:
    form = registration(
        ONE
        | {
            "letters.0.reference": "กค๐๔๑๔.๒/ ว ๒๗๓",
            "letters.0.date": "25 เม.ย. 68",
            "letters.0.urgency": "most-urgent",
            "letters.0.refers_to.0.reference": "กค 0402.2/ว24",
            "letters.0.refers_to.0.date": "6/2/68",
            "letters.0.refers_to.1.reference": "",
            "letters.0.enclosures.0": "บัญชีแนบท้าย 1 ชุด",
            "letters.0.deadlines.1": "keep",
            "letters.0.receipts.0.unit": "กองคลัง",
            "letters.0.receipts.0.number": "3066",
            "letters.0.receipts.0.date": "2 พ.ค. 2568",
            "letters.0.receipts.0.time": "",
            "letters.0.reserved_number": "17",
            "duplicates_seen": "4,9",
        },
        now=NOW,
    )
    (letter,) = form.letters
    assert (letter.pages, letter.kind, letter.under) == ((1, 2), LetterKind.EXTERNAL, None)
    assert (letter.reference, letter.date) == ("กค 0414.2/ว273", "2025-04-25")
    assert letter.urgency is Urgency.MOST_URGENT
    assert [(c.reference, c.date) for c in letter.refers_to] == [("กค 0402.2/ว24", "2025-02-06")]
    assert letter.enclosures == ("บัญชีแนบท้าย 1 ชุด",)
    assert letter.deadlines == (1,)
    assert letter.receipts[0].model_dump() == {
        "unit": "กองคลัง", "number": "3066", "date": "2025-05-02", "time": None,
    }  # fmt: skip
    assert letter.reserved_number == 17
    assert form.duplicates_seen == {4, 9}
    assert form.received_at == NOW


def test_a_reading_chosen_counts_unless_something_is_typed() -> None:
    chosen = ONE | {"letters.0.reference": "", "letters.0.reference.choice": "กค 0402.2/ว24"}
    assert registration(chosen, now=NOW).letters[0].reference == "กค 0402.2/ว24"
    typed = chosen | {"letters.0.reference": "กค 0402.2/ว25"}
    assert registration(typed, now=NOW).letters[0].reference == "กค 0402.2/ว25"


def test_a_part_of_a_stamp_may_be_chosen_too() -> None:
    here = "letters.0.receipts.0"
    sent = ONE | {f"{here}.number": "", f"{here}.number.choice": "3066", f"{here}.date": ""}
    (stamp,) = registration(sent, now=NOW).letters[0].receipts
    assert (stamp.number, stamp.date) == ("3066", None)


def test_a_fault_in_a_list_names_the_row_the_clerk_sees() -> None:
    sent = ONE | {
        "letters.0.refers_to.0.reference": "",
        "letters.0.refers_to.1.reference": "กค 0402.2/ว24",
        "letters.0.refers_to.1.date": "วันนี้",
    }
    assert list(faults(sent)) == ["letters.0.refers_to.1.date"]


@pytest.mark.parametrize("nothing", ["", "  ", "\u200b", " \ufeff \u200b"])
def test_a_letter_without_a_subject_is_refused(nothing: str) -> None:
    assert list(faults(ONE | {"letters.0.subject": nothing})) == ["letters.0.subject"]


def test_a_late_entry_keeps_the_true_time() -> None:
    sent = ONE | {"late_date": "30 เม.ย. 2568", "late_time": "16.20 น.", "late_reason": "ไฟดับ"}
    form = registration(sent, now=NOW)
    assert form.received_at == dt.datetime(2025, 4, 30, 9, 20, tzinfo=dt.UTC)
    assert form.late_reason == "ไฟดับ"


@pytest.mark.parametrize(
    ("late", "wrong"),
    [
        ({"late_date": "30 เม.ย. 2568"}, ["late_time"]),
        ({"late_time": "16.20"}, ["late_date"]),
        ({"late_date": "เมื่อวาน", "late_time": "25.00"}, ["late_date", "late_time"]),
        ({"late_date": "เม.ย. 2568", "late_time": "16.20"}, ["late_date"]),
        ({"late_date": "30 เม.ย. 2558", "late_time": "16.20"}, ["late_date"]),
        ({"late_date": "0001-01-01", "late_time": "00.00"}, ["late_date"]),
    ],
)
def test_half_a_late_entry_is_refused_where_it_is_wrong(
    late: dict[str, str], wrong: list[str]
) -> None:
    assert sorted(faults(ONE | late)) == wrong


def test_every_fault_is_named_at_once() -> None:
    sent = ONE | {"letters.0.subject": "", "letters.0.date": "x", "late_time": "9"}
    assert sorted(faults(sent)) == [
        "late_date", "late_time", "letters.0.date", "letters.0.subject",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "pages"),
    [("1-3, 5", [1, 2, 3, 5]), ("๑–๒", [1, 2]), ("3 1", [3, 1]), ("", []), ("2 - 4", [2, 3, 4])],
)
def test_pages_are_read_as_people_write_them(typed: str, pages: list[int]) -> None:
    assert page_list(typed, most=9) == pages


def test_what_is_no_page_is_refused() -> None:
    with pytest.raises(FormRefused):
        page_list("หน้าแรก", most=9)


@pytest.mark.parametrize(
    "texts", [["1-9999"], ["1-4, 1-4"], ["1-5", "1-5"], ["1-5"] * 3, ["1,2,3,4,5,6,7"]]
)
def test_a_form_cannot_list_more_pages_than_the_file_has(texts: list[str]) -> None:
    with pytest.raises(FormRefused):
        page_lists(texts, of=6)


def test_the_letters_of_a_file_share_its_pages() -> None:
    assert page_lists(["1-3", "", "4,6,5"], of=6) == [[1, 2, 3], [], [4, 6, 5]]
