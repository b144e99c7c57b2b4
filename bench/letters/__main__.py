"""``python -m bench.letters --seed 1 --count 12 OUT``."""

import argparse
import json
from pathlib import Path

from bench.letters.faces import FAMILIES
from bench.letters.faults import FAULTS
from bench.letters.layouts import LAYOUTS
from bench.letters.make import KINDS, made
from bench.letters.papers import PAPERS


def main() -> None:
    """Write letters and their truth into a folder."""
    parser = argparse.ArgumentParser(prog="bench.letters", description="Write synthetic letters.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--kind", choices=KINDS, help="only this kind, instead of all in turn")
    parser.add_argument("--profile", choices=tuple(FAULTS), help="only this way of scanning")
    parser.add_argument("--font", choices=FAMILIES, help="only this typeface")
    parser.add_argument("--paper", choices=tuple(PAPERS), help="only this kind of paper")
    parser.add_argument("--layout", choices=LAYOUTS, help="only this family of layouts")
    parser.add_argument("--training", action="store_true", help="without what is held out")
    parser.add_argument("--digital", action="store_true", help="born digital, not scanned")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for index in range(given.count):
        file = made(
            given.seed,
            index,
            kind=given.kind,
            profile=given.profile,
            font=given.font,
            paper=given.paper,
            layout=given.layout,
            training=given.training,
            digital=given.digital,
        )
        name = f"l{index:03}"
        (given.out / f"{name}.pdf").write_bytes(file.pdf)
        truth = json.dumps(file.truth, ensure_ascii=False, indent=1)
        (given.out / f"{name}.json").write_text(f"{truth}\n", encoding="utf-8")
        kinds = " + ".join(letter["doc_type"] for letter in file.truth["letters"])
        looks = ", ".join(file.truth[look] for look in ("profile", "paper", "font", "layout"))
        print(f"{name}.pdf {len(file.truth['pages'])} pages, {kinds}, {looks}")


if __name__ == "__main__":
    main()
