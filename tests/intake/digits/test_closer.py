"""A number is cut out with what stands beside it; what beyond its line stands is nothing."""

import numpy as np
import pytest

from intake.digits.closer import STEPS, WIDE, Closer, window
from intake.digits.strips import HEIGHT


def strip_with_ink(width: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.ones((HEIGHT, width), np.float32)


@pytest.mark.parametrize(("width", "start", "end"), [(40, 2, 8), (600, 100, 120), (600, 290, 300)])
def test_a_number_stands_in_the_middle_of_what_is_looked_at(
    width: int, start: int, end: int
) -> None:
    pixels, own = window(strip_with_ink(width), start, end)
    assert pixels.shape == (HEIGHT, WIDE)
    places = np.flatnonzero(own)
    assert len(places) == 2 * (end - start)
    assert abs(places.mean() - WIDE / 2) <= 1
    assert pixels[:, places].all()


def test_beyond_the_edge_of_a_line_stands_nothing() -> None:
    pixels, own = window(strip_with_ink(40), 2, 8)
    assert pixels[0].sum() == 40
    assert own.sum() == 12


def test_of_a_number_longer_than_the_window_all_is_its_own() -> None:
    _, own = window(strip_with_ink(600), 50, 250)
    assert own.all()


def test_a_closer_look_tells_by_the_mean_of_all_networks() -> None:
    arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]] = {}
    for member, said in enumerate((1.0, 3.0)):
        for number in range(len(STEPS)):
            arrays[f"closer{member}/plane{number}.weight"] = np.zeros((2, 2, 3, 3), np.float32)
            arrays[f"closer{member}/plane{number}.bias"] = np.zeros(2, np.float32)
        arrays[f"closer{member}/said.weight"] = np.zeros((1, 4), np.float32)
        arrays[f"closer{member}/said.bias"] = np.full(1, said, np.float32)
    assert Closer(arrays).doubt(*window(strip_with_ink(40), 2, 8)) == 2.0
