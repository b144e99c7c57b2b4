"""Teaches the networks that look closer at a number; ``intake.digits.closer`` runs them.

Needs torch. Lines drawn alone and lines cut out of pages are learnt from side
by side: the first have more hands, the second what scanning does to print.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from bench.hand_examples import Example
from bench.page_lines import DARKEST, PALEST, steps_of
from intake.digits.closer import STEPS

_CHANNELS: Final = (16, 32, 48, 64)
MEMBERS: Final = 3
_ROUNDS: Final = 4000
_FASTEST, _DECAY = 3e-3, 1e-2
_OF_HANDS, _OF_PRINT = 9, 23
"""Numbers learnt from at a time, of lines and of pages each."""
_SOFT: Final = 0.01
"""How often what a number is said to be may be wrong."""
_MOVED, _RAISED = 3, 2
"""Pixels a number may be cut out too far to a side, too high or too low."""
_BLURRED: Final = 0.3
_DROPPED: Final = 0.2
_TOLD: Final = 500
_TINY: Final = 1e-3
_STEPS: Final = 255


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers as ``intake.digits.closer.window`` cuts them out."""

    pixels: NDArray[np.uint8]
    """Numbers by rows by columns, as ``steps_of`` writes them."""
    own: NDArray[np.bool_]
    """Numbers by columns: which are the number's own."""
    by_hand: NDArray[np.bool_]

    def batch(self, chosen: NDArray[np.int64]) -> tuple[Any, Any, Any]:
        """Return some of them as tensors."""
        steps = torch.from_numpy(self.pixels[chosen]).float() / _STEPS
        pixels = PALEST + steps * (DARKEST - PALEST)
        own = torch.from_numpy(self.own[chosen]).float()
        return pixels, own, torch.from_numpy(self.by_hand[chosen]).float()


def numbers(examples: Sequence[Example]) -> Numbers:
    """Put the numbers of all examples into arrays."""
    pixels, own = zip(*(seen for one in examples for seen in one.windows), strict=True)
    by_hand = [hand for one in examples for hand in one.by_hand]
    return Numbers(np.array([*map(steps_of, pixels)]), np.array(own) > 0, np.array(by_hand))


def learnt(
    kinds: Sequence[Numbers], seed: int, told: Callable[[str], None]
) -> dict[str, NDArray[np.float32]]:
    """Teach ``MEMBERS`` networks, each by a seed; return the arrays they are run with."""
    arrays: dict[str, NDArray[np.float32]] = {}
    for number in range(MEMBERS):
        told(f"closer: network {number + 1} of {MEMBERS}")
        member = _taught(kinds, seed + number, told)
        arrays |= {f"closer{number}/{name}": array for name, array in exported(member).items()}
    return arrays


def _taught(kinds: Sequence[Numbers], seed: int, told: Callable[[str], None]) -> Any:  # noqa: ANN401 - a module
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    member = fresh()
    optimiser = torch.optim.AdamW(member.parameters(), lr=_FASTEST, weight_decay=_DECAY)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimiser, _FASTEST, total_steps=_ROUNDS)
    sides = [[np.flatnonzero(kind.by_hand), np.flatnonzero(~kind.by_hand)] for kind in kinds]
    for step in range(1, _ROUNDS + 1):
        batches = [
            kind.batch(
                np.concatenate([rng.choice(hands, _OF_HANDS), rng.choice(print_, _OF_PRINT)])
            )
            for kind, (hands, print_) in zip(kinds, sides, strict=True)
        ]
        pixels, own, by_hand = (torch.cat(parts) for parts in zip(*batches, strict=True))
        odds = said(member, *_worn(pixels, own, rng))
        wanted = by_hand * (1 - 2 * _SOFT) + _SOFT
        loss = functional.binary_cross_entropy_with_logits(odds, wanted)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        pace.step()
        if step % _TOLD == 0:
            told(f"closer: {step} of {_ROUNDS}, loss {loss.item():.3f}")
    return member.eval()


def fresh() -> Any:  # noqa: ANN401 - a module
    """Return one network before any learning."""
    layers: list[Any] = []
    before = 2
    for after, step in zip(_CHANNELS, STEPS, strict=True):
        layers.append(nn.Conv2d(before, after, 3, stride=step, padding=1))
        layers += [nn.BatchNorm2d(after), nn.ReLU()]
        before = after
    planes = nn.Sequential(*layers)
    return nn.ModuleDict({"planes": planes, "said": nn.Linear(2 * before, 1)})


def said(member: Any, pixels: Any, own: Any) -> Any:  # noqa: ANN401 - tensors
    """Return for each number the log odds of a hand."""
    both = torch.stack([pixels, own[:, None].expand_as(pixels)], dim=1)
    seen = member["planes"](both)
    columns = functional.adaptive_max_pool1d(own[:, None], seen.shape[3])[:, :, None]
    seen = seen * columns
    mean = seen.sum((2, 3)) / (columns.sum((2, 3)) * seen.shape[2] + _TINY)
    told = torch.cat([mean, seen.amax((2, 3))], dim=1)
    told = functional.dropout(told, _DROPPED, training=member.training)
    return member["said"](told)[:, 0]


def _worn(pixels: Any, own: Any, rng: np.random.Generator) -> tuple[Any, Any]:  # noqa: ANN401 - tensors
    """Cut a batch out elsewhere, paler or darker, with noise or blurred."""
    aside, up = int(rng.integers(-_MOVED, _MOVED + 1)), int(rng.integers(-_RAISED, _RAISED + 1))
    pixels, own = torch.roll(pixels, (up, aside), (1, 2)), torch.roll(own, aside, 1)
    dark = torch.empty(len(pixels), 1, 1).uniform_(0.8, 1.15)
    noise = torch.empty(len(pixels), 1, 1).uniform_(0, 0.08)
    pixels = pixels * dark + torch.randn_like(pixels) * noise
    if rng.random() < _BLURRED:
        pixels = functional.avg_pool2d(pixels[:, None], 3, 1, 1)[:, 0]
    return pixels, own


def exported(member: Any) -> dict[str, NDArray[np.float32]]:  # noqa: ANN401 - a module
    """Return the arrays of one network, its normalisation folded into the weights."""
    arrays: dict[str, NDArray[np.float32]] = {}
    planes = list(member["planes"])
    for number, (plane, normal) in enumerate(zip(planes[::3], planes[1::3], strict=True)):
        factor = normal.weight / torch.sqrt(normal.running_var + normal.eps)
        bias = (plane.bias - normal.running_mean) * factor + normal.bias
        weight = plane.weight * factor[:, None, None, None]
        arrays[f"plane{number}.weight"] = weight.detach().numpy()
        arrays[f"plane{number}.bias"] = bias.detach().numpy()
    arrays["said.weight"] = member["said"].weight.detach().numpy()
    arrays["said.bias"] = member["said"].bias.detach().numpy()
    return arrays
