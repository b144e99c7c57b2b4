import datetime as dt

import pytest

from intake.extract.found import Source
from intake.extract.layout import Piece, joined_guesses
from intake.extract.weighing import day_likely, dotted, labelled, reference_likely, weighed
from registry.ports import Guess
from registry.references import head_reference
from registry.thai_dates import find_dates


def piece(*texts: tuple[str, float]) -> Piece:
    guesses = tuple(Guess(*text) for text in texts)
    return Piece(texts[0][0], (0, 0, 400, 60), 0.9, 1, guesses)


def canonical(text: str) -> str | None:
    found = head_reference(text)
    return found.canonical if found else None


def day(text: str) -> str | None:
    return next((date.start for date in find_dates(text) if date.whole), None)


def test_texts_that_mean_one_value_count_together() -> None:
    chosen = weighed(
        piece(("ที่ กค ๐๔๐๒/๗", 0.4), ("ที่ กค ๐๔๐๒/ ๙", 0.3), ("ที่ กค ๐๔๐๒/๙", 0.3)), canonical
    )
    assert canonical(chosen.piece.text) == "กค 0402/9"
    assert chosen.chance == pytest.approx(0.6)


def test_what_else_it_may_be_stands_beside_the_value() -> None:
    chosen = weighed(piece(("๖ เมษายน ๒๕๖๘", 0.8), ("๒ เมษายน ๒๕๖๘", 0.2)), day)
    (other,) = chosen.alternatives
    assert other.value == "2025-04-02"
    assert other.probability == pytest.approx(0.2)
    assert chosen.source is Source.DIGITS


def test_a_known_code_wins_over_a_little_likelier_unknown_one() -> None:
    texts = piece(("ที่ กฅ ๐๔๐๒/๙", 0.55), ("ที่ กค ๐๔๐๒/๙", 0.45))
    chosen = weighed(texts, canonical, reference_likely)
    assert canonical(chosen.piece.text) == "กค 0402/9"
    assert chosen.source is Source.CONTEXT


def test_a_dot_the_picture_hardly_shows_wins_where_no_ministry_has_so_long_a_number() -> None:
    texts = piece(("ที่ มท ๙๙๕๖๔/๑๖", 0.7), ("ที่ มท ๙๙๕๖.๔/๑๖", 0.28))
    chosen = weighed(texts, canonical, reference_likely)
    assert canonical(chosen.piece.text) == "มท 9956.4/16"
    province = piece(("ที่ สน ๒๙๐๘๒/๑๖", 0.7), ("ที่ สน ๒๙๐๘.๒/๑๖", 0.28))
    assert canonical(weighed(province, canonical, reference_likely).piece.text) == "สน 29082/16"


def test_a_day_of_our_time_wins_over_a_little_likelier_one_long_ago() -> None:
    texts = piece(("๙ เมษายน ๒๔๖๘", 0.55), ("๙ เมษายน ๒๕๖๘", 0.45))
    chosen = weighed(texts, day, day_likely(None))
    assert day(chosen.piece.text) == "2025-04-09"
    assert [other.value for other in chosen.alternatives] == ["1925-04-09"]


def test_a_letter_is_not_written_after_it_came() -> None:
    texts = piece(("๙ เมษายน ๒๕๖๙", 0.8), ("๙ เมษายน ๒๕๖๘", 0.2))
    came = dt.date(2025, 4, 20)
    assert day(weighed(texts, day, day_likely(came)).piece.text) == "2025-04-09"
    assert day(weighed(texts, day, day_likely(None)).piece.text) == "2026-04-09"


def test_an_older_letter_is_less_likely_and_not_impossible() -> None:
    likely = day_likely(dt.date(2025, 4, 20))
    days = ("2025-04-19", "2023-04", "2018-04-09", "2001-04-09", "1925-04-09", "2025-05")
    shares = [likely(one) for one in days]
    assert shares[:4] == sorted(shares[:4], reverse=True)
    assert 0 < shares[5] < shares[4] <= shares[3]


def test_what_the_reader_let_go_makes_the_value_less_sure() -> None:
    assert weighed(piece(("๙ เมษายน ๒๕๖๘", 0.6)), day).chance == pytest.approx(0.6)


def test_texts_without_any_value_leave_the_first_and_no_belief() -> None:
    chosen = weighed(piece(("ที่ดินของรัฐ", 1.0)), day)
    assert (chosen.piece.text, chosen.chance) == ("ที่ดินของรัฐ", 0.0)


def test_a_line_nobody_read_twice_is_not_judged() -> None:
    once = Piece("๙ เมษายน ๒๕๖๘", (0, 0, 400, 60), 0.9, 1)
    assert weighed(once, day).chance is None


def test_guesses_of_lines_that_belong_together_are_joined() -> None:
    lines = [piece(("ลงวันที่ ๙", 0.9), ("ลงวันที่ ๗", 0.1)), piece(("เมษายน ๒๕๖๘", 1.0))]
    joined = joined_guesses(lines, [" "])
    assert [guess.text for guess in joined] == ["ลงวันที่ ๙ เมษายน ๒๕๖๘", "ลงวันที่ ๗ เมษายน ๒๕๖๘"]
    assert [guess.probability for guess in joined] == pytest.approx([0.9, 0.1])


def test_a_gap_in_a_units_number_is_a_lost_dot_and_what_was_seen_stays_beside_it() -> None:
    chosen = weighed(dotted(piece(("ที่ กค ๙๐๒๔ ๐/๒๒๔", 1.0))), canonical, reference_likely)
    assert canonical(chosen.piece.text) == "กค 9024.0/224"
    assert chosen.source is Source.CONTEXT
    assert [other.value for other in chosen.alternatives] == ["กค 90240/224"]


@pytest.mark.parametrize("text", ["ที่ พณ 631812/124", "ที่พณ 631812/124"])
def test_a_ministrys_number_that_is_too_long_has_most_likely_lost_its_dot(text: str) -> None:
    chosen = weighed(dotted(piece((text, 1.0))), canonical, reference_likely)
    assert canonical(chosen.piece.text) == "พณ 6318.12/124"
    assert chosen.source is Source.CONTEXT
    assert [other.value for other in chosen.alternatives] == ["พณ 631812/124"]


@pytest.mark.parametrize(
    "text",
    ["ที่ กค ๐๔๐๒.๒/ว ๒๔", "ที่ สน ๒๙๐๘๒/ว ๑๖๐", "ที่ กค ๐๔๐๒ /๗", "ที่ ศธ ๐๔๐๐๑/๓", "ที่ กค ๕๔๑๔/๒"],
)
def test_a_number_that_can_be_has_no_dot_put_in(text: str) -> None:
    line = piece((text, 1.0))
    assert dotted(line) == line


def test_a_label_that_lost_its_marks_is_held_possible_before_a_known_code() -> None:
    chosen = weighed(labelled(piece(("ทกษ 9162.50/72", 1.0))), canonical, reference_likely)
    assert canonical(chosen.piece.text) == "กษ 9162.50/72"
    assert [other.value for other in chosen.alternatives] == ["ทกษ 9162.50/72"]


@pytest.mark.parametrize("text", ["ที่ กษ 9162.50/72", "ทส 9162.50/72", "ทฎฎ 9162.50/72"])
def test_a_label_is_made_of_nothing_else(text: str) -> None:
    line = piece((text, 1.0))
    assert labelled(line) == line
