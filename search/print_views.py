"""What was found, printed and exported."""

from io import BytesIO

from flask import Response, request, send_file

from registry.auth import current_officer, requires
from registry.office import office
from registry.printing import Sheet, write_register
from registry.register_form import RegisterHead
from registry.thai import arabic_digits, bangkok_day, short_date, thai_digits
from registry.vocabulary import Permission
from search.blueprint import bp
from search.engine import engine
from search.forms import PrintForm
from search.printing import found_rows, note_found_printed, office_units
from search.queries import readable_units
from search.synonyms import knowing


@bp.get("/print.<any(pdf, xlsx, csv):form>")
@requires(Permission.READ)
def print_found(form: str) -> Response:
    """Send what was found as a document; the journal notes who took it."""
    asked, here, by = PrintForm.parse(request.args), office(), current_officer()
    sheet, now = Sheet(form), here.clock.now()
    digits = thai_digits if here.settings.thai_digits else arabic_digits
    with here.database.reading() as session:
        units = readable_units(session, by)
        rows = found_rows(session, by, asked, knowing(session, engine()), units)
    books = office_units(asked, units)
    head = RegisterHead(", ".join(books.values()), kind=asked.book)
    paper = write_register(rows, head, sheet, digits=digits)
    with here.database.transaction() as session:
        note_found_printed(session, books, asked, form, by=by, at=now)
    name = f"ผลการค้น {short_date(bangkok_day(now))}.{form}"
    return send_file(BytesIO(paper.data), paper.media_type, as_attachment=True, download_name=name)
