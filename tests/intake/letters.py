"""Letters drawn by program: Thai print in the office's own typeface, without a text layer."""

from collections.abc import Sequence

import pikepdf

from registry.thai_pdf import HIDDEN, add_to_page, hidden_font, save_bytes
from registry.typeface import Ink, regular

LETTER = (
    "บันทึกข้อความ",
    "ส่วนราชการ กองคลัง สำนักงานปลัดกระทรวง",
    "เรื่อง ขอความร่วมมือประชาสัมพันธ์โครงการ",
    "เรียน ผู้อำนวยการสำนักงานทุกแห่ง",
    "ด้วยกรมการปกครองมีกำหนดจัดการประชุมชี้แจงแนวทางการดำเนินงาน",
    "ของหน่วยงานในสังกัด จึงขอความร่วมมือหน่วยงานของท่านแจ้งบุคลากร",
    "ที่เกี่ยวข้องเข้าร่วมการประชุมตามวันและเวลาดังกล่าวโดยพร้อมเพรียงกัน",
    "จึงเรียนมาเพื่อโปรดทราบและดำเนินการต่อไป",
)
LEFT, TOP, STEP, SIZE = 70, 760, 30, 16
"""Where the first line's baseline stands on A4, in points, and how far down the next."""


def drawn(*pages: Sequence[str], spoken: bool = False) -> pikepdf.Pdf:
    """Draw a page for every group of lines; with ``spoken`` they have their text under them."""
    pdf = pikepdf.new()
    ink = Ink(pdf)
    draw = ink.line if spoken else ink.visible
    for lines in pages:
        page = pdf.add_blank_page(page_size=(595, 842))
        operators = [
            draw(regular(), line, LEFT, TOP - STEP * index, SIZE)
            for index, line in enumerate(lines)
        ]
        if operators:
            add_to_page(pdf, page, operators, {HIDDEN: hidden_font(pdf)}, ink.outlines)
    return pdf


def letter(*pages: Sequence[str]) -> bytes:
    """Return the bytes of a PDF without a text layer; one letter unless told otherwise."""
    return save_bytes(drawn(*(pages or (LETTER,))))
