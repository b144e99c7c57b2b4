"""The pages of the calendar: a year's holidays, and importing them."""

import datetime as dt

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import calendar_operations, calendar_queries
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.calendar_forms import HolidayDayForm, HolidayForm, ImportForm
from registry.calendar_import import proposed_holidays
from registry.office import office
from registry.thai import buddhist_year, short_date
from registry.vocabulary import Permission
from registry.web import change, done, redraws, show

keepers = requires(Permission.REGISTER, Permission.ADMINISTER)


def _shown(year: int) -> Response:
    here, by = office(), current_officer()
    with here.database.reading() as session:
        return show(calendar_queries.calendar_page(session, by, year, at=here.clock.now()))


def _year_page(year: int) -> str:
    return url_for("registry.calendar_year", year=year)


@bp.get("/calendar")
@keepers
def calendar() -> Response:
    """Show the holidays of this year."""
    return _shown(buddhist_year(office().clock.now()))


@bp.get("/calendar/<int:year>")
@keepers
def calendar_year(year: int) -> Response:
    """Show the holidays of a year."""
    return _shown(year)


@bp.post("/calendar/<int:year>/add")
@keepers
@redraws(calendar_year)
def add_holiday(year: int) -> AnyResponse:
    """Add a holiday to the year."""
    form = HolidayForm.parse(request.form)
    day = form.day_of(year)
    change(calendar_operations.add_holiday, office().jobs, day, form.name, form.kind)
    return done(_year_page(year), said=f"เพิ่มวันหยุด {short_date(day)} แล้ว")


@bp.post("/calendar/<int:year>/remove")
@keepers
@redraws(calendar_year)
def remove_holiday(year: int) -> AnyResponse:
    """Remove a holiday."""
    day: dt.date = HolidayDayForm.parse(request.form).day
    change(calendar_operations.remove_holiday, office().jobs, day)
    return done(_year_page(year), said=f"ลบวันหยุด {short_date(day)} แล้ว")


@bp.post("/calendar/<int:year>/confirm")
@keepers
@redraws(calendar_year)
def confirm_year(year: int) -> AnyResponse:
    """Say that the year is complete."""
    change(calendar_operations.confirm_year, office().jobs, year)
    return done(_year_page(year), said=f"ยืนยันแล้วว่าวันหยุดปี {year} ครบ")


@bp.post("/calendar/<int:year>/reopen")
@keepers
@redraws(calendar_year)
def reopen_year(year: int) -> AnyResponse:
    """Take back that the year is complete."""
    change(calendar_operations.reopen_year, office().jobs, year)
    return done(_year_page(year), said=f"ถอนการยืนยันวันหยุดปี {year} แล้ว")


@bp.get("/calendar/<int:year>/import")
@keepers
def import_holidays_page(year: int) -> Response:
    """Show what may be imported, before anything is."""
    with office().database.reading() as session:
        return show(calendar_queries.import_page(session, current_officer(), year))


@bp.post("/calendar/<int:year>/import")
@keepers
@redraws(import_holidays_page)
def import_holidays(year: int) -> AnyResponse:
    """Add the days that were ticked."""
    chosen = ImportForm.parse(request.form).chosen
    proposed = proposed_holidays(year)
    added = change(calendar_operations.import_holidays, office().jobs, year, proposed, chosen)
    return done(_year_page(year), said=f"นำเข้าวันหยุด {added} วันแล้ว กรุณาตรวจให้ครบแล้วกดยืนยัน")
