"""The lexicon: stance cues, measures, conditions as data (`*.toml`), read once and indexed by head word."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeVar

from ontology.terms import Measure, Stance

PREPOSITIONS: Final = frozenset(
    """about above across after against along alongside among around as at before behind below beneath beside
    between beyond by despite during for from in inside into of off on onto out over regarding since through
    to toward towards under until upon via with within without""".split()
)

Slots = tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """A word or phrase that takes a stance. `slots` are its words, head first; each a set of alternatives."""

    kind: str
    group: str
    words: str
    slots: Slots
    stance: Stance
    negated: Stance | None = None
    may: Stance | None = Stance.NONCOMMITTAL
    addressee: bool = False
    open: bool = False

    @property
    def frame(self) -> str:
        """Name of the rule, as it stands on a position: `verb/call for`."""
        return f"{self.kind}/{self.words}"

    @property
    def preposition(self) -> str | None:
        """The preposition behind which the content stands, where the phrase ends in one."""
        last = self.words.rsplit(" ", 1)[-1]
        return last if len(self.slots) > 1 and last in PREPOSITIONS else None


@dataclass(frozen=True, slots=True)
class MeasureCue:
    """A word or phrase that names a measure; `sign` is -1 where wanting it is opposing the measure."""

    measure: Measure
    sign: int
    words: str
    slots: Slots


@dataclass(frozen=True, slots=True)
class MeasureRule:
    """Where the target of a measure stands, and whether doing it is itself a position."""

    target: tuple[str, ...]
    possessor: str = "compound"
    addressee: bool = False
    place: bool = False
    deed: bool = True


@dataclass(frozen=True, slots=True)
class ConditionWords:
    """Words that introduce a condition (see conditions.toml)."""

    marks: frozenset[str]
    until: frozenset[str]
    lasting: frozenset[str]
    already: frozenset[str]
    phrases: frozenset[str]
    verbs: tuple[Slots, ...]
    never: frozenset[str]
    ending: frozenset[str]
    unclear: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cues, indexed by head lemma, longest phrase first."""

    verbs: Mapping[str, tuple[Cue, ...]]
    nouns: Mapping[str, tuple[Cue, ...]]
    verdicts: Mapping[str, tuple[Cue, ...]]
    judging: Mapping[str, tuple[Cue, ...]]
    reports: Mapping[str, tuple[Slots, ...]]
    light: Mapping[str, tuple[Slots, ...]]
    measure_nouns: Mapping[str, tuple[MeasureCue, ...]]
    measure_verbs: Mapping[str, tuple[MeasureCue, ...]]
    rules: Mapping[Measure, MeasureRule]
    conditions: ConditionWords
    anaphors: frozenset[str]
    vague: frozenset[str]
    frames: frozenset[str]
    decisions: frozenset[str]
    echoes: Mapping[str, tuple[Slots, ...]]
    ambiguous: Mapping[str, tuple[Measure, ...]]
    negators: frozenset[str]
    demands: frozenset[str]
    maybes: frozenset[str]
    telling: frozenset[str]
    preventing: frozenset[str]
    events: frozenset[str]
    passing: frozenset[str]
    guesses: Mapping[str, tuple[Slots, ...]]


C = TypeVar("C", Cue, MeasureCue)


@cache
def lexicon() -> Lexicon:
    """The packaged lexicon."""
    frames, measures, conditions, words = (
        _table(name) for name in ("frames", "measures", "conditions", "words")
    )
    return Lexicon(
        verbs=_index(_cues("verb", frames["verb"])),
        nouns=_index(_cues("noun", frames["noun"])),
        verdicts=_index(_cues("verdict", frames["verdict"], head_last=True)),
        judging=_index(_cues("judging", frames["judging"])),
        reports=_phrases(frames["report"]["say"]["words"]),
        light=_phrases(frames["light"]["carry"]["words"]),
        measure_nouns=_index(_measure_cues(measures, "nouns", head_last=True)),
        measure_verbs=_index(_measure_cues(measures, "verbs", head_last=False)),
        rules={Measure(code): _rule(table) for code, table in measures.items()},
        conditions=_condition_words(conditions),
        anaphors=frozenset(_split(words["anaphors"])),
        vague=frozenset(_split(words["vague"])),
        frames=frozenset(_split(words["frames"])),
        decisions=frozenset(_split(words["decisions"])),
        echoes=_phrases(words["echoes"]),
        ambiguous={
            noun: tuple(Measure(code) for code in codes.split()) for noun, codes in words["ambiguous"].items()
        },
        negators=frozenset(_split(words["negators"])),
        demands=frozenset(_split(words["demands"])),
        maybes=frozenset(_split(words["maybes"])),
        telling=frozenset(_split(words["telling"])),
        events=frozenset(_split(words["events"])),
        preventing=frozenset(_split(words["preventing"])),
        passing=frozenset(_split(words["passing"])),
        guesses=_phrases(words["guesses"]),
    )


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))


def _split(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split(",") if part.strip()]


def _slots(phrase: str, *, head_last: bool = False) -> Slots:
    words = phrase.split()
    if not head_last:
        return tuple(frozenset(word.split("|")) for word in words)
    links = [at for at, word in enumerate(words) if word in PREPOSITIONS]
    head = links[0] - 1 if links else -1
    rest = [word for word in words if word not in PREPOSITIONS and word is not words[head]]
    return tuple(frozenset(word.split("|")) for word in (words[head], *rest))


def _cues(kind: str, groups: Mapping[str, Any], *, head_last: bool = False) -> Iterator[Cue]:
    for group, table in groups.items():
        for phrase in _split(table["words"]):
            yield Cue(
                kind=kind,
                group=group,
                words=phrase,
                slots=_slots(phrase.replace("-", " ") if head_last else phrase, head_last=head_last),
                stance=Stance(table["stance"]),
                negated=Stance(table["negated"]) if "negated" in table else None,
                may=Stance(table.get("may", "noncommittal")),
                addressee=table.get("addressee", False),
                open=table.get("open", False),
            )


def _measure_cues(measures: Mapping[str, Any], part: str, *, head_last: bool) -> Iterator[MeasureCue]:
    for code, table in measures.items():
        for key, sign in ((part, 1), (f"against_{part}", -1)):
            for phrase in _split(table.get(key, "")):
                spaced = phrase.replace("-", " ")
                yield MeasureCue(Measure(code), sign, phrase, _slots(spaced, head_last=head_last))


def _rule(table: Mapping[str, Any]) -> MeasureRule:
    return MeasureRule(
        target=tuple(table["target"].split()),
        possessor=table.get("possessor", "compound"),
        addressee=table.get("addressee", False),
        place=table.get("place", False),
        deed=table.get("deed", True),
    )


def _index(cues: Iterable[C]) -> dict[str, tuple[C, ...]]:
    index: defaultdict[str, list[C]] = defaultdict(list)
    for cue in cues:
        for head in cue.slots[0]:
            index[head].append(cue)
    return {head: tuple(sorted(found, key=lambda cue: -len(cue.slots))) for head, found in index.items()}


def _phrases(text: str) -> dict[str, tuple[Slots, ...]]:
    index: defaultdict[str, list[Slots]] = defaultdict(list)
    for phrase in _split(text):
        slots = _slots(phrase)
        for head in slots[0]:
            index[head].append(slots)
    return {head: tuple(sorted(found, key=len, reverse=True)) for head, found in index.items()}


def _condition_words(table: Mapping[str, str]) -> ConditionWords:
    return ConditionWords(
        marks=frozenset(_split(table["marks"])),
        until=frozenset(_split(table["until"])),
        lasting=frozenset(_split(table["while"])),
        already=frozenset(_split(table["already"])),
        phrases=frozenset(_split(table["phrases"])),
        verbs=tuple(_slots(phrase) for phrase in _split(table["verbs"])),
        never=frozenset(_split(table["never"])),
        ending=frozenset(_split(table["ending"])),
        unclear=frozenset(_split(table["unclear"])),
    )
