"""The register book: shown, printed, exported; its numbers reserved, started and voided."""

from io import BytesIO

from flask import Response, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import numbers_queries, queries, registering
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.forms import BookChoice, BookFilter, ReservationForm, StartForm
from registry.office import office
from registry.printing import MOST_ROWS, Sheet, note_printed, write_register
from registry.register_form import RegisterHead
from registry.thai import arabic_digits, buddhist_year, thai_digits
from registry.vocabulary import BookKind, Permission
from registry.web import done, redraws, show


@bp.get("/register")
@requires(Permission.READ)
def register_book() -> Response:
    """Show a page of a book."""
    wanted, here = BookFilter.parse(request.args), office()
    with here.database.reading() as session:
        page = queries.register_book(session, current_officer(), wanted, at=here.clock.now())
    return show(page)


@bp.get("/sent")
@requires(Permission.READ)
def sent_book() -> Response:
    """Show a page of a book of letters sent out, the ordinary one unless asked otherwise."""
    wanted, here = BookFilter.parse(request.args), office()
    wanted = wanted.model_copy(update={"book": wanted.book or BookKind.SENT})
    with here.database.reading() as session:
        page = queries.register_book(session, current_officer(), wanted, at=here.clock.now())
    return show(page)


@bp.get("/register/print.<any(pdf, xlsx, csv):form>")
@requires(Permission.READ)
def print_register(form: str) -> Response:
    """Send what the filter shows as a document; the journal notes who took it."""
    wanted, here, by = BookFilter.parse(request.args), office(), current_officer()
    sheet, now = Sheet(form), here.clock.now()
    year = wanted.year or buddhist_year(now)
    digits = thai_digits if here.settings.thai_digits else arabic_digits
    with here.database.reading() as session:
        unit = queries.readable_unit(session, by, wanted.unit)
        rows = queries.book_rows(session, unit, year, wanted, most=MOST_ROWS[sheet] + 1)
    head = RegisterHead(unit.name, year=str(year), kind=wanted.kind)
    paper = write_register(rows, head, sheet, digits=digits)
    with here.database.transaction() as session:
        note_printed(session, unit, {"year": year, "format": form, **wanted.query()}, by, now)
    stream = BytesIO(paper.data)
    return send_file(stream, paper.media_type, as_attachment=True, download_name=paper.name)


@bp.get("/register/<int:unit_id>/numbers")
@requires(Permission.REGISTER)
def numbers(unit_id: int) -> Response:
    """Show where the numbers of this year's book stand."""
    kind, here, by = BookChoice.parse(request.values).book, office(), current_officer()
    with here.database.reading() as session:
        return show(numbers_queries.numbers(session, by, unit_id, kind, at=here.clock.now()))


@bp.post("/register/<int:unit_id>/numbers/reserve")
@requires(Permission.REGISTER)
@redraws(numbers)
def reserve_numbers(unit_id: int) -> AnyResponse:
    """Set the next numbers of this year's book aside."""
    form, here = ReservationForm.parse(request.form), office()
    now, by = here.clock.now(), current_officer()
    with here.database.transaction() as session:
        block = registering.reserve_numbers(
            session, unit_id, form.count, form.reason, by=by, at=now, kind=form.book
        )
    said = f"จองเลข {block.first_number} ถึง {block.last_number} แล้ว"
    return done(url_for("registry.numbers", unit_id=unit_id, book=form.book), said=said)


@bp.post("/register/<int:unit_id>/numbers/start")
@requires(Permission.REGISTER)
@redraws(numbers)
def start_book(unit_id: int) -> AnyResponse:
    """Go on from a paper book."""
    form, here = StartForm.parse(request.form), office()
    now, by = here.clock.now(), current_officer()
    with here.database.transaction() as session:
        registering.open_book(session, unit_id, form.first_number, by=by, at=now, kind=form.book)
    said = f"ตั้งเลขเริ่มต้นแล้ว เลขถัดไปคือ {form.first_number}"
    return done(url_for("registry.numbers", unit_id=unit_id, book=form.book), said=said)
