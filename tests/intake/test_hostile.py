"""Every hostile file ends in an outcome somebody can act on."""

import contextlib
import csv
from pathlib import Path

import pytest

from intake import raster
from intake.document import Document
from intake.errors import FileRefused, PageFailed
from intake.sheet import in_sandbox
from intake.triage import media_of, triage
from tests.intake import hostile_kinds
from tests.intake.hostile_files import MAKERS

WARNINGS = {"repaired", "cut-short", "page-unreadable"}


@pytest.mark.parametrize("name", MAKERS)
def test_a_made_file_ends_as_it_should(tmp_path: Path, name: str) -> None:
    outcome, maker = MAKERS[name]
    path = tmp_path / name
    path.write_bytes(maker())
    if not outcome:
        assert triage(path).pages >= 1
        return
    with pytest.raises(FileRefused) as refusal:
        triage(path)
    assert refusal.value.code == outcome
    assert "{" not in str(refusal.value)


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, (outcome, maker) in MAKERS.items()
        if maker.__module__ == hostile_kinds.__name__ and not outcome
    ],
)
def test_a_page_made_to_hurt_is_drawn_or_fails_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(MAKERS[name][1]())
    with contextlib.suppress(PageFailed):
        picture = in_sandbox(1, raster.grey_picture, Document(path, media_of(path)), 1)
        assert picture.width * picture.height == len(picture.pixels)


def test_every_file_of_the_collection_ends_as_its_manifest_allows(shared: Path) -> None:
    folder = shared / "samples" / "hostile"
    with (folder / "manifest.tsv").open(encoding="utf-8") as manifest:
        rows = list(csv.DictReader(manifest, delimiter="\t"))
    wrong = []
    for row in rows:
        allowed = row["good_intake_outcomes"].split("|")
        outcome = _outcome(folder / row["file"])
        if outcome not in allowed:
            wrong.append((row["file"], outcome, allowed))
    assert len(rows) > 100
    assert wrong == []


def _outcome(path: Path) -> str:
    try:
        result = triage(path)
    except FileRefused as refusal:
        return "password" if refusal.code == "password-needed" else "reject"
    warned = any(notice.code in WARNINGS for notice in result.notices)
    return "accept_warn" if warned else "accept"
