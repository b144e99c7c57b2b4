from pathlib import Path

import numpy as np
import pytest

from bench.digits.stream import pair, printable, trial_pair
from intake.digits.alphabet import printed
from intake.digits.network import Network
from intake.digits.strips import HEIGHT


def test_a_line_of_the_stream_is_the_same_every_time() -> None:
    one, other = pair(7, 3), pair(7, 3)
    assert np.array_equal(one[0], other[0])
    assert one[1] == other[1]


def test_lines_for_learning_and_for_trying_differ() -> None:
    assert printed(pair(7, 30_000)[1]) != printed(trial_pair(7, 30_000)[1])


def test_every_line_is_as_high_as_the_network_looks() -> None:
    assert {pair(7, index)[0].shape[0] for index in range(20)} == {HEIGHT}


def test_what_cannot_be_printed_is_not_asked_for() -> None:
    assert printable("ที่  กค\u00a0๐๔๐๒/๒ ☎") == "ที่ กค ๐๔๐๒/๒"


def test_the_exported_network_sees_what_the_learning_one_saw(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from bench.digits.export import exported  # noqa: PLC0415 - needs torch
    from bench.digits.network import fresh, logits  # noqa: PLC0415 - needs torch

    weights, running = fresh(3)
    for name, tensor in running.items():
        running[name] = torch.rand_like(tensor) + 0.5
    path = tmp_path / "lines.npz"
    np.savez(path, allow_pickle=False, **exported(weights, running, "for a test"))
    strip, _ = pair(7, 0)
    learning = logits(weights, running, torch.from_numpy(strip)[None], learning=False)
    seen = learning.log_softmax(2)[:, 0].detach().numpy()
    assert np.abs(Network(path).scores(strip) - seen).max() < 0.05  # half precision
