"""A proposal as plain JSON, and the fields in the order a clerk reviews them."""

from typing import Any

from intake.extract.calibration import SINGLE
from intake.extract.found import Citation, Deadline, Found, FoundLetter, Proposal, StampedReceipt

FIELDS: tuple[tuple[str, str], ...] = (
    ("reference", "ที่"),
    ("date", "ลงวันที่"),
    ("sender", "จาก"),
    ("addressee", "ถึง"),
    ("subject", "เรื่อง"),
    ("urgency", "ชั้นความเร็ว"),
    ("secrecy", "ชั้นความลับ"),
    ("refers_to", "อ้างถึง"),
    ("enclosures", "สิ่งที่ส่งมาด้วย"),
    ("signatory", "ผู้ลงนาม"),
    ("position", "ตำแหน่ง"),
    ("owner_unit", "ส่วนราชการเจ้าของเรื่อง"),
    ("phone", "โทรศัพท์"),
    ("email", "ไปรษณีย์อิเล็กทรอนิกส์"),
    ("deadlines", "กำหนดเวลา"),
    ("receipts", "ตรารับที่ประทับมาแล้ว"),
)
"""Name and Thai label of every field, in the order of the register book and then of the page."""

Json = dict[str, Any]


def proposal_json(proposal: Proposal) -> Json:
    """Write a proposal as ``letters`` and ``warnings``; boxes in pixels at 300 dpi."""
    return {
        "letters": [letter_json(letter) for letter in proposal.letters],
        "warnings": [
            {"code": notice.code, "message": notice.message, "page": notice.page}
            for notice in proposal.notices
        ],
    }


def letter_json(letter: FoundLetter) -> Json:
    """Write one letter; a field that is not there is ``None``."""
    single = {name: found_json(getattr(letter, name)) for name in SINGLE}
    return {
        "pages": list(range(letter.first_page, letter.last_page + 1)),
        "kind": letter.kind.value,
        **single,
        "refers_to": [_citation(cited) for cited in letter.refers_to],
        "mentions": [_citation(cited) for cited in letter.mentions],
        "enclosures": [found_json(enclosed) for enclosed in letter.enclosures],
        "deadlines": [_deadline(deadline) for deadline in letter.deadlines],
        "receipts": [_receipt(receipt) for receipt in letter.receipts],
        "wraps": list(letter.wraps),
    }


def found_json(found: Found[str] | None) -> Json | None:
    """Write one value with its evidence."""
    if found is None:
        return None
    return {
        "value": found.value,
        "raw": found.raw,
        "page": found.page,
        "box": list(found.box),
        "confidence": found.confidence,
        "certain": found.certain,
        "conflicts": [
            {"value": other.value, "raw": other.raw, "page": other.page, "box": list(other.box)}
            for other in found.conflicts
        ],
        "source": found.source.value,
        "alternatives": [
            {
                "value": other.value,
                "raw": other.raw,
                "probability": other.probability,
                "source": other.source.value,
            }
            for other in found.alternatives
        ],
    }


def _citation(cited: Citation) -> Json:
    return {"reference": found_json(cited.reference), "date": found_json(cited.date)}


def _deadline(deadline: Deadline) -> Json:
    return {
        "kind": deadline.kind,
        "start": deadline.start,
        "end": deadline.end,
        "time": deadline.time,
        "days": deadline.days,
        "working_days": deadline.working_days,
        "anchor": deadline.anchor,
        "text": deadline.text,
        "page": deadline.page,
        "box": list(deadline.box),
        "certain": deadline.certain,
    }


def _receipt(receipt: StampedReceipt) -> Json:
    return {
        "unit": found_json(receipt.unit),
        "number": found_json(receipt.number),
        "date": found_json(receipt.date),
        "time": found_json(receipt.time),
    }
