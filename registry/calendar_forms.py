"""What is typed about holidays, checked once at the door."""

import datetime as dt

from pydantic import Field

from registry.errors import FormRefused
from registry.forms import Day, Form, Name
from registry.thai import ERA
from registry.vocabulary import HolidayKind


class HolidayForm(Form):
    """One day and why the offices are closed then."""

    day: Day
    name: Name
    kind: HolidayKind

    def day_of(self, year: int) -> dt.date:
        """Return the day; raise ``FormRefused`` unless it is one of the page's year."""
        if self.day is None:
            raise FormRefused(fields={"day": f"กรุณากรอกวันที่ เช่น 7 เม.ย. {year}"})
        if self.day.year + ERA != year:
            said = f"วันที่นี้ไม่อยู่ในปี {year} กรุณาตรวจปี หรือเปิดหน้าของปีนั้น"
            raise FormRefused(fields={"day": said})
        return self.day


class HolidayDayForm(Form):
    """One day of the table, as its own row names it."""

    day: dt.date


class ImportForm(Form):
    """The proposed days that were ticked."""

    chosen: list[dt.date] = Field(default_factory=list)
