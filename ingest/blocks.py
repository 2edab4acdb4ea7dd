"""Blocks of a text: paragraphs, headings, captions, labels, comments, each with true offsets.

A block's `text` has its line breaks and runs of white space made single spaces, so that hard-wrapped copy
parses like any other; `offsets` leads back to code points of the document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.model import Document, SectionKind

_PARAGRAPH = re.compile(r"\S(?:.|\r?\n(?![ \t\xa0]*\r?\n))*", re.M)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or heading; `offsets[i]` is where `text[i]` stands in the document."""

    text: str
    offsets: tuple[int, ...]
    section: SectionKind
    heading: bool

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the document of `text[start:end]`."""
        return self.offsets[start], self.offsets[end - 1] + 1


def blocks(document: Document) -> Iterator[Block]:
    """Cut a document into its blocks, in order."""
    text = document.text
    for match in _PARAGRAPH.finditer(text):
        yield _block(text, match.start(), match.end(), SectionKind.ARTICLE)


def _block(text: str, start: int, end: int, section: SectionKind) -> Block:
    characters: list[str] = []
    offsets: list[int] = []
    for at in range(start, end):
        character = " " if text[at].isspace() else text[at]
        if character == " " and (not characters or characters[-1] == " "):
            continue
        characters.append(character)
        offsets.append(at)
    if characters and characters[-1] == " ":
        characters.pop()
        offsets.pop()
    line = "".join(characters)
    heading = len(line) < 120 and line[-1:] not in '.!?:”"'
    return Block(line, tuple(offsets), section, heading)
