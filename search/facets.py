"""Narrowing what was found by its properties, each with its count."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from registry.errors import NotFound
from registry.thai import MONTHS_SHORT
from registry.vocabulary import LetterKind, Urgency
from search.forms import FACETS, SearchForm
from search.standing import Standing, book_label
from search.tree import OF_UNITS, All, Facet, Is, Node, Some, of_unit

MOST = 8
"""Values shown of one facet; nobody reads more."""
LABELS: Mapping[Facet, str] = MappingProxyType(
    {
        Facet.YEAR: "ปีที่รับ",
        Facet.MONTH: "เดือนที่รับ",
        Facet.SENDER: "จาก",
        Facet.UNIT: "หน่วยงาน",
        Facet.KIND: "ชนิด",
        Facet.URGENCY: "ชั้นความเร็ว",
        Facet.STATE: "สถานะ",
        Facet.BOOK: "ทะเบียน",
    }
)
_IN_TIME = frozenset({Facet.YEAR, Facet.MONTH})
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, and the address that narrows to it or takes it off."""

    label: str
    query: Mapping[str, str]
    count: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one facet."""

    label: str
    choices: Sequence[Choice]


def units_meant(asked: SearchForm, units: Mapping[int, str]) -> frozenset[int]:
    """Return the units whose letters are asked for: the one chosen, or all of his.

    Raises ``NotFound`` for a unit that is not his: its letters that he holds too
    would tell where they went.
    """
    unit = asked.chosen.get(Facet.UNIT)
    if unit is not None and unit not in {str(one) for one in units}:
        raise NotFound(what="หน่วยงาน")
    return frozenset(one for one in units if unit in {None, str(one)})


def narrowed(tree: Node, asked: SearchForm, meant: frozenset[int]) -> Node:
    """Ask also for the properties chosen; what units have of their own, in those meant."""
    nodes = [
        has_in(meant, facet, value) if facet in OF_UNITS else Is(facet, value)
        for facet, value in asked.chosen.items()
        if facet is not Facet.UNIT
    ]
    return All((tree, *nodes)) if nodes else tree


def has_in(units: Collection[int], facet: Facet, said: str) -> Node:
    """Ask for what one of some units has."""
    return Some(tuple(Is(facet, of_unit(unit, said)) for unit in sorted(units)))


def taken(asked: SearchForm, units: Mapping[int, str]) -> list[Choice]:
    """Return what was narrowed to, each with the address that takes it off."""
    known = _known(units)
    return [
        Choice(
            f"{LABELS[facet]} {_label(facet, value, known)}",
            asked.query(**{FACETS[facet]: "", "page": 1}),
        )
        for facet, value in asked.chosen.items()
    ]


def groups(
    asked: SearchForm, counts: Mapping[Facet, Mapping[str, int]], units: Mapping[int, str]
) -> list[Group]:
    """Return the facets that part what was found, the latest or most frequent value first."""
    found, known = [], _known(units)
    for facet, label in LABELS.items():
        values = counts.get(facet, {})
        if facet in asked.chosen or len(values) < 2:  # noqa: PLR2004 - one value parts nothing
            continue
        choices = [
            Choice(
                _label(facet, value, known),
                asked.query(**{FACETS[facet]: value, "page": 1}),
                values[value],
            )
            for value in _ordered(facet, values)[:MOST]
        ]
        found.append(Group(label, choices))
    return found


def _ordered(facet: Facet, values: Mapping[str, int]) -> list[str]:
    if facet in _IN_TIME:
        return sorted(values, reverse=True)
    return sorted(values, key=lambda value: (-values[value], value))


def _known(units: Mapping[int, str]) -> Mapping[tuple[Facet, str], str]:
    """Return how officers read the values that have a name of their own."""
    return {
        **{(Facet.UNIT, str(number)): name for number, name in units.items()},
        **{(Facet.KIND, one.value): one.label for one in LetterKind},
        **{(Facet.URGENCY, one.value): one.label for one in Urgency},
        **{(Facet.STATE, one.value): one.label for one in Standing},
    }


def _label(facet: Facet, value: str, known: Mapping[tuple[Facet, str], str]) -> str:
    """Write a value as officers read it; one nobody knows stays as it is."""
    if facet is Facet.BOOK:
        return book_label(value)
    if facet is Facet.MONTH and (month := _MONTH.fullmatch(value)):
        return f"{MONTHS_SHORT[int(month[2]) - 1]} {month[1]}"
    return known.get((facet, value), value)
