"""The search page."""

from flask import Response, request

from registry.auth import current_officer, requires
from registry.office import office
from registry.vocabulary import Permission
from registry.web import show
from search import queries
from search.blueprint import bp
from search.engine import engine
from search.forms import SearchForm
from search.synonyms import knowing


@bp.get("/")
@requires(Permission.READ)
def results() -> Response:
    """Search, and show what was found; also beneath the refusal of a form sent from there."""
    asked, by = SearchForm.parse(request.values), current_officer()
    with office().database.reading() as session:
        page = queries.results(session, by, asked, knowing(session, engine()))
    return show(page, status=page.status)
