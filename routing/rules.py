"""Which letters a rule means. Pure functions over text; no text makes them fail."""

import re
from dataclasses import dataclass
from typing import Protocol

from registry.thai import arabic_digits, bare, normal_text
from registry.vocabulary import LetterKind, Urgency

_PARTS = re.compile(r"[0-9]+|[A-Za-z]+|[ก-ฮะ-ูเ-ๆ]+")
_BETWEEN_WORDS = re.compile(r"[,\n]")


class Described(Protocol):
    """What a rule looks at: the letter as it is registered."""

    sender: str
    reference: str
    subject: str
    kind: LetterKind
    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a rule looks for. An empty one is not asked for; all others must hold."""

    sender: str = ""
    """Somewhere in จาก."""
    reference: str = ""
    """What ที่ begins with: ``กค 0402.2``, ``มท 08``, ``กค 0402.2/ว``."""
    words: tuple[str, ...] = ()
    """Any of them in เรื่อง."""
    kind: LetterKind | None = None
    urgency: Urgency | None = None

    @property
    def say_something(self) -> bool:
        """Tell whether there is anything a letter could be compared with."""
        return bool(
            bare(self.sender)
            or parts_of(self.reference)
            or any(map(bare, self.words))
            or self.kind
            or self.urgency
        )

    def match(self, letter: Described) -> bool:
        """Tell whether a letter is meant; conditions that say nothing mean none.

        Spaces, punctuation, tone marks and the kind of digits make no difference.
        """
        subject, words = bare(letter.subject), [one for one in map(bare, self.words) if one]
        return (
            self.say_something
            and bare(self.sender) in bare(letter.sender)
            and begins_with(letter.reference, self.reference)
            and (not words or any(word in subject for word in words))
            and self.kind in {None, letter.kind}
            and self.urgency in {None, letter.urgency}
        )

    def sentence(self) -> str:
        """Say in Thai what is looked for: ``ที่ขึ้นต้นด้วย “กค 0402” และ เรื่องมีคำว่า …``."""
        words = " หรือ ".join(f"“{word}”" for word in self.words)
        said = (
            self.sender and f"จากมีคำว่า “{self.sender}”",
            self.reference and f"ที่ขึ้นต้นด้วย “{self.reference}”",
            words and f"เรื่องมีคำว่า {words}",
            self.kind and f"ชนิด{self.kind.label}",
            self.urgency and f"ชั้นความเร็ว{self.urgency.label}",
        )
        return " และ ".join(one for one in said if one)


def words_from(text: str) -> tuple[str, ...]:
    """Return the words a clerk has typed, one a line or between commas."""
    found = (" ".join(word.split()) for word in _BETWEEN_WORDS.split(text))
    return tuple(dict.fromkeys(word for word in found if word))


def parts_of(reference: str) -> list[str]:
    """Cut a reference into its letters and numbers: ``กค 0402.2/ว24`` → กค, 0402, 2, ว, 24."""
    return _PARTS.findall(arabic_digits(normal_text(reference)))


def begins_with(reference: str, start: str) -> bool:
    """Tell whether a reference begins with another, part by part.

    Only the unit's own number may be cut short, since its first digits name
    the department: ``มท 08`` begins ``มท 0803.3``, but ``กค 0402.2`` does not
    begin ``กค 0402.25``, nor does ``ว2`` begin ``ว24``.
    """
    wanted, had = parts_of(start), parts_of(reference)
    if len(wanted) == UNIT_PLACE and len(had) >= UNIT_PLACE:
        return had[0] == wanted[0] and had[1].startswith(wanted[1])
    return had[: len(wanted)] == wanted


UNIT_PLACE = 2
"""Where in a reference the unit's number stands, counted from 1."""
