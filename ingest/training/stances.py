"""Learn the reader of `ingest.stances` from texts written for it: `python -m ingest.training.stances`.

Needs torch (`pip install torch`), which nothing else here does; hours on two cores. No annotated document is
learned from, so that all of them can tell how sure the reader's claims are (`ingest.training.confidence`).
"""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import torch
from torch import nn

from ingest.encoder import SIZE
from ingest.training.examples import Example, bare, of_written, together
from ingest.training.network import Batch, Network, export, loss
from ingest.training.passages import written

WEIGHTS: Final = Path(__file__).parents[1] / "weights"
_EPOCHS: Final = 6
_PIECES: Final = 1600
"""Word pieces of a batch, at most."""
_RATES: Final = {"encoder": 6e-4, "heads": 1e-3}
_DECAY: Final = 0.01
_WARMING: Final = 0.06
_LEAST: Final = 0.02
_CROWDED: Final = 0.5
_SORTED: Final = 640
"""Examples sorted by length together."""


def train(network: Network, examples: Sequence[Example], epochs: int) -> None:
    """Fit by AdamW (Loshchilov and Hutter 2019), rates warmed up and then falling to nothing."""
    parts: dict[str, list[nn.Parameter]] = {"encoder": [], "heads": []}
    for name, parameter in network.named_parameters():
        parts["encoder" if name.startswith("encoder.") else "heads"].append(parameter)
    optimizer = torch.optim.AdamW(
        [{"params": found, "lr": _RATES[half], "weight_decay": _DECAY} for half, found in parts.items()]
    )
    order = [list(_batches(examples)) for _ in range(epochs)]
    steps = sum(map(len, order))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / (_WARMING * steps)) * max(_LEAST, 1 - step / steps)
    )
    for epoch, batches in enumerate(order, start=1):
        network.train()
        total = 0.0
        for batch in batches:
            value = loss(network, Batch(batch))
            optimizer.zero_grad()
            value.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            total += float(value.detach())
        print(f"epoch {epoch} of {epochs}: loss {total / len(batches):.3f}", flush=True)  # noqa: T201


def _crowded(examples: Sequence[Example]) -> list[Example]:
    """The examples, half of the short texts put side by side at random, as they stand in a text."""
    kept: list[Example] = []
    singles: list[Example] = []
    for example in examples:
        crowded = bare(example) and random.random() < _CROWDED  # noqa: S311 as nothing is to be kept secret
        (singles if crowded else kept).append(example)
    random.shuffle(singles)
    crowd: list[Example] = []
    size = 0
    for example in singles:
        if crowd and size + len(example.window.ids) > SIZE:
            kept.append(together(crowd))
            crowd, size = [], 0
        crowd.append(example)
        size += len(example.window.ids)
    return [*kept, *([together(crowd)] if crowd else [])]


def _batches(given: Sequence[Example]) -> Iterator[Sequence[Example]]:
    """All examples in random order, those of like length together, about as many pieces in each batch."""
    examples = _crowded(given)
    shuffled = random.sample(examples, len(examples))
    batches = []
    for at in range(0, len(shuffled), _SORTED):
        near = sorted(shuffled[at : at + _SORTED], key=lambda example: len(example.window.ids))
        batch: list[Example] = []
        for example in near:
            if batch and (len(batch) + 1) * len(example.window.ids) > _PIECES:
                batches.append(batch)
                batch = []
            batch.append(example)
        batches.append(batch)
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
