"""The letter codes of ministries, provinces and other bodies: a hint, never a refusal."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_TABLE = Path(__file__).parent / "data" / "letter_codes.yaml"
_LISTS = ("ministries", "historical_ministries", "agencies_outside_ministries", "provinces")
_TOO_LONG = re.compile(r"[1-9][0-9]{4,}(?:\.[0-9.]*)?")
_PLAIN = re.compile("[ก-๎ ]+")
"""A name as letters bear it, without a remark or an abbreviation."""


@cache
def _table() -> dict[str, Any]:
    """Read the table once."""
    table: dict[str, Any] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return table


@cache
def _names() -> dict[str, str]:
    """Return each code with the first body that has it."""
    return {row["code"]: row["name_th"] for name in reversed(_LISTS) for row in _table()[name]}


def is_known(code: str) -> bool:
    """Say whether some body is known to write under ``code``, such as ``กค``."""
    return code in _names()


def is_ministry(code: str) -> bool:
    """Say whether a ministry, of today or of then, writes under ``code``."""
    return code in _ministries()


def lost_a_dot(code: str, unit: str) -> bool:
    """Say whether a ministry's number is too long: 04001 is one of its offices, 52654 is 5265.4."""
    return is_ministry(code) and bool(_TOO_LONG.fullmatch(unit))


@cache
def _ministries() -> frozenset[str]:
    return frozenset(row["code"] for name in _LISTS[:2] for row in _table()[name])


def known_codes() -> tuple[str, ...]:
    """Return every code of the table, each once, in its order."""
    return tuple(_names())


def body_of(code: str) -> str | None:
    """Return the ministry, province or body a code suggests; codes collide, so only a hint."""
    return _names().get(code)


@cache
def known_bodies() -> tuple[str, ...]:
    """Return the names letters bear of those bodies, and of who leads ministries and provinces."""
    ministries, _, others, provinces = ([row["name_th"] for row in _table()[n]] for n in _LISTS)
    named = [
        *ministries,
        *(f"ปลัด{name}" for name in ministries),
        *others,
        *(f"จังหวัด{name}" for name in provinces),
        *(f"ผู้ว่าราชการจังหวัด{name}" for name in provinces),
    ]
    return tuple(name for name in named if _PLAIN.fullmatch(name))
