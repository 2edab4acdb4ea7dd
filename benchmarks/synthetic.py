"""Graphs of made-up documents, as ingest writes them, in any number."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice

from ingest.model import Condition, Document, Position
from ingest.rdf import document_graph, to_ntriples
from ontology.dates import PartialDate
from ontology.terms import Measure, Stance

POSITIONS = 10
"""Positions of each document."""
_PATTERNS = 100
_ACTORS = ("AUT", "DEU", "FRA", "HUN", "ITA", "POL", "ESP", "GRC", "USA", "CHN", "TUR", "GBR", "EU")
_TARGETS = ("RUS", "IRN", "SYR", "PRK", "BLR")
_RECORDED = datetime(2026, 1, 1, tzinfo=UTC)


def graphs() -> Iterator[tuple[str, str]]:
    """Name and N-Triples of one graph after the other, without end: 100 patterns under ever new names."""
    made = [_pattern(number) for number in range(_PATTERNS)]
    number = 0
    while True:
        for iri, ntriples in made:
            key = iri.rsplit("/", 1)[1]
            fresh = f"{number:016x}"
            yield iri.replace(key, fresh), ntriples.replace(key, fresh)
            number += 1


def corrected(ntriples: str) -> str:
    """The same graph after a second extraction that was surer of some positions."""
    return ntriples.replace('"0.8"^^', '"0.85"^^')


def take(count: int, source: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """The next `count` graphs."""
    return list(islice(source, count))


def _pattern(number: int) -> tuple[str, str]:
    day = PartialDate.of(date(2014, 1, 1) + timedelta(days=31 * number))
    sentences = [
        f"Delegation {number}.{at} told the meeting what its government thought of the proposal."
        for at in range(POSITIONS)
    ]
    text = "\n\n".join(sentences)
    document = Document(f"made-up-{number}", text, title=sentences[0], published=day, outlet="benchmarks")
    positions = [
        _position(number, at, text.index(words), len(words), day) for at, words in enumerate(sentences)
    ]
    return document.iri, to_ntriples(document_graph(document, positions, _RECORDED))


def _position(number: int, at: int, start: int, length: int, day: PartialDate) -> Position:
    turn = number * POSITIONS + at
    stance = tuple(Stance)[turn % len(Stance)]
    return Position(
        start=start,
        end=start + length,
        actor=_ACTORS[turn % len(_ACTORS)],
        stance=stance,
        measure=tuple(Measure)[turn // 3 % len(Measure)],
        confidence=0.8,
        frame="verb/think",
        extractor="made-up/1",
        target=_TARGETS[turn // 7 % len(_TARGETS)],
        condition=Condition("if the talks failed") if stance is Stance.CONDITIONAL else None,
        speaker=f"Delegate {turn % 40}" if turn % 3 else None,
        role="Foreign Minister" if turn % 3 else None,
        date=day,
    )
