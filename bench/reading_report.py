"""The tables of ``./saraban bench reading --count``: by group, fault and kind, and the targets."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bench.answers import Answer, of_file
from bench.machine import verdict
from bench.page_marks import Count, PageMarks, marks_of, total
from bench.readings import OURS, STOCK, ReadFile
from bench.truth import wanted_of
from intake.bundle import propose
from intake.running_text import running_text

CLEAN = "clean"
MOST_TOLD = 8
COLUMNS = (
    "reference", "date", "refers to", "subject", "addressee", "enclosures", "sender", "urgency",
    "kind", "pages", "stamp number",
)  # fmt: skip
"""What is shown by fault and by kind."""
_SEALED = ("reference, covered", "date, covered")


@dataclass(frozen=True, slots=True)
class Marked:
    """One file as one reader read it."""

    file: ReadFile
    reader: str
    answers: tuple[Answer, ...]
    kinds: tuple[str, ...]
    """The kind of letter of each answer."""
    pages: PageMarks


def marked(file: ReadFile, reader: str) -> Marked:
    """Mark what one reader made of a file."""
    read = file.by[reader].pages
    letters = propose(read, file.came).letters
    answers: list[Answer] = []
    kinds: list[str] = []
    for want in wanted_of(file.truth):
        given = list(of_file([want], letters)) if letters else []
        answers += given
        kinds += [want.kind] * len(given)
    texts = file.truth["pages"] if not file.is_real else []
    told = [running_text(page) if reader == OURS else page.text for page in read]
    marks = marks_of(texts, told)
    return Marked(file, reader, tuple(answers), tuple(kinds), marks)


def percent(count: Count) -> float:
    """Return a share as per cent; nothing of nothing is 0."""
    right, of = count
    return 100 * right / of if of else 0.0


def share(answers: Sequence[Answer], right: Callable[[Answer], bool]) -> float:
    """Return the per cent of answers that are right in some sense."""
    return percent((sum(map(right, answers)), len(answers)))


def report(by: dict[str, list[Marked]]) -> None:
    """Print everything that was measured, each reader's files in the same order."""
    for group in ("seen", "held out", "real"):
        ours, stock = ([one for one in by[r] if one.file.group == group] for r in (OURS, STOCK))
        if ours:
            print(f"\n{group}: {len(ours)} files, {_pages(ours)} pages")
            fields_table(ours, stock)
            _texts(ours, stock)
    made = [one for one in by[OURS] if not one.file.is_real]
    stock = [one for one in by[STOCK] if not one.file.is_real]
    matrix("fault", _by(made, lambda one: one.file.fault))
    matrix("paper", _by(made, lambda one: str(one.file.truth.get("paper", ""))))
    matrix("kind", _by_kind(made))
    print()
    targets(made, stock, [one for one in by[OURS] if one.file.is_real])


def _pages(marked: Sequence[Marked]) -> int:
    return sum(len(one.file.by[OURS].pages) for one in marked)


def answers_by_field(marked: Sequence[Marked]) -> dict[str, list[Answer]]:
    """Gather the answers of many files under their fields."""
    gathered: dict[str, list[Answer]] = {}
    for one in marked:
        for given in one.answers:
            gathered.setdefault(given.field, []).append(given)
    return gathered


def fields_table(ours: Sequence[Marked], stock: Sequence[Marked]) -> None:
    """Print a line for each field, ours beside stock Tesseract under the same extraction."""
    theirs = answers_by_field(stock)
    print(
        f"  {'field':24}{'of':>5}{'exact':>8}{'97 %':>8}{'errors':>8}"
        f"{'certain':>9}{'right':>8}{'  stock: exact':>16}{'97 %':>8}{'errors':>8}"
    )
    for name, given in sorted(answers_by_field(ours).items()):
        certain = [one for one in given if one.certain]
        covered = percent((len(certain), len(given)))
        right = f"{share(certain, lambda one: one.exact):8.1f}" if certain else f"{'-':>8}"
        beside = _three(theirs.get(name, []))
        print(f"  {name:24}{len(given):5}{_three(given)}{covered:9.1f}{right}{'':>8}{beside}")


def _three(given: Sequence[Answer]) -> str:
    """Write exact, similar and the rate of character errors."""
    errors = percent(total([(one.errors, one.letters) for one in given]))
    exact, similar = share(given, lambda one: one.exact), share(given, lambda one: one.similar)
    return f"{exact:8.1f}{similar:8.1f}{errors:8.1f}"


def _texts(ours: Sequence[Marked], stock: Sequence[Marked]) -> None:
    """Print what page texts and time say of each reader."""
    for name, files in ((OURS, ours), (STOCK, stock)):
        runs = [run for one in files if (run := one.file.by[name]).whole]
        pages = max(1, sum(len(run.pages) for run in runs))
        seconds = sum(run.seconds for run in runs) / pages
        cpu = sum(run.cpu for run in runs) / pages
        lines, whole, digits = (
            total([getattr(one.pages, part) for one in files]) for part in _PARTS
        )
        times = f"{seconds:6.2f} s a page, {cpu:.2f} s of CPU" if runs else "  not timed"
        told = f"  {name:12}{times}"
        if lines[1]:
            told += (
                f"; {percent(lines):.2f} % of characters wrong in lines, {percent(whole):.2f} on "
                f"pages; {percent(digits):.1f} % of {digits[1]} Thai digits right"
            )
        print(told)


_PARTS = ("in_lines", "on_pages", "digits")


def _by(marked: Sequence[Marked], name: Callable[[Marked], str]) -> dict[str, list[Marked]]:
    groups: dict[str, list[Marked]] = {}
    for one in marked:
        groups.setdefault(name(one), []).append(one)
    return groups


def _by_kind(marked: Sequence[Marked]) -> dict[str, list[Marked]]:
    """Part the answers by the kind of their letter."""
    groups: dict[str, list[Marked]] = {}
    for one in marked:
        for kind in dict.fromkeys(one.kinds):
            own = tuple(a for a, k in zip(one.answers, one.kinds, strict=True) if k == kind)
            part = Marked(one.file, one.reader, own, (kind,) * len(own), one.pages)
            groups.setdefault(kind, []).append(part)
    return groups


def matrix(title: str, groups: dict[str, list[Marked]]) -> None:
    """Print the exact share of the main fields, a line for each group."""
    heads = "".join(f"{name[:12]:>13}" for name in COLUMNS)
    print(f"\nexact, by {title:12}{'files':>6}{heads}{'lines':>8}{'digits':>8}")
    for name, files in sorted(groups.items()):
        fields = answers_by_field(files)
        cells = "".join(
            f"{share(fields[column], lambda one: one.exact):13.1f}"
            if column in fields
            else f"{'-':>13}"
            for column in COLUMNS
        )
        lines, digits = (total([getattr(one.pages, part) for one in files]) for part in _ENDS)
        print(f"  {name:20}{len(files):6}{cells}{percent(lines):8.2f}{percent(digits):8.1f}")


_ENDS = ("in_lines", "digits")


def targets(made: Sequence[Marked], stock: Sequence[Marked], real: Sequence[Marked]) -> None:
    """Print each target beside its figure, and stock Tesseract's where it has one."""
    fields, theirs = answers_by_field(made), answers_by_field(stock)
    for names, wanted, part in _TARGETS:
        ours, stocks = (
            [one for name in names for one in of.get(name, ())] for of in (fields, theirs)
        )
        if ours:
            figure, beside = (share(given, _SENSES[part]) for given in (ours, stocks))
            label = f"{names[0] if len(names) == 1 else ' or '.join(names)}, {part}"
            print(verdict(label, figure, wanted, "%"), f"(stock {beside:.1f}, {len(ours)} of them)")
    _text_targets(made, stock)
    _certain(fields)
    for name in ("reference", "date"):
        right = [one.exact for file in real for one in file.answers if one.field == name]
        if right:
            print(verdict(f"real samples, {name}", sum(right), 9, f" of {len(right)}"))
    if real:
        wrong = [one for file in real for one in file.answers if one.certain and not one.exact]
        print(verdict("real samples, wrong and certain", len(wrong), 0, at_most=True))


_SENSES: dict[str, Callable[[Answer], bool]] = {
    "exact": lambda one: one.exact,
    "97 % alike": lambda one: one.similar,
}
_TARGETS = (
    (("reference",), 97, "exact"),
    (("date",), 97, "exact"),
    (_SEALED, 80, "exact"),
    (("refers to",), 92, "exact"),
    (("subject",), 90, "97 % alike"),
    (("addressee",), 90, "97 % alike"),
    (("enclosures",), 90, "97 % alike"),
    (("stamp number",), 90, "exact"),
    (("urgency",), 97, "exact"),
    (("kind",), 97, "exact"),
    (("pages",), 97, "exact"),
)  # fmt: skip


def _text_targets(made: Sequence[Marked], stock: Sequence[Marked]) -> None:
    """Print errors and digits of the pages' text, of clean scans and of all."""
    for label, chosen, most, least in (
        ("clean", lambda one: one.file.fault == CLEAN, 1.5, 99),
        ("all", lambda _one: True, 2.5, 96),
    ):
        ours, theirs = ([one.pages for one in of if chosen(one)] for of in (made, stock))
        if not ours:
            continue
        wrong, beside = (percent(total([one.in_lines for one in of])) for of in (ours, theirs))
        name = f"characters wrong in lines, {label}"
        print(verdict(name, wrong, most, "%", at_most=True), f"(stock {beside:.2f})")
        right, beside = (percent(total([one.digits for one in of])) for of in (ours, theirs))
        print(verdict(f"Thai digits right, {label}", right, least, "%"), f"(stock {beside:.1f})")


def _certain(fields: dict[str, list[Answer]]) -> None:
    """Print how much of reference and date is certain, and how often that was right."""
    given = [one for name in ("reference", "date") for one in fields.get(name, ())]
    certain = [one for one in given if one.certain]
    covered = percent((len(certain), len(given)))
    print(verdict("certain reference or date, of all printed", covered, 85, "%"))
    if certain:
        print(verdict("  right where certain", share(certain, _SENSES["exact"]), 99.5, "%"))


def wrong_answers(marked: Sequence[Marked]) -> Iterator[str]:
    """Give a line for each value that is not right, for whoever is to mend it."""
    for one in marked:
        for given in one.answers:
            if not given.exact:
                sure = " CERTAIN" if given.certain else ""
                yield (
                    f"{one.file.name} {one.file.fault} {given.field}: "
                    f"{given.wanted!r} read {given.read!r}{sure}"
                )
