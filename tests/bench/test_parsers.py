"""Whatever the text, our own parsers keep their promises; ``./saraban bench fuzz`` tries longer."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.parsers import PIECES, PROPERTIES

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
