"""One page of a letter as it looks, with the lines that were found. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session

from registry.errors import NotFound
from registry.holdings import visible_letter
from registry.letter_queries import letter_pages
from registry.models import BundlePage, Letter
from registry.people import Actor
from registry.screen import Screen
from search.analyzer import Analyzer
from search.boxes import FoundLine, found_lines
from search.forms import SearchForm
from search.queries import readable_units
from search.query import read_query
from search.snippets import pattern_of


@dataclass(frozen=True)
class HitPage(Screen):
    """A page picture with boxes."""

    template: ClassVar[str] = "search/hit.html"
    fragment: ClassVar[str] = "search/_hit.html"

    asked: SearchForm
    letter: Letter
    sheet: int
    """Place of the page among the letter's, from 1."""
    page: BundlePage
    lines: Sequence[FoundLine]
    sheets: Sequence[int]
    """Every page where something was found."""

    @property
    def previous(self) -> int | None:
        """The page before this one where something was found."""
        return max((one for one in self.sheets if one < self.sheet), default=None)

    @property
    def next(self) -> int | None:
        """The page after this one where something was found."""
        return min((one for one in self.sheets if one > self.sheet), default=None)


def hit_page(
    session: Session,
    actor: Actor,
    asked: SearchForm,
    analyzer: Analyzer,
    *,
    letter_id: int,
    sheet: int,
) -> HitPage:
    """Return a page of a letter, and where on it stands what was asked for.

    Raises ``NotFound`` unless letter and page are the officer's to see, and
    ``QueryUnreadable``.
    """
    letter = visible_letter(session, actor, letter_id)
    # A letter has a row for each of its pages, so the nth row is the nth page.
    pages = letter_pages(session, letter)
    if not 1 <= sheet <= len(pages):
        raise NotFound(what="หน้า")
    marks: tuple[str, ...] = ()
    if asked.q:
        marks = read_query(asked.q, analyzer, readable_units(session, actor)).marks
    pattern = pattern_of(marks)
    lines = {place: found_lines(page, pattern) for place, page in enumerate(pages, 1)}
    return HitPage(
        asked=asked,
        letter=letter,
        sheet=sheet,
        page=pages[sheet - 1],
        lines=lines[sheet],
        sheets=[place for place, found in lines.items() if found],
    )
