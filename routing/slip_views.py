"""The slip of a letter, on the letter page and alone."""

from flask import Response

from registry.auth import current_officer, requires
from registry.office import office
from registry.vocabulary import Permission
from registry.web import show
from routing import queries
from routing.blueprint import bp


@bp.get("/letters/<int:letter_id>")
@requires(Permission.READ)
def slip(letter_id: int) -> Response:
    """Show where a letter's copies stand and what is written on them."""
    here = office()
    with here.database.reading() as session:
        return show(queries.slip(session, current_officer(), letter_id, now=here.clock.now()))
