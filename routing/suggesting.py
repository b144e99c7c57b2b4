"""Which units a letter may be for: by the rules of the unit, and by how like letters went."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlmodel import Session, col, select

from registry.holdings import may_see
from registry.models import Letter
from registry.people import Actor
from registry.thai import bare, normal_text, words
from routing.models import Assignment
from routing.rule_operations import conditions_of, rules_of
from routing.rules import UNIT_PLACE, parts_of
from routing.states import GONE, Purpose

LOOKED_AT = 300
"""How many letters the unit sent last are compared."""
MOST_ALIKE = 10
"""How many of them, the most alike, have a say."""
FEWEST = 2
"""One letter is no custom."""
ALIKE_FROM_THERE = 0.25
ALIKE_FROM_ANYWHERE = 0.6
"""Share of their subjects' words that two letters have in common, of one origin and of two."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One box that may be ticked, and why."""

    unit_id: int
    purpose: Purpose
    reasons: tuple[str, ...]


def suggestions(
    session: Session, actor: Actor, letter: Letter, unit_id: int
) -> Mapping[int, Suggestion]:
    """Return what is proposed for a letter, by unit; a rule goes before custom.

    Custom is read from letters that this unit sent and the officer may see.
    """
    found: dict[int, Suggestion] = {}
    for one in (*_by_rules(session, letter, unit_id), *_by_custom(session, actor, letter, unit_id)):
        had = found.get(one.unit_id)
        found[one.unit_id] = replace(had, reasons=had.reasons + one.reasons) if had else one
    return _with_one_owner(found)


def alike(letter: Letter, other: Letter) -> float:
    """Return how alike two letters are, 0 if they are not.

    Shape: the share of words common to both subjects, and 1 more for letters
    of one sender or one office's number.
    """
    ours, theirs = subject_words(letter.subject), subject_words(other.subject)
    shared = len(ours & theirs) / (len(ours | theirs) or 1)
    if _same_origin(letter, other):
        return 1 + shared if shared >= ALIKE_FROM_THERE else 0.0
    return shared if shared >= ALIKE_FROM_ANYWHERE else 0.0


@lru_cache(maxsize=2048)
def subject_words(subject: str) -> frozenset[str]:
    """Return the words of a subject that say something."""
    found = (bare(word) for word in words(normal_text(subject)))
    return frozenset(word for word in found if len(word) > 1)


def _same_origin(letter: Letter, other: Letter) -> bool:
    office, theirs = (parts_of(one.reference)[:UNIT_PLACE] for one in (letter, other))
    sender = bare(letter.sender)
    return bool(
        (len(office) == UNIT_PLACE and office == theirs)
        or (sender and sender == bare(other.sender))
    )


def _by_rules(session: Session, letter: Letter, unit_id: int) -> Iterable[Suggestion]:
    for rule in rules_of(session, unit_id):
        if rule.is_active and conditions_of(rule).match(letter):
            yield Suggestion(rule.to_unit_id, Purpose(rule.purpose), (f"กฎ: {rule.name}",))


def _by_custom(
    session: Session, actor: Actor, letter: Letter, unit_id: int
) -> Iterable[Suggestion]:
    like = [one.id for one in _most_alike(session, actor, letter, unit_id)]
    if len(like) < FEWEST:
        return
    went = session.exec(
        select(Assignment.to_unit_id, Assignment.purpose).where(
            Assignment.from_unit_id == unit_id,
            col(Assignment.letter_id).in_(like),
            col(Assignment.state).not_in(GONE),
        )
    ).all()
    purposes: dict[int, Counter[Purpose]] = {}
    for to_unit, purpose in went:
        purposes.setdefault(to_unit, Counter())[Purpose(purpose)] += 1
    for to_unit, counted in sorted(purposes.items(), key=lambda one: -one[1].total()):
        times = counted.total()
        if times >= FEWEST and 2 * times >= len(like):
            reason = f"หนังสือที่คล้ายกัน {times} ใน {len(like)} ฉบับเคยส่งหน่วยงานนี้"
            yield Suggestion(to_unit, counted.most_common(1)[0][0], (reason,))


def _most_alike(session: Session, actor: Actor, letter: Letter, unit_id: int) -> Sequence[Letter]:
    """Return the letters most like this one among those the unit sent last."""
    latest = (
        select(Assignment.letter_id)
        .where(Assignment.from_unit_id == unit_id, Assignment.letter_id != letter.id)
        .distinct()
        .order_by(col(Assignment.letter_id).desc())
        .limit(LOOKED_AT)
    )
    sent = session.exec(
        select(Letter)
        .where(col(Letter.id).in_(latest), may_see(actor))
        .order_by(col(Letter.id).desc())
    ).all()
    scored = [(alike(letter, one), one) for one in sent]
    best = sorted((one for one in scored if one[0]), key=lambda one: -one[0])
    return [one for _, one in best[:MOST_ALIKE]]


def _with_one_owner(found: Mapping[int, Suggestion]) -> Mapping[int, Suggestion]:
    """Let the first owner be the only one; the others are proposed to act."""
    owners = [unit for unit, one in found.items() if one.purpose is Purpose.OWNER]
    return {
        unit: replace(one, purpose=Purpose.ACTION) if unit in owners[1:] else one
        for unit, one in found.items()
    }
