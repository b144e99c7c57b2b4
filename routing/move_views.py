"""One unit's copy of a letter, and every move that can be made on it."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.auth import current_officer, requires
from registry.office import office
from registry.vocabulary import Permission
from registry.web import done, redraws, show
from routing import move_queries, move_requests
from routing.blueprint import bp
from routing.move_requests import Asked
from routing.states import Move

A_MOVE = f"<any({', '.join(Move)}):move>"


@bp.get("/assignments/<int:assignment_id>")
@requires(Permission.READ)
def assignment(assignment_id: int) -> Response:
    """Show a unit's copy of a letter."""
    return _station(assignment_id)


@bp.get(f"/assignments/<int:assignment_id>/{A_MOVE}")
@requires(Permission.READ)
def ask_move(assignment_id: int, move: str) -> Response:
    """Show a unit's copy of a letter with the form of one move open."""
    return _station(assignment_id, Move(move))


@bp.post(f"/assignments/<int:assignment_id>/{A_MOVE}", endpoint="move")
@requires(Permission.READ)
@redraws(ask_move)
def make_move(assignment_id: int, move: str) -> AnyResponse:
    """Make a move, and go where the work goes on."""
    here, by = office(), current_officer()
    with here.database.transaction() as session:
        asked = Asked(session, here.jobs, assignment_id, request.form, by, here.clock.now())
        made = move_requests.make(asked, Move(move))
    if move == Move.RECEIVE:
        return done(url_for("routing.received", id=assignment_id))
    url = url_for("routing.assignment", assignment_id=assignment_id)
    if move == Move.WITHDRAW:  # the letter lies there no longer
        url = url_for("routing.slip", letter_id=made.letter_id)
    return done(url, said=f"{Move(move).label}แล้ว ขณะนี้อยู่ในสถานะ “{made.state.label}”")


@bp.get("/received")
@requires(Permission.READ)
def received() -> Response:
    """Show the numbers just given, big as on paper."""
    ids = request.args.getlist("id", type=int)
    with office().database.reading() as session:
        return show(move_queries.received(session, current_officer(), ids))


def _station(assignment_id: int, opened: Move | None = None) -> Response:
    here = office()
    with here.database.reading() as session:
        screen = move_queries.station(
            session, current_officer(), assignment_id, now=here.clock.now(), opened=opened
        )
        return show(screen)
