"""The page of who has heard of a circular, and reminding those who have not."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.auth import current_officer, requires
from registry.office import office
from registry.vocabulary import Permission
from registry.web import done, show
from routing import who_operations, who_queries
from routing.blueprint import bp
from routing.who_forms import RemindForm, WhoFilter


@bp.get("/letters/<int:letter_id>/who")
@requires(Permission.READ)
def who(letter_id: int) -> Response:
    """Show which units have received, read and acknowledged a letter."""
    wanted, here, by = WhoFilter.parse(request.args), office(), current_officer()
    with here.database.reading() as session:
        return show(who_queries.who(session, by, letter_id, wanted, now=here.clock.now()))


@bp.post("/letters/<int:letter_id>/remind")
@requires(Permission.ROUTE)
def remind(letter_id: int) -> AnyResponse:
    """Remind one unit, or all that have not acknowledged."""
    form, here, by = RemindForm.parse(request.form), office(), current_officer()
    with here.database.transaction() as session:
        count = who_operations.remind(
            session, here.jobs, letter_id, form.assignment, by=by, at=here.clock.now()
        )
    shown = form.query() | {"page": str(form.page)}
    url = url_for("routing.who", letter_id=letter_id, **shown)  # type: ignore[arg-type] # no options
    return done(url, said=f"ทวงแล้ว {count} หน่วยงาน ทวงซ้ำได้ในวันถัดไป")
