"""The page of a letter's chain; the letter page shows it too."""

from flask import Response

from registry import chain_queries
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.office import office
from registry.vocabulary import Permission
from registry.web import show


@bp.get("/letters/<int:letter_id>/chain")
@requires(Permission.READ)
def chain(letter_id: int) -> Response:
    """Show what a letter points at and what points at it."""
    with office().database.reading() as session:
        return show(chain_queries.chain_page(session, current_officer(), letter_id))
