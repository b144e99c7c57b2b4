"""How well the fields of letters with known truth are extracted.

``./saraban bench extraction FOLDER [--readings DIR]``: FOLDER holds PDFs and a
JSON of truth for each, as generated letters (``letters``) or as real ones
(``reference``, ``accept``). DIR keeps what was read, so that a second run needs
no OCR. Prints, for each field, how often it was right and how much of it was
certain; the exit status is 1 when a certain value was wrong.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from bench.answers import Answer, of_file
from bench.readings import page_of
from bench.truth import wanted_of
from intake.bundle import propose
from intake.digits.reader import TwoReaders
from intake.reading import open_document, page_count, read_file
from registry.ports import PageReading


def pages_of(pdf: Path, kept: Path | None) -> list[PageReading]:
    """Read the pages of a file, or load them where they were kept before."""
    path = kept / f"{pdf.stem}.json" if kept else None
    if path and path.exists():
        return [page_of(page) for page in json.loads(path.read_text(encoding="utf-8"))]
    document = open_document(pdf)
    results = read_file(document, TwoReaders(), page_count(document))
    pages = [page for page in results if isinstance(page, PageReading)]
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        kept_pages = json.dumps([asdict(page) for page in pages], ensure_ascii=False)
        path.write_text(kept_pages, encoding="utf-8")
    return pages


def answers_in(folder: Path, readings: Path | None) -> Iterator[tuple[str, Answer]]:
    """Give every value of every file in a folder, with the file's name."""
    for path in sorted(folder.glob("*.json")):
        names = (folder / f"{path.stem}.pdf", folder / f"{path.stem}_300.pdf")
        pdf = next((name for name in names if name.exists()), None)
        if pdf is None:
            continue
        truth = json.loads(path.read_text(encoding="utf-8"))
        for given in of_file(wanted_of(truth), propose(pages_of(pdf, readings)).letters):
            yield path.stem, given


def report(answers: list[Answer]) -> int:
    """Print a line for each field; return how many certain values were wrong."""
    heads = ("of", "right", "similar", "wrong", "none", "certain", "wrong")
    print(f"{'field':22}" + "".join(f"{head:>8}" for head in heads))
    fields: dict[str, list[Answer]] = {}
    for one in answers:
        fields.setdefault(one.field, []).append(one)
    for name, given in fields.items():
        counts = (
            len(given),
            sum(one.exact for one in given),
            sum(one.similar for one in given),
            sum(bool(one.read) and not one.exact for one in given),
            sum(not one.read and not one.exact for one in given),
            sum(one.certain for one in given),
            sum(one.certain and not one.exact for one in given),
        )
        print(f"{name:22}" + "".join(f"{count:8}" for count in counts))
    return sum(one.certain and not one.exact for one in answers)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench extraction", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readings", type=Path, help="keep and reuse what was read here")
    parser.add_argument("--verbose", action="store_true", help="name every value that is wrong")
    given = parser.parse_args()
    answers = list(answers_in(given.folder, given.readings))
    if given.verbose:
        for name, one in answers:
            if not one.exact:
                sure = " CERTAIN" if one.certain else ""
                print(f"{name} {one.field}: {one.wanted!r} read {one.read!r}{sure}")
    return 1 if report([one for _, one in answers]) else 0


if __name__ == "__main__":
    sys.exit(main())
