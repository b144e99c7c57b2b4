"""A day of the journal on paper, to be signed and kept where no computer reaches it.

Who can rewrite the database can rewrite the chain after any entry; he cannot
rewrite a sheet that somebody signed. ``./saraban journal verify`` holds the
journal against it.
"""

from registry.journal_days import JournalDay
from registry.letter_parts import Digits, centred, labelled
from registry.letter_sheet import LEADING, LEFT, MIDDLE, PAGE, SIZE, TOP, Row, Run, draw_sheets
from registry.thai import long_date
from registry.typeface import semibold

TITLE = "สรุปประวัติประจำวัน"
_COUNT_AT = LEFT + 260.0
_GROUP = 8
"""Letters of a hash that stand together, so that an eye can follow them."""


def print_journal_day(day: JournalDay, *, digits: Digits) -> bytes:
    """Return the sheet as a searchable PDF; the same day gives the same bytes.

    Numbers of entries and hashes are typed into a command, so they stay Arabic.
    """
    size = 1.4 * SIZE
    title = Run(TITLE, MIDDLE - semibold().width(TITLE, size) / 2, size, is_bold=True)
    rows = [
        Row((title,), down=PAGE[1] - TOP + size),
        *labelled("หน่วยงาน", day.agency),
        *labelled("ประจำวันที่", digits(long_date(day.day))),
        *labelled("รายการที่", _entries(day)),
        *labelled("ลายนิ้วมือก่อนวันนี้", grouped(day.before)),
        *labelled("ลายนิ้วมือสิ้นวัน", grouped(day.hash)),
        *labelled("ตรวจด้วยคำสั่ง", f"./saraban journal verify --entry {day.last} --hash …"),
        *_counts(day, digits),
        *centred("ลงชื่อ" + "." * 40, 4 * LEADING),
        *centred(f"({'.' * 40})"),
        *centred("วันที่........................................"),
    ]
    said = f"{TITLE} {day.agency} {long_date(day.day)}"
    return draw_sheets(rows, title=said, mark=day.hash, folio=lambda n: digits(f"- {n} -")).pdf


def grouped(digest: str) -> str:
    """Write a hash in groups, so that it can be read aloud and typed."""
    groups = (digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP))
    return " ".join(groups) or "ไม่มี"


def _entries(day: JournalDay) -> str:
    return f"{day.first} ถึง {day.last} รวม {day.total} รายการ" if day.total else "ไม่มีรายการ"


def _counts(day: JournalDay, digits: Digits) -> list[Row]:
    return [
        Row(
            (Run(label, LEFT), Run(digits(f"{count} รายการ"), _COUNT_AT)),
            down=LEADING if place else 2 * LEADING,
        )
        for place, (label, count) in enumerate(day.counts)
    ]
