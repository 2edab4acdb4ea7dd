"""The learned reader: for each possible holder in a passage and each measure, how likely is which stance.

Beside the frames, which say why, it reads what no frame knows. A candidate's word in context asks, for each
measure, the words of the passage (attention, Bahdanau et al. 2015); from what it finds follow the stance,
or none, and where the text names the target. `python -m ingest.training.stances` learns it.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from ingest.candidates import Candidate, around, candidates, context
from ingest.encoder import Array, Pieces, encode, pieces, weights
from ingest.reading import Passage, Reading
from ontology.terms import Measure, Stance

if TYPE_CHECKING:
    from spacy.tokens import Token

STANCES: Final = (Stance.SUPPORTS, Stance.CONDITIONAL, Stance.NONCOMMITTAL, Stance.ABSTAINS, Stance.OPPOSES)
"""In the order of the reader's output; before them stands "none"."""
MEASURES: Final = tuple(Measure)
"""In the order of the reader's output."""
_WIDTH: Final = 16.0
"""Square root of the width of queries and keys."""
_NAMES: Final = frozenset(("PROPN", "ADJ", "NOUN"))
_LIKELY: Final = 0.5
_UNLIKELY: Final = 0.05
_CLAUSE: Final = 3
"""A condition has at least so many words."""
_GELU: Final = np.float32(np.sqrt(2 / np.pi))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the reader makes of one candidate and one measure.

    `stances` are probabilities (what is missing to 1 is "none"); `proposal` is the word that it looked at
    most.
    """

    candidate: Candidate
    measure: Measure
    stances: Mapping[Stance, float]
    proposal: "Token"


@dataclass(frozen=True, slots=True)
class Answers:
    """The reader's output for the candidates of one passage: see `judge`."""

    stances: Array
    looked: Array
    aimed: Array
    awaited: Array


class Opinions:
    """What the reader makes of one passage."""

    def __init__(
        self,
        reading: Reading,
        at: int,
        asking: Sequence[tuple[Candidate, list[int]]],
        cut: Pieces,
        answers: Answers,
    ) -> None:
        self._passage = reading.passages[at]
        self._cut = cut
        self._asking = asking
        self._answers = answers
        self._names = list(_named(reading, at, cut))
        self._words = [
            (token, where)
            for token in self._passage.span
            if token.is_alpha and (where := cut.within(*place(self._passage, token)))
        ]
        self._rows: dict[str, list[int]] = defaultdict(list)
        for row, (candidate, _) in enumerate(asking):
            for holder in candidate.holders:
                self._rows[holder.actor].append(row)

    def chances(self, actor: str) -> Array:
        """Probabilities for an actor (measures x (none, *STANCES)), by the likeliest of its words."""
        rows = self._rows.get(actor)
        if not rows:
            none = np.zeros((len(MEASURES), 1 + len(STANCES)), dtype=np.float32)
            none[:, 0] = 1
            return none
        found = self._answers.stances[rows]
        return np.asarray(found[found[:, :, 0].argmin(axis=0), np.arange(len(MEASURES))], dtype=np.float32)

    def weigh(self) -> Array:
        """How much of the passage is about each measure: the probability of its likeliest stance."""
        return np.asarray(1 - self._answers.stances[:, :, 0].min(axis=0), dtype=np.float32)

    def aimed(self, actor: str, measure: Measure) -> Mapping[str | None, float]:
        """How much the reader looks at each name as the target of an actor's stance on a measure."""
        rows = self._rows.get(actor)
        column = MEASURES.index(measure)
        if not rows:
            return {}
        row = min(rows, key=lambda row: float(self._answers.stances[row, column, 0]))
        mass: dict[str | None, float] = defaultdict(float)
        mass[None] = float(self._answers.aimed[row, column, self._cut.borders].sum())
        for name, where in self._names:
            mass[name] += float(self._answers.aimed[row, column, where].sum())
        return mass

    def likely(self, floor: float) -> Iterator[Opinion]:
        """Where a stance is at least so likely, in order of candidates and measures."""
        for row, column in zip(*np.nonzero(1 - self._answers.stances[:, :, 0] >= floor), strict=True):
            candidate, measure = self._asking[row][0], MEASURES[column]
            looked = self._answers.looked[row, column]
            token = max(self._words, key=lambda word: float(looked[word[1]].sum()))[0]
            chances = self._answers.stances[row, column, 1:]
            yield Opinion(
                candidate,
                measure,
                {stance: float(chance) for stance, chance in zip(STANCES, chances, strict=True)},
                token,
            )

    def condition(self) -> str | None:
        """The longest run of words that the passage makes something wait for, or None."""
        likely = [float(self._answers.awaited[where].max()) for _, where in self._words]
        bound = min(_LIKELY, max(likely, default=0.0) / 2)
        if bound < _UNLIKELY:
            return None
        longest: tuple[int, int] = (0, 0)
        start = None
        for i, chance in enumerate(likely):
            if chance < bound:
                start = None
                continue
            start = i if start is None else start
            if i + 1 - start > longest[1] - longest[0]:
                longest = (start, i + 1)
        if longest[1] - longest[0] < _CLAUSE:
            return None
        first, last = self._words[longest[0]][0], self._words[longest[1] - 1][0]
        return str(first.doc[first.i : last.i + 1].text)


def opinions(reading: Reading) -> dict[int, Opinions]:
    """What the reader makes of each passage that names or has a holder, by where the passage starts.

    Loads the model at first (a second).
    """
    asked = []
    for at, passage in enumerate(reading.passages):
        found = candidates(reading, passage)
        if not found:
            continue
        cut = pieces(context(reading, at), passage.span.text)
        asking = [(c, [0] if c.token is None else cut.within(*place(passage, c.token))) for c in found]
        asking = [(c, where) for c, where in asking if where]
        if asking:
            asked.append((at, asking, cut))
    answers = {}
    for i, states in encode([cut for _, _, cut in asked]):
        at, asking, cut = asked[i]
        start = reading.passages[at].start
        answers[start] = Opinions(reading, at, asking, cut, judge(states, [where for _, where in asking]))
    return answers


def judge(states: Array, asking: Sequence[Sequence[int]]) -> Answers:
    """What follows from a passage's vectors (pieces x 384) for candidates, whose pieces `asking` lists.

    Gives probabilities of (none, *STANCES), how much each piece is looked at for the proposal, and how much
    for the target (borders: not said), each candidates x measures x (6 or pieces); and of each
    piece, how likely it belongs to a condition.
    """
    learned = _weights()

    def linear(name: str, x: Array) -> Array:
        bias = learned.get(f"{name}.bias")
        product = x @ learned[f"{name}.weight"].T
        return np.asarray(product if bias is None else product + bias, dtype=np.float32)

    own = np.stack([states[list(where)].mean(axis=0) for where in asking])
    query = linear("wa", own)[:, None, :] + learned["em"]
    looked = _softmax(query @ linear("wk", states).T / _WIDTH)
    inner = linear("wa2", own)[:, None, :] + learned["em2"] + looked @ linear("wv", states)
    centred = inner - inner.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + 1e-5)
    found = _gelu(scaled * learned["nz.weight"] + learned["nz.bias"])
    scores = linear("ws", found) + learned["bm"]
    scores[..., 1:] += linear("wh.2", _gelu(linear("wh.0", own)))[:, None, :]
    scores[..., 1:] += (linear("wm", own) + linear("wm2", states[0]))[:, :, None]
    aimed = _softmax(linear("wt", found) @ linear("wkt", states).T / _WIDTH)
    awaited = 1 / (1 + np.exp(-linear("wc", states)[:, 0]))
    return Answers(_softmax(scores), looked, aimed, np.asarray(awaited, dtype=np.float32))


def _softmax(x: npt.NDArray[Any]) -> Array:
    power = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(power / power.sum(axis=-1, keepdims=True), dtype=np.float32)


def _gelu(x: npt.NDArray[Any]) -> Array:
    inner = _GELU * x * (1 + 0.044715 * (x * x))
    return np.asarray(0.5 * x * (1 + np.tanh(inner)), dtype=np.float32)


def place(passage: Passage, token: "Token") -> tuple[int, int]:
    """Characters of a word in the text of its passage."""
    start = token.idx - passage.span.start_char
    return start, start + len(token.text)


def _named(reading: Reading, at: int, cut: Pieces) -> Iterator[tuple[str, list[int]]]:
    """The names of a passage and of those around it, with their pieces."""
    for text, where in enumerate((*around(reading, at), at)):
        if where is None or (text == 0 and reading.document.title):
            continue
        passage = reading.passages[where]
        for token in passage.span:
            if token.pos_ in _NAMES and (name := reading.entity(passage, token)):
                yield name, cut.within(*place(passage, token), text)


@cache
def _weights() -> Mapping[str, Array]:
    return weights("stances")
