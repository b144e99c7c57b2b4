"""``./saraban train digits``: teach the line reader from generated lines, as long as it takes.

Print is learnt first, and what has learnt it takes the place of the network of
print that the product reads with. It then goes on to what pens fill in, and
becomes the network of pens. Begins where an earlier run stopped: every few
minutes the state of the learning is kept in a folder outside the repository.
The same seed, on the same machine, learns the same.
"""

import argparse
import math
import os
import platform
import queue
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from torch.nn import functional

from bench.digits.export import exported
from bench.digits.network import Tensors, fresh, logits
from bench.digits.stream import PRINT_LINES, Pair, pair, trial_pair
from intake.digits.alphabet import BLANK, printed
from intake.digits.network import MODEL
from intake.digits.two_looks import PENS

LINES: Final = 24
"""Lines learnt from at a time."""
_SORTED: Final = 6
"""Batches drawn together and parted by width, so that little of a batch is empty."""
_STATE: Final = Path.home() / ".cache" / "saraban" / "digits"
_PRINT_STEPS: Final = PRINT_LINES // LINES
_STEPS: Final = 21_000
"""Print first, then the numbers that pens fill in."""
_FASTEST: Final = 2e-3
_FASTEST_OF_PENS: Final = 8e-4
_SLOWEST: Final = 2e-5
_WARMING: Final = 200
_STEADY: Final = 0.999
"""How slowly the averaged weights, which are what is kept, follow the learning ones."""
_KEPT_EVERY: Final = 240.0
_TOLD_EVERY: Final = 25
_TRIAL: Final = 150
"""Lines no learning sees, read at every keeping."""


@dataclass(slots=True)
class Learner:
    """All that learning changes."""

    weights: Tensors
    running: Tensors
    steady: Tensors
    optimiser: Any
    step: int = 0


def begun(seed: int, folder: Path) -> Learner:
    """Return the learner an earlier run left in ``folder``, or a fresh one."""
    weights, running = fresh(seed)
    steady = {name: tensor.detach().clone() for name, tensor in weights.items()}
    optimiser = torch.optim.AdamW(list(weights.values()), lr=_FASTEST, weight_decay=1e-3)
    learner = Learner(weights, running, steady, optimiser)
    path = folder / "state.pt"
    if path.exists():
        state = torch.load(path, weights_only=True)
        for name, tensor in weights.items():
            tensor.data.copy_(state["weights"][name])
        running.update(state["running"])
        steady.update(state["steady"])
        optimiser.load_state_dict(state["optimiser"])
        learner.step = state["step"]
    return learner


def keep(learner: Learner, seed: int, folder: Path) -> None:
    """Write the state so that a crash leaves the old or the new, and the model it gives."""
    state = {
        "weights": {name: tensor.detach() for name, tensor in learner.weights.items()},
        "running": learner.running,
        "steady": learner.steady,
        "optimiser": learner.optimiser.state_dict(),
        "step": learner.step,
    }
    torch.save(state, folder / "state.new")
    (folder / "state.new").replace(folder / "state.pt")
    made = f"seed {seed}, {learner.step} steps of {LINES} lines, torch {torch.__version__}"
    arrays = exported(learner.steady, learner.running, made)
    np.savez(folder / "model.new.npz", allow_pickle=False, **arrays)
    (folder / "model.new.npz").replace(folder / "model.npz")


def batches(seed: int, start: int) -> Iterator[list[Pair]]:
    """Yield the batches from number ``start`` on, drawn by another thread."""
    waiting: queue.Queue[list[list[Pair]]] = queue.Queue(4)

    def draw() -> None:
        group = start // _SORTED
        while True:
            first = group * LINES * _SORTED
            pairs = sorted(
                (pair(seed, first + n) for n in range(LINES * _SORTED)),
                key=lambda pair: pair[0].shape[1],
            )
            parted = [pairs[n * LINES : (n + 1) * LINES] for n in range(_SORTED)]
            np.random.default_rng(group).shuffle(parted)
            waiting.put(parted)
            group += 1

    threading.Thread(target=draw, daemon=True).start()
    skipped = start % _SORTED
    while True:
        yield from waiting.get()[skipped:]
        skipped = 0


def stacked(pairs: list[Pair]) -> tuple[Any, Any, Any, Any]:
    """Return strips of one width, their columns, all letters, and how many each line has."""
    widest = max(strip.shape[1] for strip, _ in pairs)
    widest = -(-widest // 32) * 32
    strips = torch.zeros(len(pairs), pairs[0][0].shape[0], widest)
    for row, (strip, _) in enumerate(pairs):
        strips[row, :, : strip.shape[1]] = torch.from_numpy(strip)
    columns = torch.tensor([(strip.shape[1] + 1) // 2 for strip, _ in pairs])
    letters = torch.tensor([number for _, classes in pairs for number in classes])
    return strips, columns, letters, torch.tensor([len(classes) for _, classes in pairs])


def rate(step: int, steps: int) -> float:
    """Return how fast to learn: warming up, then slower and slower; once more for the pens."""
    fastest = _FASTEST
    if step >= _PRINT_STEPS:
        step, steps, fastest = step - _PRINT_STEPS, steps - _PRINT_STEPS, _FASTEST_OF_PENS
    else:
        steps = min(steps, _PRINT_STEPS)
    if step < _WARMING:
        return fastest * (step + 1) / _WARMING
    done = min(1.0, (step - _WARMING) / max(1, steps - _WARMING))
    return _SLOWEST + (fastest - _SLOWEST) * (1 + math.cos(math.pi * done)) / 2


def learn(learner: Learner, pairs: list[Pair], steps: int) -> float:
    """Take one step; return the loss a letter."""
    for group in learner.optimiser.param_groups:
        group["lr"] = rate(learner.step, steps)
    strips, columns, letters, counts = stacked(pairs)
    scores = logits(learner.weights, learner.running, strips, learning=True).log_softmax(2)
    loss = functional.ctc_loss(
        scores, letters, columns, counts, BLANK, reduction="sum", zero_infinity=True
    ) / max(1, len(letters))
    learner.optimiser.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(list(learner.weights.values()), 2.0)
    learner.optimiser.step()
    learner.step += 1
    steadiness = min(_STEADY, (1 + learner.step) / (10 + learner.step))
    with torch.no_grad():
        for name, tensor in learner.weights.items():
            learner.steady[name].lerp_(tensor.detach(), 1 - steadiness)
    return float(loss.detach())


def tried(learner: Learner, trial: list[Pair]) -> str:
    """Say how many trial lines are read wholly right, and how many of those with digits."""
    right, numbered, of = 0, 0, 0
    for first in range(0, len(trial), LINES):
        part = trial[first : first + LINES]
        strips, columns, _, _ = stacked(part)
        with torch.no_grad():
            best = logits(learner.steady, learner.running, strips, learning=False).argmax(2)
        for row, (_, wanted) in enumerate(part):
            path = best[: columns[row], row]
            read = printed([int(x) for x in torch.unique_consecutive(path)])
            fits = read.strip() == printed(wanted).strip()
            right += fits
            if any(letter.isdigit() for letter in printed(wanted)):
                of += 1
                numbered += fits
    return f"{right} of {len(trial)} trial lines right, {numbered} of {of} with digits"


def run(seed: int, steps: int, folder: Path) -> None:
    """Learn to the end, telling how it goes."""
    learner = begun(seed, folder)
    say(f"seed {seed}, {steps} steps of {LINES} lines, from step {learner.step}")
    say(f"{platform.machine()}, {os.cpu_count()} cores, torch {torch.__version__}")
    trial = sorted((trial_pair(seed, n) for n in range(_TRIAL)), key=lambda pair: pair[0].shape[1])
    started = kept = time.monotonic()
    first, total = learner.step, 0.0
    for pairs in batches(seed, learner.step):
        if learner.step >= steps:
            break
        total += learn(learner, pairs, steps)
        if learner.step == _PRINT_STEPS:
            keep(learner, seed, folder)
            _placed(folder, MODEL)
        now = time.monotonic()
        if learner.step % _TOLD_EVERY == 0:
            each = (now - started) / (learner.step - first)
            left = (steps - learner.step) * each / 60
            loss = total / _TOLD_EVERY
            say(f"step {learner.step}: loss {loss:.4f}, {each:.2f} s a step, {left:.0f} min left")
            total = 0.0
        if now - kept > _KEPT_EVERY:
            keep(learner, seed, folder)
            say(f"step {learner.step}: kept; {tried(learner, trial)}")
            kept = time.monotonic()
    keep(learner, seed, folder)
    _placed(folder, MODEL if learner.step <= _PRINT_STEPS else PENS)
    say(f"done at step {learner.step}: {tried(learner, trial)}")


def _placed(folder: Path, model: Path) -> None:
    """Put what was learnt so far in the place of a model of the product."""
    model.write_bytes((folder / "model.npz").read_bytes())


def say(text: str) -> None:
    """Print progress at once."""
    print(f"{time.strftime('%H:%M:%S')} {text}", flush=True)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="saraban train digits", description=__doc__)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--steps", type=int, default=_STEPS)
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--folder", type=Path, default=_STATE, help="keeps the state of the learning"
    )
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(given.threads)
    run(given.seed, given.steps, given.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
