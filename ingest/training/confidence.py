"""Learn the weights of `ingest.confidence`; say how well calibrated they are on documents held out.

A claim is right where an annotator records its stance and measure for one of its actors in its passage.
L2-regularised logistic regression by gradient descent; features seen in fewer than three documents are
left out. Prints the reliability diagram's bins, the expected calibration error (Naeini et al. 2015, ten
bins of equal width) and precision and recall of claims over the floor, all by cross-validation.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from ingest.confidence import FLOOR, Features
from ingest.extract import claims
from ingest.lexicon import lexicon
from ingest.reading import read
from ingest.training.annotated import Annotated, documents
from ingest.training.learning import FOLDS, Vector, descend, folds, frequent, rounded

WEIGHTS: Final = Path(__file__).parents[1] / "weights" / "confidence.json"
_RIDGE: Final = 20.0
_BINS: Final = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim's features, and whether annotators agree."""

    document: str
    group: str
    features: Features
    right: bool


def judged(annotated: Sequence[Annotated]) -> Iterator[Judged]:
    """Every claim in the annotated documents."""
    for one in annotated:
        for passage, claim, features in claims(read(one.document), lexicon()):
            holders = {holder.actor for holder in claim.holders}
            right = any(
                record["actor"] in holders
                and record["stance"] == claim.stance
                and record["measure"] == claim.hit.measure
                and record["start"] < passage.end
                and passage.start < record["end"]
                for record in one.records
            )
            yield Judged(one.document.name, one.group, features, right)


def fit(rows: Sequence[Judged]) -> dict[str, float]:
    """Weights by feature."""
    names = frequent((row.document, row.features) for row in rows)
    matrix = _matrix(rows, names)
    right = np.array([row.right for row in rows], dtype=float)
    weight = balanced(rows)

    def gradient(weights: Vector) -> Vector:
        return np.asarray(matrix.T @ (weight * (1 / (1 + np.exp(-matrix @ weights)) - right)))

    return rounded(names, descend(gradient, len(names), _RIDGE))


def balanced(rows: Sequence[Judged]) -> Vector:
    """A weight for each claim by which the sets of documents count alike, a claim 1 in the mean."""
    sizes = Counter(row.group for row in rows)
    return np.array([len(rows) / len(sizes) / sizes[row.group] for row in rows])


def _matrix(rows: Sequence[Judged], names: Sequence[str]) -> Vector:
    column = {feature: i for i, feature in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for feature, value in row.features.items():
            if feature in column:
                matrix[i, column[feature]] = value
    return matrix


def held_out(rows: Sequence[Judged]) -> list[float]:
    """The confidence of each claim by weights that never saw its document."""
    fold = folds(row.document for row in rows)
    sure = [0.0] * len(rows)
    for k in range(FOLDS):
        weights = fit([row for row in rows if fold[row.document] != k])
        for i, row in enumerate(rows):
            if fold[row.document] == k:
                sure[i] = 1 / (
                    1 + float(np.exp(-sum(weights.get(f, 0.0) * v for f, v in row.features.items())))
                )
    return sure


def main() -> None:
    """Write the weights; print how they do on documents held out, each set of documents counting alike."""
    rows = list(judged(documents()))
    sure = np.array(held_out(rows))
    right = np.array([row.right for row in rows], dtype=float)
    weight = balanced(rows)
    error = 0.0
    for at in range(_BINS):
        found = np.minimum((sure * _BINS).astype(int), _BINS - 1) == at
        if found.any():
            mean, share = (float(np.average(x[found], weights=weight[found])) for x in (sure, right))
            error += float(weight[found].sum()) / len(rows) * abs(mean - share)
            print(f"{at / _BINS:.1f}  said {mean:.2f}  right {share:.2f}  of {found.sum()}")  # noqa: T201
    print(f"expected calibration error {error:.3f}")  # noqa: T201
    for floor in sorted({0.0, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, FLOOR}):
        kept = sure >= floor
        hits = float((weight * right)[kept].sum())
        print(  # noqa: T201
            f"floor {floor:.2f}: {hits / float(weight[kept].sum()):.3f} of {kept.sum()} claims right, "
            f"{hits / float((weight * right).sum()):.3f} of the right ones kept"
        )
    WEIGHTS.write_text(json.dumps(fit(rows), indent=0, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
