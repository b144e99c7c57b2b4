"""Pages of who stands in for whom: today, and one officer's delegations with their orders."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry import delegating, delegation_queries, journal
from registry.auth import current_officer, requires
from registry.blueprint import bp
from registry.delegation_forms import DelegationForm, EndForm
from registry.journal import Event
from registry.office import office
from registry.order_files import download, sent_order
from registry.people import WrittenOrder
from registry.ports import Digest
from registry.request_limits import takes_files
from registry.thai import bangkok_day
from registry.web import done, redraws, show


@bp.get("/standing-in")
@requires()
def standing_in() -> Response:
    """Show who stands in for whom today."""
    here = office()
    on = bangkok_day(here.clock.now())
    with here.database.reading() as session:
        return show(delegation_queries.standing_in_page(session, current_officer(), on=on))


@bp.get("/officers/<int:officer_id>/delegations")
@requires()
def delegations(officer_id: int) -> Response:
    """Show an officer's delegations."""
    here, by = office(), current_officer()
    on = bangkok_day(here.clock.now())
    with here.database.reading() as session:
        return show(delegation_queries.delegations_page(session, by, officer_id, on=on))


@bp.post("/officers/<int:officer_id>/delegations")
@takes_files
@requires()
@redraws(delegations)
def delegate(officer_id: int) -> AnyResponse:
    """Let somebody take an officer's place, by a written order."""
    form, here, by = DelegationForm.parse(request.form), office(), current_officer()
    sent, now = sent_order(request.files.get("order")), here.clock.now()
    with here.database.reading() as session:
        wanted = delegation_queries.appointment(session, by, officer_id, form)
        delegating.require_allowed(session, wanted, by=by, at=now)
    # Only now: the order of a refused appointment would lie in the store and belong to nothing.
    order = WrittenOrder(here.files.put(sent.stream), sent.filename or "")
    with here.database.transaction() as session:
        delegating.delegate(session, wanted, order, by=by, at=now)
    return done(url_for("registry.delegations", officer_id=officer_id), said="บันทึกการแทนแล้ว")


@bp.post("/officers/<int:officer_id>/delegations/end")
@requires()
@redraws(delegations)
def end_delegation(officer_id: int) -> AnyResponse:
    """End a delegation before its last day."""
    form, here = EndForm.parse(request.form), office()
    now, by = here.clock.now(), current_officer()
    with here.database.transaction() as session:
        delegation_queries.his_business(session, by, officer_id)
        delegating.end_delegation(session, form.delegation_id, form.end_reason, by=by, at=now)
    return done(url_for("registry.delegations", officer_id=officer_id), said="ยุติการแทนแล้ว")


@bp.get("/delegations/<int:delegation_id>/order")
@requires()
def written_order(delegation_id: int) -> Response:
    """Send the written order as a download; the journal notes who opened it."""
    here, by = office(), current_officer()
    now = here.clock.now()
    with here.database.transaction() as session:
        found = delegation_queries.written_order(session, by, delegation_id)
        path = here.files.path(Digest(found.order_digest))
        after = {"file_name": found.order_name, "unit_id": found.unit_id}
        journal.record(
            session, Event.FILE_OPENED, "delegation", found.id, at=now, by=by.id, after=after
        )
    return download(path, f"คำสั่งให้แทน {delegation_id}")
