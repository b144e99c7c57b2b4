"""Domains of the government's addresses: a hint for what stands after an ``@``, never a refusal."""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

import yaml

from intake.extract.found import Alternative, Found, FoundLetter, Source
from registry.thai_months import edit_distance

_TABLE: Final = Path(__file__).parent / "data" / "domains.yaml"
_PARTS: Final = 3
"""A body's own domain: its name, and two parts such as ``go.th``."""
_LONG: Final = 10
"""Letters from which on one wrong letter makes no other body's name."""


def likely_domain(read: str) -> str | None:
    """Return the domain that ``read`` must be if any known one is; ``None`` if that is in doubt.

    The dots may be lost or one letter misread, but in the body's name only
    where it is long and has no figure: ``chiangrai`` is no torn ``chiangmai``.
    """
    near = _near(read)
    if not near and read.count(".") >= _PARTS:
        above, _, rest = read.partition(".")
        known = likely_domain(rest)
        return known and f"{above}.{known}"
    return near[0] if len(near) == 1 else None


def _near(read: str) -> list[str]:
    """Find the known domains that may have been read so."""
    letters, name = _letters(read), _name(read)
    same = [domain for domain, key in known_domains().items() if key == letters]
    return same or [
        domain
        for domain, key in known_domains().items()
        if (_name(domain) == name or _may_differ(domain, name)) and edit_distance(letters, key) == 1
    ]


def _may_differ(domain: str, name: str) -> bool:
    return len(_name(domain)) >= _LONG and not re.search("[0-9]", name)


def _name(domain: str) -> str:
    return _letters(domain.partition(".")[0])


def _letters(text: str) -> str:
    """Return what is left of a domain when its dots and hyphens are lost."""
    return re.sub("[^a-z0-9]", "", text)


@cache
def known_domains() -> dict[str, str]:
    """Read the table once: each domain with its letters."""
    table = yaml.safe_load(_TABLE.read_text(encoding="utf-8"))
    return {domain: _letters(domain) for domain in table["domains"]}


def with_domains(letters: tuple[FoundLetter, ...]) -> tuple[FoundLetter, ...]:
    """Give each e-mail address the known domain it must be meant to have, the reading beside it."""
    return tuple(replace(letter, email=_meant(letter.email)) for letter in letters)


def _meant(found: Found[str] | None) -> Found[str] | None:
    if found is None or found.grounds is None:
        return found  # what was typed into the file stands as it was typed
    name, _, read = found.value.partition("@")
    domain = likely_domain(read)
    if domain is None or domain == read:
        return found
    seen = Alternative(found.value, found.raw, round((1 - found.confidence) / 2, 3), found.source)
    return replace(
        found,
        value=f"{name}@{domain}",
        certain=False,
        source=Source.CONTEXT,
        alternatives=(seen, *found.alternatives),
    )
