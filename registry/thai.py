"""Thai digits, Buddhist-era dates and text in one normal form; pure functions.

PyThaiNLP is used for what it does right: digits, ``normalize`` and ``newmm``.
"""

import datetime as dt
import os
from zoneinfo import ZoneInfo

# PyThaiNLP makes a folder in the home directory unless told not to, before its import.
os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
os.environ.setdefault("PYTHAINLP_OFFLINE", "1")

from pythainlp.tokenize import word_tokenize

BANGKOK = ZoneInfo("Asia/Bangkok")
ERA = 543
"""Buddhist year minus Gregorian year."""

_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.",
    "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip


def arabic_digits(text: str) -> str:
    """Turn Thai digits into Arabic ones: ``๑๒๓`` becomes ``123``."""
    return text.translate(_TO_ARABIC)


def thai_digits(text: str) -> str:
    """Turn Arabic digits into Thai ones: ``123`` becomes ``๑๒๓``."""
    return text.translate(_TO_THAI)


def buddhist_year(moment: dt.datetime) -> int:
    """Return the calendar year B.E. in Bangkok at ``moment``."""
    return moment.astimezone(BANGKOK).year + ERA


def short_date(day: dt.date) -> str:
    """Write a day as a stamp does: ``2 พ.ค. 2568``."""
    return f"{day.day} {MONTHS_SHORT[day.month - 1]} {day.year + ERA}"


def long_date(day: dt.date) -> str:
    """Write a day as a letter head does: ``2 พฤษภาคม 2568``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year + ERA}"


def clock_time(moment: dt.datetime) -> str:
    """Write a time of day in Bangkok as the office writes it: ``14.51``."""
    return f"{moment.astimezone(BANGKOK):%H.%M}"


def words(text: str) -> list[str]:
    """Cut text into words by dictionary (newmm); joined again they are the text.

    The first call reads the dictionary: half a second and some 70 MB.
    """
    return list(word_tokenize(text, engine="newmm"))
