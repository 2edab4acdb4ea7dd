"""What the learned reader learns from: texts as it will see them, with the right answers.

Candidates are found as at reading time (`ingest.candidates`): it learns to choose among what it is asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.encoder import TITLE, Window, windows
from ingest.model import Document
from ingest.reading import Reading, read
from ingest.stances import asking
from ingest.training.passages import SPEAKER, Marked, Written, places
from ontology.terms import Measure, Stance

Characters = tuple[int, int]
_HEAD = 2
"""The pieces of a window before its passages where nothing stands before them."""


@dataclass(frozen=True, slots=True)
class Right:
    """A position: which candidates hold it, and the window's pieces of its proposal, target and condition.

    `target` is the separator behind the passage where none is said, empty where it stands out of sight.
    """

    rows: tuple[int, ...]
    stance: Stance
    measure: Measure
    proposal: tuple[int, ...]
    target: tuple[int, ...]
    condition: tuple[int, ...]


@dataclass(slots=True)
class Asked:
    """A passage of a window with its candidates: the pieces of each, and the actors it stands for."""

    number: int
    where: range
    asking: list[list[int]]
    actors: list[frozenset[str]]
    right: list[Right] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Example:
    """A window of a text with what is asked about it."""

    document: str
    window: Window
    asked: list[Asked]


def of_written(texts: Iterable[Written]) -> Iterator[Example]:
    """Examples from texts written or marked for training."""
    for one in texts:
        reading = read(Document(name=one.name, text=one.text, title=one.title, published=one.date))
        shown = [
            Example(one.name, window, [_asked(reading, number, window) for number in window.asked])
            for window in windows(one.title, [passage.span.text for passage in reading.passages])
        ]
        found = {asked.number: (example.window, asked) for example in shown for asked in example.asked}
        for passage in one.passages:
            for marked in passage.positions:
                _mark(found, reading, marked, (passage.start, passage.start + len(passage.text)))
        yield from (example for example in shown if any(asked.asking for asked in example.asked))


def together(examples: Sequence[Example]) -> Example:
    """Short texts as if they were neighbours in one text: each is to be read for itself."""
    window = examples[0].window
    ids, places = window.ids[:_HEAD], window.places[:_HEAD]
    asked: list[Asked] = []
    for example in examples:
        shift, first = len(ids) - _HEAD, len(asked)
        ids += example.window.ids[_HEAD:]
        places += tuple(
            (at + first if at >= 0 else at, start, end) for at, start, end in example.window.places[_HEAD:]
        )
        asked += [
            Asked(
                one.number + first,
                range(one.where.start + shift, one.where.stop + shift),
                [[i + shift for i in where] for where in one.asking],
                one.actors,
                [_moved(right, shift) for right in one.right],
            )
            for one in example.asked
        ]
    return Example(examples[0].document, Window(ids, places, {one.number: one.where for one in asked}), asked)


def bare(example: Example) -> bool:
    """Whether nothing stands before the window's passages."""
    return example.asked[0].where.start == _HEAD


def _moved(right: Right, shift: int) -> Right:
    proposal, target, condition = (
        tuple(i + shift for i in pieces) for pieces in (right.proposal, right.target, right.condition)
    )
    return replace(right, proposal=proposal, target=target, condition=condition)


def _asked(reading: Reading, number: int, window: Window) -> Asked:
    found = asking(reading, number, window)
    return Asked(
        number,
        window.asked[number],
        [pieces for _, pieces in found],
        [frozenset(holder.actor for holder in candidate.holders) for candidate, _ in found],
    )


def _mark(found: dict[int, tuple[Window, Asked]], reading: Reading, marked: Marked, part: Characters) -> None:
    """Add a position that is marked in a part of the text to the passage that states it."""

    def standing(words: str | None, within: Characters = part) -> list[tuple[int, Characters]]:
        return [
            (number, (start - passage.start, end - passage.start))
            for start, end in (places(words, reading.document.text) if words else ())
            if within[0] <= start < within[1]
            for number, passage in enumerate(reading.passages)
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
    _, (number, proposal), actor = min(together) if together else (0, proposals[-1], None)
    window, asked = found[number]
    awaited = [characters for at, characters in standing(marked.condition) if at == number]
    asked.right.append(
        Right(
            _rows(asked, window, actor[1] if actor else None),
            marked.stance,
            marked.measure,
            tuple(window.within(number, *proposal)),
            _target(window, asked, reading.document.title, marked, standing(marked.target, (0, part[1]))),
            tuple(window.within(number, *awaited[0])) if awaited else (),
        )
    )


def _target(
    window: Window,
    asked: Asked,
    title: str | None,
    marked: Marked,
    standing: Sequence[tuple[int, Characters]],
) -> tuple[int, ...]:
    """The pieces of the target: in its passage, else wherever it is in sight."""
    if not marked.target:
        return (asked.where[-1],)
    if title:
        standing = [*standing, *((TITLE, characters) for characters in places(marked.target, title))]
    here = [one for one in standing if one[0] == asked.number] or standing
    return tuple(i for number, characters in here for i in window.within(number, *characters))


def _rows(asked: Asked, window: Window, actor: Characters | None) -> tuple[int, ...]:
    """The candidates that the actor's words stand for; one is made where reading finds none."""
    words = [asked.where[-1]] if actor is None else window.within(asked.number, *actor)
    rows = tuple(row for row, where in enumerate(asked.asking) if set(where) & set(words))
    if rows or not words:
        return rows
    asked.asking.append(words)
    asked.actors.append(frozenset())
    return (len(asked.asking) - 1,)
