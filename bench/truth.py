"""What is true of a file, of generated letters and of real ones, in one shape."""

import re
from dataclasses import dataclass, field
from typing import Any

_KINDS = {
    "external": "external", "external_letter": "external", "memo": "memo", "memo_draft": "memo",
    "memo_circular": "memo", "stamped": "stamped", "sealed_letter": "stamped", "order": "order",
    "announcement": "announcement",
}  # fmt: skip
_OTHER = "other"

Truth = dict[str, Any]
"""A file of truth as it was written."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One letter as it should be read; a value may be right in several forms."""

    kind: str
    pages: tuple[int, int] | None
    """First and last; ``None`` is not known."""
    values: dict[str, list[str]]
    """Name of a field of one value to what may stand there; what is left out is not scored."""
    cited: list[tuple[str, str]]
    """Reference and ISO date of each letter in อ้างถึง."""
    enclosures: list[str]
    stamps: list[dict[str, str]]
    """``number``, ``date``, ``time`` and ``unit`` of each receipt stamp; ``by_hand`` if written."""
    notes: dict[str, str] = field(default_factory=dict)
    """Name of a value to what makes it harder: ``by hand``, ``covered``."""


def wanted_of(truth: Truth) -> list[Wanted]:
    """Return the letters of a file, whoever wrote down its truth."""
    if "letters" in truth:
        return [_generated(letter) for letter in truth["letters"]]
    return [_real(truth)]


def _generated(letter: Truth) -> Wanted:
    kind = _KINDS.get(letter["doc_type"], _OTHER)
    values = {
        "reference": [letter["ref_no"]],
        "date": [letter["date"]],
        "sender": [letter["office"]],
        "addressee": [letter["addressee"]],
        "urgency": [letter["urgency"]],
        "secrecy": [letter.get("secrecy", "")],
        "signatory": [letter["signer"]],
        "phone": [letter["phone"]],
        "email": [letter["email"]],
    }
    if kind != "stamped":
        values["subject"] = [letter["subject"]]
    if kind == "memo":  # its ส่วนราชการ names both
        values["sender"] = [f"{letter['office']} {letter['unit']}", letter["office"]]
    if kind in {"external", "stamped"}:
        values["owner_unit"] = [letter["unit"]]
    covered = {"date"} if kind == "stamped" else set()
    covered |= set(letter.get("covered", ()))
    notes = dict.fromkeys(covered, "covered")
    notes |= {name: "by hand" for name, key in _HAND if letter.get(key)}
    return Wanted(
        kind,
        (letter["pages"][0], letter["pages"][-1]),
        values,
        [(cited["ref"], cited["date"]) for cited in letter["references"]],
        letter["enclosures"],
        [_stamp(stamp, "receiver") for stamp in letter["stamps"]],
        notes,
    )


_HAND = (("reference", "hand_no"), ("date", "hand_day"))


_ADDRESS = re.compile(r" (?=ถนน|ต\.|ตำบล|กทม)")
"""Where the office ends and its address begins, which intake leaves out."""


def _real(truth: Truth) -> Wanted:
    signed = re.search(r"\(([^)]*)\)", truth.get("signatory") or "")
    values = {
        "reference": truth["reference"]["accept"],
        "date": truth["date"]["accept"],
        "subject": [truth["subject"] or ""],
        "sender": [truth["from"] or "", _ADDRESS.split(truth["from"] or "")[0]],
        "addressee": [" ".join(truth["to"])],
        "urgency": [truth["urgency"] or ""],
        "signatory": [signed[1] if signed else ""],
    }
    return Wanted(
        _KINDS.get(re.split("[ (]", truth["doc_type"])[0], _OTHER),
        None,
        values,
        [(cited["canonical"], "") for cited in truth["cited"]],
        truth["enclosures"],
        [_stamp(stamp, "org") for stamp in truth["stamps"] if stamp["kind"] == "receive"],
    )


def _stamp(stamp: Truth, unit: str) -> dict[str, str]:
    parts = {part: stamp[part] or "" for part in ("number", "date", "time")}
    by_hand = "by hand" if stamp.get("by_hand") else ""
    return {**parts, "unit": stamp[unit] or "", "by_hand": by_hand}
