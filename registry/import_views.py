"""Units and officers from a spreadsheet."""

from flask import Response, make_response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import people_import
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.choices import choices_of
from registry.errors import FormRefused
from registry.office import office
from registry.order_files import kept_order
from registry.people_import import OFFICER_COLUMNS, UNIT_COLUMNS
from registry.people_queries import ImportPage
from registry.request_limits import takes_files
from registry.vocabulary import Permission
from registry.web import change, done, redraws, show

administrators = requires(Permission.ADMINISTER)
BLANK_FORMS = {"units": UNIT_COLUMNS, "officers": OFFICER_COLUMNS}


@bp.get("/people/import")
@administrators
def import_page() -> Response:
    """Say what the files look like and take them."""
    with office().database.reading() as session:
        needs = choices_of(session).role_needs_order
    return show(ImportPage(list(UNIT_COLUMNS), list(OFFICER_COLUMNS), needs_order=needs))


@bp.get("/people/import/<any(units, officers):what>.csv")
@administrators
def blank_form(what: str) -> Response:
    """Send a file with nothing but the names of the columns, marked so that Excel reads it."""
    response = make_response(f"\ufeff{','.join(BLANK_FORMS[what])}\r\n")
    response.mimetype = "text/csv"
    response.headers["Content-Disposition"] = f"attachment; filename={what}.csv"
    return response


@bp.post("/people/import/units")
@takes_files
@administrators
@redraws(import_page)
def import_units() -> AnyResponse:
    """Add the units of a file, or none and say why."""
    rows, here = people_import.read_units(_sent("units")), office()
    now, by = here.clock.now(), current_officer()
    with here.database.transaction() as session:
        count = people_import.import_units(session, rows, by=by, at=now)
    return done(url_for("registry.people"), said=f"นำเข้าหน่วยงาน {count} รายการแล้ว")


@bp.post("/people/import/officers")
@takes_files
@administrators
@redraws(import_page)
def import_officers() -> AnyResponse:
    """Add the officers of a file, or none and say why."""
    rows = people_import.read_officers(_sent("officers"))
    count = change(people_import.import_officers, rows, keep=kept_order("order"))
    return done(url_for("registry.people"), said=f"นำเข้าเจ้าหน้าที่ {count} คนแล้ว")


def _sent(name: str) -> bytes:
    """Return the bytes of the file sent; raise ``FormRefused`` if none was."""
    file = request.files.get(name)
    data = file.read() if file else b""
    if not data:
        raise FormRefused(fields={name: "กรุณาเลือกไฟล์ CSV ที่มีรายการ"})
    return data
