"""Days on which offices write, and days they set."""

import datetime as dt
from random import Random
from typing import Final

from bench.letters.letter import Digits, Due
from registry.thai import long_date

_SATURDAY: Final = 5


def working(date: dt.date) -> dt.date:
    """Move a Saturday or Sunday to the Monday after it."""
    return (
        date + dt.timedelta(days=max(0, 7 - date.weekday()))
        if date.weekday() >= _SATURDAY
        else date
    )


def soon_after(rng: Random, date: dt.date) -> dt.date:
    """Return a working day of the next days."""
    return working(date + dt.timedelta(days=rng.randint(1, 9)))


def deadline(rng: Random, digits: Digits, date: dt.date) -> Due:
    """Set a day, some weeks after a letter's."""
    start = working(date + dt.timedelta(days=rng.randint(7, 20)))
    end = working(start + dt.timedelta(days=rng.randint(10, 45)))
    kind = rng.choice(("date", "window", "before"))
    first, last = long_date(start), long_date(end)
    match kind:
        case "window":
            text = f"ตั้งแต่วันที่ {first} ถึงวันที่ {last}"
            return Due(kind, digits(f"โดยดำเนินการ{text}"), end, start)
        case "before":
            text = digits(f"ทั้งนี้ ให้แล้วเสร็จก่อนวันที่ {last}")
            return Due(kind, text, end - dt.timedelta(days=1))
        case _:
            return Due(kind, digits(f"ทั้งนี้ ให้แล้วเสร็จภายในวันที่ {last}"), end)
