"""The journal, for those who audit."""

from flask import Response, request

from registry import history_queries
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.forms import HistoryFilter
from registry.office import office
from registry.vocabulary import Permission
from registry.web import show


@bp.get("/history")
@requires(Permission.AUDIT)
def history() -> Response:
    """Show the journal, newest entries first."""
    wanted = HistoryFilter.parse(request.args)
    with office().database.reading() as session:
        return show(history_queries.history(session, current_officer(), wanted))
