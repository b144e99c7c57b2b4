"""The letters the repository keeps: samples to try the office with, cases to test reading on.

They were drawn when the generator was smaller, by commit 3ce1a0a, and what is
tested on them rests on what they say; ``python -m bench.letters.kept`` of that
commit writes the same bytes on the same system. Today's draws other letters
from the same seeds.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from bench.letters.files import photograph
from bench.letters.make import MadeFile, made
from bench.letters.picture import draw

_ROOT: Final = Path(__file__).parents[2]
SAMPLES: Final = _ROOT / "intake" / "samples"
GOLDEN: Final = _ROOT / "tests" / "golden" / "letters"


@dataclass(frozen=True, slots=True)
class Kept:
    """One kept file: what it is called and what to ask the generator for."""

    name: str
    seed: int
    kind: str
    profile: str
    font: str

    def made(self) -> MadeFile:
        """Make it again."""
        digital = self.profile == "digital"
        profile = None if digital else self.profile
        return made(
            self.seed,
            0,
            kind=self.kind,
            profile=profile,
            font=self.font,
            paper="plain",
            layout="regulation",
            digital=digital,
        )


KEPT_SAMPLES: Final = (
    Kept("1-circular-bundle.pdf", 349, "bundle", "office", "sarabun"),
    Kept("2-memo.pdf", 37, "memo", "fax", "sarabun"),
    Kept("3-stamped-letter.pdf", 106, "stamped", "office", "norasi"),
    Kept("4-born-digital.pdf", 57, "external", "digital", "sarabun"),
    Kept("5-phone-photo.jpg", 142, "external", "photo", "laksaman"),
)
KEPT_CASES: Final = (
    Kept("external-thai-digits", 51, "external", "office", "norasi"),
    Kept("memo-fax", 20, "memo", "fax", "sarabun"),
    Kept("stamped-three-receipts", 107, "stamped", "office", "garuda"),
    Kept("bundle-hidden-deadline", 68, "bundle", "fax", "laksaman"),
    Kept("born-digital", 89, "external", "digital", "sarabun"),
    Kept("order", 4, "order", "fax", "norasi"),
)


def main() -> None:
    """Write samples and cases into the repository."""
    SAMPLES.mkdir(exist_ok=True)
    for kept in KEPT_SAMPLES:
        file = kept.made()
        (SAMPLES / kept.name).write_bytes(
            photograph(draw(file.sheets[0], _coin(kept)), _coin(kept))
            if kept.name.endswith(".jpg")
            else file.pdf
        )
    for kept in KEPT_CASES:
        folder = GOLDEN / kept.name
        folder.mkdir(parents=True, exist_ok=True)
        file = kept.made()
        (folder / "letter.pdf").write_bytes(file.pdf)
        truth = json.dumps(file.truth, ensure_ascii=False, indent=1)
        (folder / "truth.json").write_text(f"{truth}\n", encoding="utf-8")


def _coin(kept: Kept) -> Random:
    return Random(kept.name)  # noqa: S311 - the same picture every time is the point


if __name__ == "__main__":
    main()
