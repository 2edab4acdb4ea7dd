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

from ingest.candidates import Candidate, candidates
from ingest.encoder import TITLE, Array, Window, encode, weights, windows
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
    found: Array
    awaited: Array


@dataclass(frozen=True, slots=True)
class Sight:
    """What a window shows: `keys` (pieces x width) are what its pieces offer to who asks for a target.

    `names` are the states, parties and places named in it, each with the pieces of its word.
    """

    keys: Array
    names: Sequence[tuple[str, list[int]]]


class Opinions:
    """What the reader makes of one passage."""

    def __init__(
        self,
        passage: Passage,
        asking: Sequence[tuple[Candidate, list[int]]],
        window: Window,
        number: int,
        sight: Sight,
        answers: Answers,
    ) -> None:
        self._asking = asking
        self._answers = answers
        self._sight = sight
        self._end = window.asked[number][-1]
        first = window.asked[number].start
        self._words = [
            (token, [i - first for i in where])
            for token in passage.span
            if token.is_alpha and (where := window.within(number, *place(passage, token)))
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
        looked = aim(self._answers.found[row, column], self._sight.keys)
        mass: dict[str | None, float] = defaultdict(float)
        mass[None] = float(looked[self._end])
        for name, where in self._sight.names:
            mass[name] += float(looked[where].sum())
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


@dataclass(frozen=True, slots=True)
class Overall:
    """What the reader makes of a text: of each passage that names or has a holder, by where it starts.

    `turns` is how much of the text is about each of `MEASURES`, in passages.
    """

    passages: Mapping[int, Opinions]
    turns: Array


def opinions(reading: Reading) -> Overall:
    """What the reader makes of a text. Loads the model at first (a second)."""
    passages = reading.passages
    found = {}
    for window in windows(reading.document.title, [passage.span.text for passage in passages]):
        asked = {number: asking(reading, number, window) for number in window.asked}
        if not any(asked.values()):
            continue
        states = encode(window)
        sight = Sight(keys(states), list(_named(reading, window)))
        for number, holding in asked.items():
            if holding:
                where = window.asked[number]
                answers = judge(states, where, [pieces for _, pieces in holding])
                found[passages[number].start] = Opinions(
                    passages[number], holding, window, number, sight, answers
                )
    turns = sum((about.weigh() for about in found.values()), np.zeros(len(MEASURES), dtype=np.float32))
    return Overall(found, turns)


def asking(reading: Reading, number: int, window: Window) -> list[tuple[Candidate, list[int]]]:
    """The candidates of a passage with their pieces: of their word, else the separator behind the passage."""
    passage = reading.passages[number]
    found = [
        (
            candidate,
            window.within(number, *place(passage, candidate.token))
            if candidate.token is not None
            else [window.asked[number][-1]],
        )
        for candidate in candidates(reading, passage)
    ]
    return [(candidate, where) for candidate, where in found if where]


def judge(states: Array, passage: range, asking: Sequence[Sequence[int]]) -> Answers:
    """What follows from a window's vectors (pieces x 384) for candidates in a passage.

    `passage` are the pieces of the passage, `asking` those of each candidate. Gives probabilities of (none,
    *STANCES), how much each piece of the passage is looked at for the proposal, and what was found there,
    each candidates x measures x (6, pieces, width); and of each piece, how likely it belongs to a condition.
    """
    learned = _weights()
    own = np.stack([states[list(where)].mean(axis=0) for where in asking])
    states = states[passage.start : passage.stop]
    query = _linear("wa", own)[:, None, :] + learned["em"]
    looked = _softmax(query @ _linear("wk", states).T / _WIDTH)
    inner = _linear("wa2", own)[:, None, :] + learned["em2"] + looked @ _linear("wv", states)
    centred = inner - inner.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + 1e-5)
    found = _gelu(scaled * learned["nz.weight"] + learned["nz.bias"])
    scores = _linear("ws", found) + learned["bm"]
    scores[..., 1:] += _linear("wh.2", _gelu(_linear("wh.0", own)))[:, None, :]
    scores[..., 1:] += (_linear("wm", own) + _linear("wm2", states[-1]))[:, :, None]
    awaited = 1 / (1 + np.exp(-_linear("wc", states)[:, 0]))
    return Answers(_softmax(scores), looked, found, np.asarray(awaited, dtype=np.float32))


def keys(states: Array) -> Array:
    """What a window's pieces offer to who asks for a target (pieces x width)."""
    return _linear("wkt", states)


def aim(found: Array, offered: Array) -> Array:
    """How much each piece of a window is looked at for the target of what was found (width)."""
    return _softmax(offered @ _linear("wt", found) / _WIDTH)


def _linear(name: str, x: Array) -> Array:
    learned = _weights()
    bias = learned.get(f"{name}.bias")
    product = x @ learned[f"{name}.weight"].T
    return np.asarray(product if bias is None else product + bias, dtype=np.float32)


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


def _named(reading: Reading, window: Window) -> Iterator[tuple[str, list[int]]]:
    """The names in sight, with the pieces of their words."""
    for number in window.shown:
        if number == TITLE:
            continue
        passage = reading.passages[number]
        for token in passage.span:
            if token.pos_ in _NAMES and (name := reading.entity(passage, token)):
                yield name, window.within(number, *place(passage, token))


@cache
def _weights() -> Mapping[str, Array]:
    return weights("stances")
