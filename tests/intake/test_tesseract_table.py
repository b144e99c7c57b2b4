from intake.tesseract_table import Row, read_lines


def rows(*sure: float) -> list[Row]:
    """One line of single letters, 20 pixels apart, each so sure."""
    line = Row(4, (1, 1, 1), (100, 50, 100 + 20 * len(sure), 80), -1, "")
    letters = (
        Row(5, (1, 1, 1), (100 + 20 * n, 50, 118 + 20 * n, 80), one, "ก")
        for n, one in enumerate(sure)
    )
    return [line, *letters]


def test_a_few_doubtful_letters_in_a_row_are_told_by_their_place() -> None:
    (line,) = read_lines(rows(*[95] * 5, *[40] * 4, *[95] * 8), 150, 2)
    ((start, end),) = line.doubted
    assert 300 <= start <= 400
    assert 560 <= end <= 680


def test_one_doubtful_letter_or_none_puts_nothing_in_doubt() -> None:
    (line,) = read_lines(rows(*[95] * 5, 50, *[95] * 5), 150, 2)
    assert line.doubted == ()


def test_two_places_in_doubt_are_told_apart() -> None:
    (line,) = read_lines(rows(*[30] * 4, *[95] * 20, *[30] * 4), 150, 2)
    assert len(line.doubted) == 2
