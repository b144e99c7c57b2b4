"""A page head that says ลับ: the file is set aside before anything is made of it.

The register of this release holds ordinary letters only. ลับ and ลับมาก belong
with the officer appointed for them, in registers of their own; ลับที่สุด may
not be kept in an electronic system at all (ระเบียบว่าด้วยการรักษาความลับของทางราชการ
พ.ศ. 2544, and amendment 4 of the saraban regulation). Because the word is
misread easily (ลำดับ, ความลับ), a clerk looks at the page and decides.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from intake.drafts import advance, letters_of, pages_of
from intake.extract import marks
from intake.extract.layout import Sheet
from intake.models import Draft
from intake.states import Move, PageState
from registry import journal
from registry.journal import Event
from registry.ports import PageReading
from registry.vocabulary import Secrecy

CODES = {
    Secrecy.SECRET: "secret-found",
    Secrecy.VERY_SECRET: "secret-found",
    Secrecy.MOST_SECRET: "most-secret-found",
}
SENTENCES = {
    "secret-found": (
        "หัวกระดาษหน้า {page} อ่านได้ว่า “{label}” จึงกักไฟล์ไว้ก่อน หากเป็นหนังสือลับจริง "
        "ให้กด “ไม่รับ” แล้วส่งต้นฉบับให้นายทะเบียนข้อมูลข่าวสารลับ หากเครื่องอ่านผิด ให้กด “ไม่ใช่เอกสารลับ”"
    ),
    "most-secret-found": (
        "หัวกระดาษหน้า {page} อ่านได้ว่า “{label}” ซึ่งห้ามเก็บไว้ในระบบนี้ ให้กด “ไม่รับ” "
        "แล้วส่งต้นฉบับให้นายทะเบียนข้อมูลข่าวสารลับโดยตรง หากเครื่องอ่านผิด ให้กด “ไม่ใช่เอกสารลับ”"
    ),
}

Level = tuple[Secrecy, int]
"""How secret, and the page whose head says so."""


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


def set_aside(session: Session, draft: Draft, level: Level, *, at: dt.datetime) -> None:
    """Quarantine a draft, already locked, and say what the clerk is to do.

    What was read on its other pages before goes, and what was made of it: if
    the machine was wrong they are read again.
    """
    secrecy, page = level
    _forget(session, draft)
    draft.refusal_code = CODES[secrecy]
    draft.refusal = SENTENCES[draft.refusal_code].format(label=secrecy.label, page=page)
    advance(session, draft, Move.QUARANTINE)
    after = {"code": draft.refusal_code, "page": page}
    journal.record(session, Event.FILE_QUARANTINED, "draft", draft.id, at=at, after=after)


def _forget(session: Session, draft: Draft) -> None:
    """Keep no text of a draft; its pictures, which nobody is shown, go when the file is erased."""
    assert draft.id is not None
    for letter in letters_of(session, draft.id):
        session.delete(letter)
    for one in pages_of(session, draft.id):
        one.state, one.error, one.reading = PageState.WAITING, "", {}
        session.add(one)
    draft.notices = [notice for notice in draft.notices if not notice.get("proposed")]
    draft.arranged_at = None
