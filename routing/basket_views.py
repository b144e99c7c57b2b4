"""ตะกร้าหนังสือ, and what is done to a selection of it."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.auth import current_officer, requires
from registry.office import office
from registry.registering import Entry
from registry.vocabulary import Permission
from registry.web import done, redraws, show
from routing import basket_moves, basket_queries
from routing.basket_forms import BasketFilter, SelectionForm, UndoForm
from routing.blueprint import bp


@bp.get("/basket")
@requires(Permission.READ)
def basket() -> Response:
    """Show what lies open in a unit."""
    here, wanted = office(), BasketFilter.parse(request.args)
    with here.database.reading() as session:
        return show(basket_queries.basket(session, current_officer(), wanted, now=here.clock.now()))


@bp.post("/basket/receive")
@requires(Permission.REGISTER)
@redraws(basket)
def receive_selected() -> AnyResponse:
    """Receive the letters ticked, each under its own number, in the order of the list."""
    here, by, wanted = office(), current_officer(), SelectionForm.parse(request.form)
    now = here.clock.now()
    with here.database.transaction() as session:
        result = basket_moves.receive_each(
            session, here.jobs, wanted.seen(), Entry(received_at=now), by=by, at=now
        )
    if not result.made:
        return done(_back(), said=result.said("ลงรับ"))
    ids = [one.id for one in result.made]
    said = result.said("ลงรับ") if result.refused else ""
    return done(url_for("routing.received", id=ids), said=said)


@bp.post("/basket/acknowledge")
@requires(Permission.ORDER)
@redraws(basket)
def acknowledge_selected() -> AnyResponse:
    """Acknowledge the letters ticked, each by itself."""
    here, by, wanted = office(), current_officer(), SelectionForm.parse(request.form)
    now = here.clock.now()
    with here.database.transaction() as session:
        result = basket_moves.acknowledge_each(session, here.jobs, wanted.seen(), by=by, at=now)
    return done(_back(), said=result.said("รับทราบ"))


@bp.post("/undo")
@requires(Permission.READ)
def undo_moves() -> AnyResponse:
    """Take back what the officer has just done."""
    form, here, by = UndoForm.parse(request.form), office(), current_officer()
    with here.database.transaction() as session:
        result = basket_moves.take_back_each(
            session, here.jobs, form.made, by=by, at=here.clock.now()
        )
    said, url = result.said("เลิกทำ"), url_for("routing.basket")
    if len(result.made) == 1:
        url = url_for("routing.assignment", assignment_id=result.made[0].id)
    return done(url, said=said)


def _back() -> str:
    """Return the pile the selection was made on."""
    wanted = BasketFilter.parse(request.args)
    return url_for("routing.basket", unit=wanted.unit, state=wanted.state, page=wanted.page)
