"""Long texts in windows that a model can take, and words of an answer found again in the text."""

import re
from collections.abc import Iterator
from typing import Final

SIZE: Final = 12_000
"""Most code points of a window: some 3,000 tokens."""
OVERLAP: Final = 1_200
"""What two neighbours share at most, so that no sentence loses the one before it."""

_BOUNDS: Final = tuple(re.compile(p) for p in (r"\n\s*\n", r"\n", r"(?<=[.!?…”\"])\s+", r"\s+"))
"""Where to cut, best first: between paragraphs, lines, sentences, words."""


def windows(text: str, size: int = SIZE, overlap: int = OVERLAP) -> Iterator[tuple[int, int]]:
    """Spans of at most `size` that cover `text`, cut between paragraphs where there are any."""
    start = 0
    while len(text) - start > size:
        end = max(_bounds(text, start + size // 2, start + size), default=start + size)
        yield start, end
        start = min(_bounds(text, end - overlap, end - 1), default=end)
    yield start, len(text)


def find(words: str, text: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Where `words` stand verbatim in `text[start:end]`, white space aside; None where they do not."""
    parts = words.split()
    if not parts:
        return None
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, parts)) + r"(?!\w)")
    match = pattern.search(text, start, len(text) if end is None else end)
    return match.span() if match else None


def _bounds(text: str, low: int, high: int) -> list[int]:
    """Offsets at which a piece may end within `text[low:high]`, of the best kind that occurs there."""
    for bound in _BOUNDS:
        found = [match.end() for match in bound.finditer(text, low, high)]
        if found:
            return found
    return []
