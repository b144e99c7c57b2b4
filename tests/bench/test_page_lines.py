"""Lines are cut out of pages as they are read, and say what truly stands there."""

from pathlib import Path

import numpy as np
import pytest

from bench import page_lines
from bench.page_lines import kept_in, of_file
from intake.digits.strips import HEIGHT


def test_the_same_lines_are_cut_out_of_a_file_every_time() -> None:
    one, other = of_file(7, 2), of_file(7, 2)
    assert [line.text for line in one] == [line.text for line in other]
    assert all(np.array_equal(a.strip, b.strip) for a, b in zip(one, other, strict=True))
    assert {line.strip.shape[0] for line in one} == {HEIGHT}


def test_every_number_of_a_line_is_known_for_a_hand_or_not() -> None:
    numbered = [line for line in of_file(7, 2) if line.by_hand]
    assert numbered
    assert not any(line.by_hand for line in of_file(7, 2) if not any(map(str.isdigit, line.text)))


def test_lines_are_kept_as_they_were_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_lines, "FILES", 1)
    told: list[str] = []
    (path,) = page_lines.of_files(told.append, tmp_path)
    kept, cut = kept_in(path), of_file(page_lines.SEED, 0)
    assert [(line.text, line.by_hand) for line in kept] == [(x.text, x.by_hand) for x in cut]
    assert max(np.abs(a.strip - b.strip).max() for a, b in zip(kept, cut, strict=True)) < 0.006
