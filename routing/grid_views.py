"""The distribution grid of a letter: ticked, sent, and for ten seconds taken back."""

from collections.abc import Callable
from io import BytesIO
from typing import TypeVar

from flask import Response, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.auth import current_officer, requires
from registry.office import office
from registry.thai import arabic_digits, thai_digits
from registry.vocabulary import Permission
from registry.web import done, redraws, show
from routing import grid_printing, grid_queries, grid_sending
from routing.blueprint import bp
from routing.grid_form import print_grid as written_grid
from routing.grid_forms import GridWanted, SendForm

T = TypeVar("T")

senders = requires(Permission.ROUTE)


def change(operation: Callable[..., T], *args: object) -> T:
    """Run one change by the officer who asks, now, in its own transaction."""
    here = office()
    with here.database.transaction() as session:
        return operation(session, *args, by=current_officer(), at=here.clock.now())


def _grid(letter_id: int, filled: SendForm | None = None) -> Response:
    wanted, by = GridWanted.parse(request.args), current_officer()
    with office().database.reading() as session:
        return show(grid_queries.grid_page(session, by, letter_id, wanted, filled=filled))


@bp.get("/letters/<int:letter_id>/send")
@senders
def grid(letter_id: int) -> Response:
    """Show the grid by which a letter is sent on."""
    return _grid(letter_id)


@bp.post("/letters/<int:letter_id>/send")
@senders
@redraws(grid)
def send(letter_id: int) -> AnyResponse:
    """Send the letter as ticked, or fill boxes and show the grid again."""
    form, here, by = SendForm.parse(request.form), office(), current_officer()
    if form.fill:
        return _grid(letter_id, form)
    with here.database.transaction() as session:
        ticked = form.recipients(grid_sending.due_at(session, form.due_on))
        went = grid_sending.send_grid(
            session, here.jobs, letter_id, form.unit, ticked, by=by, at=here.clock.now()
        )
    said = f"ส่งหนังสือถึง {len(went):,} หน่วยงานแล้ว"
    return done(url_for("routing.sent", letter_id=letter_id, first_id=went[0].id), said=said)


@bp.get("/letters/<int:letter_id>/sent/<int:first_id>")
@senders
def sent(letter_id: int, first_id: int) -> Response:
    """Show what was just sent."""
    here, by = office(), current_officer()
    with here.database.reading() as session:
        page = grid_queries.sent_page(session, by, letter_id, first_id, at=here.clock.now())
    return show(page)


@bp.post("/letters/<int:letter_id>/sent/<int:first_id>/undo")
@senders
@redraws(sent)
def undo_sending(letter_id: int, first_id: int) -> AnyResponse:
    """Take all of it back."""
    here, by = office(), current_officer()
    with here.database.transaction() as session:
        back = grid_sending.take_back(
            session, here.jobs, letter_id, first_id, by=by, at=here.clock.now()
        )
    said = f"ยกเลิกการส่งทั้ง {len(back):,} หน่วยงานแล้ว ไม่มีหน่วยงานใดเห็นหนังสือนี้อีก"
    return done(url_for("routing.grid", letter_id=letter_id), said=said)


@bp.get("/letters/<int:letter_id>/send/print")
@requires(Permission.READ)
def print_grid(letter_id: int) -> Response:
    """Send the paper grid, ticked as the letter was sent."""
    wanted, here, by = GridWanted.parse(request.args), office(), current_officer()
    digits = thai_digits if here.settings.thai_digits else arabic_digits
    with here.database.reading() as session:
        grid = grid_printing.printed_grid(session, by, letter_id, wanted)
    pdf = BytesIO(written_grid(grid, digits=digits))
    return send_file(pdf, "application/pdf", download_name=f"ตารางเวียน {letter_id}.pdf")
