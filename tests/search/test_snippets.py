import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.snippets import Piece, marked, pattern_of, snippet


def hits(text: str, *marks: str) -> list[str]:
    return [piece.text for piece in marked(text, pattern_of(marks)) if piece.is_hit]


@pytest.mark.parametrize(
    ("text", "mark", "found"),
    [
        ("ขอเชิญประชุมคณะกรรมการ", "กรรมการ", ["กรรมการ"]),
        ("ที่ กค ๐๔๐๒.๒/ว ๒๔", "กค 0402.2/ว24", ["กค ๐๔๐๒.๒/ว ๒๔"]),
        ("ว ๒๔ และ ว ๒๔๐", "ว 24", ["ว ๒๔"]),
        ("ระบบ GFMIS", "gfmis", ["GFMIS"]),
        ("İSTANBUL ÉCOLE กรม", "école", ["ÉCOLE"]),
        ("ประ\nชุม", "ประชุม", ["ประ\nชุม"]),
        ("นํ้าท่วม", "น้ำ", ["น้ำ"]),
        ("แผนงาน (ระยะสั้น)", "แผนงาน ระยะสั้น", ["แผนงาน (ระยะสั้น"]),
        ("ก.ข (ค)", "ก.ข", ["ก.ข"]),
    ],
)
def test_what_was_asked_for_is_marked_however_it_is_written(
    text: str, mark: str, found: list[str]
) -> None:
    assert hits(text, mark) == found


def test_the_longest_mark_counts() -> None:
    assert hits("คณะกรรมการ", "คณะกรรมการ", "กรรมการ") == ["คณะกรรมการ"]


def test_a_mark_takes_the_tone_over_its_last_letter_along() -> None:
    assert hits("ที่นี่", "ทีน", "นี") == ["นี่"]


def test_the_place_that_says_the_most_is_shown() -> None:
    pages = [(3, "การประชุม " + "ก" * 300), (7, "ข " * 200 + "ประชุมคณะกรรมการ ครั้งที่ 2")]
    found = snippet(pages, pattern_of(["ประชุมคณะกรรมการ", "ประชุม"]))
    assert found is not None
    assert found.page == 7
    assert Piece("ประชุมคณะกรรมการ", is_hit=True) in found.pieces
    assert found.pieces[0].text.startswith("…")


def test_nothing_to_mark_shows_nothing() -> None:
    assert snippet([(1, "ข้อความ")], pattern_of(["ไม่มี"])) is None
    assert snippet([(1, "ข้อความ")], pattern_of([])) is None


@given(st.text(max_size=80), st.lists(st.text(max_size=6), max_size=4))
def test_marking_loses_nothing(text: str, marks: list[str]) -> None:
    plain = "".join(piece.text for piece in marked(text, None))
    assert "".join(piece.text for piece in marked(text, pattern_of(marks))) == plain
