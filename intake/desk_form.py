"""From the fields of the desk's page to the form: what a clerk types, brought into shape.

Fields are named like the form's own faults, ``letters.0.refers_to.1.date``, so
that a refusal finds its field. Dates are typed the Thai way and leave as ISO;
what cannot be read leaves as typed, for the form to refuse with its sentence.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from intake.forms import FIELDS, Registration
from registry.errors import FormRefused
from registry.thai import arabic_digits
from registry.typed_moments import received_at, typed_day
from registry.vocabulary import LetterKind

MOST_ROWS = 100
"""Of a list in one letter; nobody types more."""

NONE_OF_THEM = "-"
"""Chosen where no reading of a conflict is right and the letter has no such value."""

UNDECIDED = "ค่าขัดแย้งกัน กรุณาเลือกค่าที่ถูก หรือพิมพ์เอง"

STAMP_PARTS = ("unit", "number", "date", "time")

_SPAN = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?")


def registration(sent: Mapping[str, str], *, now: dt.datetime) -> Registration:
    """Read the whole desk; raise ``FormRefused`` naming each field as the page does."""
    places: dict[str, str] = {}
    faults = _undecided(sent)
    said = {
        "letters": list(_letters(sent, places)),
        "received_at": received_at(sent, faults, now=now),
        "late_reason": sent.get("late_reason", ""),
        "duplicates_seen": [part for part in sent.get("duplicates_seen", "").split(",") if part],
    }
    try:
        form = Registration.checked(said)
    except FormRefused as refused:
        fields = refused.facts["fields"]
        assert isinstance(fields, dict)
        if len(fields) > 1:
            fields.pop("letters", None)  # pydantic counts a refused letter as a missing one, too
        raise FormRefused(
            fields={places.get(name, name): why for name, why in fields.items()} | faults
        ) from refused
    if faults:
        raise FormRefused(fields=faults)
    return form


def page_lists(texts: Iterable[str], *, of: int) -> list[list[int]]:
    """Read the pages of each letter of a file that has ``of`` pages; raise ``FormRefused``.

    A page belongs to one letter, so all lists together hold ``of`` pages at
    most: a form of a few bytes cannot ask for millions.
    """
    lists: list[list[int]] = []
    for text in texts:
        lists.append(page_list(text, most=of))
        of -= len(lists[-1])
    return lists


def page_list(text: str, *, most: int) -> list[int]:
    """Read pages as people write them, ``1-3, 5``; raise ``FormRefused`` at more than ``most``."""
    pages: list[int] = []
    for part in re.split(r"[,\s]+", re.sub(r"\s*[-–]\s*", "-", arabic_digits(text)).strip(" ,")):
        span = _SPAN.fullmatch(part)
        if part and span is None:
            raise FormRefused(fields={"pages": f"อ่านเลขหน้า “{text}” ไม่ได้ เขียนเช่น 1-3, 5"})
        if span is not None:
            pages += range(int(span[1]), int(span[2] or span[1]) + 1)
        if len(pages) > most:
            raise FormRefused(fields={"pages": "เลขหน้าซ้ำกันหรือมากกว่าจำนวนหน้าของไฟล์"})
    return pages


def chosen_kind(value: str) -> LetterKind:
    """Read the kind of a letter off its list; raise ``FormRefused``."""
    if value not in set(LetterKind):
        raise FormRefused(fields={"kind": "กรุณาเลือกชนิดหนังสือจากรายการ"})
    return LetterKind(value)


def _letters(sent: Mapping[str, str], places: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield each letter of the page; note in ``places`` where the form's rows stand on it."""
    for position in range(MOST_ROWS):
        at = f"letters.{position}"
        if f"{at}.pages" not in sent:
            return
        values = {name: _chosen(sent, f"{at}.{name}") for name in FIELDS}
        values["date"] = typed_day(values["date"])
        yield {
            **values,
            "pages": [part for part in sent[f"{at}.pages"].split(",") if part],
            "kind": sent.get(f"{at}.kind", ""),
            "under": sent.get(f"{at}.under") or None,
            "refers_to": list(_citations(sent, at, places)),
            "enclosures": list(_enclosures(sent, at, places)),
            "receipts": list(_stamps(sent, at)),
            "deadlines": [
                row for row in range(MOST_ROWS) if sent.get(f"{at}.deadlines.{row}") == "keep"
            ],
            "action": sent.get(f"{at}.action", ""),
            "remark": sent.get(f"{at}.remark", ""),
            "reserved_number": sent.get(f"{at}.reserved_number") or None,
        }


def _chosen(sent: Mapping[str, str], name: str) -> str:
    """Return what was typed, else the reading chosen among several, else nothing."""
    chosen = sent.get(f"{name}.choice", "")
    return sent.get(name, "").strip() or ("" if chosen == NONE_OF_THEM else chosen)


def _undecided(sent: Mapping[str, str]) -> dict[str, str]:
    """Name the conflicts for which the clerk has neither chosen nor typed anything."""
    names = (name.removesuffix(".undecided") for name in sent if name.endswith(".undecided"))
    return {
        name: UNDECIDED
        for name in names
        if not (sent.get(name, "").strip() or sent.get(f"{name}.choice"))
    }


def _citations(
    sent: Mapping[str, str], at: str, places: dict[str, str]
) -> Iterator[dict[str, str]]:
    count = 0
    for row in range(MOST_ROWS):
        here = f"{at}.refers_to.{row}"
        reference = _chosen(sent, f"{here}.reference")
        date = typed_day(_chosen(sent, f"{here}.date"))
        if not (reference or date):
            continue
        places[f"{at}.refers_to.{count}.reference"] = f"{here}.reference"
        places[f"{at}.refers_to.{count}.date"] = f"{here}.date"
        count += 1
        yield {"reference": reference, "date": date}


def _enclosures(sent: Mapping[str, str], at: str, places: dict[str, str]) -> Iterator[str]:
    count = 0
    for row in range(MOST_ROWS):
        line = _chosen(sent, f"{at}.enclosures.{row}")
        if not line:
            continue
        places[f"{at}.enclosures.{count}"] = f"{at}.enclosures.{row}"
        count += 1
        yield line


def _stamps(sent: Mapping[str, str], at: str) -> Iterator[dict[str, str | None]]:
    """Yield the stamps on the paper; a part left blank there stays blank."""
    for row in range(MOST_ROWS):
        here = f"{at}.receipts.{row}"
        if all(f"{here}.{part}" not in sent for part in STAMP_PARTS):
            return
        parts = {part: _chosen(sent, f"{here}.{part}") for part in STAMP_PARTS}
        if parts["date"]:
            parts["date"] = typed_day(parts["date"])
        yield {part: value or None for part, value in parts.items()}
