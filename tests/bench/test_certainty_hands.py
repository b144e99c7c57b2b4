"""What differs between hands and print is learnt; how much each look counts is measured."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bench.certainty_hands import figures, learnt, weighed, written
from bench.digits.stream import pair
from bench.hand_examples import Example
from intake.digits.closer import STEPS, Closer, window
from intake.digits.hands import Hands

RNG = np.random.default_rng(3)
WROTE = (RNG.random(400) < 0.3).astype(np.float64)


@pytest.fixture(scope="module")
def rows() -> NDArray[np.float64]:
    looks = RNG.normal(0, 1, (400, 6))
    looks[:, 2] += 4 * WROTE
    return looks


@pytest.fixture(scope="module")
def known(rows: NDArray[np.float64], tmp_path_factory: pytest.TempPathFactory) -> Hands:
    """Return what was learnt from the rows; its closer look sees nothing."""
    path = tmp_path_factory.mktemp("hands") / "hands.npz"
    arrays: dict[str, NDArray[Any]] = dict(learnt(rows, WROTE, 1))
    arrays |= {f"closer0/plane{n}.weight": np.zeros((2, 2, 3, 3)) for n in range(len(STEPS))}
    arrays |= {f"closer0/plane{n}.bias": np.zeros(2) for n in range(len(STEPS))}
    arrays |= {"closer0/said.weight": np.zeros((1, 4)), "closer0/said.bias": np.zeros(1)}
    written(path, {**arrays, "weighing": np.array([0.0, 0.5, 0.5])})
    return Hands(path)


def test_what_differs_between_hands_and_print_is_learnt(
    rows: NDArray[np.float64], known: Hands
) -> None:
    said = known.doubts(rows.astype(np.float32)) > 0
    assert (said == (WROTE > 0)).mean() > 0.95


def test_what_tells_nothing_counts_nothing(rows: NDArray[np.float64], known: Hands) -> None:
    nothing = window(np.zeros((36, 40), np.float32), 2, 8)
    examples = [
        Example(row[None].astype(np.float32), (nothing,), (bool(hand),))
        for row, hand in zip(rows, WROTE, strict=True)
    ]
    _, means, closer = weighed(known, examples)
    assert means > 0.5
    assert closer == pytest.approx(0.5)  # as before: there was nothing to learn
    assert next(figures(known, examples)).endswith("400 numbers not learnt from")


def test_the_networks_that_look_closer_see_what_they_saw_while_learning() -> None:
    torch = pytest.importorskip("torch")
    from bench.digits.closer import exported, fresh, said  # noqa: PLC0415 - needs torch

    torch.manual_seed(3)
    member = fresh()
    for layer in list(member["planes"])[1::3]:
        layer.running_mean.uniform_(-0.5, 0.5)
        layer.running_var.uniform_(0.5, 1.5)
    member.eval()
    strip, _ = pair(7, 0)
    pixels, own = window(strip, 10, 30)
    learning = said(member, torch.from_numpy(pixels)[None], torch.from_numpy(own)[None])
    arrays = {f"closer0/{name}": array for name, array in exported(member).items()}
    assert Closer(arrays).doubt(pixels, own) == pytest.approx(learning.item(), abs=1e-4)
