"""Search's pages."""

from flask import Response, request

from registry.auth import current_officer, requires
from registry.office import office
from registry.vocabulary import Permission
from registry.web import show
from search import hit_queries, likeness, print_views, result_views, saved_views, synonym_views
from search.blueprint import bp
from search.engine import engine
from search.forms import SearchForm
from search.synonyms import knowing

PAGES = (print_views, result_views, saved_views, synonym_views)
"""The modules that hold more pages; importing them is what mounts them."""

__all__ = ["PAGES", "alike", "bp", "hit"]


@bp.get("/letters/<int:letter_id>/<int:sheet>")
@requires(Permission.READ)
def hit(letter_id: int, sheet: int) -> Response:
    """Show the picture of a letter's page with the lines found on it outlined."""
    asked, by = SearchForm.parse(request.args), current_officer()
    with office().database.reading() as session:
        page = hit_queries.hit_page(
            session,
            by,
            asked,
            knowing(session, engine()).analyzer,
            letter_id=letter_id,
            sheet=sheet,
        )
    return show(page)


@bp.get("/like/<int:letter_id>")
@requires(Permission.READ)
def alike(letter_id: int) -> Response:
    """Show the letters most like one."""
    with office().database.reading() as session:
        return show(likeness.alike_page(session, current_officer(), letter_id, engine()))
