"""Blocks of a text: paragraphs, headings, list items, captions, comments, each with true offsets.

A block's `text` has its line breaks and runs of white space made single spaces, so that hard-wrapped copy
parses like any other; `offsets` leads back to code points of the document. What stands before the words
and is none of theirs (bullets, "UPDATE 1110 GMT:", a dateline, a speaker's label) is cut off and kept aside.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from ingest.model import Document, SectionKind

_BULLET: Final = re.compile(r"(?:[-*•·◦▪‣–—>]+|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)])[ \t\xa0]+(?=\S)")
_LABEL: Final = re.compile(
    r"(?:(?:LIVE )?UPDATED?(?: \d+)?(?: \d{3,4} ?(?:GMT|UTC|ET|[AP]M))?|ORIGINAL ENTRY|PHOTOS?|VIDEO|"
    r"IMAGE|CAPTION|"
    r"FILE PHOTO|Photo|Image|Caption|BREAKING|LATEST|CORRECTION|EDITOR[’']S NOTE|\d{1,2}[:.]?\d\d "
    r"?(?:GMT|UTC|BST))"
    r"\s*:\s*"
)
_DATELINE: Final = re.compile(
    r"(?P<place>[A-Z][A-Z.'’-]+(?:[ /][A-Z][A-Z.'’-]+)*(?:, [A-Z][A-Za-z.]+)*)"
    r"(?:,? (?P<date>(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}(?:, \d{4})?"
    r"|\d{1,2} [A-Z][a-z]+(?: \d{4})?))?"
    r",?(?: ?\([A-Z][\w .,/&-]*\))? ?(?:--|—|–|-|_)+ "
)
_SPEAKER: Final = re.compile(
    r"(?P<label>(?:[A-Z][A-Z.'’-]*[A-Z.’'-]|[A-Z])(?: (?:[A-Z][A-Z.'’-]+|of|the|OF|DE|AL-[A-Z]+))*"
    r"|(?:[A-Z][\w.'’-]+ ){0,4}[A-Z][\w’'-]+)"
    r"(?: ?\((?P<office>[^)]{1,60})\))?\s*:\s+(?=\S)"
)
_MR: Final = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Sir|Lord|Lady|Baroness|Senator)\b")
ASKER: Final = re.compile(
    r"(?:QUESTION|Q|REPORTER|MODERATOR|INTERVIEWER|OPERATOR|HOST|JOURNALIST)S?\d*\.?", re.I
)
"""Labels of those who only ask."""
_FURNITURE: Final = re.compile(
    r"(?:image|images|photo|video|advertisement|share( this.*)?|related (posts|articles|stories|topics).*|"
    r"jump to original entry|leave a (comment|reply).*|read (more|next).*|also read.*|(click|tap) here.*|"
    r"sign up .*|subscribe.*|follow us .*|print|email|tweet|latest|"
    r"(begin|end)( of)?( the)? text\W*|###|#+|\* ?\* ?\*|—+|-+|_+|"
    r"for (more|further|additional|any) (information|questions|details|inquiries)\b.*|(media|press) "
    r"(contact|enquiries)s?\b.*|"
    r"©.*|copyright .*|all rights reserved.*|\(photos?: .*\))",
    re.I,
)
_COMMENTS: Final = re.compile(
    r"(?:\d+ )?(?:reader |readers['’] )?(?:comments?|responses?|replies)\b.{0,60}", re.I
)
_AFTER_ARTICLE: Final = re.compile(r"related (?:posts|articles|stories)\b.{0,20}|about the author\W*", re.I)
_TERMINAL: Final = (".", "!", "?", ":", "”", '"', "…", ";", ",")
_UNFINISHED: Final = re.compile(
    r"(?:[,;–—-]|\b(?:and|or|of|the|a|an|to|in|for|with|by|that|on|at|from))[\s=]*$"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item or heading; `offsets[i]` is where `text[i]` stands in the document.

    `speaker` is a transcript's label ("MR KIRBY"), `office` what stands in brackets after it; `item` the
    kind of mark of a list item ("-", "1", "a"; else empty); `furniture` what the page adds to the text
    ("Related Posts", "Begin Text:"); `dateline` the date words of a dateline.
    """

    text: str
    offsets: tuple[int, ...]
    section: SectionKind
    heading: bool = False
    item: str = ""
    furniture: bool = False
    speaker: str | None = None
    office: str | None = None
    dateline: str | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the document of `text[start:end]`."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def cut(self, width: int) -> "Block":
        """The block without its first `width` characters and the space after them."""
        rest = self.text[width:]
        skip = width + len(rest) - len(rest.lstrip())
        return replace(self, text=self.text[skip:], offsets=self.offsets[skip:])


def blocks(document: Document) -> list[Block]:
    """Cut a document into its blocks, in order; furniture included and marked as such."""
    raw = [_block(document.text, start, end) for start, end in _paragraphs(document.text)]
    labels = Counter(match["label"] for block in raw if (match := _SPEAKER.match(block.text)))
    transcript = any(ASKER.fullmatch(label) for label in labels) and len(labels) > 1
    known = frozenset(label for label, count in labels.items() if transcript or count > 1)
    return list(_sections([_refine(block, known) for block in raw]))


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Spans of paragraphs: runs of lines, cut where a line ends one, whole where lines are hard-wrapped."""
    run: list[tuple[int, int]] = []
    for match in re.finditer(
        r"[^\r\n\x0b\x0c\x85\u2028\u2029]*(?:\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]|$)", text
    ):
        line = match.group().strip()
        if line:
            start = match.start() + match.group().find(line[0])
            run.append((start, start + len(line)))
        elif run:
            yield from _split(text, run)
            run = []
    if run:
        yield from _split(text, run)


def _split(text: str, run: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    widths = [end - start for start, end in run]
    widest = max(widths)
    # Wrapped copy has a margin: lines of much the same width, none long.
    wrapped = 30 <= widest <= 110 and len(run) > 1 and all(w > 0.6 * widest for w in widths[:-1])
    start, end = run[0]
    for (next_start, next_end), width in zip(run[1:], widths, strict=False):
        line, following = text[start:end], text[next_start:next_end]
        if _BULLET.match(following) or _LABEL.match(following):
            joined = False
        elif wrapped or (widest <= 110 and width > 0.75 * widest and width >= 45):
            joined = True
        else:
            joined = bool(_UNFINISHED.search(line)) or following[0].islower() or following[0] == ","
        if joined:
            end = next_end
        else:
            yield start, end
            start, end = next_start, next_end
    yield start, end


def _block(text: str, start: int, end: int) -> Block:
    characters: list[str] = []
    offsets: list[int] = []
    for at in range(start, end):
        character = " " if text[at].isspace() or text[at] == "\u200b" else text[at]
        if character == " " and characters[-1:] == [" "]:
            continue
        characters.append(character)
        offsets.append(at)
    return Block("".join(characters), tuple(offsets), SectionKind.ARTICLE)


def _item(marker: str) -> str:
    """The kind of a list by its marker: numbered, lettered, or neither."""
    if any(character.isdigit() for character in marker):
        return "1"
    return "a" if any(character.isalpha() for character in marker) else "-"


def _refine(block: Block, labels: frozenset[str]) -> Block:
    """Cut off what stands before the words; tell headings and furniture."""
    if _FURNITURE.fullmatch(block.text):
        return replace(block, furniture=True)
    if match := _BULLET.match(block.text):
        block = replace(block.cut(match.end()), item=_item(match.group()))
    if match := _LABEL.match(block.text):
        kind = SectionKind.UPDATE if match.group().upper().startswith(("UPDATE", "LIVE")) else block.section
        if match.group().upper().startswith("ORIGINAL"):
            kind = SectionKind.ARTICLE
            block = replace(block, dateline="")
        block = replace(block.cut(match.end()), section=kind)
    elif (match := _SPEAKER.match(block.text)) and (
        match["label"].isupper()
        or match["label"] in labels
        or (match["office"] and _MR.match(match["label"]))
    ):
        block = replace(block.cut(match.end()), speaker=match["label"], office=match["office"])
    if match := _DATELINE.match(block.text):
        block = replace(block.cut(match.end()), dateline=match["date"])
    line = block.text
    if not line:
        return replace(block, furniture=True)
    short = len(line) <= 130 and line.count(" ") <= 15
    return replace(
        block, heading=short and not line.endswith(_TERMINAL) and block.speaker is None and not block.item
    )


def _sections(raw: list[Block]) -> Iterator[Block]:
    """Carry updates over the paragraphs that follow, and tell readers' comments from the article."""
    section, closing = SectionKind.ARTICLE, False
    for at, block in enumerate(raw):
        if section is not SectionKind.COMMENT:
            if at and block.heading and _COMMENTS.fullmatch(block.text):
                section, closing = SectionKind.COMMENT, False
                yield replace(block, furniture=True, section=section)
                continue
            if _AFTER_ARTICLE.fullmatch(block.text):
                closing = True
            elif closing and block.item:
                section = SectionKind.COMMENT
            elif block.section is SectionKind.UPDATE:
                section = SectionKind.UPDATE
            elif block.dateline == "":
                section = SectionKind.ARTICLE
        yield replace(block, section=section, dateline=block.dateline or None)
