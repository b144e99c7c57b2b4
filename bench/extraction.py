"""How well the fields of letters with known truth are extracted.

``python -m bench.extraction FOLDER [--readings DIR]``: FOLDER holds PDFs and a
JSON of truth for each, as generated letters (``letters``) or as real ones
(``reference``, ``accept``). DIR keeps what was read, so that a second run needs
no OCR. Prints, for each field, how often it was right, wrong and empty, how
similar the text was, and how many values called certain were wrong: that must
be 0.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from intake.bundle import propose
from intake.extract.found import Found, FoundLetter
from intake.ocr import TesseractEngine
from intake.reading import open_document, page_count, read_file
from registry.ports import Line, PageReading
from registry.thai import arabic_digits, normal_text

KINDS = {
    "external": "external", "external_letter": "external", "memo": "memo", "memo_draft": "memo",
    "memo_circular": "memo", "stamped": "stamped", "sealed_letter": "stamped", "order": "order",
    "joint_message_form": "other",
}  # fmt: skip
SIMILAR = 0.97
LISTED = ("pages", "kind", "enclosures", "refers_to", "stamps")
"""What is not scored as a single value."""


@dataclass
class Tally:
    """Counts of one field."""

    right: int = 0
    similar: int = 0
    wrong: int = 0
    none: int = 0
    certain: int = 0
    certain_wrong: int = 0


def plain(text: str) -> str:
    """Write a value without what truth and page may space differently."""
    return re.sub(r"[\s.]", "", arabic_digits(normal_text(text))).lower()


def pages_of(pdf: Path, kept: Path | None) -> list[PageReading]:
    """Read the pages of a file, or load them where they were kept before."""
    path = kept / f"{pdf.stem}.json" if kept else None
    if path and path.exists():
        return load(path)
    document = open_document(pdf)
    results = read_file(document, TesseractEngine(), page_count(document))
    pages = [page for page in results if isinstance(page, PageReading)]
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([asdict(page) for page in pages], ensure_ascii=False))
    return pages


def load(path: Path) -> list[PageReading]:
    """Load pages kept by an earlier run."""
    return [
        PageReading(
            page["number"],
            page["width"],
            page["height"],
            tuple(Line(x["text"], tuple(x["box"]), x["confidence"]) for x in page["lines"]),
            page["engine"],
        )
        for page in json.loads(path.read_text(encoding="utf-8"))
    ]


def wanted_of(truth: dict[str, Any]) -> list[dict[str, Any]]:
    """Bring either shape of truth to one: a dictionary a letter, accepted values for each field."""
    if "letters" in truth:
        return [_generated(letter) for letter in truth["letters"]]
    return [_real(truth)]


def _generated(letter: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": [KINDS[letter["doc_type"]]],
        "pages": letter["pages"],
        "reference": None if letter["hand_no"] else [letter["ref_no"]],
        "date": None if letter["hand_day"] else [letter["date"]],
        "subject": [letter["subject"] if letter["doc_type"] != "stamped" else ""],
        "sender": [letter["office"]],
        "owner_unit": [letter["unit"]] if letter["doc_type"] != "memo" else None,
        "addressee": [letter["addressee"]],
        "urgency": [letter["urgency"]],
        "signatory": [letter["signer"]],
        "phone": [letter["phone"]],
        "email": [letter["email"]],
        "enclosures": letter["enclosures"],
        "refers_to": [cited["ref"] for cited in letter["references"]],
        "stamps": letter["stamps"],
    }


def _real(truth: dict[str, Any]) -> dict[str, Any]:
    signed = re.search(r"\(([^)]*)\)", truth.get("signatory") or "")
    return {
        "kind": [KINDS.get(re.split("[ (]", truth["doc_type"])[0], "other")],
        "reference": truth["reference"]["accept"],
        "date": truth["date"]["accept"],
        "subject": [truth["subject"] or ""],
        "sender": [truth["from"] or ""],
        "addressee": [" ".join(truth["to"])],
        "urgency": [truth["urgency"] or ""],
        "signatory": [signed[1] if signed else ""],
        "enclosures": truth["enclosures"],
        "refers_to": [cited["canonical"] for cited in truth["cited"]],
        "stamps": [stamp for stamp in truth["stamps"] if stamp["kind"] == "receive"],
    }


def score(tally: Tally, accepted: list[str], found: Found[str] | None) -> None:
    """Count one value against what may stand there; empty truth wants nothing."""
    value = plain(found.value) if found else ""
    wanted = [plain(one) for one in accepted]
    right = value in wanted or any(one in value for one in wanted if len(one) > 8)  # noqa: PLR2004
    near = max(SequenceMatcher(None, one, value).ratio() for one in wanted)
    tally.right += right
    tally.similar += right or near >= SIMILAR
    tally.none += not right and not value
    tally.wrong += not right and bool(value)
    if found and found.certain:
        tally.certain += 1
        tally.certain_wrong += not right


def compare(tallies: dict[str, Tally], want: dict[str, Any], letter: FoundLetter) -> Iterator[str]:
    """Score one letter; yield a line for every field that is not right."""
    for name, accepted in want.items():
        if accepted is None or name in LISTED:
            continue
        before = tallies[name].right
        found = getattr(letter, name)
        score(tallies[name], accepted, found)
        if tallies[name].right == before:
            yield f"   {name}: {accepted[0]!r} read {found.value if found else None!r}"
    kind = tallies["kind"]
    kind.right += letter.kind.value in want["kind"]
    kind.wrong += letter.kind.value not in want["kind"]
    _lists(tallies, want, letter)


def _lists(tallies: dict[str, Tally], want: dict[str, Any], letter: FoundLetter) -> None:
    enclosed = {plain(found.value) for found in letter.enclosures}
    cited = {plain(citation.reference.value) for citation in letter.refers_to}
    for name, values in (("enclosures", enclosed), ("refers_to", cited)):
        for one in want[name]:
            tallies[name].right += plain(one) in values
            tallies[name].wrong += plain(one) not in values
    for part in ("number", "date", "time", "unit"):
        read = [getattr(receipt, part) for receipt in letter.receipts]
        values = {plain(found.value) for found in read if found}
        for stamp in want["stamps"]:
            key = ("receiver" if "receiver" in stamp else "org") if part == "unit" else part
            if stamp[key]:
                right = plain(stamp[key]) in values
                tallies[f"stamp {part}"].right += right
                tallies[f"stamp {part}"].wrong += not right


def run(folder: Path, readings: Path | None, *, verbose: bool) -> int:
    """Score every letter of a folder; return how many certain values were wrong."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for path in sorted(folder.glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        names = (folder / f"{path.stem}.pdf", folder / f"{path.stem}_300.pdf")
        pdf = next((name for name in names if name.exists()), None)
        if pdf is None:
            continue
        letters = propose(pages_of(pdf, readings)).letters
        wanted = wanted_of(truth)
        starts = [letter.first_page for letter in letters]
        right = "letters" not in truth or starts == [want["pages"][0] for want in wanted]
        tallies["split"].right += right
        tallies["split"].wrong += not right
        lines = [f"{path.stem} letters at {starts}"]
        for want in wanted:
            first = want.get("pages", [1])[0]
            letter = next((one for one in letters if one.first_page == first), letters[0])
            lines += compare(tallies, want, letter)
        if verbose:
            print("\n".join(lines))
    return report(tallies)


def report(tallies: dict[str, Tally]) -> int:
    """Print the table and return how many certain values were wrong."""
    print(f"{'field':14}   right similar   wrong    none certain   wrong")
    for name, t in tallies.items():
        print(
            f"{name:14}{t.right:8}{t.similar:8}{t.wrong:8}{t.none:8}{t.certain:8}{t.certain_wrong:8}"
        )
    return sum(tally.certain_wrong for tally in tallies.values())


def main() -> int:
    """Run from the command line; the exit status is 1 when a certain value was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readings", type=Path, help="keep and reuse what was read here")
    parser.add_argument("--verbose", action="store_true")
    given = parser.parse_args()
    return 1 if run(given.folder, given.readings, verbose=given.verbose) else 0


if __name__ == "__main__":
    sys.exit(main())
