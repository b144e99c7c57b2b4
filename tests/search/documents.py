"""Documents and trees for the tests of engines: a few by hand, any number by chance."""

import datetime as dt
import os
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from search.backend import Document
from search.tree import (
    OF_UNITS,
    ORDERED,
    All,
    AtLeast,
    Between,
    But,
    Day,
    Facet,
    Field,
    Is,
    Node,
    Phrase,
    Some,
    Term,
    This,
    Weighed,
)

EXAMPLES = int(os.environ.get("SARABAN_EXAMPLES", "60"))
"""How many documents, trees or questions a property is tried with."""
HERE = frozenset({1})
FIRST_DAY = dt.date(2025, 1, 6)


def a_document(
    letter_id: int,
    *,
    units: Sequence[int] = (1,),
    received: dt.date | None = None,
    dated: tuple[dt.date, dt.date] | None = None,
    facets: Mapping[Facet, str] | None = None,
    in_units: Mapping[Facet, frozenset[str]] | None = None,
    mark: str = "",
    **tokens: str,
) -> Document:
    """A letter; tokens are given by the field's name, with blanks between them."""
    day = received or FIRST_DAY + dt.timedelta(days=letter_id)
    days = {Day.RECEIVED: (day, day)}
    return Document(
        letter_id=letter_id,
        mark=mark or f"mark {letter_id}",
        units=frozenset(units),
        tokens={Field(name): tuple(text.split()) for name, text in tokens.items()},
        days=days | ({Day.DATED: dated} if dated else {}),
        facets=facets or {},
        in_units=in_units or {},
    )


TOKENS = ("ประชุม", "กรรมการ", "งบ", "กค", "ว24", "24", "0402.2", "ก/ข", "a'b", "การ(ก)", "x:y&z|!")
"""Few, so that they meet; with everything an engine's own language might trip over."""

_days = st.dates(dt.date(2024, 12, 28), dt.date(2025, 3, 3))
_token = st.sampled_from(TOKENS)
_units = st.frozensets(st.integers(1, 4), min_size=1)
_field = st.sampled_from(list(Field))
_values = {
    Facet.YEAR: ("2567", "2568"),
    Facet.MONTH: ("2568-01", "2568-02"),
    Facet.SENDER: ("กรมบัญชีกลาง", "สำนักงาน ก.พ. (ส่วนกลาง)"),
    Facet.UNIT: ("1", "2", "9"),
    Facet.KIND: ("memo", "external"),
    Facet.URGENCY: ("normal", "very-urgent"),
    Facet.STATE: ("1:filed", "1:received", "2:filed", "3:filed", "3:received", "9:filed"),
    Facet.BOOK: ("1:received-2568", "2:received-2568", "2:sent-2567", "9:sent-2568"),
}


@st.composite
def documents(draw: st.DrawFn, letter_id: int) -> Document:
    received = draw(_days)
    dated = sorted([draw(_days), draw(_days)])
    single = [facet for facet in Facet if facet not in OF_UNITS | {Facet.UNIT}]
    held = [facet for facet in single if draw(st.booleans())]
    fields = draw(st.lists(_field, unique=True, max_size=5))
    return Document(
        letter_id=letter_id,
        mark=draw(st.sampled_from(("one", "two"))),
        units=draw(_units),
        tokens={f: tuple(draw(st.lists(_token, min_size=1, max_size=6))) for f in fields},
        days={Day.RECEIVED: (received, received)}
        | ({Day.DATED: (dated[0], dated[1])} if draw(st.booleans()) else {}),
        facets={facet: draw(st.sampled_from(_values[facet])) for facet in held},
        in_units={
            facet: draw(st.frozensets(st.sampled_from(_values[facet]))) for facet in OF_UNITS
        },
    )


@st.composite
def libraries(draw: st.DrawFn, *, most: int = 8) -> list[Document]:
    """Some documents, each of another letter."""
    numbers = draw(st.lists(st.integers(1, 30), unique=True, max_size=most))
    return [draw(documents(number)) for number in numbers]


def _between(day: Day, one: dt.date | None, other: dt.date | None) -> Between:
    if one and other and other < one:
        one, other = other, one
    return Between(day, one, other)


_phrases = st.builds(
    Phrase,
    st.sampled_from(sorted(ORDERED)),
    st.lists(_token, min_size=2, max_size=3).map(tuple),
)
_counted = st.frozensets(_token, min_size=1, max_size=5).flatmap(
    lambda tokens: st.builds(AtLeast, _field, st.just(tokens), st.integers(1, len(tokens)))
)
_leaves: st.SearchStrategy[Node] = st.one_of(
    st.builds(Term, _field, _token),
    _phrases,
    _counted,
    st.builds(_between, st.sampled_from(list(Day)), st.none() | _days, st.none() | _days),
    st.sampled_from(list(Facet)).flatmap(
        lambda facet: st.builds(Is, st.just(facet), st.sampled_from(_values[facet]))
    ),
    st.builds(This, st.integers(1, 30)),
)


def _grown(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    several = st.lists(nodes, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(All, several),
        st.builds(Some, several),
        st.builds(But, nodes, nodes),
        st.builds(Weighed, nodes, st.sampled_from((0.5, 3.0))),
    )


trees: st.SearchStrategy[Node] = st.recursive(_leaves, _grown, max_leaves=6)
