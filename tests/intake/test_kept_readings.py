"""A reading comes back from the database as it went in, also one an earlier release wrote."""

from intake.models import DraftPage
from intake.pages import kept, reading_of
from registry.ports import Guess, Line, PageReading

LINE = Line(
    "ที่ ๑๒/๒๕๖๘",
    (300, 600, 700, 660),
    0.9,
    "ที่ 12/2568",
    (Guess("ที่ ๑๒/๒๕๖๘", 0.8),),
    ((400, 450, 0.7), (470, 600, 0.01)),
    crossed=((460, 470),),
)
READING = PageReading(1, 2480, 3508, (LINE, Line("เรียน", (300, 700, 500, 760), 0.9)), "tesseract")


def test_a_reading_comes_back_as_it_was_kept() -> None:
    assert reading_of(DraftPage(draft_id=1, number=1, reading=kept(READING))) == READING


def test_an_earlier_release_said_of_a_whole_line_how_likely_a_hand_wrote_it() -> None:
    said = kept(READING)
    said["lines"][0][3]["by_hand"] = 0.4
    line, _ = reading_of(DraftPage(draft_id=1, number=1, reading=said)).lines
    assert line.by_hand == ((300, 700, 0.4),)
