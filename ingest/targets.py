"""Which of the names in reach a measure is aimed at: candidates with features, ranked by learned weights.

A conditional logit (McFadden 1974): a candidate's score is the sum of the weights of its features, and its
probability among the candidates is the softmax. "The text does not say" is a candidate like the others.
`python -m ingest.training.targets` learns the weights; `weights/targets.json` holds them, to be read.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp
from typing import TYPE_CHECKING, Final

from ontology.reference import reference
from ontology.terms import Measure

if TYPE_CHECKING:
    from spacy.tokens import Token

_TOGETHER: Final = 4
_TOPICS: Final = 6
_LOOKED: Final = (0.03, 0.1, 0.25, 0.5, 0.75)
_LEAST: Final = 0.05
_SHARE: Final = 0.1
"""A name listed with the target elsewhere is one too if it is looked at so much, also beside the target."""
_INSIDE: Final = frozenset(("compound", "conj", "amod", "poss", "nmod", "appos"))
_DIRECT: Final = frozenset(("first:prep0", "first:poss", "first:vobj", "first:addr"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name (None: the text does not say), what speaks for it, and those that the text lists with it."""

    name: str | None
    features: frozenset[str]
    together: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a text offers as targets beside the phrase itself.

    `before` are the names in the three sentences before, nearest first; `opening` those of the first two
    sentences; `topics` how much the text turns on each name; `on_measure` and `last` the targets last
    found for this measure and at all.
    """

    before: Sequence[Sequence[str]]
    opening: frozenset[str]
    topics: Counter[str]
    on_measure: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """The candidates of one measure in one phrase, and the probability of the chosen one."""

    names: tuple[str | None, ...]
    probability: float
    candidates: tuple[Candidate, ...]


def rank(
    measure: Measure,
    candidates: Sequence[Candidate],
    aimed: Mapping[str | None, float],
    beside: Mapping[str, Set[str]],
) -> Ranked:
    """The likeliest candidate, with those listed together with it.

    `aimed` is how much the learned reader looks at each name, `beside` with which others the text lists it.
    """
    weights = _weights()
    scores = [
        sum(weights.get(feature, 0.0) for feature in described(measure, candidate))
        for candidate in candidates
    ]
    best = max(range(len(candidates)), key=scores.__getitem__)
    probability = 1 / sum(exp(score - scores[best]) for score in scores)
    chosen = candidates[best]
    least = max(_LEAST, _SHARE * aimed.get(chosen.name, 0.0))
    listed = beside.get(chosen.name or "", set()) - {chosen.name}
    also = [c.name for c in candidates if c.name in listed and aimed.get(c.name, 0.0) >= least]
    return Ranked(chosen.together or (chosen.name, *also), probability, tuple(candidates))


def described(measure: Measure, candidate: Candidate) -> list[str]:
    """A candidate's features, the general ones also said of this measure alone."""
    general = sorted(candidate.features)
    own = [f"{measure}|{f}" for f in general if f.partition(":")[0] in ("kind", "none", "first")]
    return general + own


def candidates(
    sources: Iterable[tuple[str, Sequence[str]]],
    mentions: Iterable[tuple["Token", str]],
    head: "Token",
    below: frozenset[int],
    around: Surroundings,
    holders: frozenset[str],
    aimed: Mapping[str | None, float],
) -> list[Candidate]:
    """Every name in reach that is not a holder, and None.

    `sources` are names by the place in the phrase where they stand, likeliest place first; `mentions`
    all names of the sentence with their tokens; `head` the measure's word, `below` the tokens under it;
    `aimed` how much the learned reader looks at each.
    """
    features: dict[str, set[str]] = {}
    together: dict[str, tuple[str, ...]] = {}
    first = None
    for place, names in sources:
        others = tuple(dict.fromkeys(name for name in names if name not in holders))
        if others and first is None:
            first = place
        for name in others:
            found = features.setdefault(name, set())
            found.add(place)
            if first == place:
                found |= {"first", f"first:{place}"}
            together.setdefault(name, others[:_TOGETHER])
    for seen in aimed:
        if seen is not None and seen not in holders:
            features.setdefault(seen, set())
    for token, name in mentions:
        if name not in holders:
            features.setdefault(name, set()).update(_mentioned(token, head, below))
    _remembered(features, around, holders)
    _states(features, holders)
    for name, found in features.items():
        found.add(f"kind:{_kind(name)}")
    for name, found in features.items():
        found.update(_looked_at(name, aimed))
    listed = [
        Candidate(name, frozenset(found), together.get(name, ()) if name in together.get(name, ()) else ())
        for name, found in features.items()
    ]
    unsaid = _unsaid(features.values(), first) | _looked_at(None, aimed)
    return [*listed, Candidate(None, unsaid)]


def _looked_at(name: str | None, aimed: Mapping[str | None, float]) -> set[str]:
    mass = aimed.get(name, 0.0)
    level = sum(mass > bound for bound in _LOOKED)
    found = {f"looked at:{level}", f"looked at {name is None}:{level}"}
    if mass and mass == max(aimed.values()):
        found.add(f"looked at most:{name is None}")
    return found


def _mentioned(token: "Token", head: "Token", below: frozenset[int]) -> set[str]:
    distance = token.i - head.i
    top = token
    while top.dep_ in _INSIDE and top.head is not top:
        top = top.head
    found = {
        "sentence",
        "after" if distance > 0 else "before",
        "within 3" if abs(distance) <= 3 else "within 8" if abs(distance) <= 8 else "far",
        f"role:{top.dep_}",
        f"own role:{token.dep_}",
    }
    if token.i in below:
        found.add("below")
    if top.dep_ == "pobj":
        found.add(f"preposition:{top.head.lower_}")
    return found


def _remembered(features: dict[str, set[str]], around: Surroundings, holders: frozenset[str]) -> None:
    def note(name: str | None, feature: str) -> None:
        if name and name not in holders:
            features.setdefault(name, set()).add(feature)

    for back, names in enumerate(around.before, start=1):
        for name in names:
            note(name, f"before {back}")
    note(around.on_measure, "on measure")
    note(around.last, "last")
    total = sum(around.topics.values()) or 1
    topics = [(n, weight) for n, weight in around.topics.most_common() if n not in holders][:_TOPICS]
    for place, (name, weight) in enumerate(topics):
        share = weight / total
        note(name, f"topic {min(place, 3)}")
        note(name, "share " + ("4" if share > 0.4 else "3" if share > 0.2 else "2" if share > 0.1 else "1"))
    for name in around.opening & features.keys():
        note(name, "opening")


def _states(features: dict[str, set[str]], holders: frozenset[str]) -> None:
    """Beside a capital that is named as a city, its state."""
    for name in list(features):
        state = _state(name)
        if state and state not in holders:
            features.setdefault(state, set()).add("state of")
            features[name].add("has state")


def _unsaid(found: Iterable[set[str]], first: str | None) -> frozenset[str]:
    rows = list(found)
    return frozenset(
        (
            "none",
            "none:first" if first else "none:no first",
            "none:sentence" if any("sentence" in row for row in rows) else "none:no sentence",
            "none:direct" if any(_DIRECT & row for row in rows) else "none:not direct",
        )
    )


@cache
def _kind(name: str) -> str:
    entity = reference().entities.get(name)
    return entity.kind.value if entity else "name"


@cache
def _state(name: str) -> str | None:
    if name in reference().entities:
        return None
    resolved = reference().resolve(name)
    return resolved[0].id if len(resolved) == 1 else None


@cache
def _weights() -> Mapping[str, float]:
    text = (files("ingest") / "weights" / "targets.json").read_text("utf-8")
    return {str(feature): float(weight) for feature, weight in json.loads(text).items()}
