"""The register of secrets received: shown, taken along, begun. Its registrars alone come here."""

from io import BytesIO

from flask import Response, request, send_file, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import journal, secret_queries, secret_register
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.journal import Event
from registry.office import office
from registry.printing import MEDIA, Sheet
from registry.register_export import register_csv, register_xlsx
from registry.register_form import RegisterHead, print_register
from registry.secret_forms import SecretBookFilter, SecretStartForm
from registry.secret_queries import SecretBookPage
from registry.thai import arabic_digits, buddhist_year, thai_digits
from registry.vocabulary import BookKind, Permission
from registry.web import change, done, redraws, show


@bp.get("/secrets")
@requires(Permission.KEEP_SECRETS)
def secret_book() -> Response:
    """Show the register of a year."""
    return show(_book())


@bp.get("/secrets/print.<any(pdf, xlsx, csv):form>")
@requires(Permission.KEEP_SECRETS)
def print_secrets(form: str) -> Response:
    """Send the register of a year as a document; the journal notes who took it."""
    here, by, page = office(), current_officer(), _book()
    paper = _written(page, Sheet(form))
    after = {"year": page.year, "format": form}
    with here.database.transaction() as session:
        journal.record(
            session, Event.REGISTER_PRINTED, "secret-book", page.unit.id,
            at=here.clock.now(), by=by.id, after=after,
        )  # fmt: skip
    name = f"{page.title} {page.unit.name} {page.year}.{form}"
    return send_file(BytesIO(paper), MEDIA[Sheet(form)], as_attachment=True, download_name=name)


@bp.post("/secrets/start")
@requires(Permission.KEEP_SECRETS)
@redraws(secret_book)
def start_secret_book() -> AnyResponse:
    """Go on from a register on paper."""
    form = SecretStartForm.parse(request.form)
    change(secret_register.open_secret_book, form.unit, form.first_number)
    said = f"ตั้งเลขเริ่มต้นแล้ว เลขถัดไปคือ {form.first_number}"
    return done(url_for("registry.secret_book", unit=form.unit), said=said)


def _book() -> SecretBookPage:
    here, wanted = office(), SecretBookFilter.parse(request.values)
    this_year = buddhist_year(here.clock.now())
    with here.database.reading() as session:
        return secret_queries.secret_book(session, current_officer(), wanted, this_year=this_year)


def _written(page: SecretBookPage, sheet: Sheet) -> bytes:
    rows = secret_queries.printed(page.rows)
    head = RegisterHead(page.unit.name, year=str(page.year), kind=BookKind.SECRET_RECEIVED)
    if sheet is Sheet.XLSX:
        return register_xlsx(rows, head)
    if sheet is Sheet.CSV:
        return register_csv(rows, head)
    digits = thai_digits if office().settings.thai_digits else arabic_digits
    return print_register(rows, head, digits=digits)
