"""The rules of a unit on the screen, and tried on real letters. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.holdings import Holding, may_see
from registry.models import Letter
from registry.people import Actor
from registry.people_models import Unit
from registry.screen import Screen
from registry.vocabulary import LetterKind, Urgency
from routing.grid_keeping import named_unit, routing_units
from routing.rule_models import Rule
from routing.rule_operations import conditions_of, own_rule, rules_of
from routing.states import Purpose

TRIED_ON = 100


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule as a person reads it."""

    rule: Rule
    sentence: str
    target: Unit


@dataclass(frozen=True, slots=True)
class RuleChoices:
    """What a rule's form offers, as (value, text) pairs."""

    targets: Sequence[tuple[int, str]]
    kinds: Sequence[tuple[str, str]] = (
        ("", "ทุกชนิด"),
        *((one.value, one.label) for one in LetterKind),
    )
    urgencies: Sequence[tuple[str, str]] = (
        ("", "ทุกชั้น"),
        *((one.value, one.label) for one in Urgency),
    )
    purposes: Sequence[tuple[str, str]] = tuple((one.value, one.label) for one in Purpose)


@dataclass(frozen=True)
class RulesPage(Screen):
    """The rules of a unit, in the order in which they speak."""

    template: ClassVar[str] = "routing/rules.html"
    fragment: ClassVar[str] = "routing/_rules.html"

    unit: Unit
    units: Sequence[Unit]
    rules: Sequence[RuleRow]
    choices: RuleChoices


@dataclass(frozen=True)
class RulePage(Screen):
    """One rule, to be changed, and what it would have meant."""

    template: ClassVar[str] = "routing/rule.html"
    fragment: ClassVar[str] = "routing/_rule.html"

    rule: Rule
    unit: Unit
    sentence: str
    target: Unit
    choices: RuleChoices
    tried: int
    """On how many letters it was tried, the latest of the unit that the officer may see."""
    meant: Sequence[Letter]


def rules_page(session: Session, actor: Actor, wanted: int | None) -> RulesPage:
    """Return the rules of a unit he sends letters for, the first if none is named."""
    units = routing_units(session, actor)
    unit = named_unit(units, wanted)
    rules = rules_of(session, unit.id or 0)
    found = session.exec(select(Unit).where(col(Unit.id).in_([r.to_unit_id for r in rules])))
    targets = {one.id: one for one in found}
    rows = [RuleRow(r, conditions_of(r).sentence(), targets[r.to_unit_id]) for r in rules]
    return RulesPage(unit, units, rows, _choices(session, unit))


def rule_page(session: Session, actor: Actor, rule_id: int) -> RulePage:
    """Return one rule and the letters, of the unit's latest hundred, that it means."""
    rule = own_rule(session, rule_id, by=actor)
    unit, looked_for = session.get_one(Unit, rule.unit_id), conditions_of(rule)
    held = select(Holding.letter_id).where(Holding.unit_id == rule.unit_id)
    latest = session.exec(
        select(Letter)
        .where(col(Letter.id).in_(held), may_see(actor))
        .order_by(col(Letter.id).desc())
        .limit(TRIED_ON)
    ).all()
    return RulePage(
        rule=rule,
        unit=unit,
        sentence=looked_for.sentence(),
        target=session.get_one(Unit, rule.to_unit_id),
        choices=_choices(session, unit),
        tried=len(latest),
        meant=[letter for letter in latest if looked_for.match(letter)],
    )


def _choices(session: Session, unit: Unit) -> RuleChoices:
    found = session.exec(select(Unit).where(col(Unit.is_active)).order_by(col(Unit.id)))
    others = [one for one in found if one.id != unit.id]
    return RuleChoices([(one.id or 0, f"{one.short_name} {one.name}".strip()) for one in others])
