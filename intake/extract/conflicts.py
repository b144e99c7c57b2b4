"""What the letters of one bundle say of each other, and where they contradict.

A cover cites the letter it forwards. A value that both readings hold possible
is the likelier one; when they have none in common, both are kept and shown and
neither is mended. A misread ว becomes a digit (``ว ๒๔`` was read ``๑๒๕``), so a
citation may only be near.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from intake.extract.agreeing import settled
from intake.extract.found import Citation, Found, FoundLetter, OtherReading
from registry.thai_months import edit_distance

_NEAR = 2
"""Letters two readings of one reference may differ in."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A letter named in another letter: its reference, date and where."""

    letter: int
    """Position in the bundle of the letter that names it."""
    reference: Found[str]
    date: Found[str] | None


def cross_checked(letters: Sequence[FoundLetter]) -> tuple[FoundLetter, ...]:
    """Link covers to the letters they forward, and record every contradiction on both sides."""
    checked = list(letters)
    for index, letter in enumerate(letters):
        for mention in mentions(index, letter):
            target = _meant(mention, letters)
            if target is not None:
                _compare(checked, mention, target)
                _link(checked, index, target)
    return tuple(checked)


def mentions(index: int, letter: FoundLetter) -> tuple[Mention, ...]:
    """Return the letters a letter names: in its อ้างถึง and in its text."""
    listed = [Mention(index, cited.reference, cited.date) for cited in letter.refers_to]
    spoken = [Mention(index, cited.reference, cited.date) for cited in letter.mentions]
    return (*listed, *spoken)


def _parts(reference: str) -> tuple[str, str, str]:
    """Code with unit, circular mark, number."""
    head, _, number = reference.rpartition("/")
    mark = "ว" if number.startswith("ว") else ""
    return re.sub(r"\s", "", head), mark, number.removeprefix("ว")


def is_near(one: str, other: str) -> bool:
    """Say whether two references may be two readings of one.

    Same code and unit, and numbers a letter or two apart; or a ว on one side
    that may have become the first digit of the other.
    """
    if one == other:
        return True
    (head, mark, number), (head2, mark2, number2) = _parts(one), _parts(other)
    if edit_distance(head, head2) > 1 or not number or not number2:
        return False
    if mark == mark2:
        return edit_distance(number, number2) <= 1
    with_mark, without = (number, number2) if mark else (number2, number)
    grown = 0 <= len(without) - len(with_mark) <= 2  # noqa: PLR2004
    return grown and edit_distance(with_mark, without) <= _NEAR


def _meant(mention: Mention, letters: Sequence[FoundLetter]) -> int | None:
    """Return the letter of the bundle a mention means.

    The one with the same reference; else one whose reference is near; else one
    of the same unit and the same month. Two that fit as well give none.
    """
    others = [i for i, other in enumerate(letters) if i != mention.letter and other.reference]
    for fits in (_is_same, _may_mean, _is_of_that_month):
        fitting = [i for i in others if fits(mention, letters[i])]
        dated = [i for i in fitting if _same_date(mention.date, letters[i].date)]
        if len(dated or fitting) == 1:
            return (dated or fitting)[0]
    return None


def _is_same(mention: Mention, letter: FoundLetter) -> bool:
    return bool(letter.reference and letter.reference.value == mention.reference.value)


def _is_of_that_month(mention: Mention, letter: FoundLetter) -> bool:
    """Say whether unit and month agree, for a number too damaged to compare."""
    if not (letter.reference and letter.date and mention.date and mention.date.value):
        return False
    same_unit = _parts(letter.reference.value)[0] == _parts(mention.reference.value)[0]
    return same_unit and letter.date.value[:7] == mention.date.value[:7] != ""


def _may_mean(mention: Mention, letter: FoundLetter) -> bool:
    head = letter.reference
    return bool(head and is_near(mention.reference.value, head.value))


def _same_date(one: Found[str] | None, other: Found[str] | None) -> bool:
    if not (one and other and one.value and other.value):
        return False
    return one.value == other.value or one.value.startswith(other.value)


def _compare(checked: list[FoundLetter], mention: Mention, target: int) -> None:
    """Let both sides settle on what both may say, and record on both what does not agree."""
    letter = checked[target]
    if letter.reference:
        mine, cited = settled(letter.reference, mention.reference)
        checked[target] = replace(letter, reference=_against(mine, cited))
        _doubt(checked, mention, _against(cited, mine), "reference")
    letter = checked[target]
    if letter.date is None and letter.reference and mention.date and mention.date.value:
        letter = replace(letter, date=_unread(letter.reference))
    if letter.date and mention.date and mention.date.value:
        mine, cited = settled(letter.date, mention.date)
        checked[target] = replace(letter, date=_against(mine, cited))
        _doubt(checked, mention, _against(cited, mine), "date")


def _unread(reference: Found[str]) -> Found[str]:
    """Stand for a date nobody could read, so that the cited one can be shown beside it."""
    return Found("", "", reference.page, reference.box, 0.0, certain=False)


def _against(mine: Found[str], other: Found[str]) -> Found[str]:
    """Add another reading that differs; then neither is certain."""
    reading = OtherReading(other.value, other.raw, other.page, other.box)
    if mine.value == other.value or reading in mine.conflicts:
        return mine
    return replace(mine, certain=False, conflicts=(*mine.conflicts, reading))


def _doubt(checked: list[FoundLetter], mention: Mention, said: Found[str], part: str) -> None:
    """Put what a mention says, compared with the head it means, in its place."""
    place = mention.reference.page, mention.reference.box

    def compared(cited: Citation) -> Citation:
        if (cited.reference.page, cited.reference.box) != place:
            return cited
        if part == "reference":
            return replace(cited, reference=said)
        return replace(cited, date=said)

    letter = checked[mention.letter]
    checked[mention.letter] = replace(
        letter,
        refers_to=tuple(compared(cited) for cited in letter.refers_to),
        mentions=tuple(compared(cited) for cited in letter.mentions),
    )


def _link(checked: list[FoundLetter], cover: int, target: int) -> None:
    """Record that a letter forwards one it names that stands behind it in the file."""
    letter = checked[cover]
    if target > cover and target not in letter.wraps:
        checked[cover] = replace(letter, wraps=(*letter.wraps, target))
