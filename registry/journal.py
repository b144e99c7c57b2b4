"""The journal: who did what, when, for whom, with what before and after.

Entries are only ever added, in the transaction of the change they describe.
Each carries the SHA-256 of itself and of the entry before it, so a row edited
or removed behind the program's back breaks the chain where it happened.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, col, select

from registry.models import JournalEntry, JournalHead
from registry.records import Record
from registry.vocabulary import LabelledEnum

SHORTEST_HASH = 16
"""Letters of a hash that must be typed off a sheet; nobody makes another entry with them."""


class Event(LabelledEnum):
    """Everything the journal records."""

    AGENCY_SET_UP = "agency-set-up", "ตั้งหน่วยงาน"
    SIGNED_IN = "signed-in", "เข้าสู่ระบบ"
    SIGN_IN_REFUSED = "sign-in-refused", "เข้าสู่ระบบไม่สำเร็จ"
    SIGNED_OUT = "signed-out", "ออกจากระบบ"
    PASSWORD_ACCEPTED = "password-accepted", "รหัสผ่านถูกต้อง รอรหัสขั้นที่สอง"
    CODE_REFUSED = "code-refused", "รหัสขั้นที่สองไม่ถูกต้อง"
    SECOND_FACTOR_SET = "second-factor-set", "ตั้งการยืนยันสองขั้น"
    SECOND_FACTOR_REMOVED = "second-factor-removed", "เลิกใช้การยืนยันสองขั้น"
    SECOND_FACTOR_SUSPENDED = "second-factor-suspended", "ระงับโทรศัพท์ที่สูญหาย"
    SECOND_FACTOR_RESET = "second-factor-reset", "ล้างการยืนยันสองขั้นให้ตั้งใหม่"
    PAPER_CODE_USED = "paper-code-used", "ใช้รหัสสำรอง"
    PAPER_CODES_MADE = "paper-codes-made", "ออกรหัสสำรองชุดใหม่"
    PROVIDER_ACCEPTED = "provider-accepted", "บัญชีจากผู้ให้บริการถูกต้อง รอรหัสขั้นที่สอง"
    PROVIDER_LINKED = "provider-linked", "ผูกบัญชีจากผู้ให้บริการ"
    PROVIDER_UNLINKED = "provider-unlinked", "เลิกผูกบัญชีจากผู้ให้บริการ"
    PASSKEY_ACCEPTED = "passkey-accepted", "พาสคีย์ถูกต้อง รอรหัสขั้นที่สอง"
    PASSKEY_ADDED = "passkey-added", "เพิ่มพาสคีย์"
    PASSKEY_REMOVED = "passkey-removed", "ลบพาสคีย์"
    SESSIONS_ENDED = "sessions-ended", "ให้เครื่องอื่นออกจากระบบ"
    UNIT_ADDED = "unit-added", "เพิ่มหน่วยงาน"
    UNIT_CHANGED = "unit-changed", "แก้ไขหน่วยงาน"
    OFFICER_ADDED = "officer-added", "เพิ่มเจ้าหน้าที่"
    OFFICER_CHANGED = "officer-changed", "แก้ไขเจ้าหน้าที่"
    ROLE_GIVEN = "role-given", "ให้บทบาท"
    ROLE_TAKEN = "role-taken", "ถอนบทบาท"
    DELEGATED = "delegated", "ให้ปฏิบัติราชการแทน"
    DELEGATION_ENDED = "delegation-ended", "ยุติการปฏิบัติราชการแทน"
    PASSWORD_CHANGED = "password-changed", "เปลี่ยนรหัสผ่าน"
    FILE_ARRIVED = "file-arrived", "ไฟล์เข้า"
    FILE_QUARANTINED = "file-quarantined", "กักไฟล์"
    FILE_RETRIED = "file-retried", "อ่านไฟล์ใหม่"
    FILE_RELEASED = "file-released", "ยืนยันว่าไม่ใช่เอกสารลับ"
    FILE_DISCARDED = "file-discarded", "ไม่รับไฟล์"
    FILE_ERASED = "file-erased", "ลบไฟล์ที่ไม่เก็บไว้"
    PICTURES_ERASED = "pictures-erased", "ลบภาพชั่วคราว"
    BUNDLE_ARRANGED = "bundle-arranged", "จัดหน้าและแยกฉบับ"
    LETTER_REGISTERED = "letter-registered", "ลงทะเบียนรับ"
    OUTGOING_DRAFTED = "outgoing-drafted", "เริ่มร่างหนังสือส่ง"
    OUTGOING_SAVED = "outgoing-saved", "แก้ร่างหนังสือส่ง"
    OUTGOING_PROPOSED = "outgoing-proposed", "เสนอหนังสือให้ออกเลข"
    OUTGOING_DISCARDED = "outgoing-discarded", "เลิกร่างหนังสือส่ง"
    LETTER_ISSUED = "letter-issued", "ออกเลขส่ง"
    DISPATCH_VOIDED = "dispatch-voided", "ยกเลิกเลขส่ง"
    LETTER_CORRECTED = "letter-corrected", "แก้ไขรายการหนังสือ"
    REPLACEMENT_CONFIRMED = "replacement-confirmed", "ยืนยันว่ายกเลิกหรือแก้ไขหนังสือเดิม"
    REPLACEMENT_DISMISSED = "replacement-dismissed", "ไม่ถือว่ายกเลิกหรือแก้ไขหนังสือเดิม"
    RECEIPT_VOIDED = "receipt-voided", "ยกเลิกเลขรับ"
    ENTRY_WRITTEN = "entry-written", "บันทึกในทะเบียน"
    NUMBERS_RESERVED = "numbers-reserved", "จองเลข"
    BOOK_OPENED = "book-opened", "เปิดสมุดทะเบียน"
    LETTER_STAMPED = "letter-stamped", "ประทับตรารับ"
    CHOICES_CHANGED = "choices-changed", "แก้ไขค่าที่หน่วยงานกำหนด"
    SYNONYM_ADDED = "synonym-added", "เพิ่มคำย่อหรือคำพ้อง"
    SYNONYM_REMOVED = "synonym-removed", "ลบคำย่อหรือคำพ้อง"
    HOLIDAY_ADDED = "holiday-added", "เพิ่มวันหยุด"
    HOLIDAY_REMOVED = "holiday-removed", "ลบวันหยุด"
    HOLIDAYS_IMPORTED = "holidays-imported", "นำเข้าวันหยุด"
    YEAR_CONFIRMED = "year-confirmed", "ยืนยันวันหยุดครบทั้งปี"
    YEAR_REOPENED = "year-reopened", "ถอนการยืนยันวันหยุดทั้งปี"
    FILE_OPENED = "file-opened", "เปิดไฟล์"
    PAGE_OPENED = "page-opened", "เปิดดูหน้าเอกสาร"
    SECRET_READ = "secret-read", "เปิดดูเรื่องลับ"
    SECRET_ENTERED = "secret-entered", "ลงทะเบียนรับข้อมูลข่าวสารลับ"
    SECRET_CORRECTED = "secret-corrected", "แก้ไขรายการในทะเบียนรับข้อมูลข่าวสารลับ"
    SECRET_VOIDED = "secret-voided", "ยกเลิกเลขทะเบียนรับข้อมูลข่าวสารลับ"
    REGISTER_PRINTED = "register-printed", "พิมพ์ทะเบียน"
    SEARCH_SAVED = "search-saved", "บันทึกคำค้น"
    SEARCH_DROPPED = "search-dropped", "ลบคำค้นที่บันทึกไว้"
    LETTER_SENT = "letter-sent", "ส่งหนังสือเข้าหน่วยงาน"
    LETTER_ASSIGNED = "letter-assigned", "มอบหมาย"
    LETTER_ACKNOWLEDGED = "letter-acknowledged", "รับทราบ"
    WORK_STARTED = "work-started", "เริ่มดำเนินการ"
    WORK_FINISHED = "work-finished", "รายงานผล"
    WORK_GIVEN_BACK = "work-given-back", "คืนงานให้หน่วยงาน"
    LETTER_RETURNED = "letter-returned", "ส่งคืนหนังสือ"
    LETTER_WITHDRAWN = "letter-withdrawn", "เรียกคืนหนังสือ"
    LETTER_FILED = "letter-filed", "เก็บเรื่อง"
    UNITS_REMINDED = "units-reminded", "ทวงการรับทราบ"
    DEADLINE_SET = "deadline-set", "กำหนดเวลา"
    DEADLINE_DROPPED = "deadline-dropped", "ไม่ใช้กำหนดเวลา"
    MOVE_TAKEN_BACK = "move-taken-back", "เลิกทำ"
    NOTE_WRITTEN = "note-written", "เกษียนหนังสือ"
    GRID_MADE = "grid-made", "สร้างตารางเวียนหนังสือ"
    GRID_CHANGED = "grid-changed", "แก้ไขตารางเวียนหนังสือ"
    GRID_DELETED = "grid-deleted", "ลบตารางเวียนหนังสือ"
    RULE_ADDED = "rule-added", "เพิ่มกฎเสนอหน่วยงาน"
    RULE_CHANGED = "rule-changed", "แก้ไขกฎเสนอหน่วยงาน"
    RULE_DELETED = "rule-deleted", "ลบกฎเสนอหน่วยงาน"
    BACKUP_PROVEN = "backup-proven", "สำรองข้อมูลและพิสูจน์แล้ว"
    RESTORED = "restored", "นำข้อมูลกลับจากชุดสำรอง"


def record(
    session: Session,
    event: Event,
    about: str,
    about_id: int | None = None,
    *,
    at: dt.datetime,
    by: int | None = None,
    on_behalf_of: int | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> JournalEntry:
    """Append one entry; it stands only if ``session`` commits.

    The row of ``JournalHead`` is locked until then, so call this last in a
    transaction: whoever writes next waits for it.
    """
    last_id, last_hash = session.exec(_LAST).one()
    entry = JournalEntry(
        id=last_id + 1,
        at=at,
        officer_id=by,
        on_behalf_of=on_behalf_of,
        event=event.value,
        about=about,
        about_id=about_id,
        before=dict(before or {}),
        after=dict(after or {}),
        previous=last_hash,
        hash="",
    )
    entry.hash = fingerprint(entry)
    # Past the ORM, which takes longer: whoever writes next waits for it.
    session.execute(_APPEND, entry.model_dump())
    session.execute(_MOVE_ON, {"last": entry.id, "its": entry.hash})
    return entry


_LAST = select(JournalHead.last_id, JournalHead.hash).with_for_update()
_APPEND = insert(Record.metadata.tables["journal_entry"])
_MOVE_ON = update(Record.metadata.tables["journal_head"]).values(
    last_id=bindparam("last"), hash=bindparam("its")
)


def hold(session: Session) -> None:
    """Wait for whoever is writing the journal, and make the next writer wait for us.

    For what must be looked at and changed by one transaction at a time where no
    row of its own can be locked. Take the locks of single rows before it.
    """
    session.exec(_LAST).one()


def fingerprint(entry: JournalEntry) -> str:
    """Return the SHA-256 of an entry and the hash before it."""
    said = json.dumps(
        [
            entry.id,
            entry.at.astimezone(dt.UTC).isoformat(),
            entry.officer_id,
            entry.on_behalf_of,
            entry.event,
            entry.about,
            entry.about_id,
            entry.before,
            entry.after,
        ],
        ensure_ascii=False,
        sort_keys=True,
    )
    return hashlib.sha256(f"{entry.previous}\n{said}".encode()).hexdigest()


def breaks(session: Session, first: int = 1, last: int | None = None) -> Iterator[tuple[int, str]]:
    """Yield the entries at which the chain does not hold, each with a Thai reason.

    The whole chain unless told; of a part, what comes after it is not looked at.
    """
    head = session.get(JournalHead, 1)
    ending = last if last is not None else head.last_id if head else 0
    before = session.get(JournalEntry, first - 1)
    expected_id, previous = first, before.hash if before else ""
    found = select(JournalEntry).where(JournalEntry.id >= first).order_by(col(JournalEntry.id))
    if last is not None:
        found = found.where(JournalEntry.id <= last)
    for entry in session.exec(found.execution_options(yield_per=1000)):
        if entry.id > ending:
            yield entry.id, f"รายการที่ {entry.id} ถูกเพิ่มเข้ามาทีหลัง ประวัติจบที่รายการที่ {ending}"
            continue
        yield from _faults(entry, expected_id, previous)
        expected_id, previous = entry.id + 1, entry.hash
    if expected_id <= ending:
        yield expected_id, f"รายการที่ {expected_id} ถึง {ending} หายไป"
    elif last is None and (head is None or head.hash != previous):
        yield ending, f"รายการที่ {ending} ซึ่งเป็นรายการสุดท้าย ไม่ตรงกับที่ท้ายประวัติจำไว้"


def _faults(entry: JournalEntry, expected_id: int, previous: str) -> Iterator[tuple[int, str]]:
    """Compare an entry with itself and with its place after the entry before."""
    is_own = entry.hash == fingerprint(entry)
    if entry.id != expected_id:
        yield expected_id, f"รายการที่ {expected_id} ถึง {entry.id - 1} หายไป"
    elif entry.previous != previous and is_own and entry.id > 1:
        # It remembers another hash than its neighbour has, which was therefore written anew.
        yield entry.id - 1, f"รายการที่ {entry.id - 1} ถูกเขียนใหม่พร้อมลายนิ้วมือ"
    elif entry.previous != previous:
        yield entry.id, f"รายการที่ {entry.id} ไม่ต่อจากรายการก่อนหน้า ลำดับถูกสลับหรือแทรก"
    if not is_own:
        yield entry.id, f"รายการที่ {entry.id} ถูกแก้ไขหลังบันทึก"


def end(session: Session) -> JournalHead:
    """Return where the chain ends."""
    return session.get_one(JournalHead, 1)


def agrees(session: Session, entry_id: int, typed: str) -> bool:
    """Tell whether an entry has the hash that a sheet says, or its beginning."""
    said = "".join(typed.split()).lower()
    entry = session.get(JournalEntry, entry_id)
    return entry is not None and len(said) >= SHORTEST_HASH and entry.hash.startswith(said)
