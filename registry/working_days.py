"""Working days and office hours: arithmetic over a calendar that is given, nothing else.

The first day of a period is not counted (ป.พ.พ. มาตรา 193/3 วรรคสอง), and a
period whose last day is a holiday ends on the next working day (มาตรา 193/8).
"""

import datetime as dt
from dataclasses import dataclass

from registry.errors import RegistryError
from registry.thai import BANGKOK, ERA

SATURDAY = 5
ONE_DAY = dt.timedelta(days=1)


class CalendarYearMissing(RegistryError):
    """Days are counted in a year whose holidays nobody has confirmed."""

    code = "calendar-year-missing"
    message = "ยังไม่ได้ยืนยันวันหยุดราชการของปี {year} จึงนับวันทำการไม่ได้ กรุณายืนยันตารางวันหยุดของปีนั้นก่อน"


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """When the agency works: no weekends, no holidays, between two times of day.

    Every answer that depends on a year not in ``years`` is refused with
    ``CalendarYearMissing``; a table that misses a year would otherwise make
    each of its holidays a working day without a word.
    """

    holidays: frozenset[dt.date]
    years: frozenset[int]
    """Calendar years B.E. of which every holiday is known."""
    opens: dt.time = dt.time(8, 30)
    closes: dt.time = dt.time(16, 30)

    def is_working(self, day: dt.date) -> bool:
        """Tell whether the office works on a day."""
        if day.weekday() >= SATURDAY:
            return False
        if day.year + ERA not in self.years:
            raise CalendarYearMissing(year=day.year + ERA)
        return day not in self.holidays

    def working_day(self, day: dt.date) -> dt.date:
        """Return the day itself if the office works then, else the next one on which it does."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def after(self, day: dt.date, count: int) -> dt.date:
        """Return the ``count``-th working day after a day, which is not counted itself."""
        while count > 0:
            day += ONE_DAY
            count -= self.is_working(day)
        return day

    def before(self, day: dt.date, count: int) -> dt.date:
        """Return the ``count``-th working day before a day, which is not counted itself."""
        while count > 0:
            day -= ONE_DAY
            count -= self.is_working(day)
        return day

    def between(self, day: dt.date, until: dt.date) -> int:
        """Count the working days after ``day`` up to ``until``, that one included."""
        days = (day + ONE_DAY * step for step in range(1, (until - day).days + 1))
        return sum(map(self.is_working, days))

    def closing(self, day: dt.date) -> dt.datetime:
        """Return the end of office hours of a day."""
        return dt.datetime.combine(day, self.closes, BANGKOK)

    def hours_after(self, moment: dt.datetime, hours: int) -> dt.datetime:
        """Return when so many office hours have passed since a moment.

        Outside office hours nothing passes: two hours from 15.30 end at 9.30
        of the next working day.
        """
        local, left = moment.astimezone(BANGKOK), dt.timedelta(hours=hours)
        day = local.date()
        while True:
            if self.is_working(day):
                start = max(local, dt.datetime.combine(day, self.opens, BANGKOK))
                room = self.closing(day) - start
                if room >= left:
                    return start + left
                left -= max(room, dt.timedelta())
            day += ONE_DAY
