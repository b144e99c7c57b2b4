"""The network of the line reader while it learns; ``intake.digits.network`` runs what it learnt.

Written with torch's functions on plain tensors, so that it reads like the copy
that runs without torch, layer by layer.
"""

import math
from typing import Any, Final

import torch
from torch.nn import functional

from intake.digits.alphabet import CLASSES

Tensors = dict[str, Any]

PLANES: Final = ((1, 16, (2, 2)), (16, 24, (2, 1)), (24, 48, (2, 1)))
"""Channels in and out, and how far the 3 x 3 window steps down and across."""
WIDE: Final = 128
ROWS: Final = 5
"""Rows of the picture left after the planes; the next layer looks at all of them."""
BLOCKS: Final = 4
REACH: Final = 9
"""Columns a block looks at."""
_MOMENTUM: Final = 0.05


def fresh(seed: int) -> tuple[Tensors, Tensors]:
    """Return the weights before any learning, and the running means and variances."""
    torch.manual_seed(seed)
    weights: Tensors = {}
    running: Tensors = {}

    def layer(name: str, *shape: int, gain: float = 2.0) -> None:
        inputs = math.prod(shape[1:])
        weights[f"{name}.weight"] = torch.randn(*shape) * math.sqrt(gain / inputs)
        weights[f"{name}.scale"] = torch.ones(shape[0])
        weights[f"{name}.shift"] = torch.zeros(shape[0])
        running[f"{name}.mean"] = torch.zeros(shape[0])
        running[f"{name}.variance"] = torch.ones(shape[0])

    for number, (before, after, _) in enumerate(PLANES):
        layer(f"plane{number}", after, before, 3, 3)
    layer("column", WIDE, PLANES[-1][1], ROWS, 3)
    for number in range(BLOCKS):
        layer(f"reach{number}", WIDE, 1, 1, REACH)
        layer(f"mix{number}", WIDE, WIDE, 1, 1)
    weights["out.weight"] = torch.randn(CLASSES, WIDE, 1, 1) * math.sqrt(1 / WIDE)
    weights["out.bias"] = torch.zeros(CLASSES)
    for tensor in weights.values():
        tensor.requires_grad_()
    return weights, running


def logits(weights: Tensors, running: Tensors, strips: Any, *, learning: bool) -> Any:  # noqa: ANN401 - a tensor
    """Return a row of class scores for every second column: columns, lines, classes."""

    def normal(x: Any, name: str) -> Any:  # noqa: ANN401 - a tensor
        return functional.batch_norm(
            x,
            running[f"{name}.mean"],
            running[f"{name}.variance"],
            weights[f"{name}.scale"],
            weights[f"{name}.shift"],
            learning,
            _MOMENTUM,
        )

    x = strips[:, None].contiguous(memory_format=torch.channels_last)
    for number, (_, _, step) in enumerate(PLANES):
        name = f"plane{number}"
        x = functional.conv2d(x, weights[f"{name}.weight"], stride=step, padding=1)
        x = functional.relu(normal(x, name))
    x = functional.conv2d(x, weights["column.weight"], padding=(0, 1))
    x = functional.relu(normal(x, "column"))
    for number in range(BLOCKS):
        reach, mix = f"reach{number}", f"mix{number}"
        y = functional.conv2d(x, weights[f"{reach}.weight"], padding=(0, REACH // 2), groups=WIDE)
        y = functional.conv2d(normal(y, reach), weights[f"{mix}.weight"])
        x = x + functional.relu(normal(y, mix))
    x = functional.conv2d(x, weights["out.weight"], weights["out.bias"])
    return x[:, :, 0].permute(2, 0, 1)
