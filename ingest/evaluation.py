"""Agreement of predicted positions with annotated ones: the project's measure, as `gold/score.py` defines it.

Repeats of one position inside a document are merged. Levels, each micro-averaged over all documents:
`stance` (doc, actor, stance, and the passages overlap), `position` (doc, actor, measure, stance) and
`full` (with the target, which is free text and not compared for `other`). Attributes are shares of the
positions matched at level `position`.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ontology.errors import InputError

Record = Mapping[str, Any]
Key = tuple[str | None, ...]
Keyed = Mapping[Key, Sequence[Record]]

_POSITION: Final = ("doc", "actor", "measure", "stance")
_FULL: Final = ("doc", "actor", "measure", "target", "stance")


@dataclass(frozen=True, slots=True)
class Level:
    """Counts at one level, and the ratios that follow."""

    matched: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        """Share of the predicted that is right; 0 where nothing was predicted."""
        return self.matched / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Share of the annotated that was found; 0 where nothing was annotated."""
        return self.matched / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the matched positions agree in an attribute."""

    right: int
    of: int

    @property
    def share(self) -> float:
        """The ratio; only asked where `of` is positive."""
        return self.right / self.of


@dataclass(frozen=True, slots=True)
class Scores:
    """Levels and attributes by name, and the position keys that were missed or are spurious."""

    levels: Mapping[str, Level]
    attributes: Mapping[str, Share]
    missed: tuple[Key, ...]
    spurious: tuple[Key, ...]


def score(gold: Iterable[Record], predicted: Iterable[Record]) -> Scores:
    """Score guideline records; predictions on documents without annotation are left out.

    Raises InputError where a record lacks `doc`, `start` or `end`.
    """
    gold, predicted = list(gold), list(predicted)
    for record in (*gold, *predicted):
        if not isinstance(record.get("start"), int) or not isinstance(record.get("end"), int):
            raise InputError(f"record of {record.get('doc')!r} without numbers for start and end")
        if record.get("doc") is None:
            raise InputError("record without doc")
    documents = {_norm(record["doc"]) for record in gold}
    predicted = [record for record in predicted if _norm(record["doc"]) in documents]
    wanted, found = _keyed(gold, _POSITION), _keyed(predicted, _POSITION)
    return Scores(
        levels={
            "stance": _stance_level(gold, predicted),
            "position": Level(len(wanted.keys() & found.keys()), len(found), len(wanted)),
            "full": _full_level(gold, predicted),
        },
        attributes=_attributes(wanted, found),
        missed=tuple(sorted(wanted.keys() - found.keys(), key=str)),
        spurious=tuple(sorted(found.keys() - wanted.keys(), key=str)),
    )


def render(scores: Scores, *, errors: bool = False) -> str:
    """The scores as `score.py` prints them, with missed and spurious positions where `errors`."""
    lines = [
        f"{name:9} P {level.precision:.3f}  R {level.recall:.3f}  F1 {level.f1:.3f}"
        f"   ({level.matched} matched, {level.predicted} predicted, {level.gold} gold)"
        for name, level in scores.levels.items()
    ]
    lines += [f"  {name:9} {share.share:.3f} of {share.of}" for name, share in scores.attributes.items()]
    if errors:
        lines.append("\n  ".join(("missed:", *map(str, scores.missed))))
        lines.append("\n  ".join(("spurious:", *map(str, scores.spurious))))
    return "\n".join(lines) + "\n"


ERRORS: Final = (
    "missed passage",
    "wrong actor",
    "wrong stance",
    "wrong measure",
    "wrong target",
    "spurious passage",
)


def error_classes(gold: Iterable[Record], predicted: Iterable[Record]) -> dict[str, int]:
    """How many positions went wrong, and where first: one count for each of ERRORS.

    An annotated position that was not found in full is a missed passage where no prediction overlaps it,
    else it is put down to the first field in which the nearest overlapping prediction differs. A predicted
    position is spurious where it overlaps no annotated one. Repeats are merged; documents without
    annotation are left out.
    """
    wanted, found = (_keyed(map(_without_free_target, records), _FULL) for records in (gold, predicted))
    counts = dict.fromkeys(ERRORS, 0)
    for key, records in wanted.items():
        if key not in found:
            counts[_first_error(key, _overlapping(key, records, found))] += 1
    documents = {key[0] for key in wanted}
    for key, records in found.items():
        if key[0] in documents and not _overlapping(key, records, wanted):
            counts["spurious passage"] += 1
    return counts


def render_errors(counts: Mapping[str, int]) -> str:
    """The counts of `error_classes` as a table, one class a line."""
    return "".join(f"  {name:16} {count:5}\n" for name, count in counts.items())


def _overlapping(key: Key, records: Sequence[Record], others: Keyed) -> list[Key]:
    return [other for other, rows in others.items() if other[0] == key[0] and _any_overlap(records, rows)]


def _first_error(key: Key, near: Sequence[Key]) -> str:
    """The class of a position that was not found, by the nearest of the keys that overlap it."""
    _, actor, measure, _, stance = key
    same = [other for other in near if other[1] == actor]
    if not same:
        return "wrong actor" if near else "missed passage"
    _, _, measure_, _, stance_ = max(
        same, key=lambda other: sum(a == b for a, b in zip(key, other, strict=True))
    )
    if stance_ != stance:
        return "wrong stance"
    return "wrong measure" if measure_ != measure else "wrong target"


def _stance_level(gold: Sequence[Record], predicted: Sequence[Record]) -> Level:
    wanted, found = (_keyed(records, ("doc", "actor", "stance")) for records in (gold, predicted))
    matched = sum(_any_overlap(wanted[key], found[key]) for key in wanted.keys() & found.keys())
    return Level(matched, len(found), len(wanted))


def _full_level(gold: Sequence[Record], predicted: Sequence[Record]) -> Level:
    wanted, found = (_keyed(map(_without_free_target, records), _FULL) for records in (gold, predicted))
    return Level(len(wanted.keys() & found.keys()), len(found), len(wanted))


def _without_free_target(record: Record) -> Record:
    return {**record, "target": None} if record.get("measure") == "other" else record


def _attributes(wanted: Keyed, found: Keyed) -> dict[str, Share]:
    verdicts: defaultdict[str, list[bool]] = defaultdict(list)
    for key in wanted.keys() & found.keys():
        one, other = wanted[key], found[key]
        verdicts["evidence"].append(_any_overlap(one, other))
        verdicts["speaker"].append(bool(_surnames(one) & _surnames(other)))
        verdicts["date"].append(bool({r.get("date") for r in one} & {r.get("date") for r in other}))
        if key[-1] == "conditional":
            verdicts["condition"].append(_same_condition(one, other))
    return {name: Share(sum(found_), len(found_)) for name, found_ in sorted(verdicts.items())}


def _keyed(records: Iterable[Record], fields: Collection[str]) -> dict[Key, list[Record]]:
    keyed: defaultdict[Key, list[Record]] = defaultdict(list)
    for record in records:
        keyed[tuple(_norm(record.get(field)) for field in fields)].append(record)
    return dict(keyed)


def _any_overlap(one: Sequence[Record], other: Sequence[Record]) -> bool:
    return any(a["start"] < b["end"] and b["start"] < a["end"] for a, b in _pairs(one, other))


def _same_condition(gold: Sequence[Record], predicted: Sequence[Record]) -> bool:
    """Whether a condition shares half of the annotated one's words or more."""
    for one, other in _pairs(gold, predicted):
        words = _words(one.get("condition"))
        if words and 2 * len(words & _words(other.get("condition"))) >= len(words):
            return True
    return False


def _pairs(one: Sequence[Record], other: Sequence[Record]) -> Iterator[tuple[Record, Record]]:
    return ((a, b) for a in one for b in other)


def _surnames(records: Iterable[Record]) -> set[str | None]:
    names = (_norm(record.get("speaker")) for record in records)
    return {name.split()[-1] if name else None for name in names}


def _words(text: object) -> set[str]:
    return set((_norm(text) or "").split())


def _norm(value: object) -> str | None:
    """Casefolded, without accents, punctuation and a leading article; None for nothing left."""
    if value is None:
        return None
    text = unicodedata.normalize("NFKD", str(value))
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold()
    text = re.sub(r"[^\w ]+", " ", text)
    text = re.sub(r"^\s*the\s+", "", text)
    return " ".join(text.split()) or None
