"""A page head that says ลับ: the file is set aside before anything is made of it.

ลับ and ลับมาก belong with the registrars named for them, in a register of their
own; ลับที่สุด may not be kept in an electronic system at all (ระเบียบว่าด้วยการรักษา
ความลับของทางราชการ พ.ศ. 2544, and amendment 4 of the saraban regulation). Because
the word is misread easily (ลำดับ, ความลับ), a registrar looks at the page and
decides; to everybody else the file is not there any more.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from intake.drafts import advance, letters_of, pages_of
from intake.extract import marks
from intake.extract.layout import Sheet
from intake.models import Draft
from intake.states import Move, PageState
from intake.urgencies import TRIAGE
from registry import journal
from registry.journal import Event
from registry.ports import JobQueue, PageReading
from registry.secret_models import SET_ASIDE
from registry.vocabulary import JobName, Secrecy

SECRET_FOUND, MOST_SECRET_FOUND = SET_ASIDE
CODES = {
    Secrecy.SECRET: SECRET_FOUND,
    Secrecy.VERY_SECRET: SECRET_FOUND,
    Secrecy.MOST_SECRET: MOST_SECRET_FOUND,
}
SENTENCES = {
    SECRET_FOUND: (
        "หัวกระดาษหน้า {page} อ่านได้ว่า “{label}” หากเป็นหนังสือลับจริง กรุณาลงทะเบียนในทะเบียนรับข้อมูลข่าวสารลับ "
        "หากเครื่องอ่านผิด ให้ยืนยันว่าไม่ลับ ไฟล์จะกลับไปให้เจ้าหน้าที่สารบรรณตามปกติ"
    ),
    MOST_SECRET_FOUND: (
        "หัวกระดาษหน้า {page} อ่านได้ว่า “{label}” ซึ่งห้ามเก็บไว้ในระบบนี้ กรุณากด “ไม่รับ” เพื่อลบไฟล์ "
        "แล้วลงทะเบียนและเก็บรักษาต้นฉบับนอกระบบ หากเครื่องอ่านผิด ให้ยืนยันว่าไม่ลับ"
    ),
}

Level = tuple[Secrecy, int]
"""How secret, and the page whose head says so."""


def is_secret() -> ColumnElement[bool]:
    """Return the SQL condition for the files set aside as secret, whatever became of them.

    One that a registrar has called ordinary is ordinary from then on.
    """
    return col(Draft.refusal_code).in_(SET_ASIDE) & col(Draft.released_at).is_(None)


def level_of(letters: Iterable[Mapping[str, Any]]) -> Level | None:
    """Return the highest level read on any letter of a proposal, or ``None``."""
    order = list(Secrecy)
    levels = []
    for letter in letters:
        found = letter.get("secrecy")
        if not found:
            continue
        level = Secrecy.labelled(found["value"])
        if level is not None and level is not Secrecy.NONE:
            levels.append((level, int(found["page"])))
    return max(levels, key=lambda one: order.index(one[0]), default=None)


def level_on(reading: PageReading) -> Level | None:
    """Return the highest level one page says at its head or foot, or ``None``."""
    found = marks.secrecy([Sheet.of(reading)])
    return level_of([{"secrecy": {"value": found.value, "page": found.page}}]) if found else None


def set_aside(
    session: Session, jobs: JobQueue, draft: Draft, level: Level, *, at: dt.datetime
) -> None:
    """Quarantine a draft, already locked, and say what the registrar is to do.

    What was read on its other pages before goes, and what was made of it,
    pictures included: if the machine was wrong they are read again.
    """
    assert draft.id is not None  # a locked draft has been stored
    secrecy, page = level
    _forget(session, draft)
    draft.refusal_code = CODES[secrecy]
    draft.refusal = SENTENCES[draft.refusal_code].format(label=secrecy.label, page=page)
    advance(session, draft, Move.QUARANTINE)
    jobs.enqueue(session, JobName.ERASE, urgency=TRIAGE, draft_id=draft.id)
    jobs.enqueue(session, JobName.TELL, draft_id=draft.id, unit_id=draft.unit_id)
    after = {"code": draft.refusal_code, "page": page}
    journal.record(session, Event.FILE_QUARANTINED, "draft", draft.id, at=at, after=after)


def _forget(session: Session, draft: Draft) -> None:
    """Keep no text of a draft; its pictures, which nobody is shown, go by the job ERASE."""
    assert draft.id is not None
    for letter in letters_of(session, draft.id):
        session.delete(letter)
    for one in pages_of(session, draft.id):
        one.state, one.error, one.reading = PageState.WAITING, "", {}
        session.add(one)
    draft.notices = [notice for notice in draft.notices if not notice.get("proposed")]
    draft.arranged_at = None
