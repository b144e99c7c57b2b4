"""The month words Thai letters use, and what recognisers make of them."""

import re
from functools import cache

from registry.thai import MONTHS, MONTHS_SHORT, bare

_SPOKEN = (
    "มกรา", "กุมภา", "มีนา", "เมษา", "พฤษภา", "มิถุนา",
    "กรกฎา", "สิงหา", "กันยา", "ตุลา", "พฤศจิกา", "ธันวา",
)  # fmt: skip
_MAY_DIFFER = 2
"""How many letters a full month name may have wrong and still be that month."""
_LONG_ENOUGH = 5


def _cluster_pattern(word: str) -> str:
    """Allow one space between the letters, never before a mark."""
    return " ?".join(re.escape(cluster) for cluster in re.findall("[ก-ฮเ-ไ][ะ-ฺ็-๎]*", word))


def _short_pattern(short: str) -> str:
    """``ม.ค.`` with dots and spaces that may be lost, but not followed by more of a word."""
    first, second = short.strip(".").split(".")
    return rf"{first} ?\. ?{second}(?: ?\.)?(?![ะ-๎])|{first} ?{second}\.?(?![ก-๎.])"


EXACT = (
    "(?:"
    + "|".join(
        [_cluster_pattern(name) for name in MONTHS]
        + [rf"{_cluster_pattern(word)}(?![ก-๎])" for word in _SPOKEN]
        + [_short_pattern(short) for short in MONTHS_SHORT]
    )
    + ")"
)
"""A pattern for every month word that is written right, or only loosely spaced."""

_DOT = "[.ุ]"
MISREAD = (
    "(?:"
    + "|".join(
        rf"{first} ?(?:{_DOT}{{2}} ?|ุ){second} ?\."
        for first, second in (short.strip(".").split(".") for short in MONTHS_SHORT)
    )
    + ")"
)
"""A pattern for a short month whose first dot was read as ุ, alone or beside one: ``พุย.``."""

GUESSED = "(?:[ก-ฮเ-ไ][ก-๎]{4,12})"
"""A pattern for a word that may be a misspelt month; ``month_number`` decides."""

_BY_LETTERS = {
    bare(word): n for row in (MONTHS, _SPOKEN, MONTHS_SHORT) for n, word in enumerate(row, 1)
}


def edit_distance(one: str, other: str) -> int:
    """Count the letters to insert, delete or replace to turn ``one`` into ``other``."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


@cache
def month_number(word: str) -> tuple[int, bool] | None:
    """Return the month 1-12 a word means and whether it was spelt right; ``None`` if neither.

    A misspelt word counts only when it is nearest to exactly one month, at
    most two letters away: ``พฤษจิกายน`` is November, ``เมบายน`` April.
    """
    letters = bare(word)
    letters = letters.replace("ุ", "") if re.fullmatch(MISREAD, word) else letters
    if letters in _BY_LETTERS:
        return _BY_LETTERS[letters], bool(re.fullmatch(EXACT, word))
    if len(letters) < _LONG_ENOUGH:
        return None
    ranked = sorted((edit_distance(letters, bare(name)), n) for n, name in enumerate(MONTHS, 1))
    (best, month), (second, _) = ranked[:2]
    return (month, False) if best <= _MAY_DIFFER and best < second else None
