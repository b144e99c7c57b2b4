"""An officer's notices: shown, counted, seen, and how they are mailed."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.auth import current_officer, requires
from registry.office import office
from registry.web import done, redraws, show
from routing import notice_operations, notice_queries
from routing.blueprint import bp
from routing.notice_forms import MailForm, NoticeFilter, SeenForm


@bp.get("/notices")
@requires()
def notices() -> Response:
    """Show what the officer was told, newest first."""
    wanted, here = NoticeFilter.parse(request.args), office()
    can_mail = bool(here.settings.smtp_host)
    with here.database.reading() as session:
        page = notice_queries.notices_page(
            session, current_officer(), wanted.page, can_mail=can_mail
        )
    return show(page)


@bp.get("/notices/count")
@requires()
def notice_count() -> Response:
    """Show how many are new; asked once by every page, never again while it stands."""
    with office().database.reading() as session:
        return show(notice_queries.notice_count(session, current_officer()))


@bp.post("/notices/seen")
@requires()
def see_notices() -> AnyResponse:
    """Note that everything up to what stood on the page has been seen."""
    form, here, by = SeenForm.parse(request.form), office(), current_officer()
    with here.database.transaction() as session:
        notice_operations.see_all(session, by, until=form.until, at=here.clock.now())
    return done(url_for("routing.notices"), said="ทำเครื่องหมายว่าอ่านแล้ว")


@bp.post("/notices/mail")
@requires()
@redraws(notices)
def choose_mail() -> AnyResponse:
    """Keep how the officer wants his notices mailed."""
    form, here, by = MailForm.parse(request.form), office(), current_officer()
    with here.database.transaction() as session:
        notice_operations.choose_mail(session, form.way, form.address, by=by, at=here.clock.now())
    return done(url_for("routing.notices"), said="บันทึกวิธีรับอีเมลแล้ว")
