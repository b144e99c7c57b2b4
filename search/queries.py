"""What the search page shows. Reading only."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.errors import RegistryError
from registry.holdings import may_see
from registry.models import BundlePage, Letter
from registry.people import Actor
from registry.people_models import Unit
from registry.screen import Screen
from registry.vocabulary import Permission
from search import facets, suggesting
from search.backend import PER_PAGE, IndexMissing, Sort
from search.engine import Engine
from search.facets import Choice, Group
from search.finding import find
from search.forms import SearchForm
from search.query import QueryUnreadable, read_query
from search.saved_queries import Saved, saved_searches
from search.snippets import Piece, Snippet, marked, pattern_of, snippet
from search.suggesting import Offer

SORTS: Mapping[Sort, str] = {
    Sort.BEST: "ตรงที่สุดก่อน",
    Sort.NEWEST: "ใหม่ที่สุดก่อน",
    Sort.OLDEST: "เก่าที่สุดก่อน",
}


EXAMPLES = (
    ("ประชุม กรรมการ", "หนังสือที่มีทั้งสองคำ ไม่ว่าอยู่ตรงไหน"),
    ('"แผนปฏิบัติราชการ"', "คำที่ติดกันตามลำดับนี้"),
    ("ประชุม -ออนไลน์", "มีคำแรก แต่ไม่มีคำหลัง"),
    ("ว ๒๔", "หนังสือเวียนเลขที่ ว 24 และหนังสือที่อ้างถึง"),
    ("ที่:กค 0402.2/ว24", "เฉพาะหนังสือเลขที่นี้"),
    ("เรื่อง:งบประมาณ จาก:กรมบัญชีกลาง", "คำในชื่อเรื่อง และผู้ส่ง"),
    ("ลงวันที่:มี.ค. 2568", "ลงวันที่ในเดือนนี้"),
    ("รับ:ตั้งแต่ 1 มี.ค. 2568 ถึง 5 เม.ย. 2568", "รับในช่วงนี้"),
    ("เลขรับ:238", "เลขทะเบียนรับของหน่วยงานท่าน"),
    ("เกษียน:ตรวจสอบ", "คำในเกษียนและข้อสั่งการที่ท่านอ่านได้"),
)
"""What to type, and what it finds."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One letter found."""

    letter: Letter
    subject: Sequence[Piece]
    snippet: Snippet | None
    sheet: int = 0
    """Place of the snippet's page among the letter's, from 1; 0 without one."""


@dataclass(frozen=True)
class Results(Screen):
    """What was found, twenty letters at a time."""

    template: ClassVar[str] = "search/results.html"
    fragment: ClassVar[str] = "search/_results.html"

    asked: SearchForm
    total: int = 0
    hits: Sequence[Hit] = ()
    is_near: bool = False
    """Nothing has exactly what was typed; these are spelt nearly so."""
    taken: Sequence[Choice] = ()
    """What it is narrowed to."""
    groups: Sequence[Group] = ()
    """By what it can be narrowed."""
    spellings: Sequence[Offer] = ()
    """What may have been meant, when nothing was found."""
    less_strict: Offer | None = None
    """The question without what keeps most letters out, when nothing was found."""
    units: Mapping[int, str] = field(default_factory=dict)
    """The units whose letters are searched, with their names."""
    saved: Sequence[Saved] = ()
    """What he and his units keep; shown while nothing is asked."""
    refusal: RegistryError | None = field(default=None)
    """Why nothing was searched."""

    @property
    def status(self) -> HTTPStatus:
        """The answer's status."""
        return self.refusal.status if self.refusal else HTTPStatus.OK

    @property
    def examples(self) -> Sequence[tuple[str, str]]:
        """What to type, and what it finds."""
        return EXAMPLES

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.total // PER_PAGE)

    @property
    def sorts(self) -> list[tuple[str, str]]:
        """The orders to choose from."""
        return [(sort.value, label) for sort, label in SORTS.items()]


def results(session: Session, actor: Actor, asked: SearchForm, engine: Engine) -> Results:
    """Search the letters of the officer's units.

    What cannot be read, or cannot be answered yet, is said on the page, where
    what was typed can be put right.
    """
    units = readable_units(session, actor)
    if not asked.q or not units:
        saved = saved_searches(session, actor, engine, units)
        return Results(asked, units=units, saved=saved)
    try:
        question = read_query(asked.q, engine.analyzer, units)
        found, is_near = find(engine, question, units, asked)
    except (QueryUnreadable, IndexMissing) as refusal:
        return Results(asked, taken=facets.taken(asked, units), refusal=refusal)
    taken = facets.taken(asked, units)
    if not found.total:
        spellings = suggesting.other_spellings(session, actor, asked, engine, units)
        less = suggesting.less_strict(asked, engine, units)
        return Results(asked, taken=taken, spellings=spellings, less_strict=less)
    hits = _hits(session, actor, found.letter_ids, pattern_of(question.marks))
    # The register has the last word: a letter just taken back is not shown, nor counted.
    gone = len(found.letter_ids) - len(hits)
    return Results(
        asked,
        total=found.total - gone,
        hits=hits,
        is_near=is_near,
        taken=taken,
        units=units,
        groups=[] if gone else facets.groups(asked, found.facets, units),
    )


def readable_units(session: Session, actor: Actor) -> dict[int, str]:
    """Return the units whose letters an officer may read, with their names."""
    readable = actor.permissions.get(Permission.READ, frozenset())
    found = session.exec(select(Unit).where(col(Unit.id).in_(readable)).order_by(col(Unit.name)))
    return {unit.id: unit.name for unit in found if unit.id is not None}


def _hits(
    session: Session, actor: Actor, letter_ids: Sequence[int], pattern: re.Pattern[str] | None
) -> list[Hit]:
    wanted = select(Letter).where(col(Letter.id).in_(letter_ids), may_see(actor))
    letters = {letter.id: letter for letter in session.exec(wanted)}
    texts = _texts(session, letters.values())
    hits = []
    for letter in (letters[one] for one in letter_ids if one in letters):
        pages = [(number, texts.get((letter.bundle_id, number), "")) for number in letter.pages]
        said = snippet(pages, pattern)
        sheet = letter.pages.index(said.page) + 1 if said else 0
        hits.append(Hit(letter, marked(letter.subject, pattern), said, sheet))
    return hits


def _texts(session: Session, letters: Iterable[Letter]) -> dict[tuple[int, int], str]:
    """Return what each page says, by bundle and number."""
    bundles = {letter.bundle_id for letter in letters}
    wanted = select(BundlePage.bundle_id, BundlePage.number, BundlePage.text)
    found = session.exec(wanted.where(col(BundlePage.bundle_id).in_(bundles)))
    return {(bundle, number): text for bundle, number, text in found}
