"""How fast pages are read and how well their text, beside two others.

Generated letters, the same pages for all, in one run and in turns, so that
what else the machine does hits everyone alike. Ratios are the middle of the
rounds; absolute figures are this machine's.
"""

import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import pikepdf

from bench import readers
from bench.character_error import line_errors, page_errors, rate
from bench.letters.make import made
from bench.machine import spread, verdict
from bench.page_one import arrival
from bench.readers import Pages, Run
from bench.web_memory import web_memory
from intake.ocr import READING_DPI
from registry.ports import PAGE_DPI

OURS, SINGLE = "saraban", "saraban, by pages"
BARE, BARE_300, PEER = "tesseract 150 dpi", "tesseract 300 dpi", "ocrmypdf"
LONG_FILE = 10
MOST_WEB = 120


def measure(own: Path | None, seed: int, least: int, count: int) -> None:
    """Let everybody read at least so many pages ``count`` times, and print what was measured."""
    with tempfile.TemporaryDirectory(prefix="saraban-bench-") as name:
        folder = Path(name)
        files, truths = letters_in(own, least) if own else letters(seed, least, folder)
        pages = readers.prepare(files, folder)
        print(
            f"pages     {len(truths)} of {len(files)} letters, {own or f'generated, seed {seed}'}\n"
        )
        compare(rounds(pages, count), truths)
        print()
        first_page(pages, folder, count)
        serving, everything = web_memory(folder / "web")
        print(verdict("web process, peak", serving, MOST_WEB, "MB", at_most=True))
        print(verdict("web, all processes together", everything, MOST_WEB, "MB", at_most=True))


def letters(seed: int, least: int, folder: Path) -> tuple[list[Path], list[str]]:
    """Write letters until there are pages enough; return the files and the pages' true texts."""
    files: list[Path] = []
    truths: list[str] = []
    while len(truths) < least:
        letter = made(seed, len(files))
        file = folder / f"l{len(files):03}.pdf"
        file.write_bytes(letter.pdf)
        files.append(file)
        truths += letter.truth["pages"]
    return files, truths


def letters_in(folder: Path, least: int) -> tuple[list[Path], list[str]]:
    """Take letters from a folder until there are pages enough; return as ``letters`` does."""
    files: list[Path] = []
    truths: list[str] = []
    for file in sorted(folder.glob("*.pdf")):
        if len(truths) >= least:
            break
        # A scan may carry its resolution in its name: ``d000_300.pdf`` beside ``d000.json``.
        names = (f"{file.stem}.json", f"{file.stem.partition('_')[0]}.json")
        truth = next(folder / name for name in names if (folder / name).exists())
        files.append(file)
        truths += json.loads(truth.read_text(encoding="utf-8"))["pages"]
    return files, truths


def rounds(pages: Pages, count: int) -> dict[str, list[Run]]:
    """Let everybody read everything ``count`` times, taking turns."""
    runs: dict[str, list[Run]] = {OURS: [], SINGLE: [], BARE: [], BARE_300: [], PEER: []}
    readers.tesseract(pages.rasters[READING_DPI][0], READING_DPI)  # its files are in memory now
    for number in range(1, count + 1):
        runs[OURS].append(readers.ours(pages))
        runs[SINGLE].append(readers.page_by_page(pages))
        runs[BARE].append(readers.bare(pages, READING_DPI))
        runs[BARE_300].append(readers.bare(pages, PAGE_DPI))
        runs[PEER].append(readers.ocrmypdf(pages))
        seconds = ", ".join(f"{name} {done[-1].seconds:.1f} s" for name, done in runs.items())
        print(f"round {number}   {seconds}", flush=True)
    return runs


@dataclass(frozen=True, slots=True)
class Errors:
    """Per cent of the characters read wrong."""

    in_lines: float
    on_pages: float


def errors_of(run: Run, truths: Sequence[str]) -> Errors:
    """Hold what was read against what stands there; every round reads the same."""
    pairs = list(zip(truths, run.texts, strict=False))
    return Errors(
        rate([line_errors(truth, read) for truth, read in pairs]),
        rate([page_errors(truth, read) for truth, read in pairs]),
    )


def compare(runs: dict[str, list[Run]], truths: Sequence[str]) -> None:
    """Print speed and errors of each, and the ratios that are promised."""
    heads = f"{'pages a minute':24}{'CPU s a page':>13}{'% wrong in lines':>18}{'on pages':>10}"
    print(f"\n{'':18}{heads}")
    errors = {name: errors_of(done[0], truths) for name, done in runs.items()}
    for name, done in runs.items():
        speeds = [60 * len(truths) / run.seconds for run in done]
        cpu = median(run.cpu / len(truths) for run in done)
        wrong = errors[name]
        print(
            f"{name:18}{spread(speeds):24}{cpu:13.2f}{wrong.in_lines:18.2f}{wrong.on_pages:10.2f}"
        )
    print()
    for us in (OURS, SINGLE):
        for name, wanted in ((BARE, 0.95), (BARE_300, 1.4), (PEER, 3.0)):
            turns = list(zip(runs[name], runs[us], strict=True))
            speed = median(theirs.seconds / own.seconds for theirs, own in turns)
            burden = median(own.cpu / theirs.cpu for theirs, own in turns)
            print(verdict(f"speed, {us} to {name}", speed, wanted, "x"))
            print(f"{f'CPU, {us} to {name}':52}{burden:9.2f}x")
    for name in (BARE_300, PEER):
        in_lines = errors[OURS].in_lines / errors[name].in_lines
        on_pages = errors[OURS].on_pages / errors[name].on_pages
        print(verdict(f"errors in lines, {OURS} to {name}", in_lines, 1, "x", at_most=True))
        print(verdict(f"errors on pages, {OURS} to {name}", on_pages, 1, "x", at_most=True))


def first_page(pages: Pages, folder: Path, count: int) -> None:
    """Print how soon page 1 of a long file has its fields, through the office's own workers."""
    long_file = folder / "long.pdf"
    with pikepdf.open(pages.whole) as whole, pikepdf.new() as pdf:
        pdf.pages.extend([whole.pages[n % len(whole.pages)] for n in range(LONG_FILE)])
        pdf.save(long_file)
    picture = pages.rasters[READING_DPI][0]
    waits, alone = [], []
    for number in range(count):
        start = time.perf_counter()
        readers.tesseract(picture, READING_DPI)
        alone.append(time.perf_counter() - start)
        seen = arrival(
            long_file, folder / f"office{number}", first=pages.files[0], count=readers.AT_ONCE
        )
        waits.append(seen.first_fields)
    minute = 60 * LONG_FILE / seen.all_read
    print(f"page 1 of {LONG_FILE}     fields after {spread(waits, ' s')}")
    print(f"tesseract        {spread(alone, ' s')} for that page alone")
    print(f"whole office     {minute:.1f} pages a minute from arrival to proposed letters\n")
    wanted = 1.3 * median(alone) + 2
    print(verdict("page 1 fields, seconds", median(waits), round(wanted, 2), "s", at_most=True))
    print(
        verdict("worker with sandbox and Tesseract, peak", seen.tree_peak, 500, "MB", at_most=True)
    )
    print(verdict("worker process by itself, peak", seen.worker_peak, 500, "MB", at_most=True))
