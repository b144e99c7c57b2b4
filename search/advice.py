"""When an office has outgrown its search engine, and what to choose instead."""

import time
from collections.abc import Iterator
from statistics import median

from sqlalchemy import func
from sqlmodel import Session, col, select

from registry.models import Letter
from registry.office import Office
from registry.people_models import Unit
from search.backend import IndexMissing
from search.engine import Engine
from search.query import read_query

MOST_ON_WHOOSH = 20_000
"""Letters beyond which Whoosh's answers are no longer at once."""
ASKED = ("ประชุม", "งบประมาณ", "โครงการ อบรม")
"""Words of every office, to measure with."""


def advise(session: Session, office: Office, engine: Engine) -> Iterator[str]:
    """Yield what administrators should be told of the search engine, for the health page."""
    letters = session.exec(select(func.count()).select_from(Letter)).one()
    if office.settings.search != "whoosh" or letters <= MOST_ON_WHOOSH:
        return
    better = "tantivy" if office.database.is_sqlite else "postgres"
    measured = _milliseconds(session, engine)
    said = f" ค้นแต่ละครั้งใช้เวลาราว {measured:,.0f} มิลลิวินาที" if measured is not None else ""
    yield (
        f"ทะเบียนมีหนังสือ {letters:,} ฉบับแล้ว{said} "
        f"ควรให้ผู้ดูแลระบบตั้ง SARABAN_SEARCH={better} เพื่อให้ค้นได้เร็ว (ดู docs/settings.md)"
    )


def _milliseconds(session: Session, engine: Engine) -> float | None:
    """Measure how long an answer takes now; ``None`` if there is no index to ask."""
    units = {unit: "" for unit in session.exec(select(col(Unit.id))) if unit is not None}
    taken = []
    for text in ASKED:
        question = read_query(text, engine.analyzer, units)
        start = time.perf_counter()
        try:
            engine.index.find(question.near, frozenset(units))
        except IndexMissing:
            return None
        taken.append(1000 * (time.perf_counter() - start))
    return median(taken)
