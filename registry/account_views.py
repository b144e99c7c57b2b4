"""Pages of an officer's own account: where he is signed in."""

from flask import Response, g, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import account_queries, sessions
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.office import office
from registry.web import change, done, redraws, show


@bp.get("/account")
@requires()
def account() -> Response:
    """Show the officer his own account."""
    here, by = office(), current_officer()
    now, settings = here.clock.now(), here.settings
    with here.database.reading() as session:
        page = account_queries.account_page(session, by, g.sign_in_id, at=now, settings=settings)
    return show(page)


@bp.post("/account/sessions/<int:sign_in_id>/end")
@requires()
def end_session(sign_in_id: int) -> AnyResponse:
    """End one of the officer's sessions."""
    change(sessions.end, sign_in_id)
    return done(url_for("registry.account"), said="เครื่องนั้นออกจากระบบแล้ว")


@bp.post("/account/sessions/end-others")
@requires()
@redraws(account)
def end_other_sessions() -> AnyResponse:
    """End the officer's sessions in all other browsers."""
    change(sessions.end_others, g.sign_in_id)
    return done(url_for("registry.account"), said="เครื่องอื่นทุกเครื่องออกจากระบบแล้ว")
