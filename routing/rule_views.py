"""The pages of a unit's rules: listed, written, ordered, rested and tried."""

from collections.abc import Callable

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.auth import current_officer
from registry.office import office
from registry.web import done, redraws, show
from routing import rule_operations, rule_queries
from routing.blueprint import bp
from routing.grid_forms import UnitWanted
from routing.grid_views import change, senders
from routing.rule_forms import RuleForm
from routing.rule_models import Rule


def _list(rule: Rule) -> str:
    return url_for("routing.rules", unit=rule.unit_id)


@bp.get("/rules")
@senders
def rules() -> Response:
    """Show the rules of a unit."""
    wanted = UnitWanted.parse(request.args).unit
    with office().database.reading() as session:
        return show(rule_queries.rules_page(session, current_officer(), wanted))


@bp.post("/rules")
@senders
@redraws(rules)
def add_rule() -> AnyResponse:
    """Add a rule."""
    unit_id = UnitWanted.parse(request.form).unit or 0
    rule = change(rule_operations.add_rule, unit_id, RuleForm.parse(request.form).written())
    return done(url_for("routing.rule", rule_id=rule.id), said=f"เพิ่มกฎ “{rule.name}” แล้ว")


@bp.get("/rules/<int:rule_id>")
@senders
def rule(rule_id: int) -> Response:
    """Show one rule and the letters it would have meant."""
    with office().database.reading() as session:
        return show(rule_queries.rule_page(session, current_officer(), rule_id))


@bp.post("/rules/<int:rule_id>")
@senders
@redraws(rule)
def change_rule(rule_id: int) -> AnyResponse:
    """Write a rule anew."""
    changed = change(rule_operations.change_rule, rule_id, RuleForm.parse(request.form).written())
    return done(url_for("routing.rule", rule_id=rule_id), said=f"แก้กฎ “{changed.name}” แล้ว")


STEPS: dict[str, Callable[[int], Rule]] = {
    "up": lambda rule_id: change(rule_operations.move_rule, rule_id, -1),
    "down": lambda rule_id: change(rule_operations.move_rule, rule_id, 1),
    "on": lambda rule_id: change(rule_operations.wake_rule, rule_id),
    "off": lambda rule_id: change(rule_operations.rest_rule, rule_id),
    "delete": lambda rule_id: change(rule_operations.delete_rule, rule_id),
}
"""What one press does to a rule, by the last word of its address."""


@bp.post(f"/rules/<int:rule_id>/<any({', '.join(STEPS)}):step>")
@senders
def step_rule(rule_id: int, step: str) -> AnyResponse:
    """Move, switch or delete a rule."""
    return done(_list(STEPS[step](rule_id)))
