"""A first draft of a year's holidays, from the package ``holidays``, for a person to check.

The package knows the fixed days, the lunar ones and the days in lieu. It
cannot know what the cabinet decides later, and it has been wrong: it gives
3 January 2566 in lieu of 31 December, which was a working day, and no
Ploughing Ceremony until that day is announced. So nothing here is a fact.
"""

import datetime as dt
from dataclasses import dataclass

from registry.errors import RegistryError
from registry.thai import ERA
from registry.vocabulary import HolidayKind

NOT_OURS = ("วันแรงงาน", "วันเด็ก")
"""Days of the package on which government offices work; so are those in lieu of them."""

IN_LIEU = "ชดเชย"
SPECIAL = "วันหยุดพิเศษ"


class HolidaysUnknown(RegistryError):
    """The package has nothing about the year."""

    code = "holidays-unknown"
    message = "ไม่มีข้อมูลวันหยุดของปี {year} ให้นำเข้า กรุณาเพิ่มวันหยุดเองตามประกาศ"


@dataclass(frozen=True, slots=True)
class Proposed:
    """A day that may be a holiday."""

    day: dt.date
    name: str
    kind: HolidayKind


def proposed_holidays(year: int) -> tuple[Proposed, ...]:
    """Return the holidays of a year B.E. as far as known; raise ``HolidaysUnknown`` if none is."""
    # 19 MB that no other page of the web process needs.
    from holidays import GOVERNMENT, PUBLIC, country_holidays  # noqa: PLC0415

    found: dict[dt.date, Proposed] = {}
    for category, kind in ((PUBLIC, HolidayKind.PUBLIC), (GOVERNMENT, HolidayKind.GOVERNMENT)):
        days = country_holidays("TH", years=year - ERA, categories=(category,), language="th")
        for day, said in days.items():
            name = _ours(said)
            if name:
                found.setdefault(day, Proposed(day, name, _kind(name, kind)))
    if not found:
        raise HolidaysUnknown(year=year)
    return tuple(found[day] for day in sorted(found))


def _ours(said: str) -> str:
    """Leave out of the names of one day those on which offices work."""
    names = said.split("; ")
    return "; ".join(one for one in names if not any(theirs in one for theirs in NOT_OURS))


def _kind(name: str, otherwise: HolidayKind) -> HolidayKind:
    if name.startswith(IN_LIEU):
        return HolidayKind.IN_LIEU
    return HolidayKind.SPECIAL if name.startswith(SPECIAL) else otherwise
