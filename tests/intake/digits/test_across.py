"""A number that runs over a rule is followed, and the rule taken out between its strokes."""

import numpy as np
import pytest
from PIL import Image

from intake.digits.across import across

HIGH, TALL = 60, 300
LINE = (100, 120, 500, 120 + HIGH)


def page(*inked: tuple[int, int, int, int]) -> Image.Image:
    """Return white paper with ink in some boxes."""
    greys = np.full((TALL, 1200), 255, np.uint8)
    for left, top, right, bottom in inked:
        greys[top:bottom, left:right] = 0
    return Image.fromarray(greys)


RULE = (510, 0, 514, TALL)
BEFORE, BEHIND, FURTHER = (470, 130, 508, 170), (515, 130, 540, 170), (560, 130, 590, 170)


def test_a_line_is_followed_to_the_end_of_its_number() -> None:
    over = across(page(RULE, BEFORE, BEHIND, FURTHER, (700, 130, 740, 170)), LINE, 1.0)
    assert over is not None
    assert over.box == (100, 120, 590, 180)
    assert over.rule == (509, 515)


def test_the_rule_is_gone_where_no_stroke_runs_through_it() -> None:
    over = across(page(RULE, BEFORE, BEHIND, (490, 148, 530, 152)), LINE, 1.0)
    assert over is not None
    column = np.asarray(over.page)[120:180, 512]
    assert column[:8].min() == 255
    assert column[29:31].max() == 0


@pytest.mark.parametrize("behind", [(530, 130, 560, 170), (514, 10, 560, 40)])
def test_a_line_that_ends_before_a_rule_is_left(behind: tuple[int, int, int, int]) -> None:
    assert across(page(RULE, BEFORE, behind), LINE, 1.0) is None


def test_a_line_without_a_rule_at_its_end_is_left() -> None:
    assert across(page(BEFORE, BEHIND), LINE, 1.0) is None
    assert across(page(BEFORE, BEHIND, (800, 0, 804, TALL)), LINE, 1.0) is None


def test_a_short_stroke_is_no_rule() -> None:
    assert across(page((510, 125, 514, 175), BEFORE, BEHIND), LINE, 1.0) is None


def test_the_edge_of_the_paper_is_no_end() -> None:
    at_edge = (100, 120, 1190, 180)
    assert across(page((1192, 0, 1196, TALL)), at_edge, 1.0) is None
