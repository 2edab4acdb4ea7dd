"""What the learned parts share: which features count, gradient descent, folds of whole documents."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Vector: TypeAlias = npt.NDArray[np.float64]

FOLDS: Final = 8
_SEEN: Final = 3
_STEPS: Final = 600
_RATE: Final = 0.03


def frequent(rows: Iterable[tuple[str, Iterable[str]]]) -> list[str]:
    """Features seen in at least three documents, sorted; a row is a document and features found in it."""
    documents = defaultdict(set)
    for document, features in rows:
        for feature in features:
            documents[feature].add(document)
    return sorted(feature for feature, found in documents.items() if len(found) >= _SEEN)


def descend(gradient: Callable[[Vector], Vector], size: int, ridge: float) -> Vector:
    """Weights that minimise a loss with this gradient and an L2 penalty: Adam (Kingma and Ba 2015)."""
    weights, momentum, spread = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, _STEPS + 1):
        slope = gradient(weights) + ridge * weights
        momentum = 0.9 * momentum + 0.1 * slope
        spread = 0.999 * spread + 0.001 * slope**2
        weights -= _RATE * momentum / (1 - 0.9**step) / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)
    return weights


def rounded(names: Iterable[str], weights: Vector) -> dict[str, float]:
    """Weights by feature, as they are written."""
    return {feature: round(float(weight), 3) for feature, weight in zip(names, weights, strict=True)}


def folds(documents: Iterable[str]) -> dict[str, int]:
    """A fold, 0 to FOLDS - 1, for each document; the same for the same documents."""
    names = sorted(set(documents))
    random.Random(0).shuffle(names)  # noqa: S311 folds, not secrets
    return {name: i % FOLDS for i, name in enumerate(names)}
