"""Values that must fit each other: of two readings of one, that which fits is the likelier.

A letter is not received before it is written, the stamps of one letter follow
each other within days, and a letter that a cover names is the one behind it.
A value that wins is one its reader held possible, but for the year of a day it
was not sure of, and for a month that was torn, which the other days tell; what
the picture said first stays beside it, and what another day told is never certain.
"""

import datetime as dt
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import islice

from intake.extract.certainty import Shape
from intake.extract.found import Alternative, Found, FoundLetter, Source
from registry.thai import arabic_digits

Options = dict[str, float]
"""Values that may stand in a place, and how probable each is."""
Fits = Callable[[dt.date, dt.date], float]
"""How likely a day is beside another that is known, 1.0 at most."""
Other = tuple[Options, Fits]
"""What may stand elsewhere, and how a day must fit it."""

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
_NEAR = 10
"""Days."""
_NO_YEAR = "--"
_YEAR_ALONE = 0.5
"""How often it is the year alone that a reader missed in a day."""
_COVERED = 0.3
"""How often a reader missed a day under a seal or by hand, however sure it was."""
_BY_HAND = 0.3
_SURE = 0.95
_DAY_ALONE = re.compile("[^0-9]*(?P<day>0?[1-9]|[12][0-9]|3[01])(?![0-9/])")
"""The number of a day whose month a seal or a stamp has torn."""
_TORN = 0.5
"""How often such a number is that of the day."""


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
    """Choose among the days of a letter and of its stamps those that can follow each other.

    A year or month that a stamp or a seal tore is taken from the other days, and shown as such.
    """
    written = _days(letter.date)
    received = [_days(receipt.date) for receipt in letter.receipts]
    followed: list[Other] = [(one, _follows) for one in received]
    # Else a letter and its stamp, both written by hand, would each take the other's year.
    surer = [
        other
        for other, receipt in zip(followed, letter.receipts, strict=True)
        if _firm(receipt.date) > _firm(letter.date)
    ]
    date = letter.date and _fitting(letter.date, followed, surer)
    receipts = []
    for index, receipt in enumerate(letter.receipts):
        others: list[Other] = [(written, _comes_after)]
        others += [(one, _is_near) for place, one in enumerate(received) if place != index]
        receipts.append(
            replace(receipt, date=receipt.date and _fitting(receipt.date, others, others))
        )
    return replace(letter, date=date, receipts=tuple(receipts))


def _days(found: Found[str] | None) -> Options:
    """Return the whole days that may stand somewhere."""
    options = options_of(found) if found else {}
    return {value: chance for value, chance in options.items() if len(value) == _DAY}


def _firm(found: Found[str] | None) -> float:
    """Say how probable the day is that was read somewhere: less where it is covered."""
    if found is None:
        return 0.0
    grounds = found.grounds
    covered = grounds is not None and (grounds.crossed or grounds.by_hand >= _BY_HAND)
    return max(_days(found).values(), default=0.0) * (1 - _COVERED if covered else 1.0)


def _fitting(found: Found[str], others: Iterable[Other], menders: Iterable[Other]) -> Found[str]:
    """Choose the value that is likeliest when what stands elsewhere is known as well.

    ``menders`` are those of the others that may tell what was torn.
    """
    known = [other for other in others if other[0]]
    torn = _mended(found, [other for other in menders if other[0]])
    options = {**torn, **_days(found)}
    if not options:
        return found
    weights = {
        value: chance * math.prod(_fit(value, days, fits) for days, fits in known)
        for value, chance in options.items()
    }
    lost = _lost(options_of(found)) * _UNKNOWN ** len(known)
    best = max(weights, key=lambda value: weights[value])
    surety = weights[best] / (sum(weights.values()) + lost)
    if best in torn:
        return _from_others(found, best, surety)
    return found if len(found.value) < _DAY else chosen(found, best, surety)


def _mended(found: Found[str], others: Iterable[Other]) -> Options:
    """Return the days that the other days make of what is left of one that is not sure."""
    left, share = _left(found)
    torn: Options = {}
    for days, fits in others if left else ():
        told = dt.date.fromisoformat(max(days, key=lambda value: days[value]))
        most = _SOON if len(left) > len("-31") else _NEAR
        near = (told + dt.timedelta(by) for by in sorted(range(-most, most + 1), key=abs))
        fitting = (f"{day}" for day in near if f"{day}".endswith(left) and fits(day, told) == 1)
        torn.update((value, share) for value in islice(fitting, 1))
    return {value: chance for value, chance in torn.items() if value not in options_of(found)}


def _left(found: Found[str]) -> tuple[str, float]:
    """Return what the end of a day's ISO form surely is, and how probable another beginning.

    What was typed into the file or read surely is not torn: old letters are stamped, too.
    """
    if found.grounds is None or _firm(found) > _SURE:
        return "", 0.0
    if found.value.startswith(_NO_YEAR):
        return found.value.removeprefix(_NO_YEAR[1:]), found.confidence
    if len(found.value) == _DAY:
        return found.value[-len("-12-31") :], (1 - _firm(found)) * _YEAR_ALONE
    alone = None if found.value else _DAY_ALONE.match(arabic_digits(found.raw))
    return (f"-{int(alone['day']):02}", _TORN) if alone else ("", 0.0)


def _from_others(found: Found[str], value: str, surety: float) -> Found[str]:
    """Return a day that the other days say; nobody read it, so it is never certain."""
    told = Alternative(value, found.raw, surety, Source.CONTEXT)
    context = chosen(replace(found, alternatives=(told, *found.alternatives)), value, surety)
    grounds = context.grounds
    return replace(
        context,
        alternatives=tuple(other for other in context.alternatives if other.value),
        grounds=grounds and replace(grounds, shape=min(grounds.shape, Shape.LOOSE.value)),
    )


def _fit(value: str, other: Options, fits: Fits) -> float:
    """Say how well a day fits another of which only chances are known."""
    day = dt.date.fromisoformat(value)
    known = sum(chance * fits(day, dt.date.fromisoformat(one)) for one, chance in other.items())
    return known + _lost(other) * _UNKNOWN


def _comes_after(received: dt.date, written: dt.date) -> float:
    return _follows(written, received)


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
