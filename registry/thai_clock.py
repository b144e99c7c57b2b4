"""Times of day as Thai letters write them: ``14.51 น.``, ``0930``, ``00จุด00``."""

import re

from registry.thai import arabic_digits, normal_text

_D = "[0-9๐-๙]"
CLOCK = rf"{_D}{{1,2}} ?(?:[.:]|จุด) ?{_D}{{2}}(?:[:.]{_D}{{2}})?"
"""A pattern for a time with something between hours and minutes."""


def read_clock(written: str | None) -> str | None:
    """``14.51``, ``00จุด00`` and ``0930`` as ``14:51``; ``None`` when it is no time of day."""
    if not written:
        return None
    digits = arabic_digits(re.sub(r" ?(?:[.:]|จุด) ?", ":", written))
    if ":" not in digits:
        digits = f"{digits[:2]}:{digits[2:]}"
    hours, minutes = digits.split(":")[:2]
    time = f"{int(hours):02d}:{minutes}"
    return time if is_clock(time) else None


def is_clock(time: str) -> bool:
    """Say whether ``HH:MM`` is a time of day; ``24:00`` ends one."""
    hours, minutes = (int(part) for part in time.split(":"))
    return (hours < 24 and minutes < 60) or (hours, minutes) == (24, 0)  # noqa: PLR2004


def find_clock(text: str) -> str | None:
    """Return the first time of day in ``text``: ``14.51 น.`` is ``14:51``."""
    for match in re.finditer(rf"(?<![0-9๐-๙.:]){CLOCK}(?![0-9๐-๙])", normal_text(text)):
        if time := read_clock(match[0]):
            return time
    return None
