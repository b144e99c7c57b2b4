"""Saved searches: kept, looked at, dropped."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.auth import requires
from registry.vocabulary import Permission
from registry.web import change, done, redraws
from search import saving
from search.blueprint import bp
from search.forms import SaveForm
from search.result_views import results


@bp.post("/saved")
@requires(Permission.READ)
@redraws(results)
def save() -> AnyResponse:
    """Keep a question."""
    form = SaveForm.parse(request.form)
    change(saving.save, form)
    return done(url_for("search.results"), said=f"บันทึกคำค้น “{form.name}” แล้ว")


@bp.post("/saved/<int:saved_id>/look")
@requires(Permission.READ)
def look(saved_id: int) -> AnyResponse:
    """Show what a saved search finds; what is there now is new no more."""
    query: dict[str, Any] = change(saving.look, saved_id).query()
    return done(url_for("search.results", **query))


@bp.post("/saved/<int:saved_id>/drop")
@requires(Permission.READ)
def drop(saved_id: int) -> AnyResponse:
    """Drop a saved search."""
    change(saving.drop, saved_id)
    return done(url_for("search.results"), said="ลบคำค้นที่บันทึกไว้แล้ว")
