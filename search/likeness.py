"""เรื่องคล้ายกัน: letters whose subject says most of what a letter's subject says. Reading only."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.errors import RegistryError
from registry.holdings import may_see, visible_letter
from registry.models import Letter
from registry.people import Actor
from registry.screen import Screen
from search.analyzer import Analyzer
from search.backend import IndexDamaged, IndexMissing
from search.engine import Engine
from search.queries import readable_units
from search.tree import AtLeast, But, Field, Node, This

MOST = 20
FEW = 5
"""Letters shown beside another; the rest are a click away."""
SHORTEST = 4
"""Letters and marks; shorter words join others and tell nothing of a matter."""
MOST_WORDS = 20
SHARE = 0.5
"""Of a subject's telling words that another must have too."""


@dataclass(frozen=True)
class AlikePage(Screen):
    """The letters most like one, the most alike first."""

    template: ClassVar[str] = "search/alike.html"
    fragment: ClassVar[str] = "search/_alike.html"

    letter: Letter
    hits: Sequence[Letter]
    refusal: RegistryError | None = None
    """Why nothing was looked for. Said in its place: nobody asked for it by opening a letter."""

    @property
    def few(self) -> Sequence[Letter]:
        """Those there is room for beside another letter."""
        return self.hits[:FEW]


def alike_page(session: Session, actor: Actor, letter_id: int, engine: Engine) -> AlikePage:
    """Return the letters like one; raise ``NotFound`` unless that is the officer's to see.

    An index that cannot be asked is said on the page.
    """
    letter = visible_letter(session, actor, letter_id)
    tree = likeness(letter, engine.analyzer)
    if tree is None:
        return AlikePage(letter, [])
    units = frozenset(readable_units(session, actor))
    try:
        found = engine.index.find(tree, units, per_page=MOST).letter_ids
    except (IndexMissing, IndexDamaged) as refusal:
        return AlikePage(letter, [], refusal)
    wanted = select(Letter).where(col(Letter.id).in_(found), may_see(actor))
    seen = {one.id: one for one in session.exec(wanted)}
    return AlikePage(letter, [seen[one] for one in found if one in seen])


def likeness(letter: Letter, analyzer: Analyzer) -> Node | None:
    """Ask for letters like one, itself left out; ``None`` if its subject has no telling word."""
    said = dict.fromkeys(analyzer.words(letter.subject))
    telling = [word for word in said if len(word) >= SHORTEST and not word.isdecimal()]
    if not telling or letter.id is None:
        return None
    wanted = frozenset(telling[:MOST_WORDS])
    count = min(len(wanted), max(2, math.ceil(SHARE * len(wanted))))
    return But(AtLeast(Field.SUBJECT, wanted, count), This(letter.id))
