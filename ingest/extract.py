"""Positions of a document: `extract(document)`, the second half of ingest.

Reads the text (`ingest.reading`), looks for stance frames sentence by sentence (`ingest.frames`) and turns
each claim into one `Position` a holder, measure and target.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from ingest.confidence import FLOOR, Features, confidence, described
from ingest.frames import Claim, Sentence
from ingest.lexicon import Lexicon, lexicon
from ingest.measures import Finder, Memory
from ingest.model import Condition, Document, Position
from ingest.reading import Holder, Passage, Reading, read
from ingest.stances import opinions
from ingest.tree import phrase
from ingest.unframed import unframed
from ingest.voices import REPORTERS, SPEECH
from ontology.reference import reference
from ontology.terms import Measure

EXTRACTOR: Final = "frames+reader/0.4.0"
"""Name and version, as written on every position."""

_TOPICAL: Final = {"pobj": 2, "poss": 1, "amod": 1, "compound": 1, "dobj": 1, "nsubj": -1}
_OPENING: Final = 3
_ELABORATION: Final = 2
_SOURCES: Final = re.compile(
    r"\b(?:diplomat|official|source|aide|delegate|negotiator|insider|observer|witness|spokes\w+|statement)(?:e?s)?\b",
    re.I,
)
Judged: TypeAlias = tuple[Passage, Claim, float]
_OWN: Final = frozenset(("its", "their", "his", "her", "our", "my"))


def extract(document: Document) -> tuple[Position, ...]:
    """Positions that the text states, in text order. The first call loads the parser (seconds)."""
    return positions(read(document))


def positions(reading: Reading) -> tuple[Position, ...]:
    """Positions of a text that has been read."""
    return tuple(_unique(_positions(reading, lexicon())))


def _positions(reading: Reading, words: Lexicon) -> Iterator[Position]:
    judged = [(passage, claim, confidence(features)) for passage, claim, features in claims(reading, words)]
    for passage, claim, sure in _consistent([one for one in judged if one[2] >= FLOOR]):
        for holder in claim.holders:
            spoken = _spoken(reading, passage, holder)
            for target in claim.targets:
                if holder.actor != target:
                    yield _position(reading, passage, claim, spoken, target, sure)


def _consistent(found: Sequence[Judged]) -> Iterator[Judged]:
    """Drop what a surer claim of the same holder on the same measure in the passage contradicts.

    Two frames may differ ("for a pause, against a ceasefire"): they read different words.
    """
    best: dict[tuple[int, str, Measure], Judged] = {}
    for one in found:
        key = _about(one)
        if key not in best or _weight(best[key]) < _weight(one):
            best[key] = one
    for one in found:
        surer = best[_about(one)][1]
        if one[1].stance is surer.stance or (one[1].rule.framed and surer.rule.framed):
            yield one


def _weight(judged: Judged) -> tuple[bool, float]:
    """A frame that reads a condition is believed first: its words stand in the passage."""
    _, claim, sure = judged
    return claim.rule.framed and claim.condition is not None, sure


def _about(judged: Judged) -> tuple[int, str, Measure]:
    passage, claim, _ = judged
    return passage.start, claim.holders[0].actor, claim.hit.measure


def claims(reading: Reading, words: Lexicon) -> Iterator[tuple[Passage, Claim, Features]]:
    """Every claim of one holder, sure or not, with its passage and features, in text order."""
    read = opinions(reading)
    memory = Memory()
    sentences = [
        Sentence(Finder(words, reading, passage, memory, read.passages.get(passage.start)))
        for passage in reading.passages
    ]
    _survey(reading, memory)
    for sentence in sentences:
        sentence.survey()
    found = []
    for sentence in sentences:
        told = sentence.claims()
        about = read.passages.get(sentence.passage.start)
        if about:
            told += unframed(about, told, sentence)
        found += [(sentence.passage, claim) for claim in told]
    for at, (passage, claim) in enumerate(found):
        whole = claim if claim.hit.specific else _elaborated(claim, found[at + 1 : at + 1 + _ELABORATION])
        for holder in whole.holders:
            one = replace(whole, holders=(holder,))
            yield passage, one, described(one, passage, memory.profile, read)


def _elaborated(claim: Claim, following: Sequence[tuple[Passage, Claim]]) -> Claim:
    """A claim on "the proposal", aimed as its holder says in the next breath what he rejects or wants."""
    holders = {holder.actor for holder in claim.holders}
    for _, later in following:
        same = later.hit.measure is claim.hit.measure and later.stance is claim.stance
        if same and later.hit.specific and holders & {holder.actor for holder in later.holders}:
            return replace(claim, targets=later.targets)
    return claim


def _survey(reading: Reading, memory: Memory) -> None:
    """Note the names of each passage and what they are listed with; weigh them as what the text turns on."""
    for at, passage in enumerate(reading.passages):
        speakers = {holder.actor for holder in passage.voice.holders}
        mentions = memory.mentions[passage.start] = []
        for token in passage.span:
            if token.pos_ not in ("PROPN", "ADJ") or not (name := reading.entity(passage, token)):
                continue
            mentions.append((token, name))
            weight = _TOPICAL.get(token.dep_, 0) * (2 if at < _OPENING else 1)
            if weight and token.ent_type_ in ("GPE", "LOC", "NORP", "FAC") and name not in speakers:
                memory.topics[name] += weight
        named = {token.i: name for token, name in mentions}
        for token, name in mentions:
            memory.beside[name].update(named[other.i] for other in token.conjuncts if other.i in named)


def _spoken(reading: Reading, passage: Passage, holder: Holder) -> Holder:
    """The holder as who says so: "Warsaw will not pay, Prime Minister Zielinska said"."""
    if holder.speaker:
        return holder
    for token in passage.span:
        if token.dep_ == "nsubj" and token.head.lemma_ in SPEECH:
            for speaking in reading.holders(passage, token):
                if speaking.actor == holder.actor and speaking.speaker:
                    return speaking
    return holder


def _position(
    reading: Reading, passage: Passage, claim: Claim, holder: Holder, target: str | None, sure: float
) -> Position:
    return Position(
        start=passage.start,
        end=passage.end,
        actor=holder.actor,
        stance=claim.stance,
        measure=claim.hit.measure,
        target=target,
        confidence=round(sure, 3),
        frame=claim.rule.frame,
        extractor=EXTRACTOR,
        proposal=phrase(claim.hit.node),
        condition=Condition(claim.condition, effect=claim.effect) if claim.condition else None,
        speaker=holder.speaker,
        role=holder.role,
        reported_by=_reporter(claim.reported_by, holder, passage),
        date=reading.date(passage, claim.verb.token),
        section=passage.section,
    )


def _reporter(reported: str | None, holder: Holder, passage: Passage) -> str | None:
    """Who reports it, where that is one who can, and neither the holder nor who speaks for him."""
    if not reported or reported in (holder.speaker, holder.actor) or reported.split()[0].lower() in _OWN:
        return None
    if REPORTERS.search(reported) or _SOURCES.search(reported):
        return reported
    if holder in passage.voice.holders:
        return None
    known = reference()
    codes = {entity.id for entity in known.resolve(reported)}
    codes |= {tenure.actor for person in known.people(reported) for tenure in known.tenures(person.name)}
    words = reported.split()
    name = len(words) > 1 and all(word[0].isupper() for word in words)
    return reported if (codes or name) and holder.actor not in codes else None


def _unique(found: Iterator[Position]) -> Iterator[Position]:
    """Drop what repeats an actor's stance on a measure and target in the same passage."""
    seen = set()
    for position in found:
        key = (position.start, position.actor, position.measure, position.target, position.stance)
        if key not in seen:
            seen.add(key)
            yield position
