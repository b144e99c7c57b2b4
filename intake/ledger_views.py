"""The ledger of intake: nothing that came in is unaccounted for."""

from flask import Response, request

from intake.blueprint import bp
from intake.ledger_forms import LedgerFilter
from intake.ledger_queries import ledger_page
from registry.auth import current_officer, requires
from registry.office import office
from registry.vocabulary import Permission
from registry.web import show


@bp.get("/ledger")
@requires(Permission.REGISTER, Permission.AUDIT)
def ledger() -> Response:
    """Show where every file is that came in, by day and channel."""
    wanted, here = LedgerFilter.parse(request.args), office()
    with here.database.reading() as session:
        return show(ledger_page(session, current_officer(), wanted, at=here.clock.now()))
