"""Words whose marks Tesseract drops or mistakes, put right; the text as read stays beside them.

Over ี ื ิ and ั the small mark is lost in most scans: ``ที`` for ``ที่``,
``เรือง`` for ``เรื่อง``. Only forms that are no words of their own are
restored, so the choice is never a guess.
"""

import re

from intake.extract import spelling
from intake.extract.certainty import Evidence

_WORDS = (
    "เรื่อง", "สิ่งที่", "พื้นที่", "เจ้าหน้าที่", "หน้าที่", "ที่ดิน", "ที่ทำการ", "ที่ว่าการ", "เกี่ยวข้อง",
    "เกี่ยวกับ", "เพื่อ", "เนื่องจาก", "เครื่อง", "ทั่วไป", "ทั่วถึง", "ท้องถิ่น", "คำสั่ง", "ตั้งแต่",
    "ความมั่นคง", "หนึ่ง", "ซึ่ง", "เพิ่มเติม", "แห่งชาติ", "สิ่งแวดล้อม", "ขั้นพื้นฐาน", "พื้นฐาน",
    "เปลี่ยนแปลง", "เคลื่อน", "สื่อสาร", "เบิกจ่าย", "ค่าใช้จ่าย", "เชี่ยวชาญ", "ลิขสิทธิ์",
    "ประชาสัมพันธ์", "อิเล็กทรอนิกส์", "อนุรักษ์", "กาฬสินธุ์", "อนุเคราะห์", "คอมพิวเตอร์",
    "ซอฟต์แวร์", "ไซเบอร์", "ผลิตภัณฑ์", "ครุภัณฑ์",
)  # fmt: skip
_MARKS = "่้์"
_NAMES = "(?<!รุ่ง)(?<!บุญ)(?<!อร่าม)(?<!ศรี)"
"""เรือง is a word of its own in names."""


def _pattern(word: str) -> str:
    """Match the word with any of its marks missing; one that ends in ์ only at its end."""
    letters = "".join(f"{letter}?" if letter in _MARKS else letter for letter in word)
    return (
        f"{_NAMES if word == 'เรื่อง' else ''}{letters}(?![{'ก-๎' if word.endswith('์') else _MARKS}])"
    )


_ELECTRONIC = re.compile(r"(?<![0-9๐-๙.,/])[0๐]-(?=[A-Z][A-Za-z])")
"""e-Signature, e-GP: no number has a nought of its own before a Latin word."""

_TABLE = [(re.compile(_pattern(word)), word) for word in _WORDS]


def restored(text: str) -> str:
    """Put the dropped marks of well-known words back, then those a dictionary tells."""
    for pattern, word in _TABLE:
        text = pattern.sub(word, text)
    text = _ELECTRONIC.sub("e-", text)
    return spelling.restored(text)


def believed(text: str, evidence: Evidence) -> str:
    """Restore what was read off a picture; leave alone what was typed into the file."""
    return restored(text) if evidence.recognised else text
