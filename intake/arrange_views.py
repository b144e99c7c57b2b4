"""Arranging a bundle: which pages make a letter, in which order, under which cover."""

from flask import Response, request, url_for

from intake import arrange_queries, arranging, pages
from intake.blueprint import bp
from intake.desk_form import chosen_kind, page_lists
from intake.queries import draft_in_hand
from registry.auth import current_officer, requires
from registry.office import office
from registry.vocabulary import Permission
from registry.web import done, redraws, show


@bp.get("/drafts/<int:draft_id>/arrange")
@requires(Permission.REGISTER)
def arrange(draft_id: int) -> Response:
    """Show the pages of a file, letter by letter."""
    with office().database.reading() as session:
        return show(arrange_queries.arrange(session, current_officer(), draft_id))


@bp.post("/drafts/<int:draft_id>/arrange/split")
@requires(Permission.REGISTER)
@redraws(arrange)
def split(draft_id: int) -> Response:
    """Begin a new letter at a page."""
    here, clerk = office(), current_officer()
    position, page = (request.form.get(name, -1, type=int) for name in ("position", "page"))
    with here.database.transaction() as session:
        draft_in_hand(session, clerk, draft_id)
        arranging.split(
            session, here.jobs, draft_id, position, page, by=clerk.id, at=here.clock.now()
        )
    return _arranged(draft_id)


@bp.post("/drafts/<int:draft_id>/arrange/merge")
@requires(Permission.REGISTER)
@redraws(arrange)
def merge(draft_id: int) -> Response:
    """Join a letter to the one before it."""
    here, clerk = office(), current_officer()
    position = request.form.get("position", -1, type=int)
    with here.database.transaction() as session:
        draft_in_hand(session, clerk, draft_id)
        arranging.merge(session, here.jobs, draft_id, position, by=clerk.id, at=here.clock.now())
    return _arranged(draft_id)


@bp.post("/drafts/<int:draft_id>/arrange/order")
@requires(Permission.REGISTER)
@redraws(arrange)
def reorder(draft_id: int) -> Response:
    """Put the letters in another order."""
    here, clerk = office(), current_officer()
    order = request.form.getlist("order", type=int)
    with here.database.transaction() as session:
        draft_in_hand(session, clerk, draft_id)
        arranging.reorder(session, here.jobs, draft_id, order, by=clerk.id, at=here.clock.now())
    return _arranged(draft_id)


@bp.post("/drafts/<int:draft_id>/arrange/pages")
@requires(Permission.REGISTER)
@redraws(arrange)
def move_pages(draft_id: int) -> Response:
    """Give every letter the pages listed for it; each item of ``pages`` is one letter's."""
    here, clerk = office(), current_officer()
    with here.database.transaction() as session:
        draft = draft_in_hand(session, clerk, draft_id)
        lists = page_lists(request.form.getlist("pages"), of=draft.page_count)
        arranging.move_pages(session, here.jobs, draft_id, lists, by=clerk.id, at=here.clock.now())
    return _arranged(draft_id)


@bp.post("/drafts/<int:draft_id>/arrange/letters/<int:position>")
@requires(Permission.REGISTER)
def describe(draft_id: int, position: int) -> Response:
    """Say what kind of letter it is and which letter it came under."""
    here, clerk, now = office(), current_officer(), office().clock.now()
    kind = chosen_kind(request.form.get("kind", ""))
    under = request.form.get("under", type=int)
    with here.database.transaction() as session:
        draft_in_hand(session, clerk, draft_id)
        arranging.set_kind(session, draft_id, position, kind, by=clerk.id, at=now)
        arranging.set_under(session, draft_id, position, under, by=clerk.id, at=now)
    return _arranged(draft_id)


@bp.post("/drafts/<int:draft_id>/pages/<int:number>/turn")
@requires(Permission.REGISTER)
def turn(draft_id: int, number: int) -> Response:
    """Turn a page clockwise; it is read again the right way up."""
    here, clerk = office(), current_officer()
    degrees = request.form.get("degrees", 0, type=int)
    with here.database.transaction() as session:
        draft_in_hand(session, clerk, draft_id)
        pages.turn_page(
            session, here.jobs, draft_id, number, degrees, by=clerk.id, at=here.clock.now()
        )
    return done(_back(draft_id), said=f"หมุนหน้า {number} แล้ว กำลังอ่านใหม่")


@bp.post("/drafts/<int:draft_id>/pages/<int:number>/reread")
@requires(Permission.REGISTER)
def reread(draft_id: int, number: int) -> Response:
    """Read one page again, usually one that failed."""
    here, clerk = office(), current_officer()
    with here.database.transaction() as session:
        draft_in_hand(session, clerk, draft_id)
        pages.reread_page(session, here.jobs, draft_id, number, by=clerk.id, at=here.clock.now())
    return done(_back(draft_id), said=f"กำลังอ่านหน้า {number} ใหม่")


def _arranged(draft_id: int) -> Response:
    return done(url_for("intake.arrange", draft_id=draft_id))


def _back(draft_id: int) -> str:
    """Return where the officer pressed: the bundle's arrangement or the desk."""
    place = "intake.arrange" if request.form.get("from") == "arrange" else "intake.review"
    return url_for(place, draft_id=draft_id)
