from PIL import Image, ImageDraw, ImageFont

from intake.digits.unread import unread
from registry.ports import Box, Line
from registry.typeface import FONTS

DPI = 300


def page(*texts: tuple[str, int, int]) -> Image.Image:
    """Print texts on a sheet of A4 at 300 dpi, each with its left end on its baseline."""
    font = ImageFont.truetype(
        FONTS / "Sarabun-Regular.ttf", 50, layout_engine=ImageFont.Layout.RAQM
    )
    picture = Image.new("L", (2480, 3508), 255)
    for text, x, y in texts:
        ImageDraw.Draw(picture).text((x, y), text, 0, font, "ls")
    return picture


def holds(box: Box, x: int, y: int) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def test_a_line_nobody_read_is_found_where_it_stands() -> None:
    (box,) = unread(page(("เรียน หัวหน้าส่วนราชการ", 300, 600)), [], DPI)
    assert holds(box, 500, 590)
    assert not holds(box, 1500, 590)


def test_what_was_read_is_not_told_again() -> None:
    line = Line("เรียน หัวหน้าส่วนราชการ", (300, 540, 900, 625), 0.9)
    assert unread(page(("เรียน หัวหน้าส่วนราชการ", 300, 600)), [line], DPI) == []


def test_the_half_of_a_row_that_was_lost_is_found() -> None:
    printed = page(("ที่ กค ๐๔๐๒/๙", 300, 600), ("วันที่ ๗ เมษายน ๒๕๖๘", 1200, 600))
    read = Line("ที่ กค ๐๔๐๒/๙", (300, 540, 700, 625), 0.9)
    (box,) = unread(printed, [read], DPI)
    assert holds(box, 1300, 590)


def test_lines_under_each_other_are_told_apart_from_the_top_down() -> None:
    boxes = unread(page(("บรรทัดที่สอง", 300, 800), ("บรรทัดแรก", 300, 600)), [], DPI)
    assert [holds(box, 400, y) for box, y in zip(boxes, (590, 790), strict=True)] == [True, True]


def test_print_under_a_seal_is_found() -> None:
    printed = page(("สำนักงานปลัดกระทรวงการคลัง", 800, 1500), ("๑๙ มิถุนายน ๒๕๖๙", 900, 1580))
    ImageDraw.Draw(printed).ellipse((850, 1270, 1390, 1810), outline=60, width=9)
    assert any(holds(box, 1000, 1570) for box in unread(printed, [], DPI))


def test_an_emblem_is_no_line() -> None:
    printed = page()
    ImageDraw.Draw(printed).polygon([(1100, 150), (1400, 150), (1250, 500)], fill=0)
    assert unread(printed, [], DPI) == []


def test_blank_paper_has_nothing_unread() -> None:
    assert unread(page(), [], DPI) == []


def test_the_last_figure_behind_the_rule_of_a_form_is_found() -> None:
    printed = page(("ที่ กษ ๓๐๕๓.๑๙/๘๓๘", 300, 600), ("๖", 745, 600))
    ImageDraw.Draw(printed).line((732, 300, 735, 1500), 0, 5)
    read = Line("ที่ กษ ๓๐๕๓.๑๙/๘๓", (300, 540, 725, 625), 0.9)
    assert any(holds(box, 755, 590) for box in unread(printed, [read], DPI))


def test_a_line_the_streak_of_a_fax_runs_through_is_found() -> None:
    printed = page(("สั่ง ณ วันที่ ๔ พฤศจิกายน พ.ศ. ๒๕๖๗", 600, 1700))
    ImageDraw.Draw(printed).line((0, 1685, 2480, 1687), 0, 6)
    assert any(holds(box, 900, 1680) for box in unread(printed, [], DPI))
