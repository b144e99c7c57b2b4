"""The tables of the calendar: the days the offices are closed, the years known whole."""

import datetime as dt

from sqlmodel import Field

from registry.records import Record, stored
from registry.vocabulary import HolidayKind


class Holiday(Record, table=True):
    """วันหยุด: one day on which the agency does not work."""

    __tablename__ = "holiday"

    day: dt.date = Field(primary_key=True)
    name: str
    kind: HolidayKind = Field(sa_type=stored(HolidayKind))


class CalendarYear(Record, table=True):
    """A year B.E. whose holidays a person has confirmed to be all in the table."""

    __tablename__ = "calendar_year"

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    confirmed_at: dt.datetime
    confirmed_by: int = Field(foreign_key="officer.id")
