"""Learn the weights of `ingest.targets`, and say how well they do on documents that were held out.

For each claim whose passage, actor and measure an annotator confirms, the right candidates are those that
the annotator names. L2-regularised maximum likelihood by gradient descent; features seen in fewer than
three documents are left out. Cross-validation holds out whole documents.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.extract import claims
from ingest.lexicon import lexicon
from ingest.reading import read
from ingest.targets import described
from ingest.training.annotated import Annotated, documents
from ingest.training.learning import FOLDS, Vector, descend, folds, frequent, rounded

WEIGHTS: Final = Path(__file__).parents[1] / "weights" / "targets.json"
_RIDGE: Final = 3.0


@dataclass(frozen=True, slots=True)
class Example:
    """One choice: the features of each candidate, and which of them are right."""

    document: str
    group: str
    features: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


def examples(annotated: Sequence[Annotated]) -> Iterator[Example]:
    """Choices that annotators decided, one for each passage, measure and proposal."""
    for one in annotated:
        seen = set()
        for passage, claim, _ in claims(read(one.document), lexicon()):
            holders = {holder.actor for holder in claim.holders}
            told = {
                record["target"]
                for record in one.records
                if record["actor"] in holders
                and record["measure"] == claim.hit.measure
                and record["start"] < passage.end
                and passage.start < record["end"]
            }
            key = (passage.start, claim.hit.measure, claim.hit.node.i)
            if claim.ranked is None or not claim.ranked.candidates or not told or key in seen:
                continue
            seen.add(key)
            yield Example(
                one.document.name,
                one.group,
                tuple(tuple(described(claim.hit.measure, c)) for c in claim.ranked.candidates),
                tuple(c.name in told for c in claim.ranked.candidates),
            )


def fit(chosen: Sequence[Example]) -> dict[str, float]:
    """Weights by feature."""
    names = frequent((example.document, features) for example in chosen for features in example.features)
    column = {feature: i for i, feature in enumerate(names)}
    usable = [example for example in chosen if any(example.right)]
    rows = [
        [column[f] for f in features if f in column] for example in usable for features in example.features
    ]
    matrix = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        matrix[i, row] = 1.0
    right = np.array([r for example in usable for r in example.right], dtype=float)
    group = np.repeat(np.arange(len(usable)), [len(example.features) for example in usable])

    def gradient(weights: Vector) -> Vector:
        scores = matrix @ weights
        every = _softmax(scores, group, len(usable))
        good = _softmax(np.where(right > 0, scores, -np.inf), group, len(usable))
        return np.asarray(matrix.T @ (every - good))

    return rounded(names, descend(gradient, len(names), _RIDGE))


def _softmax(scores: Vector, group: npt.NDArray[np.intp], count: int) -> Vector:
    top = np.full(count, -np.inf)
    np.maximum.at(top, group, scores)
    power = np.exp(scores - top[group])
    total = np.bincount(group, power, count)
    return np.asarray(power / total[group])


def picks(weights: dict[str, float], example: Example) -> bool:
    """Whether the weights choose a right candidate."""
    scores = [sum(weights.get(f, 0.0) for f in features) for features in example.features]
    return example.right[max(range(len(scores)), key=scores.__getitem__)]


def main() -> None:
    """Write the weights; print the shares of right targets on held-out documents, by set."""
    found = list(examples(documents()))
    fold = folds(example.document for example in found)
    hits = defaultdict(list)
    for k in range(FOLDS):
        weights = fit([example for example in found if fold[example.document] != k])
        for example in found:
            if fold[example.document] == k:
                hits[example.group].append(picks(weights, example))
    for group, right in hits.items():
        print(f"{group:16} {sum(right) / len(right):.3f} of {len(right)} targets right, held out")  # noqa: T201
    WEIGHTS.write_text(json.dumps(fit(found), indent=0, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
