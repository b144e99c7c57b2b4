"""The journal day by day, for who audits the agency: on the screen, and to sign on paper."""

from io import BytesIO

from flask import Response, request, send_file

from registry import journal_days
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.forms import DayChoice
from registry.journal_sheet import print_journal_day
from registry.office import office
from registry.thai import arabic_digits, thai_digits
from registry.vocabulary import Permission
from registry.web import show


@bp.get("/history/day")
@requires(Permission.AUDIT)
def journal_day() -> Response:
    """Show what was done on a day, and whether its part of the chain holds."""
    return show(_chosen())


@bp.get("/history/day.pdf")
@requires(Permission.AUDIT)
def journal_sheet() -> Response:
    """Send the sheet of a day that is over."""
    day = journal_days.over(_chosen())
    digits = thai_digits if office().settings.thai_digits else arabic_digits
    stream = BytesIO(print_journal_day(day, digits=digits))
    name = f"สรุปประวัติ {day.day}.pdf"
    return send_file(stream, "application/pdf", as_attachment=True, download_name=name)


def _chosen() -> journal_days.JournalDay:
    wanted, here, by = DayChoice.parse(request.args), office(), current_officer()
    with here.database.reading() as session:
        return journal_days.journal_day(session, by, wanted.day, at=here.clock.now())
