"""A value is right, nearly right or wrong; how it was read decides, not how it was spaced."""

from pathlib import Path
from typing import Any

from bench.answers import Answer, answer, of_file
from bench.page_marks import digits_right, marks_of
from bench.reliability import bins, off_by, plot, said_of
from bench.truth import wanted_of
from intake.extract.found import Citation, Found, FoundLetter, StampedReceipt
from registry.vocabulary import LetterKind

BOX = (0, 0, 10, 10)


def found(value: str, confidence: float = 0.9, *, certain: bool = False) -> Found[str]:
    return Found(value, value, 1, BOX, confidence, certain)


def given(field: str, accepted: list[str], value: Found[str] | None) -> Answer:
    one = answer(field, accepted, value)
    assert one
    return one


def letter_of_truth(**more: object) -> dict[str, Any]:
    letter = {
        "doc_type": "external", "pages": [2, 3], "ref_no": "กค ๐๔๐๗/๑๒", "date": "2025-01-05",
        "subject": "ขอส่งคู่มือ", "addressee": "เลขานุการกรม", "urgency": "", "office": "กรมตัวอย่าง",
        "unit": "กองคลัง", "signer": "นายปากกา ลงนามชัด", "phone": "", "email": "",
        "references": [], "enclosures": [], "stamps": [],
    }  # fmt: skip
    return {"letters": [letter | more]}


def answered(letter: FoundLetter, **more: object) -> dict[str, list[Answer]]:
    fields: dict[str, list[Answer]] = {}
    for one in of_file(wanted_of(letter_of_truth(**more)), [letter]):
        fields.setdefault(one.field, []).append(one)
    return fields


LETTER = FoundLetter(2, 3, LetterKind.EXTERNAL)


def test_spaces_and_the_kind_of_digits_make_no_value_wrong() -> None:
    assert given("reference", ["กค ๐๔๐๗.๒/ว ๑๒"], found("กค 0407.2/ว12")).exact


def test_a_lost_dot_makes_a_reference_wrong_and_a_subject_not() -> None:
    assert not given("reference", ["กค 0407.2/12"], found("กค 04072/12")).exact
    assert given("subject", ["โครงการ อ.บ.ต."], found("โครงการ อบต")).exact


def test_more_than_the_value_is_not_the_value() -> None:
    one = given("sender", ["กรมตัวอย่างการบัญชี"], found("กรมตัวอย่างการบัญชี โทร"))
    assert not one.exact
    assert one.errors == 3


def test_97_of_100_letters_are_similar() -> None:
    text = "ขอเชิญเข้าร่วมอบรมการจัดทำทะเบียนหนังสือ"
    assert given("subject", [text], found(text.replace("เข้า", "เขา"))).similar
    assert not given("subject", [text], found(text[:30])).similar


def test_what_is_neither_there_nor_found_is_no_answer_but_no_urgency_is() -> None:
    assert answer("email", [""], None) is None
    assert given("urgency", [""], None).exact
    assert not given("urgency", [""], found("ด่วน")).exact


def test_each_enclosure_counts_and_so_does_one_that_was_invented() -> None:
    letter = FoundLetter(2, 3, LetterKind.EXTERNAL, enclosures=(found("ข"), found("ก"), found("ฮ")))
    said = answered(letter, enclosures=["ก", "ข"])["enclosures"]
    assert [(one.wanted, one.exact) for one in said] == [("ก", True), ("ข", True), ("", False)]


def test_a_citation_is_right_when_its_reference_and_its_date_are() -> None:
    truth = [{"ref": "กค 1/2", "date": "2024-12-01"}]
    for day, exact in (("2024-12-01", True), ("2024-12-07", False)):
        cited = Citation(found("กค 1/2"), found(day))
        letter = FoundLetter(2, 3, LetterKind.EXTERNAL, refers_to=(cited,))
        (one,) = answered(letter, references=truth)["refers to"]
        assert one.exact is exact


def test_what_was_written_by_hand_or_under_a_seal_is_counted_apart() -> None:
    assert "reference, by hand" in answered(LETTER, hand_no=True)
    fields = answered(LETTER, doc_type="stamped")
    assert "date, covered" in fields
    assert "date" not in fields


def test_a_stamp_is_held_against_the_one_that_agrees_with_it_best() -> None:
    stamps = [
        {"receiver": "กองคลัง", "number": "15", "date": "2025-01-07", "time": "", "by_hand": False},
        {"receiver": "กองช่าง", "number": "9", "date": "2025-01-08", "time": "", "by_hand": True},
    ]
    second = StampedReceipt(found("กองช่าง"), found("9"), found("2025-01-08"), None)
    fields = answered(FoundLetter(2, 3, LetterKind.EXTERNAL, receipts=(second,)), stamps=stamps[1:])
    assert fields["stamp number, by hand"][0].exact
    (lost,) = answered(LETTER, stamps=stamps[:1])["stamp number"]
    assert not lost.exact


def test_the_range_of_pages_is_right_only_as_a_whole() -> None:
    assert answered(LETTER)["pages"][0].exact
    assert not answered(FoundLetter(2, 4, LetterKind.EXTERNAL))["pages"][0].exact


def test_digits_are_counted_where_their_line_was_read() -> None:
    assert digits_right("ที่ ๔๖/๑๒\nกองคลัง", "กองคลัง\nที่ ๕๖/๑๒") == (3, 4)


def test_a_page_that_was_not_read_is_all_wrong() -> None:
    assert marks_of(["กขค", "งจ"], ["กขค"]).in_lines == (2, 5)


def test_bins_say_how_often_the_sure_were_right() -> None:
    (part,) = bins([(0.96, True), (0.96, False)])
    assert (part.sure, part.right, part.count) == (0.96, 0.5, 2)
    assert round(off_by([part]), 2) == 0.46


def test_the_diagram_shows_every_field_that_has_a_confidence(tmp_path: Path) -> None:
    fields = {"date": [given("date", ["1"], found("1"))], "kind": [given("kind", ["1"], None)]}
    plot(said_of(fields), tmp_path / "r.svg", "a & b")
    drawn = (tmp_path / "r.svg").read_text(encoding="utf-8")
    assert "date (1)" in drawn
    assert "a &amp; b" in drawn
    assert "kind" not in drawn
