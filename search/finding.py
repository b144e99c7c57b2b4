"""Asking the index what an officer asks: his words, what they are narrowed to, his units."""

from collections.abc import Mapping

from search import facets
from search.backend import PER_PAGE, Found, Sort
from search.engine import Engine
from search.forms import SearchForm
from search.query import Question
from search.tree import Node


def find(
    engine: Engine,
    question: Question,
    units: Mapping[int, str],
    asked: SearchForm,
    *,
    per_page: int = PER_PAGE,
) -> tuple[Found, bool]:
    """Return a page of what was found, and whether all of it is merely near.

    The best first come with what is near among them, others with that only if
    nothing is exact.
    """
    meant = facets.units_meant(asked, units)

    def ask(tree: Node) -> Found:
        return engine.index.find(
            facets.narrowed(tree, asked, meant),
            meant,
            sort=asked.sort,
            facets=facets.LABELS.keys() - asked.chosen,
            page=asked.page,
            per_page=per_page,
        )

    if asked.sort is Sort.BEST:
        return ask(question.near), False
    exact = ask(question.exact)
    return (exact, False) if exact.total else (ask(question.near), True)
