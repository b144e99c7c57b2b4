"""What was learnt, as the arrays the office reads with: averages folded into the weights."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.digits.network import BLOCKS, PLANES, Tensors
from intake.digits.alphabet import LETTERS

_TINY = 1e-5
"""What batch normalisation adds to a variance."""


def exported(weights: Tensors, running: Tensors, made: str) -> dict[str, NDArray[Any]]:
    """Return the arrays of a model file, in half precision; ``made`` says how they were learnt."""

    def folded(name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        weight, scale, shift = (
            weights[f"{name}.{part}"].detach().numpy() for part in ("weight", "scale", "shift")
        )
        mean, variance = (running[f"{name}.{part}"].numpy() for part in ("mean", "variance"))
        factor = scale / np.sqrt(variance + _TINY)
        return weight * factor[:, None, None, None], shift - mean * factor

    names = [f"plane{n}" for n in range(len(PLANES))] + ["column"]
    names += [f"{part}{n}" for n in range(BLOCKS) for part in ("reach", "mix")]
    arrays: dict[str, NDArray[Any]] = {
        "letters": np.array(LETTERS),
        "made": np.array(made),
    }
    for name in names:
        weight, bias = folded(name)
        arrays[f"{name}.weight"] = weight.astype(np.float16)
        arrays[f"{name}.bias"] = bias.astype(np.float16)
    arrays["out.weight"] = weights["out.weight"].detach().numpy().astype(np.float16)
    arrays["out.bias"] = weights["out.bias"].detach().numpy().astype(np.float16)
    return arrays
