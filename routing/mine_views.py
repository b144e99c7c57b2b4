"""The page of one's own work, and what can be done there without opening a letter."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.auth import current_officer, requires
from registry.office import office
from registry.vocabulary import Permission
from registry.web import done, show
from routing import mine_queries, operations
from routing.blueprint import bp
from routing.mine_forms import AtOnceForm, MineFilter


@bp.get("/")
@requires(Permission.WORK)
def mine() -> Response:
    """Show what waits for the officer, his units and those he stands in for."""
    wanted, here = MineFilter.parse(request.args), office()
    with here.database.reading() as session:
        return show(mine_queries.mine(session, current_officer(), wanted, now=here.clock.now()))


@bp.post("/acknowledge/<int:assignment_id>")
@requires(Permission.ORDER)
def acknowledge_at_once(assignment_id: int) -> AnyResponse:
    """Write ทราบ from the list, and come back to it for the next one."""
    form, here, by = AtOnceForm.parse(request.form), office(), current_officer()
    with here.database.transaction() as session:
        operations.acknowledge(
            session, here.jobs, assignment_id, by=by, at=here.clock.now(), seen=form.version
        )
    url = url_for("routing.mine", only=form.only, page=form.page if form.only else None)
    return done(url, said="รับทราบแล้ว")
