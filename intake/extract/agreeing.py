"""Values that must fit each other: of two readings of one, that which fits is the likelier.

A letter is not received before it is written, the stamps of one letter follow
each other within days, and a letter that a cover names is the one behind it.
Nothing is mended: a value that wins is one its reader held possible, and what
the picture said first stays beside it.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace

from intake.extract.found import Alternative, Found, FoundLetter, Source

Options = dict[str, float]
"""Values that may stand in a place, and how probable each is."""

_DAY = len("2025-04-25")
_UNKNOWN = 0.3
"""How well a value nobody thought of fits any other."""
_BY_CHANCE = 0.01
"""How probable it is that what one reader missed is the very value another read."""
_ALIKE_WRONG = 0.2
"""How probable it is that two readings which are both wrong are wrong alike."""
_REALLY_DIFFERS = 0.01
"""How often what is written twice is not written alike."""
_SOON, _LATE = 31, 366
_TOGETHER, _APART = 7, 60
"""Days."""


def options_of(found: Found[str]) -> Options:
    """Return what may stand there; what is left of 1 belongs to values nobody thought of."""
    values = [(found.value, found.confidence)]
    values += [(other.value, other.probability) for other in found.alternatives]
    options: Options = {}
    for value, chance in values:
        if value:
            options.setdefault(value, chance)
    whole = max(1.0, sum(options.values()))
    return {value: chance / whole for value, chance in options.items()}


def chosen(found: Found[str], value: str, confidence: float) -> Found[str]:
    """Return what was found with one of its alternatives in its place, and itself among them."""
    if value == found.value:
        return found
    other = next(one for one in found.alternatives if one.value == value)
    seen = Alternative(found.value, found.raw, found.confidence, found.source)
    left = [one for one in found.alternatives if one.value != value]
    context = replace(found, value=value, raw=other.raw, source=Source.CONTEXT, certain=False)
    return _with_chance(replace(context, alternatives=(seen, *left)), confidence)


def days_in_order(letter: FoundLetter) -> FoundLetter:
    """Choose among the days of a letter and of its stamps those that can follow each other."""
    written = _days(letter.date)
    received = [_days(receipt.date) for receipt in letter.receipts]
    if letter.date and written:
        date = _fitting(letter.date, written, received, _follows)
        letter = replace(letter, date=date)
    receipts = [
        replace(receipt, date=_received(receipt.date, index, received, written))
        for index, receipt in enumerate(letter.receipts)
    ]
    return replace(letter, receipts=tuple(receipts))


def _received(
    day: Found[str] | None, index: int, received: list[Options], written: Options
) -> Found[str] | None:
    """Choose the day of one stamp by the others' and the letter's."""
    options = received[index]
    if day is None or not options:
        return day
    after = {value: share * _after(value, written) for value, share in options.items()}
    others = [one for place, one in enumerate(received) if place != index]
    return _fitting(day, after, others, _is_near)


def _days(found: Found[str] | None) -> Options:
    """Return the whole days that may stand somewhere."""
    options = options_of(found) if found else {}
    return {value: chance for value, chance in options.items() if len(value) == _DAY}


def _fitting(
    found: Found[str],
    options: Options,
    others: Iterable[Options],
    fits: Callable[[dt.date, dt.date], float],
) -> Found[str]:
    """Choose the value that is likeliest when what stands elsewhere is known as well."""
    weights = dict(options)
    lost = _lost(options_of(found))
    for other in filter(None, others):
        for value in weights:
            weights[value] *= _fit(value, other, fits)
        lost *= _UNKNOWN
    best = max(weights, key=lambda value: weights[value])
    if best == found.value or not found.value or len(found.value) < _DAY:
        return found
    return chosen(found, best, weights[best] / (sum(weights.values()) + lost))


def _fit(value: str, other: Options, fits: Callable[[dt.date, dt.date], float]) -> float:
    """Say how well a day fits another of which only chances are known."""
    day = dt.date.fromisoformat(value)
    known = sum(chance * fits(day, dt.date.fromisoformat(one)) for one, chance in other.items())
    return known + _lost(other) * _UNKNOWN


def _after(received: str, written: Options) -> float:
    return _fit(received, written, lambda day, other: _follows(other, day)) if written else 1.0


def _follows(written: dt.date, received: dt.date) -> float:
    """Say how likely a letter of one day is received on another, beside the likeliest."""
    days = (received - written).days
    if days < 0:
        return 0.02
    return 1.0 if days <= _SOON else 0.3 if days <= _LATE else 0.05


def _is_near(one: dt.date, other: dt.date) -> float:
    days = abs((one - other).days)
    return 1.0 if days <= _TOGETHER else 0.3 if days <= _APART else 0.03


def settled(one: Found[str], other: Found[str]) -> tuple[Found[str], Found[str]]:
    """Give two readings of one thing the value that both readers held possible, if there is one.

    Where they agree, both are surer of it, unless Tesseract alone read them.
    """
    mine, theirs = options_of(one), options_of(other)
    both = [value for value in mine if value in theirs]
    if not both or not (one.value and other.value):
        return one, other
    weights = {value: mine[value] * theirs[value] for value in both}
    strange = _alone(mine, theirs) + _alone(theirs, mine)
    strange += _ALIKE_WRONG * _lost(mine) * _lost(theirs)
    if one.value != other.value:
        strange += _REALLY_DIFFERS * mine[one.value] * theirs[other.value]
    best = max(both, key=lambda value: weights[value])
    if weights[best] <= strange:
        return one, other
    surety = weights[best] / (sum(weights.values()) + strange)
    return _surer(chosen(one, best, surety), surety), _surer(chosen(other, best, surety), surety)


def _alone(mine: Options, theirs: Options) -> float:
    """Say how probable it is that one reader missed what stands there and the other has it."""
    alone = sum(chance for value, chance in mine.items() if value not in theirs)
    return alone * _lost(theirs) * _BY_CHANCE


def _lost(options: Options) -> float:
    return max(0.0, 1.0 - sum(options.values()))


def _surer(found: Found[str], surety: float) -> Found[str]:
    """Believe more in what a reader said who knows all digits; who does not, errs alike twice."""
    if found.source is Source.PAGE:
        return found
    return _with_chance(found, max(found.confidence, surety))


def _with_chance(found: Found[str], chance: float) -> Found[str]:
    grounds = found.grounds and replace(found.grounds, chance=chance)
    return replace(found, confidence=round(chance, 3), grounds=grounds)
