"""What officers do to the rules of their unit. Every function runs in the caller's transaction."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from sqlmodel import Session, col, select

from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.people import Actor
from registry.people_models import Unit
from registry.vocabulary import Permission
from routing.grid_keeping import note_change
from routing.rule_models import Rule
from routing.rules import Conditions, words_from
from routing.states import Purpose

MOST_RULES = 200


class RuleRefused(RegistryError):
    """The rule would mean no letter, or lead nowhere."""

    code = "rule-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "บันทึกกฎไม่ได้ เพราะ{reason}"


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """A rule as it was written down."""

    name: str
    conditions: Conditions
    to_unit_id: int
    purpose: Purpose


def add_rule(
    session: Session, unit_id: int, written: WrittenRule, *, by: Actor, at: dt.datetime
) -> Rule:
    """Add a rule after the unit's others; raise ``RuleRefused`` for one that makes no sense."""
    if not by.may(Permission.ROUTE, unit_id):
        raise NotFound(what="หน่วยงาน")
    target = _target(session, unit_id, written)
    rules = rules_of(session, unit_id)
    if len(rules) >= MOST_RULES:
        raise RuleRefused(reason=f"หน่วยงานหนึ่งมีได้ไม่เกิน {MOST_RULES} กฎ กรุณาลบกฎที่ไม่ใช้")
    rule = Rule(
        unit_id=unit_id,
        position=rules[-1].position + 1 if rules else 0,
        name=written.name,
        to_unit_id=written.to_unit_id,
        purpose=written.purpose,
    )
    _write(rule, written)
    session.add(rule)
    note_change(session, Event.RULE_ADDED, rule, by=by, at=at, after=_said(rule, target))
    return rule


def change_rule(
    session: Session, rule_id: int, written: WrittenRule, *, by: Actor, at: dt.datetime
) -> Rule:
    """Write a rule anew."""
    rule = own_rule(session, rule_id, by=by)
    before = _said(rule, session.get_one(Unit, rule.to_unit_id))
    target = _target(session, rule.unit_id, written)
    _write(rule, written)
    session.add(rule)
    after = _said(rule, target)
    note_change(session, Event.RULE_CHANGED, rule, by=by, at=at, before=before, after=after)
    return rule


def move_rule(session: Session, rule_id: int, step: int, *, by: Actor, at: dt.datetime) -> Rule:
    """Move a rule ``step`` places on (back if negative); past an end it stays at the end."""
    moved = own_rule(session, rule_id, by=by)
    rules = list(rules_of(session, moved.unit_id))
    place = rules.index(moved)
    rules.insert(max(0, place + step), rules.pop(place))
    for position, rule in enumerate(rules):
        rule.position = position
        session.add(rule)
    note_change(
        session, Event.RULE_CHANGED, moved, by=by, at=at, after={"place": moved.position + 1}
    )
    return moved


def wake_rule(session: Session, rule_id: int, *, by: Actor, at: dt.datetime) -> Rule:
    """Let a rule propose units again."""
    rule = own_rule(session, rule_id, by=by)
    rule.is_active = True
    session.add(rule)
    note_change(session, Event.RULE_CHANGED, rule, by=by, at=at, after={"is_active": True})
    return rule


def rest_rule(session: Session, rule_id: int, *, by: Actor, at: dt.datetime) -> Rule:
    """Keep a rule, but let it propose nothing."""
    rule = own_rule(session, rule_id, by=by)
    rule.is_active = False
    session.add(rule)
    note_change(session, Event.RULE_CHANGED, rule, by=by, at=at, before={"is_active": True})
    return rule


def delete_rule(session: Session, rule_id: int, *, by: Actor, at: dt.datetime) -> Rule:
    """Delete a rule; what was sent by its advice is not touched."""
    rule = own_rule(session, rule_id, by=by)
    before = _said(rule, session.get_one(Unit, rule.to_unit_id))
    session.delete(rule)
    note_change(session, Event.RULE_DELETED, rule, by=by, at=at, before=before)
    return rule


def own_rule(session: Session, rule_id: int, *, by: Actor) -> Rule:
    """Return a rule, locked, of a unit he sends letters for; raise ``NotFound`` otherwise."""
    rule = session.exec(select(Rule).where(Rule.id == rule_id).with_for_update()).first()
    if rule is None or not by.may(Permission.ROUTE, rule.unit_id):
        raise NotFound(what="กฎ")
    return rule


def rules_of(session: Session, unit_id: int) -> Sequence[Rule]:
    """Return the rules of a unit in their order."""
    return session.exec(
        select(Rule).where(Rule.unit_id == unit_id).order_by(col(Rule.position), col(Rule.id))
    ).all()


def conditions_of(rule: Rule) -> Conditions:
    """Return what a stored rule looks for."""
    return Conditions(rule.sender, rule.reference, words_from(rule.words), rule.kind, rule.urgency)


def _target(session: Session, unit_id: int, written: WrittenRule) -> Unit:
    """Return the unit a rule leads to, once the rule makes sense."""
    if not written.conditions.say_something:
        raise RuleRefused(reason="ยังไม่ได้ระบุเงื่อนไข")
    target = session.get(Unit, written.to_unit_id)
    if target is None or not target.is_active:
        raise RuleRefused(reason="ไม่พบหน่วยงานปลายทาง หรือหน่วยงานปิดแล้ว")
    if target.id == unit_id:
        raise RuleRefused(reason="หน่วยงานส่งให้ตนเองไม่ได้")
    return target


def _write(rule: Rule, written: WrittenRule) -> None:
    looked_for = written.conditions
    rule.name, rule.sender, rule.reference = written.name, looked_for.sender, looked_for.reference
    rule.words = "\n".join(looked_for.words)
    rule.kind, rule.urgency = looked_for.kind, looked_for.urgency
    rule.to_unit_id, rule.purpose = written.to_unit_id, written.purpose


def _said(rule: Rule, target: Unit) -> dict[str, object]:
    """Say in the journal what a rule is."""
    return {
        "looks_for": conditions_of(rule).sentence(),
        "proposes": f"{target.name} {Purpose(rule.purpose).label}",
    }
