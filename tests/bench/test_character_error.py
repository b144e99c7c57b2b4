"""The error rate is the true edit distance."""

from hypothesis import given
from hypothesis import strategies as st

from bench.character_error import distances, line_errors, page_errors, rate

SHORT = st.text(alphabet="กขค ๑", max_size=9)


def edits(one: str, other: str) -> int:
    """The edit distance by the book, slowly."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row, before = [i], row
        for j, b in enumerate(other, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
    return row[-1]


@given(SHORT, SHORT)
def test_the_bit_vector_gives_the_edit_distance_to_every_prefix(one: str, other: str) -> None:
    if one:
        expected = [edits(one, other[:end]) for end in range(len(other) + 1)]
        assert distances(one, other, anywhere=False) == expected


@given(SHORT, SHORT)
def test_searching_anywhere_gives_the_best_part_of_the_text(one: str, other: str) -> None:
    if one:
        parts = [other[i:j] for i in range(len(other) + 1) for j in range(i, len(other) + 1)]
        assert min(distances(one, other, anywhere=True)) == min(edits(one, p) for p in parts)


def test_a_page_read_right_has_no_error_however_it_is_spaced() -> None:
    assert page_errors("ที่ กค ๐๔๑๔\nเรื่อง น้ำ", "ที่กค ๐๔๑๔ เรื่อง นํ้า")[0] == 0


def test_lines_in_another_order_are_wrong_on_the_page_and_right_as_lines() -> None:
    truth, read = "เลขรับ\nเรื่อง", "เรื่อง\nเลขรับ"
    assert page_errors(truth, read)[0] > 0
    assert line_errors(truth, read) == (0, 12)


def test_the_rate_is_per_cent_of_all_characters() -> None:
    assert rate([(1, 10), (0, 30)]) == 2.5
