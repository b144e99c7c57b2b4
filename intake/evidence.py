"""What the clerk sees of each value: how sure the machine was, and the cut-out it rests on.

Pure functions from the JSON of a found letter (``DraftLetter.found``) and the
clerk's own words to what the review screen draws. The clerk's word always wins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intake.models import DraftLetter
from intake.readings import Control, Cutout, Reading, as_typed, readings_of
from registry.vocabulary import LabelledEnum, LetterKind, Secrecy, Urgency


class Mark(LabelledEnum):
    """How much a value needs the clerk's eye."""

    CERTAIN = "certain", "มั่นใจ"
    CHECK = "check", "โปรดตรวจ"
    CONFLICT = "conflict", "ขัดแย้ง"
    MISSING = "missing", "ไม่พบ โปรดตรวจ"
    ABSENT = "absent", "ไม่มี"
    CONFIRMED = "confirmed", "ตรวจแล้ว"

    @property
    def sign(self) -> str:
        """Return the sign drawn before the word."""
        return SIGNS[self]

    @property
    def look(self) -> str:
        """Return the class of its colour; the sign and the word say the same."""
        return LOOKS.get(self, "certain")

    @property
    def needs_eye(self) -> bool:
        """Tell whether the clerk should stop here."""
        return self in {Mark.CHECK, Mark.CONFLICT, Mark.MISSING}


SIGNS: Mapping[Mark, str] = {
    Mark.CERTAIN: "✓",
    Mark.CHECK: "!",
    Mark.CONFLICT: "≠",
    Mark.MISSING: "!",
    Mark.ABSENT: "–",
    Mark.CONFIRMED: "✓",
}

LOOKS: Mapping[Mark, str] = {
    Mark.CHECK: "check",
    Mark.MISSING: "check",
    Mark.CONFLICT: "conflict",
    Mark.CONFIRMED: "done",
}


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of a letter: its name in the machine's JSON, its label on the screen."""

    name: str
    label: str
    control: Control = Control.LINE
    expected: frozenset[LetterKind] = frozenset()
    """Kinds that always have it, so that its absence needs the clerk's eye."""
    is_main: bool = True
    """Shown at once; the others stand under "more" unless one needs the clerk's eye."""
    choices: type[LabelledEnum] | None = None


_ALL = frozenset(LetterKind) - {LetterKind.OTHER}
_NUMBERED = _ALL - {LetterKind.ANNOUNCEMENT}
_ADDRESSED = frozenset({LetterKind.EXTERNAL, LetterKind.MEMO, LetterKind.STAMPED})

FIELDS: tuple[FieldRule, ...] = (
    FieldRule("reference", "ที่", expected=_NUMBERED),
    FieldRule("date", "ลงวันที่", Control.DATE, expected=_ALL),
    FieldRule("sender", "จาก", expected=_ADDRESSED),
    FieldRule("addressee", "ถึง", expected=_ADDRESSED),
    FieldRule("subject", "เรื่อง", Control.TEXT, expected=frozenset(LetterKind)),
    FieldRule("urgency", "ชั้นความเร็ว", Control.CHOICE, choices=Urgency),
    FieldRule("secrecy", "ชั้นความลับ", Control.CHOICE, choices=Secrecy),
    FieldRule("owner_unit", "ส่วนราชการเจ้าของเรื่อง", is_main=False),
    FieldRule("signatory", "ผู้ลงนาม", is_main=False),
    FieldRule("position", "ตำแหน่ง", is_main=False),
    FieldRule("phone", "โทรศัพท์", is_main=False),
    FieldRule("email", "ไปรษณีย์อิเล็กทรอนิกส์", is_main=False),
)
"""Every plain field, in the order the clerk reads them off the page."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field on the screen."""

    name: str
    """Full name in the form, such as ``letters.0.subject``."""
    key: str
    """Name within its letter, such as ``subject`` or ``refers_to.0.date``."""
    label: str
    control: Control
    value: str
    mark: Mark
    readings: tuple[Reading, ...] = ()
    """The machine's readings, the likeliest first; more than one are chosen among."""
    chosen: str = ""
    """Which of several readings is ticked; what is typed into ``value`` wins over it."""
    choices: tuple[tuple[str, str], ...] = ()
    """Values and labels of a ``CHOICE``."""
    error: str = ""

    @property
    def is_required(self) -> bool:
        """Tell whether the register cannot do without it: a summary, if the letter has none."""
        return self.key == "subject"

    @property
    def is_choosing(self) -> bool:
        """Tell whether there are several readings to choose from, each by its digit."""
        return len(self.readings) > 1

    @property
    def is_blank_row(self) -> bool:
        """Tell whether this is the empty row at the end of a list, which says nothing."""
        return "." in self.key and self.mark is Mark.ABSENT

    @property
    def cutout(self) -> Cutout | None:
        """The cut-out of the likeliest reading."""
        return self.readings[0].cutout if self.readings else None


@dataclass(frozen=True, slots=True)
class Words:
    """What stands against the machine's reading: the clerk's words, saved or just sent."""

    confirmed: Mapping[str, str]
    """Key within the letter to the value the clerk confirmed."""
    sent: Mapping[str, str] | None = None
    """Full form name to what was just sent and refused, which is shown again as typed."""
    errors: Mapping[str, str] | None = None
    """Full form name to the reason it was refused."""


def field(rule: FieldRule, prefix: str, found: Any, kind: LetterKind, words: Words) -> Field:  # noqa: ANN401 - JSON
    """Settle what one field shows: what was sent, else confirmed, else found."""
    name = f"{prefix}.{rule.name}"
    readings = tuple(readings_of(found, rule.control))
    mark = _mark(rule, found, kind, readings)
    value, chosen = readings[0].shown if readings else "", ""
    if len(readings) > 1:  # ticked, not typed; an undecided conflict must not look like a value
        value, chosen = "", "" if mark is Mark.CONFLICT else value
    if rule.choices is not None:
        value = _member(rule.choices, value)
    if rule.name in words.confirmed:
        value, mark = as_typed(words.confirmed[rule.name], rule.control), Mark.CONFIRMED
        chosen = value
    error = (words.errors or {}).get(name, "")
    if words.sent is not None and name in words.sent:
        before = value or chosen
        value, chosen = words.sent[name], words.sent.get(f"{name}.choice", "")
        mark = _mark_sent(mark, error, is_decided=(value or chosen) != before)
    choices = tuple((m.value, m.label) for m in rule.choices) if rule.choices else ()
    return Field(
        name, rule.name, rule.label, rule.control, value, mark, readings, chosen, choices, error
    )


def letter_fields(letter: DraftLetter, words: Words) -> list[Field]:
    """Return every plain field of a letter, in the order of ``FIELDS``."""
    prefix = f"letters.{letter.position}"
    kind = kind_of(letter, words)
    return [field(rule, prefix, letter.found.get(rule.name), kind, words) for rule in FIELDS]


def letter_urgency(letter: DraftLetter) -> Urgency:
    """Return how urgent a letter is, as far as is known."""
    found = letter.found.get("urgency") or {}
    value = letter.confirmed.get("urgency", found.get("value") or "")
    return Urgency(_member(Urgency, value))


def kind_of(letter: DraftLetter, words: Words) -> LetterKind:
    """Return a letter's kind: as just sent, else as the draft has it."""
    sent = (words.sent or {}).get(f"letters.{letter.position}.kind", "")
    return LetterKind(sent) if sent in set(LetterKind) else letter.kind


def page_span(pages: Sequence[int]) -> str:
    """Name pages as people do: ``1–3, 5``."""
    spans: list[list[int]] = []
    for page in pages:
        if spans and page == spans[-1][-1] + 1:
            spans[-1][1:] = [page]
        else:
            spans.append([page])
    return ", ".join("–".join(str(page) for page in span) for span in spans)


def _mark(
    rule: FieldRule,
    found: Any,  # noqa: ANN401 - JSON
    kind: LetterKind,
    readings: tuple[Reading, ...],
) -> Mark:
    if not readings:
        return Mark.MISSING if kind in rule.expected else Mark.ABSENT
    if found.get("conflicts"):
        return Mark.CONFLICT
    return Mark.CERTAIN if found.get("certain") else Mark.CHECK


def _mark_sent(mark: Mark, error: str, *, is_decided: bool) -> Mark:
    """Mark a value that came back: checked if the clerk typed or chose it, and it is not wrong.

    A doubtful reading that only came along unchanged with a form refused for
    something else stays doubtful: nobody has said that he looked at it.
    """
    if mark is Mark.CONFLICT and error:
        return mark
    if error:
        return Mark.CHECK
    return Mark.CONFIRMED if mark.needs_eye and is_decided else mark


def _member(choices: type[LabelledEnum], value: str) -> str:
    """Return the stored value of a vocabulary for what was read, its first one if unread."""
    for member in choices:
        if value in {member.value, member.label}:
            return member.value
    return next(iter(choices)).value
