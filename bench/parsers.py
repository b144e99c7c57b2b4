"""What must hold of our own parsers whatever the text; tests try it, ``bench fuzz`` for longer.

Each property takes any text. It raises ``AssertionError`` where a promise is
broken, and lets out whatever else the parser raises.
"""

import contextlib
import hashlib
import re
import tempfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from intake.extract.deadlines import deadlines
from intake.extract.layout import Sheet
from intake.extract.spelling import restored
from intake.thai_repair import damage, repaired, unknown_share
from registry.archive import Archive, ArchiveDamaged, ArchiveNewer
from registry.ports import Line, PageReading
from registry.references import find_orders, find_references, head_reference, search_key
from registry.thai import normal_text
from registry.thai_dates import find_dates
from search.analyzer import Analyzer
from search.query import QueryUnreadable, read_query


def references(text: str) -> None:
    """Stand inside the text, in order; a key is the key of itself."""
    length, end = len(normal_text(text)), 0
    for found in find_references(text):
        assert found.canonical
        assert end <= found.span[0] < found.span[1] <= length
        end = found.span[1]
    for found in (*find_orders(text), *filter(None, [head_reference(text)])):
        assert 0 <= found.span[0] < found.span[1] <= length
    search_key(text)


def dates(text: str) -> None:
    """Stand inside the text and begin somewhere."""
    length = len(normal_text(text))
    for date in find_dates(text):
        assert date.start
        assert 0 <= date.span[0] < date.span[1] <= length


def periods(text: str) -> None:
    """Deadlines stand on the page they were read from."""
    lines = [
        Line(line, (300, 100 + 60 * row, 2000, 150 + 60 * row), 0.9)
        for row, line in enumerate(text.split("\n"))
        if line.strip()
    ]
    page = PageReading(1, 2480, 3508, tuple(lines), "any")
    assert {found.page for found in deadlines([Sheet.of(page)])} <= {1}


def repair(text: str) -> None:
    """Need no mending where it was mended; the normal form is its own."""
    once = normal_text(text)
    assert normal_text(once) == once
    mended = repaired(text)
    assert repaired(mended) == mended
    assert damage(mended) >= 0
    assert 0 <= unknown_share(mended) <= 1


_THAI = re.compile("[ก-๎ ]")


def spelling(text: str) -> None:
    """Leave what is no Thai letter as it is: numbers, marks, other scripts."""
    assert _THAI.sub("", restored(text)) == _THAI.sub("", text)


@cache
def _analyzer() -> Analyzer:
    return Analyzer()


def query(text: str) -> None:
    """Be a question, or be refused with a sentence."""
    with contextlib.suppress(QueryUnreadable):
        assert all(read_query(text, _analyzer(), {1: "กองคลัง"}).marks)


def manifest(text: str) -> None:
    """Be a backup's manifest, or be refused; its name is that of its content."""
    content = text.encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory(prefix="saraban-") as folder:
        archive = Archive(Path(folder))
        (archive.folder / "manifests").mkdir()
        name = f"20250502T075100000000Z-{hashlib.sha256(content).hexdigest()}.json"
        (archive.folder / "manifests" / name).write_bytes(content)
        assert archive.names() == [name]
        with contextlib.suppress(ArchiveDamaged, ArchiveNewer):
            archive.manifest(name)


PROPERTIES: Mapping[str, Callable[[str], None]] = MappingProxyType(
    {
        "references": references,
        "dates": dates,
        "periods": periods,
        "repair": repair,
        "spelling": spelling,
        "query": query,
        "manifest": manifest,
    }
)
PIECES = (
    *("ที่ ", "กค ", "0402.2", "/", "ว", "๒๔", "-", ".", "(กวจ)", "คำสั่ง", "\n", " ", "\u200b"),
    *("วันที่ ", "๑๗ ", "ก.พ. ", "มีนาคม ", "พ.ศ. ", "2568", "29/2/2567", "ถึง", "14.30 น."),
    *("ภายใน ", "๑๕ วัน", "ภายในวันที่ ", "ทุกเดือน", "แล้วแจ้งผล", "ด่วนที่สุด", "โดยเร็ว"),
    *("ํ", "า", "ำ", "่", "้", "๊", "ั", "ู", "เ", "แ", "น้ำ", "\uf70a", "\x00", "é", "(cid:3)"),
    *('"', "เรื่อง:", "รับ:", "หน่วย:", "..", "(", ")", "[", "{", "}", ":", ",", "9" * 40),
    *('{"format":', "1", "2", "null", "1e999", '"tables":', "true", "\ud800"),
)
"""What the parsers look for: joined at random, it leads further into them than letters do."""
