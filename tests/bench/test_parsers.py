"""Whatever the text, our own parsers keep their promises; ``./saraban bench fuzz`` tries longer."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.parsers import PIECES, PROPERTIES
from tests.conftest import ROOT

SECONDS = 10
"""For each parser; a minute in all."""
TEXTS = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=30).map("".join)


@pytest.mark.parametrize("name", PROPERTIES)
def test_no_text_breaks_a_promise(name: str) -> None:
    @settings(max_examples=150)
    @given(TEXTS)
    def holds(text: str) -> None:
        PROPERTIES[name](text)

    holds()


@pytest.mark.parametrize("name", PROPERTIES)
@pytest.mark.parametrize("piece", ["[", '{"a":', "(", '"', "ที่ ", "ภายใน ", "ํ่า", "1/", "เ"])
def test_a_thousand_times_the_same_breaks_no_promise(name: str, piece: str) -> None:
    PROPERTIES[name](piece * 1000)


def test_json_too_deep_to_read_is_refused() -> None:
    PROPERTIES["manifest"]("[" * 200_000)


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not built for this processor")
@pytest.mark.parametrize("name", PROPERTIES)
def test_no_text_found_by_coverage_breaks_a_promise(name: str, tmp_path: Path) -> None:
    """Each in a process of its own, which instruments what it imports."""
    asked = ["--only", name, "--minutes", f"{SECONDS / 60:.3f}", "--seed", "2568"]
    done = subprocess.run(
        [sys.executable, "-m", "bench.fuzz", *asked, "--found", str(tmp_path)],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert "Done" in done.stderr
