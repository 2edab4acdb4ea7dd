"""Learn the reader of `ingest.stances` from texts written for it: `python -m ingest.training.stances`.

Needs torch (`pip install torch`), which nothing else here does; hours on two cores. No annotated document is
learned from, so that all of them can tell how sure the reader's claims are (`ingest.training.confidence`).
"""

import math
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import torch
from torch import nn

from ingest.training.examples import Example, of_written
from ingest.training.network import Batch, Network, export, loss
from ingest.training.passages import written

WEIGHTS: Final = Path(__file__).parents[1] / "weights"
_EPOCHS: Final = 6
_BATCH: Final = 16
_RATES: Final = {"encoder": 6e-4, "heads": 1e-3}
_DECAY: Final = 0.01
_WARMING: Final = 0.06
_LEAST: Final = 0.02
_SORTED: Final = 40
"""Batches whose examples are sorted by length together."""


def train(network: Network, examples: Sequence[Example], epochs: int) -> None:
    """Fit by AdamW (Loshchilov and Hutter 2019), rates warmed up and then falling to nothing."""
    parts: dict[str, list[nn.Parameter]] = {"encoder": [], "heads": []}
    for name, parameter in network.named_parameters():
        parts["encoder" if name.startswith("encoder.") else "heads"].append(parameter)
    optimizer = torch.optim.AdamW(
        [{"params": found, "lr": _RATES[half], "weight_decay": _DECAY} for half, found in parts.items()]
    )
    steps = epochs * math.ceil(len(examples) / _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (_WARMING * steps)) * max(_LEAST, 1 - step / steps)
    )
    for epoch in range(epochs):
        network.train()
        total, count = 0.0, 0
        for batch in _batches(examples):
            value = loss(network, Batch(batch))
            optimizer.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total, count = total + float(value.detach()), count + 1
        print(f"epoch {epoch + 1} of {epochs}: loss {total / count:.3f}", flush=True)  # noqa: T201


def _batches(examples: Sequence[Example]) -> Iterator[Sequence[Example]]:
    """All examples in random order, those of like length together."""
    shuffled = random.sample(examples, len(examples))
    size = _BATCH * _SORTED
    batches = []
    for at in range(0, len(shuffled), size):
        near = sorted(shuffled[at : at + size], key=lambda example: len(example.cut.ids))
        batches += [near[i : i + _BATCH] for i in range(0, len(near), _BATCH)]
    random.shuffle(batches)
    yield from batches


def main() -> None:
    """Write the weights."""
    random.seed(0)
    torch.manual_seed(0)
    network = Network()
    train(network, list(of_written(written())), _EPOCHS)
    export(network, WEIGHTS)


if __name__ == "__main__":
    main()
