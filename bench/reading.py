"""``./saraban bench reading``: how fast and how well letters are read, beside others.

With ``--count N``: the fields of N generated letters, and of the real samples
where they are on this machine, by kind, fault and field, beside Tesseract as it
comes. Without: speed and errors of the text beside Tesseract and OCRmyPDF.
"""

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bench import reading_speed, readings, reliability
from bench.machine import describe
from bench.reading_report import answers_by_field, marked, report, wrong_answers


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="bench reading", description=__doc__)
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        help="letters of your own: each PDF beside its JSON of truth",
    )
    parser.add_argument("--seed", type=int, default=2568)
    fields = parser.add_argument_group("fields")
    fields.add_argument("--count", type=int, help="how many letters to generate")
    fields.add_argument("--keep", type=Path, help="keep what was read here; a second run goes on")
    fields.add_argument("--plot", type=Path, help="draw the reliability diagrams into this SVG")
    fields.add_argument("--wrong", action="store_true", help="name every value that is not right")
    speed = parser.add_argument_group("speed")
    speed.add_argument("--pages", type=int, default=12, help="at least so many pages")
    speed.add_argument("--rounds", type=int, default=3)
    speed.add_argument("--quick", action="store_true", help="one round")
    given = parser.parse_args()
    print(describe())
    if given.count is None:
        count = 1 if given.quick else given.rounds
        reading_speed.measure(given.folder, given.seed, given.pages, count)
    else:
        measure_fields(given)


def measure_fields(given: argparse.Namespace) -> None:
    """Read the letters of a seed and the real ones, and print what was right."""
    subjects = [*readings.generated(given.seed, given.count), *readings.real_samples()]
    print(f"letters   {given.count} files generated, seed {given.seed}; {_reals(subjects)}")
    with ExitStack() as stack:
        kept = given.keep or Path(
            stack.enter_context(tempfile.TemporaryDirectory(prefix="saraban-bench-"))
        )
        files = readings.read_all(subjects, kept, _told)
    by = {name: [marked(file, name) for file in files] for name in (readings.OURS, readings.STOCK)}
    ours = by[readings.OURS]
    report(by)
    known = reliability.said_of(answers_by_field([one for one in ours if not one.file.is_real]))
    reliability.table(known)
    if given.plot:
        title = f"{given.count} files, seed {given.seed}: how sure, and how often right"
        reliability.plot(known, given.plot, title)
    if given.wrong:
        print("\nnot right")
        print("\n".join(wrong_answers(ours)))


def _reals(subjects: list[readings.Subject]) -> str:
    count = sum(subject.real is not None for subject in subjects)
    return f"{count} real samples" if count else "no real samples on this machine"


def _told(progress: str) -> None:
    """Say on the terminal how far it is; the figures alone go to a file."""
    print(progress, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
