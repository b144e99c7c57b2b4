"""Those who read the same pages: our pipeline, Tesseract by itself, OCRmyPDF."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pikepdf

from bench.machine import cpu_of_machine
from intake.digits.reader import TwoReaders
from intake.ocr import READING_DPI, shrunk
from intake.reading import open_document, page_count, page_grey, read_file, read_page
from registry.ports import PAGE_DPI, PageReading

T = TypeVar("T")

AT_ONCE = 2
"""Pages read at the same time, by all alike."""


@dataclass(frozen=True, slots=True)
class Run:
    """One reading of all pages."""

    seconds: float
    cpu: float
    """Seconds of all cores together, and of all that ran beside it."""
    texts: list[str]


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages to read, in every shape a reader wants them in."""

    files: tuple[Path, ...]
    whole: Path
    """All of them as one PDF."""
    rasters: dict[int, tuple[Path, ...]]
    """Dots per inch to the pages as pictures."""


def prepare(files: Sequence[Path], folder: Path) -> Pages:
    """Draw every page as our pipeline does, at the resolutions Tesseract is to get."""
    whole = folder / "whole.pdf"
    with pikepdf.new() as pdf:
        for file in files:
            with pikepdf.open(file) as one:
                pdf.pages.extend(one.pages)
        pdf.save(whole)
    rasters: dict[int, list[Path]] = {READING_DPI: [], PAGE_DPI: []}
    for index, (file, number) in enumerate(_numbered(files)):
        large = page_grey(open_document(file), number)
        for picture in (large, shrunk(large)):
            path = folder / f"{index:03}-{picture.dpi}.pgm"
            path.write_bytes(b"P5 %d %d 255\n" % (picture.width, picture.height) + picture.pixels)
            rasters[picture.dpi].append(path)
    return Pages(tuple(files), whole, {dpi: tuple(paths) for dpi, paths in rasters.items()})


def ours(pages: Pages) -> Run:
    """Read the pages as ``./saraban read`` does a file."""
    engine, document = TwoReaders(), open_document(pages.whole)
    count = len(pages.rasters[PAGE_DPI])
    start, used = time.perf_counter(), cpu_of_machine()
    read = list(read_file(document, engine, count, workers=AT_ONCE))
    seconds, cpu = time.perf_counter() - start, cpu_of_machine() - used
    return Run(seconds, cpu, [page.text if isinstance(page, PageReading) else "" for page in read])


def page_by_page(pages: Pages) -> Run:
    """Read the files as the office's workers do: each page a job and a start of its own."""
    engine = TwoReaders()

    def read(place: tuple[Path, int]) -> str:
        return read_page(open_document(place[0]), place[1], engine).text

    return _all(read, _numbered(pages.files))


def bare(pages: Pages, dpi: int) -> Run:
    """Read finished pictures with Tesseract's own program, one thread in each of two processes."""
    return _all(lambda path: tesseract(path, dpi), pages.rasters[dpi])


def tesseract(picture: Path, dpi: int, shape: str = "txt") -> str:
    """Read one picture with Tesseract's own program, into text or a table (``tsv``)."""
    options = ["-l", "tha+eng", "--psm", "3", "--dpi", str(dpi), shape]
    command = ["tesseract", str(picture), "-", *options]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, check=True)  # noqa: S603 - a fixed program
    return done.stdout.decode()


class PeerMissing(SystemExit):
    """A comparison without the peer would look like one that was won."""


def ocrmypdf(pages: Pages) -> Run:
    """Read everything with OCRmyPDF in one go; raise ``PeerMissing`` if it cannot.

    All pages are in one file, which is the kindest to it: a start costs a second.
    """
    program = Path(sys.executable).parent / "ocrmypdf"
    if not program.exists():
        raise PeerMissing(f"{program} is not there; ./saraban bench reading installs OCRmyPDF")
    text, out = pages.whole.with_suffix(".txt"), pages.whole.with_suffix(".out.pdf")
    options = ["-l", "tha+eng", "--jobs", str(AT_ONCE), "--output-type", "pdf"]
    command = [str(program), *options, "--sidecar", str(text), str(pages.whole), str(out)]
    # It chooses the threads of its Tesseracts itself, unless we have chosen before.
    environment = {k: v for k, v in os.environ.items() if k != "OMP_THREAD_LIMIT"}
    start, used = time.perf_counter(), cpu_of_machine()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed program
    seconds, cpu = time.perf_counter() - start, cpu_of_machine() - used
    if done.returncode:
        raise PeerMissing(f"OCRmyPDF ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return Run(seconds, cpu, text.read_text(encoding="utf-8").split("\f"))


def _numbered(files: Sequence[Path]) -> list[tuple[Path, int]]:
    return [
        (file, number) for file in files for number in range(1, page_count(open_document(file)) + 1)
    ]


def _all(read: Callable[[T], str], places: Sequence[T]) -> Run:
    start, used = time.perf_counter(), cpu_of_machine()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        texts = list(pool.map(read, places))
    return Run(time.perf_counter() - start, cpu_of_machine() - used, texts)
