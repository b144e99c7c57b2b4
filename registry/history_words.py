"""What the journal's names and values are called by people. Nothing is looked up in tables."""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType

from registry.notes import NoteKind
from registry.thai import BANGKOK, clock_time, short_date
from registry.vocabulary import (
    ActingKind,
    FileKind,
    HolidayKind,
    LabelledEnum,
    LetterKind,
    Role,
    Secrecy,
    Urgency,
)

LABELS = {
    "reference": "ที่",
    "date": "ลงวันที่",
    "sender": "จาก",
    "owner_unit": "เจ้าของเรื่อง",
    "addressee": "ถึง",
    "subject": "เรื่อง",
    "enclosures": "สิ่งที่ส่งมาด้วย",
    "kind": "ชนิด",
    "urgency": "ชั้นความเร็ว",
    "secrecy": "ชั้นความลับ",
    "signatory": "ผู้ลงนาม",
    "position": "ตำแหน่ง",
    "phone": "โทรศัพท์",
    "email": "อีเมล",
    "action": "การปฏิบัติ",
    "remark": "หมายเหตุ",
    "number": "เลขรับ",
    "received_at": "รับเมื่อ",
    "late_reason": "เหตุที่ลงทะเบียนย้อนหลัง",
    "reason": "เหตุผล",
    "name": "ชื่อ",
    "short_name": "ชื่อย่อ",
    "code": "รหัสหนังสือส่ง",
    "sent_number": "เลขส่ง",
    "login": "ชื่อผู้ใช้",
    "role": "บทบาท",
    "unit_id": "หน่วยงาน",
    "is_active": "ใช้งาน",
    "substitute": "ผู้แทน",
    "acting": "เป็นการ",
    "stands_for": "แทน",
    "starts_on": "ตั้งแต่",
    "ends_on": "ถึง",
    "first": "ตั้งแต่เลข",
    "last": "ถึงเลข",
    "first_number": "เลขเริ่มต้น",
    "file": "ไฟล์",
    "file_name": "ชื่อไฟล์",
    "address": "จากเครื่อง",
    "year": "ปี",
    "format": "รูปแบบ",
    "q": "คำค้น",
    "day": "วันที่",
    "holiday_kind": "ประเภทวันหยุด",
    "holidays": "วันหยุด",
    "due_at": "ภายใน",
    "words": "ข้อความในหนังสือ",
    "normal_hours": "กำหนดชั้นปกติ (ชั่วโมงทำการ)",
    "urgent_hours": "กำหนดชั้นด่วน (ชั่วโมงทำการ)",
    "very_urgent_hours": "กำหนดชั้นด่วนมาก (ชั่วโมงทำการ)",
    "most_urgent_hours": "กำหนดชั้นด่วนที่สุด (ชั่วโมงทำการ)",
    "internal_days": "กำหนดภายในก่อนกำหนดของหนังสือ (วันทำการ)",
    "office_opens": "เปิดทำการ",
    "office_closes": "ปิดทำการ",
    "remind_before": "เตือนก่อนครบกำหนด (วันทำการ)",
    "remind_after": "เตือนซ้ำเมื่อเกินกำหนดทุก (วันทำการ)",
    "approver_must_differ": "ผู้เสนอกับผู้อนุมัติต้องเป็นคนละคน",
    "role_needs_order": "การให้บทบาทต้องแนบคำสั่ง",
    "password_months": "เปลี่ยนรหัสผ่านทุก (เดือน)",
    "second_factor_roles": "บทบาทที่ต้องยืนยันสองขั้น",
    "note": "บันทึก",
    "text": "ข้อความ",
    "holder": "ผู้รับผิดชอบ",
    "sent_to": "ส่งถึง",
    "file_code": "รหัสแฟ้ม",
    "grid": "ตารางเวียน",
    "cells": "ช่องในตาราง",
    "place": "ลำดับที่",
    "first_shown": "ใช้เป็นตารางแรก",
    "purpose": "จุดประสงค์",
    "rule": "กฎเสนอหน่วยงาน",
    "looks_for": "เงื่อนไข",
    "proposes": "เสนอ",
    "folder": "แฟ้ม",
    "manifest": "ชุดสำรอง",
    "row_count": "จำนวนแถว",
    "file_count": "จำนวนไฟล์",
    "page": "หน้า",
}
"""What a name in the journal is called; other names are for the program alone."""

VOCABULARIES: Mapping[str, type[LabelledEnum]] = MappingProxyType(
    {
        "kind": LetterKind,
        "urgency": Urgency,
        "secrecy": Secrecy,
        "role": Role,
        "second_factor_roles": Role,
        "file": FileKind,
        "acting": ActingKind,
        "holiday_kind": HolidayKind,
        "note": NoteKind,
    }
)
"""Values stored under these names have a Thai label."""

TIMES = frozenset({"date", "day", "due_at", "received_at", "starts_on", "ends_on"})
"""Names of days and moments."""

ABOUT = {
    "letter": "หนังสือ",
    "receipt": "เลขรับ",
    "draft": "ไฟล์เข้า",
    "bundle": "ชุดเอกสาร",
    "officer": "เจ้าหน้าที่",
    "unit": "หน่วยงาน",
    "book": "สมุดทะเบียน",
    "saved-search": "คำค้นที่บันทึกไว้",
    "delegation": "การแทน",
    "agency": "หน่วยงาน",
    "calendar": "ปฏิทินวันหยุดปี",
    "backup": "ข้อมูลสำรอง",
}


def shown(name: str, value: object, units: Mapping[int | None, str]) -> str:
    """Write a stored value as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ใช่" if value else "ไม่"
    if name == "unit_id" and isinstance(value, int):
        return units.get(value, str(value))
    if isinstance(value, list):
        return " · ".join(shown(name, one, units) for one in value)
    text = str(value)
    if name in VOCABULARIES:
        # The journal outlives vocabularies: a word no longer in one is shown as it stands.
        return {one.value: one.label for one in VOCABULARIES[name]}.get(text, text)
    return _thai_time(text) if name in TIMES else text


def _thai_time(text: str) -> str:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is None:
        return short_date(moment.date())
    local = moment.astimezone(BANGKOK)
    return f"{short_date(local.date())} {clock_time(local)} น."
