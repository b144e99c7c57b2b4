"""A day on a line of its own, whose month or century a seal has torn.

A month with dots is a note's or a stamp's, and no letter's.
"""

import re
from typing import Final

from registry.thai import MONTHS, bare
from registry.thai_months import edit_distance

_ALONE: Final = re.compile(
    r"[^0-9๐-๙ก-๎]*(?P<day>[0-9๐-๙]{1,2}) *(?P<month>[ก-๎][ก-๎ ]{2,16}?) *"
    r"(?:พ ?\. ?ศ ?\.? *)?(?P<year>[2๒]?[5๕][0-9๐-๙]{2})[^0-9๐-๙ก-๎]*"
)
_MAY_DIFFER: Final = 0.5
"""How many of a month's letters may be wrong where nothing but a month can stand."""
_LONGER: Final = 3
"""How many letters more or fewer than the month has may have been read."""


def mended_day(text: str) -> str | None:
    """Return a line that can only be a day with its month and year spelt out.

    ``None`` where anything else stands on it, or two months are as near.
    """
    match = _ALONE.fullmatch(text)
    month = _nearest(match["month"]) if match else None
    if match is None or month is None:
        return None
    year = match["year"]
    century = "" if len(year) > 3 else "2" if year.isascii() else "๒"  # noqa: PLR2004
    return f"{match['day']} {month} {century}{year}"


def _nearest(word: str) -> str | None:
    """Return the month a torn word is nearest to, if it is near to one alone."""
    letters = bare(word.replace(" ", ""))
    ranked = sorted((edit_distance(letters, bare(name)), name) for name in MONTHS)
    (wrong, month), (next_wrong, _) = ranked[:2]
    name = bare(month)
    near = wrong <= _MAY_DIFFER * len(name) and abs(len(letters) - len(name)) <= _LONGER
    return month if near and wrong < next_wrong else None
