"""What officers ask of the search page, checked once at the door."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import Field

from registry.forms import LARGEST, CommonBook, Form, Name, Perhaps
from registry.vocabulary import BookKind
from search.backend import Sort
from search.tree import Facet

FACETS: Mapping[Facet, str] = MappingProxyType(
    {facet: facet.value for facet in Facet} | {Facet.SENDER: "sender", Facet.BOOK: "volume"}
)
"""The field of the form that narrows to each facet."""


class SearchForm(Form):
    """What was typed, what it is narrowed to, in which order it is shown, and which page of it."""

    q: str = ""
    sort: Sort = Sort.BEST
    page: Annotated[int, Field(ge=1, le=LARGEST)] = 1
    year: str = ""
    month: str = ""
    sender: str = ""
    unit: str = ""
    kind: str = ""
    urgency: str = ""
    state: str = ""
    volume: str = ""

    @property
    def chosen(self) -> dict[Facet, str]:
        """What it is narrowed to."""
        said = {facet: getattr(self, name) for facet, name in FACETS.items()}
        return {facet: value for facet, value in said.items() if value}

    def changed(self, **changes: object) -> Self:
        """Return the question with these changes."""
        return self.model_copy(update=changes)

    def query(self, **changes: object) -> dict[str, str]:
        """Return the question as an address carries it, with these changes."""
        said = {"q": self.q, "sort": self.sort.value, "page": str(self.page)}
        said |= {FACETS[facet]: value for facet, value in self.chosen.items()}
        said |= {name: str(value) for name, value in changes.items()}
        plain = {"sort": Sort.BEST.value, "page": "1"}
        return {name: value for name, value in said.items() if value != plain.get(name, "")}


class PrintForm(SearchForm):
    """What was found, as entries of which book."""

    book: CommonBook = BookKind.RECEIVED


class SaveForm(SearchForm):
    """A question to keep: what to call it, and with which unit it is shared."""

    name: Name
    shared: Perhaps = None
