"""What was read of a letter held against what is true of it: one answer for each value."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TypeVar

from bench.character_error import distances
from bench.truth import Wanted
from intake.extract.found import Citation, Found, FoundLetter, Grounds
from registry.thai import arabic_digits, normal_text

T = TypeVar("T")

SIMILAR = 0.97
_EMPTY_IS_AN_ANSWER = frozenset({"urgency", "secrecy"})
"""No word of theirs is a statement; an absent e-mail that was not found proves nothing."""
_DOTS_TELL = frozenset({"reference", "email", "cited reference"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One value: what should stand there, what was read, and how sure the reader was."""

    field: str
    wanted: str
    read: str
    exact: bool
    similar: bool
    """Exact, or 97 % alike."""
    errors: int
    """Edits from ``read`` to ``wanted`` in their plain form."""
    letters: int
    """Characters of ``wanted`` in its plain form."""
    confidence: float | None = None
    """``None`` where the field has none."""
    certain: bool = False
    grounds: Grounds | None = None
    """What it rests on, if it was read off a picture."""
    parts: tuple["Answer", ...] = ()
    """The answers it is made of, if it is made of several."""


def plain(text: str, field: str = "") -> str:
    """Write a value without what truth and page may space differently."""
    text = re.sub(r"\s", "", arabic_digits(normal_text(text))).lower()
    return text if field in _DOTS_TELL else text.replace(".", "")


def answer(
    field: str, accepted: Sequence[str], found: Found[str] | None, note: str = ""
) -> Answer | None:
    """Hold a value against what may stand there; ``None`` where neither has anything to say."""
    name = f"{field}, {note}" if note else field
    read = plain(found.value, field) if found else ""
    wanted = [plain(one, field) for one in accepted]
    if not (read or any(wanted) or field in _EMPTY_IS_AN_ANSWER):
        return None
    errors, nearest = min((distances(one, read, anywhere=False)[-1], one) for one in wanted)
    errors = errors if nearest else len(read)
    exact = read in wanted
    similar = exact or any(SequenceMatcher(None, one, read).ratio() >= SIMILAR for one in wanted)
    return Answer(
        name,
        accepted[0],
        found.value if found else "",
        exact,
        similar,
        errors,
        len(nearest),
        found.confidence if found else None,
        bool(found and found.certain),
        found.grounds if found else None,
    )


def answers(wanted: Wanted, letter: FoundLetter) -> Iterator[Answer]:
    """Answer for every value of a letter."""
    yield _said("kind", wanted.kind, letter.kind.value)
    if wanted.pages:
        first, last = wanted.pages
        yield _said("pages", f"{first}-{last}", f"{letter.first_page}-{letter.last_page}")
    for name, accepted in wanted.values.items():
        if one := answer(name, accepted, getattr(letter, name), wanted.notes.get(name, "")):
            yield one
    yield from _each("enclosures", wanted.enclosures, letter.enclosures)
    yield from _cited(wanted.cited, letter.refers_to)
    yield from _stamped(wanted, letter)


def of_file(wanted: Sequence[Wanted], letters: Sequence[FoundLetter]) -> Iterator[Answer]:
    """Answer for all letters of a file, each held against the one that begins where it does."""
    for want in wanted:
        first = want.pages[0] if want.pages else 1
        begun = [letter for letter in letters if letter.first_page <= first]
        yield from answers(want, begun[-1] if begun else letters[0])


def _said(field: str, wanted: str, read: str) -> Answer:
    right = wanted == read
    return Answer(field, wanted, read, right, right, not right, 1)


def _each(field: str, wanted: Sequence[str], found: Sequence[Found[str]]) -> Iterator[Answer]:
    """Answer for each item of a list by what resembles it most; what is left over is invented."""
    for one, read in _paired(wanted, found, lambda item: item.value):
        if given := answer(field, [one], read):
            yield given


def _paired(
    wanted: Sequence[str], found: Sequence[T], value: Callable[[T], str]
) -> Iterator[tuple[str, T | None]]:
    left = list(found)
    for one in wanted:
        best = max(left, key=lambda item: _likeness(one, value(item)), default=None)
        if best is not None:
            left.remove(best)
        yield one, best
    yield from (("", item) for item in left)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, plain(one), plain(other)).ratio()


def _cited(wanted: Sequence[tuple[str, str]], cited: Sequence[Citation]) -> Iterator[Answer]:
    """Answer for each letter referred to: its reference, and its date where that is known."""
    dates = dict(wanted)
    for one, found in _paired(list(dates), cited, lambda item: item.reference.value):
        reference = answer("cited reference", [one], found.reference if found else None)
        if reference is None:
            continue
        date = dates.get(one) and answer("cited date", [dates[one]], found.date if found else None)
        if not date:
            yield replace(reference, field="refers to", parts=(reference,))
            continue
        yield Answer(
            "refers to",
            f"{one} {date.wanted}",
            f"{reference.read} {date.read}",
            reference.exact and date.exact,
            reference.similar and date.exact,
            reference.errors + date.errors,
            reference.letters + date.letters,
            min(part.confidence or 0.0 for part in (reference, date)),
            reference.certain and date.certain,
            parts=(reference, date),
        )


def _stamped(wanted: Wanted, letter: FoundLetter) -> Iterator[Answer]:
    """Answer for each part of each receipt stamp, by the stamp whose parts agree best."""
    left = list(letter.receipts)
    for stamp in wanted.stamps:
        parts = {name: stamp[name] for name in ("number", "date", "time", "unit") if stamp[name]}

        def agreeing(receipt: object, parts: dict[str, str] = parts) -> float:
            found = [(getattr(receipt, name), value) for name, value in parts.items()]
            return sum(_likeness(value, one.value) for one, value in found if one)

        best = max(left, key=agreeing, default=None)
        if best is not None:
            left.remove(best)
        for name, value in parts.items():
            read = getattr(best, name) if best else None
            note = stamp["by_hand"] if name != "unit" else ""
            if one := answer(f"stamp {name}", [value], read, note):
                yield one
