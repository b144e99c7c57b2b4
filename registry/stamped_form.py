"""หนังสือประทับตรา as แบบที่ 3 of the regulation (ข้อ 13-14)."""

from registry.letter_parts import (
    Digits,
    LetterText,
    centred,
    day,
    foot,
    head,
    labelled,
    listed,
    running,
    urgent,
)
from registry.letter_sheet import LEADING, Row

_TO_SEAL = 3.5 * LEADING
"""The seal is 4.5 cm wide and goes round the agency's name."""


def stamped_rows(text: LetterText, digits: Digits) -> list[Row]:
    """Set a stamped letter: no subject, no signature; its day stands under the seal."""
    agency = text.office.splitlines()[0] if text.office else ""
    return [
        *urgent(text, head(text)),
        *labelled("ถึง", text.addressee),
        *listed("อ้างถึง", text.refers_to, digits),
        *listed("สิ่งที่ส่งมาด้วย", text.enclosures, digits),
        *running(text.body),
        *centred(agency, _TO_SEAL),
        *centred(day(text, digits) or " ", 2 * LEADING),
        *foot(text, 4 * LEADING),
    ]
