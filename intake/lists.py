"""The lists of a letter on the review screen: citations, enclosures, deadlines, stamps.

Pure functions, as in ``evidence``. A row's fields are named like
``letters.0.refers_to.1.date``; the last row is blank, for one more.
"""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from intake.evidence import Field, FieldRule, Words, field, letter_fields
from intake.models import DraftLetter
from intake.readings import Control, Cutout, cutout, shown_date
from registry.vocabulary import LetterKind, PhraseKind

CITED = FieldRule("reference", "ที่")
CITED_ON = FieldRule("date", "ลงวันที่", Control.DATE)
ENCLOSED = FieldRule("", "สิ่งที่ส่งมาด้วย")


@dataclass(frozen=True, slots=True)
class CitationRow:
    """One entry of อ้างถึง: which letter, of which day."""

    reference: Field
    date: Field


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One deadline with the sentence it stands in, for the clerk to keep or drop."""

    name: str
    label: str
    when: str
    sentence: str
    page: int
    cutout: Cutout | None
    is_kept: bool
    is_far: bool
    """Whether its year is too far from the letter's and from today's to be believed."""


FARTHEST_YEARS = 2
"""Between a deadline and its letter; what is farther off is rather misread."""

STAMP_PARTS = (
    FieldRule("unit", "หน่วยงาน"),
    FieldRule("number", "เลขรับ"),
    FieldRule("date", "วันที่", Control.DATE),
    FieldRule("time", "เวลา"),
)


def to_check(letter: DraftLetter) -> int:
    """Count the values of a letter that need the clerk's eye."""
    words = Words(letter.confirmed)
    fields = [
        *letter_fields(letter, words),
        *(part for row in citations(letter, words) for part in (row.reference, row.date)),
        *enclosures(letter, words),
        *(part for stamp in earlier_stamps(letter, words) for part in stamp),
    ]
    return sum(one.mark.needs_eye for one in fields)


def citations(letter: DraftLetter, words: Words) -> list[CitationRow]:
    """Return the letters this one cites, and one blank row."""
    found = letter.found.get("refers_to") or []
    return [
        CitationRow(
            _cell(CITED, letter, f"refers_to.{row}", one.get("reference"), words),
            _cell(CITED_ON, letter, f"refers_to.{row}", one.get("date"), words),
        )
        for row, one in _rows(letter, "refers_to", found, words)
    ]


def enclosures(letter: DraftLetter, words: Words) -> list[Field]:
    """Return what came with the letter, and one blank line."""
    found = letter.found.get("enclosures") or []
    return [
        _cell(ENCLOSED, letter, f"enclosures.{row}", one or None, words)
        for row, one in _rows(letter, "enclosures", found, words)
    ]


def deadlines(letter: DraftLetter, words: Words, *, arrived_on: dt.date) -> list[DeadlineRow]:
    """Return what must happen by when, as the letter says it.

    A day more than two years from the letter's and from its arrival is most
    often one digit misread: it is shown, but not kept unless the clerk ticks it.
    """
    dated = words.confirmed.get("date") or (letter.found.get("date") or {}).get("value") or ""
    years = {arrived_on.year, *([int(dated[:4])] if dated else [])}
    return [
        _deadline(letter, row, one, words, years)
        for row, one in enumerate(letter.found.get("deadlines") or [])
    ]


def earlier_stamps(letter: DraftLetter, words: Words) -> list[list[Field]]:
    """Return the receipt stamps of earlier offices, part by part; a blank part stays blank."""
    return [
        [
            _cell(part, letter, f"receipts.{row}", stamp.get(part.name), words)
            for part in STAMP_PARTS
        ]
        for row, stamp in enumerate(letter.found.get("receipts") or [])
    ]


def _rows(
    letter: DraftLetter, name: str, found: Sequence[Any], words: Words
) -> Iterator[tuple[int, Any]]:
    """Yield each row that was found or that the clerk added, then a blank one."""
    sent = words.sent or {}
    rows = re.compile(rf"letters\.{letter.position}\.{name}\.(\d+)")
    added = [int(m[1]) + 1 for key, said in sent.items() if said and (m := rows.match(key))]
    count = min(max([len(found), *added]), 99)
    for row in range(count + 1):
        yield row, found[row] if row < len(found) else {}


def _cell(
    rule: FieldRule,
    letter: DraftLetter,
    key: str,
    found: Any,  # noqa: ANN401 - JSON
    words: Words,
) -> Field:
    named = FieldRule(f"{key}.{rule.name}".rstrip("."), rule.label, rule.control)
    return field(named, f"letters.{letter.position}", found, LetterKind.OTHER, words)


def _deadline(
    letter: DraftLetter,
    row: int,
    one: Any,  # noqa: ANN401 - JSON
    words: Words,
    years: set[int],
) -> DeadlineRow:
    name = f"letters.{letter.position}.deadlines.{row}"
    end = one.get("end")
    is_far = bool(end) and all(abs(int(end[:4]) - year) > FARTHEST_YEARS for year in years)
    return DeadlineRow(
        name=name,
        label=PhraseKind(one["kind"]).label,
        when=_when(one),
        sentence=one["text"],
        page=one["page"],
        cutout=cutout(one["page"], one.get("box")),
        # An unticked box is not sent.
        is_kept=not is_far if words.sent is None else name in words.sent,
        is_far=is_far,
    )


def _when(one: Any) -> str:  # noqa: ANN401 - JSON
    start, end = one.get("start"), one.get("end")
    if start and end:
        when = f"{shown_date(start)} ถึง {shown_date(end)}"
    elif start or end:
        when = shown_date(start or end)
    elif one.get("days"):
        unit = "วันทำการ" if one.get("working_days") else "วัน"
        anchor = f" นับจาก{one['anchor']}" if one.get("anchor") else " (ไม่ระบุวันเริ่มนับ)"
        when = f"{one['days']} {unit}{anchor}"
    else:
        when = "ไม่ได้ระบุวัน"
    return f"{when} เวลา {one['time'].replace(':', '.')} น." if one.get("time") else when
