"""Days and times as officers type them at a desk: ``2 พ.ค. 2568``, ``2/5/68``, ``14.51``."""

import datetime as dt
import re
from collections.abc import Mapping

from registry.thai import BANGKOK, arabic_digits
from registry.thai_clock import read_clock
from registry.thai_dates import find_dates

_ISO = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_CLOCK = re.compile(r"(\d{1,2}[.:]?\d{2}) *(?:น\.?)?")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})")


def typed_day(text: str) -> str:
    """Read a day, or a month and year, as officers type it: ``2 พ.ค. 2568``, ``2/5/68``.

    Returns ISO; what is no single day is returned as typed.
    """
    written = _DOTTED.sub(r"\1/\2/\3", arabic_digits(text).strip())
    if _ISO.fullmatch(written):
        return written
    found = find_dates(written)
    if len(found) != 1 or found[0].end is not None or found[0].start.startswith("--"):
        return text
    return found[0].start if found[0].raw.strip() == " ".join(written.split()) else text


def received_at(
    sent: Mapping[str, str], faults: dict[str, str], *, now: dt.datetime
) -> dt.datetime:
    """Return when a letter was received: now, or the day and time of a late entry.

    The fields are ``late_date`` and ``late_time``; what cannot be read is added to
    ``faults`` under its field.
    """
    day, time = sent.get("late_date", "").strip(), sent.get("late_time", "").strip()
    if not (day or time):
        return now
    moment = now.astimezone(BANGKOK)
    try:
        on = dt.date.fromisoformat(typed_day(day))
    except ValueError:
        faults["late_date"] = "กรุณากรอกวัน เดือน ปี ที่รับ เช่น 30 เม.ย. 2568"
        on = moment.date()
    if on.year < moment.year - 1:
        # A slip of the pen would open a register of another decade, and start it at 1.
        faults["late_date"] = "วันที่รับอยู่ก่อนปีที่แล้ว กรุณาตรวจปีที่รับ"
        on = moment.date()
    written = _CLOCK.fullmatch(arabic_digits(time))
    clock = read_clock(written[1]) if written else None
    if clock is None or clock == "24:00":
        faults["late_time"] = "กรุณากรอกเวลาที่รับ เช่น 14.51"
        clock = "00:00"
    return dt.datetime.combine(on, dt.time.fromisoformat(clock), BANGKOK)
