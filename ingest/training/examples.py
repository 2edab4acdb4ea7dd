"""What the learned reader learns from: passages as it will see them, with the right answers.

Candidates are found as at reading time (`ingest.candidates`): it learns to choose among what it is asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.candidates import Candidate, around, candidates, context
from ingest.encoder import PASSAGE, Pieces, pieces
from ingest.model import Document
from ingest.reading import Passage, Reading, read
from ingest.stances import place
from ingest.training.passages import SPEAKER, Marked, Written, places
from ontology.terms import Measure, Stance

Characters = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Right:
    """A position: which candidates hold it, and the pieces of its proposal, target and condition.

    `target` are the borders where none is said, empty where it stands out of sight.
    """

    rows: tuple[int, ...]
    stance: Stance
    measure: Measure
    proposal: tuple[int, ...]
    target: tuple[int, ...]
    condition: tuple[int, ...]


@dataclass(slots=True)
class Example:
    """A passage with its candidates: the pieces of each, and the actors it stands for."""

    document: str
    cut: Pieces
    asking: list[list[int]]
    actors: list[frozenset[str]]
    right: list[Right] = field(default_factory=list)


def of_written(texts: Iterable[Written]) -> Iterator[Example]:
    """Examples from texts written for training."""
    for one in texts:
        reading = read(Document(name=one.name, text=one.text, title=one.title, published=one.date))
        found = [_example(one.name, reading, at) for at in range(len(reading.passages))]
        start = 0
        for passage in one.passages:
            for marked in passage.positions:
                _mark(found, reading, marked, (start, start + len(passage.text)))
            start += len(passage.text) + len("\n\n")
        yield from (example for example in found if example.asking)


def _example(name: str, reading: Reading, at: int) -> Example:
    passage = reading.passages[at]
    cut = pieces(context(reading, at), passage.span.text)
    found = candidates(reading, passage)
    asking = [_pieces(cut, passage, candidate) for candidate in found]
    return Example(name, cut, asking, [frozenset(h.actor for h in c.holders) for c in found])


def _pieces(cut: Pieces, passage: Passage, candidate: Candidate) -> list[int]:
    return [0] if candidate.token is None else cut.within(*place(passage, candidate.token))


def _mark(found: Sequence[Example], reading: Reading, marked: Marked, part: Characters) -> None:
    """Add a position that is marked in a part of the text to the passage that states it."""

    def standing(words: str | None, within: Characters = part) -> list[tuple[int, Characters]]:
        return [
            (at, (start - passage.start, end - passage.start))
            for start, end in (places(words, reading.document.text) if words else ())
            if within[0] <= start < within[1]
            for at, passage in enumerate(reading.passages)
            if passage.start <= start < passage.end
        ]

    proposals = standing(marked.proposal)
    actors = [] if marked.actor == SPEAKER else standing(marked.actor)
    together = [
        (abs(actor[1][0] - proposal[1][0]), proposal, actor)
        for proposal in proposals
        for actor in actors
        if actor[0] == proposal[0]
    ]
    if not proposals:
        return
    _, (at, proposal), actor = min(together) if together else (0, proposals[-1], None)
    example = found[at]
    aimed = [
        (text, characters)
        for where, characters in standing(marked.target, (0, part[1]))
        for text, shown in enumerate((*around(reading, at), at))
        if shown == where and not (text == 0 and reading.document.title)
    ]
    if reading.document.title and marked.target:
        aimed += [(0, characters) for characters in places(marked.target, reading.document.title)]
    here = [one for one in aimed if one[0] == PASSAGE] or aimed
    target = [i for text, characters in here for i in example.cut.within(*characters, text)]
    awaited = [c for where, c in standing(marked.condition) if where == at]
    example.right.append(
        Right(
            _rows(example, actor[1] if actor else None),
            marked.stance,
            marked.measure,
            tuple(example.cut.within(*proposal)),
            tuple(target if marked.target else example.cut.borders),
            tuple(example.cut.within(*awaited[0])) if awaited else (),
        )
    )


def _rows(example: Example, actor: Characters | None) -> tuple[int, ...]:
    """The candidates that the actor's words stand for; one is made where reading finds none."""
    words = [0] if actor is None else example.cut.within(*actor)
    rows = tuple(row for row, where in enumerate(example.asking) if set(where) & set(words))
    if rows or not words:
        return rows
    example.asking.append(words)
    example.actors.append(frozenset())
    return (len(example.asking) - 1,)
