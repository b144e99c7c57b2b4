"""Files on the desk for the browser to work on, made without reading any paper."""

import io
from collections.abc import Sequence
from typing import Any

from PIL import Image, ImageDraw
from sqlmodel import col, select

from intake import operations, pages, proposing
from intake.models import Draft
from registry.models import Letter, Receipt
from registry.notes import Note, NoteKind, write_note
from registry.vocabulary import LetterKind, Role
from tests.e2e.conftest import Live
from tests.factories import (
    A4_PIXELS,
    a_clerk,
    a_letter_as_read,
    a_reading,
    an_opened_file,
    found,
    stored,
)

NUMBER_BOX = (300, 400, 1100, 470)
ANOTHER_BOX = (300, 900, 1100, 970)
CONFLICT = found(
    "กค 0402.2/ว24",
    box=NUMBER_BOX,
    certain=False,
    conflicts=[{"value": "กค 0402.2/ว125", "raw": "๑๒๕", "page": 2, "box": list(ANOTHER_BOX)}],
)


def a_sheet() -> bytes:
    """A page at 150 dpi with bars where lines of text would be."""
    sheet = Image.new("L", (A4_PIXELS[0] // 2, A4_PIXELS[1] // 2), 255)
    pen = ImageDraw.Draw(sheet)
    for top in range(200, 1500, 60):
        pen.rectangle((150, top, 900, top + 22), fill=90)
    out = io.BytesIO()
    sheet.save(out, "JPEG")
    return out.getvalue()


def a_file(live: Live, letters: Sequence[dict[str, Any]], page_count: int = 1) -> int:
    """Lay a file on the desk, read as ``letters``; return its id."""
    draft = an_opened_file(live.office, live.unit, page_count=page_count)
    assert draft.id is not None
    numbers = range(1, page_count + 1)
    picture = stored(live.office, a_sheet())
    with live.office.database.transaction() as session:
        for number in numbers:
            pages.store_page(
                session,
                live.office.jobs,
                draft.id,
                a_reading(number),
                lambda: picture,
                at=live.office.clock.now(),
            )
        proposal = {"letters": letters, "warnings": []}
        proposing.store_proposal(
            session,
            live.office.jobs,
            draft.id,
            proposal,
            of_pages=numbers,
            at=live.office.clock.now(),
        )
    return draft.id


def a_certain_file(live: Live, subject: str = "การเบิกจ่ายงบประมาณ") -> int:
    return a_file(live, [a_letter_as_read(subject=subject, addressee="ผู้ว่าราชการจังหวัด")])


def a_letter_of_doubtful_digits(live: Live) -> int:
    """A letter whose number may be one of three."""
    number = found("กค 0402.2/ว24", box=NUMBER_BOX, certain=False) | {
        "source": "digits",
        "alternatives": [
            {"value": f"กค 0402.2/ว{digits}", "raw": digits, "probability": chance, "source": who}
            for digits, chance, who in (("29", 0.25, "digits"), ("21", 0.1, "context"))
        ],
    }
    letter = a_letter_as_read(subject="การเบิกจ่าย", addressee="ผู้ว่าราชการจังหวัด")
    return a_file(live, [letter | {"reference": number}])


def a_doubtful_bundle(live: Live) -> int:
    """Two letters: a conflict, a doubtful date, an unread stamp, a deadline."""
    memo = a_letter_as_read(
        page_numbers=(1,),
        kind=LetterKind.MEMO,
        subject="นำส่งหนังสือเวียน ปั้นน้ำ ฐุ ญู่",
        addressee="หัวหน้ากลุ่มงานทุกกลุ่ม",
        urgency=found("ด่วนมาก"),
        wraps=(1,),
    )
    inner = a_letter_as_read(
        page_numbers=(2, 3),
        reference=CONFLICT,
        date=found("2025-04-25", page=2, certain=False),
        addressee=found("ปลัดกระทรวง", page=2),
        sender=found("กรมบัญชีกลาง", page=2),
        subject=found("การลงทะเบียนเข้าร่วมโครงการ", page=2),
    ) | {
        "deadlines": [
            {"kind": "window", "start": "2025-02-10", "end": "2025-04-11", "page": 3,
             "text": "ลงทะเบียนได้ตั้งแต่วันที่ ๑๐ กุมภาพันธ์ - ๑๑ เมษายน ๒๕๖๘",
             "box": list(ANOTHER_BOX)},
        ],
        "receipts": [
            {"unit": found("กองคลัง", page=2), "number": found("3066", page=2), "date": None,
             "time": found("", page=2, certain=False)},
        ],
    }  # fmt: skip
    return a_file(live, [memo, inner], page_count=3)


def everything_there_is(live: Live) -> dict[str, int]:
    """One file of every state; the ids by name."""
    locked = an_opened_file(live.office, live.unit)
    failed = an_opened_file(live.office, live.unit, page_count=3)
    assert locked.id is not None
    assert failed.id is not None
    now = live.office.clock.now()
    with live.office.database.transaction() as session:
        sentence = "ไฟล์ PDF นี้ตั้งรหัสผ่านไว้ กรุณากรอกรหัสผ่าน"
        operations.quarantine(session, locked.id, "password-needed", sentence, at=now)
        pages.fail_page(session, live.office.jobs, failed.id, 2, "เปิดหน้า 2 ไม่ได้")
    return {
        "bundle": a_doubtful_bundle(live),
        "certain": a_certain_file(live),
        "digits": a_letter_of_doubtful_digits(live),
        "locked": locked.id,
        "failed": failed.id,
    }


def letters_of(live: Live) -> list[tuple[Letter, Receipt | None]]:
    """What stands in the register."""
    with live.office.database.reading() as session:
        rows = select(Letter, Receipt).outerjoin(Receipt, col(Receipt.letter_id) == col(Letter.id))
        return [(one[0], one[1]) for one in session.exec(rows.order_by(col(Letter.id)))]


def state_of(live: Live, draft_id: int) -> str:
    with live.office.database.reading() as session:
        return session.get_one(Draft, draft_id).state.value


def an_order(live: Live, letter: Letter) -> Note:
    """The word of the unit's head on a letter, with the code to look it up by."""
    head = a_clerk(
        live.office, live.unit, name="อารี หัวหน้า", position="ผู้อำนวยการ", roles=[Role.HEAD]
    )
    assert letter.id is not None
    assert live.unit.id is not None
    now = live.office.clock.now()
    with live.office.database.transaction() as session:
        return write_note(
            session,
            live.office.jobs,
            letter.id,
            live.unit.id,
            NoteKind.ACKNOWLEDGED,
            by=head,
            at=now,
        )
