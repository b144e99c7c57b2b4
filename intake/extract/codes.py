"""The letter codes of ministries, provinces and other bodies: a hint, never a refusal."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_TABLE = Path(__file__).parent / "data" / "letter_codes.yaml"
_LISTS = ("ministries", "historical_ministries", "agencies_outside_ministries", "provinces")


@cache
def _names() -> dict[str, str]:
    """Read the table once: code to the first body that has it."""
    table: dict[str, Any] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return {row["code"]: row["name_th"] for name in reversed(_LISTS) for row in table[name]}


def is_known(code: str) -> bool:
    """Say whether some body is known to write under ``code``, such as ``กค``."""
    return code in _names()


def is_ministry(code: str) -> bool:
    """Say whether a ministry, of today or of then, writes under ``code``."""
    return code in _ministries()


@cache
def _ministries() -> frozenset[str]:
    table: dict[str, Any] = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return frozenset(row["code"] for name in _LISTS[:2] for row in table[name])


def known_codes() -> tuple[str, ...]:
    """Return every code of the table, each once, in its order."""
    return tuple(_names())


def body_of(code: str) -> str | None:
    """Return the ministry, province or body a code suggests; codes collide, so only a hint."""
    return _names().get(code)
