"""Speed is compared on the same pages, with everybody there."""

import json
from pathlib import Path

import pytest

from bench import readers
from bench.readers import Pages, PeerMissing
from bench.reading_speed import letters_in


def test_letters_of_a_folder_are_taken_until_there_are_pages_enough(tmp_path: Path) -> None:
    for name, texts in (("a", ["1", "2"]), ("b", ["3"]), ("c", ["4"])):
        (tmp_path / f"{name}_300.pdf").touch()
        (tmp_path / f"{name}.json").write_text(json.dumps({"pages": texts}), encoding="utf-8")
    files, truths = letters_in(tmp_path, 3)
    assert [file.name for file in files] == ["a_300.pdf", "b_300.pdf"]
    assert truths == ["1", "2", "3"]


def test_a_missing_peer_ends_the_comparison(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))
    with pytest.raises(PeerMissing, match="ocrmypdf"):
        readers.ocrmypdf(Pages((), tmp_path / "whole.pdf", {}))
