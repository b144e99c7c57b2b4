"""The same files read by us and by Tesseract as it comes; what was read is kept.

Several processes share the work, a file each at a time, and a file whose
readings are kept already is not read again, so a long run can be broken off
and taken up. What Tesseract made of each picture of ours is kept, too: another
model of the line reader then reads the same files in a fraction of the time.
"""

import datetime as dt
import hashlib
import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench import readers
from bench.letters.author import LAST_DAY
from bench.letters.make import made
from bench.machine import cpu_of_tree
from intake.digits.reader import TwoReaders
from intake.digits.two_looks import models
from intake.ocr import TesseractEngine
from intake.reading import open_document, page_count, page_grey, read_file
from intake.tesseract_table import paged, read_lines
from registry.ports import PAGE_DPI, BatchEngine, GreyImage, Guess, Layout, Line, PageReading

OURS, STOCK = "saraban", "tesseract"
_SPANS = ("by_hand", "crossed", "doubted")
"""Parts of a line that JSON makes lists of."""
_ON_ITS_WAY = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Subject:
    """A file to read: the letters of a seed, or a real one beside its truth."""

    name: str
    seed: int = 0
    index: int = 0
    real: Path | None = None

    def written(self, folder: Path) -> tuple[Path, dict[str, Any]]:
        """Return the file and its truth, making it where it is generated."""
        if self.real:
            return self.real, json.loads(self.real.with_suffix(".json").read_text(encoding="utf-8"))
        file = made(self.seed, self.index)
        path = folder / f"{self.name}.pdf"
        path.write_bytes(file.pdf)
        return path, file.truth


@dataclass(frozen=True, slots=True)
class Reading:
    """How one reader read a file."""

    pages: tuple[PageReading, ...]
    seconds: float
    cpu: float
    """Seconds of all its processes."""
    whole: bool = True
    """Nothing was taken over from an earlier run, so that the times say something."""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file, what is true of it and what each reader made of it."""

    name: str
    is_real: bool
    truth: dict[str, Any]
    by: dict[str, Reading]

    @property
    def group(self) -> str:
        """Tell apart what a reader may have been trained on."""
        if self.is_real:
            return "real"
        return "held out" if self.truth.get("held_out") else "seen"

    @property
    def came(self) -> dt.date | None:
        """The day it came: after every generated letter; a real one's is unknown."""
        return None if self.is_real else LAST_DAY + _ON_ITS_WAY

    @property
    def fault(self) -> str:
        """How it was scanned."""
        return "real" if self.is_real else str(self.truth["profile"])


def generated(seed: int, count: int) -> list[Subject]:
    """Name the first letters of a seed."""
    return [Subject(f"{seed}-{index:04}", seed, index) for index in range(count)]


def real_samples() -> list[Subject]:
    """Name the real letters, where the folder that holds them is on this machine."""
    folder = Path(os.environ.get("SARABAN_SHARED", "../shared")) / "samples" / "real"
    return [Subject(f"real-{path.stem}", real=path) for path in sorted(folder.glob("*.pdf"))]


def read_all(
    subjects: Sequence[Subject],
    kept: Path,
    told: Callable[[str], None],
    by: Sequence[str] = (OURS, STOCK),
) -> list[ReadFile]:
    """Read every file, ``AT_ONCE`` at a time, and return them in order; ``told`` of progress."""
    kept.mkdir(parents=True, exist_ok=True)
    begun = time.monotonic()
    # A forked child would share the threads' locks of its parent.
    with ProcessPoolExecutor(readers.AT_ONCE, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(_read, subject, kept, by) for subject in subjects]
        for number, done in enumerate(as_completed(waiting), 1):
            name = done.result()
            told(f"{number} of {len(subjects)}, {time.monotonic() - begun:.0f} s: {name}")
    return [_loaded(subject, kept) for subject in subjects]


def _read(subject: Subject, kept: Path, by: Sequence[str]) -> str:
    """Read one file with all readers that have not read it before."""
    path = kept / f"{subject.name}.json"
    saved: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if saved.get("model") != models():
        saved.setdefault("by", {}).pop(OURS, None)
    missing = [name for name in by if name not in saved["by"]]
    if not missing:
        return f"{subject.name} was kept"
    with tempfile.TemporaryDirectory(prefix="saraban-bench-") as name:
        file, saved["truth"] = subject.written(Path(name))
        first = KeptFirst(TesseractEngine(), kept / "first")
        read = {OURS: lambda: _ours(file, first), STOCK: lambda: _stock(file)}
        for reader in missing:
            done = _timed(read[reader])
            saved["by"][reader] = asdict(replace(done, whole=not first.taken_over))
    saved["model"] = models()
    half = path.with_suffix(".half")  # a run that is broken off leaves no half a file
    half.write_text(json.dumps(saved, ensure_ascii=False), encoding="utf-8")
    half.replace(path)
    return subject.name


def _timed(read: Callable[[], Iterator[PageReading]]) -> Reading:
    start, used = time.perf_counter(), cpu_of_tree(os.getpid())
    pages = tuple(read())
    return Reading(pages, time.perf_counter() - start, cpu_of_tree(os.getpid()) - used)


class KeptFirst:
    """Tesseract, asked only for pictures it has not read yet; the rest is in a folder."""

    def __init__(self, engine: BatchEngine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self.taken_over = 0
        """Pictures that had been read before."""
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def version(self) -> str:
        """Name, version and options of the engine."""
        return self._engine.version

    def read(self, image: GreyImage) -> tuple[Line, ...]:
        """Return the lines of a picture."""
        return self.read_all([image])[0]

    def read_all(self, images: Sequence[GreyImage]) -> list[tuple[Line, ...]]:
        """Return the lines of each, new ones read in one go."""
        paths = [self._folder / f"{self._digest(image)}.json" for image in images]
        new = [n for n, path in enumerate(paths) if not path.exists()]
        self.taken_over += len(images) - len(new)
        if new:
            read = self._engine.read_all([images[n] for n in new])
            for n, lines in zip(new, read, strict=True):
                paths[n].write_text(json.dumps([asdict(line) for line in lines]), encoding="utf-8")
        return [tuple(map(_line_of, json.loads(path.read_text("utf-8")))) for path in paths]

    def _digest(self, image: GreyImage) -> str:
        is_piece = image.layout is not Layout.PAGE
        said = f"{self.version} {image.width} {image.height} {image.dpi} {is_piece} "
        return hashlib.sha256(said.encode() + image.pixels).hexdigest()


def _ours(file: Path, first: BatchEngine) -> Iterator[PageReading]:
    document = open_document(file)
    engine = TwoReaders(first)
    for page in read_file(document, engine, page_count(document), workers=1):
        if isinstance(page, PageReading):
            yield page


def _stock(file: Path) -> Iterator[PageReading]:
    """Read as Tesseract's own program does at 300 dpi, lines joined as ours are."""
    document = open_document(file)
    for number in range(1, page_count(document) + 1):
        image = page_grey(document, number)
        with tempfile.NamedTemporaryFile(suffix=".pgm") as picture:
            picture.write(b"P5 %d %d 255\n" % (image.width, image.height) + image.pixels)
            picture.flush()
            table = readers.tesseract(Path(picture.name), image.dpi, "tsv")
        scale = PAGE_DPI / image.dpi
        lines = read_lines(paged(table, 1)[0], image.dpi, scale)
        width, height = round(image.width * scale), round(image.height * scale)
        yield PageReading(number, width, height, lines, f"tesseract {PAGE_DPI}dpi")


def _loaded(subject: Subject, kept: Path) -> ReadFile:
    """Load what ``_read`` kept."""
    saved = json.loads((kept / f"{subject.name}.json").read_text(encoding="utf-8"))
    by = {
        name: Reading(**{**one, "pages": tuple(map(page_of, one["pages"]))})
        for name, one in saved["by"].items()
    }
    return ReadFile(subject.name, subject.real is not None, saved["truth"], by)


def page_of(saved: dict[str, Any]) -> PageReading:
    """Make a page of what ``asdict`` made of it."""
    return PageReading(**{**saved, "lines": tuple(map(_line_of, saved["lines"]))})


def _line_of(saved: dict[str, Any]) -> Line:
    guesses = tuple(Guess(**guess) for guess in saved["guesses"])
    spans = {name: tuple(map(tuple, saved.get(name, ()))) for name in _SPANS}
    return Line(**{**saved, "box": tuple(saved["box"]), "guesses": guesses, **spans})
