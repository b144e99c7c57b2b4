"""``./saraban read FILE… --json``: what a file says, without database, settings or set-up."""

import argparse
import datetime as dt
import hashlib
import io
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from intake.bundle import propose
from intake.digits.reader import TwoReaders
from intake.errors import FileAbsent, ReadingFailed
from intake.extract.as_json import proposal_json
from intake.extract.found import Notice
from intake.reading import open_document, read_file
from intake.running_text import running_text
from intake.triage import triage
from registry.errors import RegistryError
from registry.ports import OcrEngine, PageReading
from registry.thai import bangkok_day

REFUSED = 2
"""Exit code when at least one file was refused."""

NO_WORDS = "no-words"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read every file named and print one JSON object for each; return the exit code."""
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # Thai must not depend on the locale
        sys.stdout.reconfigure(encoding="utf-8")
    code, today = 0, bangkok_day(dt.datetime.now(dt.UTC))
    for name in options.files:
        try:
            told = tell(name, TwoReaders(), today, password=options.password)
        except RegistryError as refusal:
            told = {"file": name, "error": refusal.code, "message": str(refusal)}
            code = REFUSED
        text = json.dumps(told, ensure_ascii=False, indent=2 if options.pretty else None)
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
    return code


def tell(
    name: str, engine: OcrEngine, today: dt.date, *, password: str | None = None
) -> dict[str, object]:
    """Return all that was read in one file; raises ``FileRefused`` and ``ReadingFailed``.

    A page that could not be read is ``None`` among the texts and has a warning.
    """
    started = time.monotonic()
    path = Path(name)
    if not path.is_file():
        raise FileAbsent
    found = triage(path, password=password)
    document = open_document(path, found.media, password)
    results = list(read_file(document, engine, found.pages))
    readings = [page for page in results if isinstance(page, PageReading)]
    if not readings:
        raise next(page for page in results if isinstance(page, ReadingFailed))
    proposal = proposal_json(propose(readings, today))
    notices = [*found.notices, *_page_notices(results)]
    return {
        "file": name,
        "sha256": _digest(path),
        "pages": found.pages,
        "seconds": round(time.monotonic() - started, 2),
        "letters": proposal["letters"],
        "page_texts": _of_each(results, running_text),
        "page_texts_as_read": _of_each(results, lambda page: page.text),
        "warnings": [asdict(notice) for notice in notices] + proposal["warnings"],
    }


def _of_each(
    results: Sequence[PageReading | ReadingFailed], text: Callable[[PageReading], str]
) -> list[str | None]:
    """Return a text of every page, ``None`` for one that failed."""
    return [text(page) if isinstance(page, PageReading) else None for page in results]


def _page_notices(results: Sequence[PageReading | ReadingFailed]) -> list[Notice]:
    """Say which pages failed, and which have ink but no words."""
    notices = []
    for number, page in enumerate(results, 1):
        if isinstance(page, ReadingFailed):
            notices.append(Notice(page.code, str(page), number))
        elif page.inked and not page.lines:
            notices.append(Notice(NO_WORDS, "หน้านี้ไม่ว่าง แต่ไม่พบตัวหนังสือ โปรดดูภาพ", number))
    return notices


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="saraban read", description="อ่านไฟล์หนังสือ พิมพ์ผลเป็น JSON ไฟล์ละหนึ่งบรรทัด"
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="PDF, JPEG, PNG, TIFF หรือ HEIC")
    parser.add_argument("--json", action="store_true", help="รูปแบบผลลัพธ์ (มีแบบเดียว)")
    parser.add_argument("--pretty", action="store_true", help="จัดย่อหน้าให้คนอ่าน")
    parser.add_argument("--password", help="รหัสผ่านของ PDF")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
