"""A text cut at the passages that prove positions, so that a page can mark them where they overlap too."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ontology.terms import Stance

WHOLE = 60_000
"""A text of at most so many code points is shown whole."""
AROUND = 700
"""Of a longer one, so many code points are shown on each side of a passage."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage, `start` to `end` in code points, with the stances that it proves."""

    start: int
    end: int
    number: int
    stances: tuple[Stance, ...]
    label: str
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the text with all the marks that cover it, or how many code points are left out here."""

    text: str = ""
    marks: tuple[Mark, ...] = ()
    anchors: tuple[str, ...] = ()
    """Ids of the places that begin here: `mark-NUMBER`, and `selected` for the first selected one."""
    ending: tuple[Mark, ...] = ()
    left_out: int = 0

    @property
    def selected(self) -> bool:
        """Whether a mark on it is selected."""
        return any(mark.selected for mark in self.marks)

    @property
    def stances(self) -> tuple[Stance, ...]:
        """The stances that its marks prove, each once."""
        return tuple(dict.fromkeys(stance for mark in self.marks for stance in mark.stances))


def pieces(text: str, marks: Sequence[Mark]) -> Iterator[Piece]:
    """`text` in order, cut wherever a mark begins or ends; marks outside the text are left out."""
    inside = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    selected = min((mark.start for mark in inside if mark.selected), default=None)
    reached = 0
    for begin, stop in _shown(len(text), inside):
        if begin > reached:
            yield Piece(left_out=begin - reached)
        cuts = {begin, stop, *(cut for m in inside for cut in (m.start, m.end) if begin < cut < stop)}
        for left, right in pairwise(sorted(cuts)):
            over = tuple(mark for mark in inside if mark.start <= left and right <= mark.end)
            anchors = [f"mark-{mark.number}" for mark in over if mark.start == left]
            if left == selected:
                anchors.append("selected")
            ending = tuple(mark for mark in over if mark.end == right)
            yield Piece(text[left:right], over, tuple(anchors), ending)
        reached = stop
    if reached < len(text):
        yield Piece(left_out=len(text) - reached)


def _shown(length: int, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """The runs of the text to show, in order and apart: its beginning, and around each mark."""
    if length <= WHOLE:
        return [(0, length)]
    runs: list[tuple[int, int]] = [(0, AROUND)]
    for mark in sorted(marks, key=lambda mark: mark.start):
        begin, stop = max(mark.start - AROUND, 0), min(mark.end + AROUND, length)
        if begin <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(stop, runs[-1][1]))
        else:
            runs.append((begin, stop))
    return runs
