"""PDF files with a text layer."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from ingest.metadata import Metadata
from ingest.readers.record import FILE_LIMIT, TEXT_LIMIT, Record, checked, read_bytes, silence
from ontology.errors import InputError

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_LOCKED: Final = "encrypted; save it without a password"
_NO_LAYER: Final = "no text layer (a scan?); run text recognition first, for instance ocrmypdf"
_SENTENCE_END: Final = re.compile(r"[.!?:…][\"'”’)\]]*$")
_WORD: Final = re.compile(r"\w+(?:-\w+)*")
_COLUMN: Final = 20
"""Fewest characters, mostly, of a line in a column of running text."""
_ACROSS: Final = 70
"""A line longer than this stands across both columns."""
_NO_TITLE: Final = re.compile(r"microsoft word - .*|untitled.*|.*\.\w{2,5}", re.I)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page with the place where it begins, in points from the lower left corner."""

    text: str
    x: float
    y: float


def read_pdf(path: Path) -> Iterator[Record]:
    """The running text: wrapped lines joined, words broken at a line's end mended, page furniture left out.

    Paragraphs (told by spacing, indent or a short last line) are apart by a blank line. The title comes
    from the file's properties; its CreationDate is the file's, not that of publication.
    """
    import pypdf

    silence("pypdf")
    data = read_bytes(path, FILE_LIMIT)
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        locked = bool(reader.is_encrypted) and not reader.decrypt("")
        pages = [] if locked else list(_pages(reader))
        title = str(reader.metadata.title or "").strip() if pages and reader.metadata else ""
    except pypdf.errors.DependencyError as error:
        raise InputError(f"{path}: {_LOCKED}") from error
    except Exception as error:  # a file from anywhere can provoke anything in a parser
        raise InputError(f"{path}: not a readable PDF; print it to a new PDF") from error
    if locked:
        raise InputError(f"{path}: {_LOCKED}")
    text = "\n\n".join(_paragraphs(_without_furniture(pages)))
    found = Metadata(title=None if not title or _NO_TITLE.fullmatch(title) else title)
    yield Record(path.stem, checked(text, str(path), _NO_LAYER), found)


def _pages(reader: "PdfReader") -> Iterator[list[_Line]]:
    """The pages, up to the one that passes the limit on texts: `checked` then refuses the whole."""
    size = 0
    for page in reader.pages:
        lines = _lines(page)
        size += sum(len(line.text) for line in lines)
        yield lines
        if size > TEXT_LIMIT:
            return


def _lines(page: "PageObject") -> list[_Line]:
    rows: list[list[_Line]] = [[]]

    def visit(chunk: str, cm: Sequence[float], tm: Sequence[float], _font: object, _size: object) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        for piece in re.split(r"(\n)", chunk):
            if piece == "\n":
                rows.append([])
            elif piece.strip() or (piece and rows[-1]):
                rows[-1].append(_Line(piece, x, y))

    page.extract_text(visitor_text=visit)
    rows = [row for row in rows if row]
    gutter = _gutter(rows)
    if gutter is None:
        return [_line(row) for row in rows]
    lines: list[_Line] = []
    column: list[_Line] = []
    for row in rows:
        left = [piece for piece in row if piece.x < gutter]
        right = [piece for piece in row if piece.x >= gutter]
        if right:
            column.append(_line(right))
        elif len(_line(left).text) > _ACROSS:
            lines += column
            column = []
        if left:
            lines.append(_line(left))
    return lines + column


def _line(pieces: list[_Line]) -> _Line:
    return _Line(" ".join("".join(piece.text for piece in pieces).split()), pieces[0].x, pieces[0].y)


def _gutter(rows: list[list[_Line]]) -> float | None:
    """Where the right one of two columns begins that the file sets row by row; None where it does not.

    A table's cells are short, and words that are set one by one begin anywhere.
    """
    starts = Counter(round(piece.x) for row in rows for piece in row[1:] if piece.text.strip())
    if not starts:
        return None
    x, count = starts.most_common(1)[0]
    beside = [row for row in rows if any(round(piece.x) == x for piece in row[1:])]
    halves = [
        len(_line(half).text)
        for row in beside
        for half in ([p for p in row if p.x < x - 1], [p for p in row if p.x >= x - 1])
        if half
    ]
    return x - 1.0 if count >= 5 and 2 * count >= len(rows) and median(halves) >= _COLUMN else None


def _without_furniture(pages: list[list[_Line]]) -> list[_Line]:
    """All lines but page numbers, and headers and footers that come again on at least three pages."""

    def form(line: _Line) -> str:
        return re.sub(r"\d+", "#", line.text)

    edges = Counter(form(line) for page in pages if page for line in {page[0], page[-1]})
    kept = []
    for page in pages:
        for at, line in enumerate(page):
            edge = at in (0, len(page) - 1)
            number = re.fullmatch(r"\W*(?:page )?#(?: ?(?:of|/) ?#)?\W*", form(line), re.I)
            if not (edge and (number or edges[form(line)] >= 3)):
                kept.append(line)
    return kept


def _paragraphs(lines: list[_Line]) -> Iterator[str]:
    if not lines:
        return
    steps = [above.y - below.y for above, below in pairwise(lines)]
    usual = median([step for step in steps if step > 0] or [0.0])
    margin = Counter(round(line.x) for line in lines).most_common(1)[0][0]
    full = sorted(len(line.text) for line in lines)[int(0.9 * (len(lines) - 1))]
    words = {word for line in lines for word in _WORD.findall(line.text)}
    paragraph = lines[0].text
    for above, below, step in zip(lines, lines[1:], steps, strict=False):
        apart = step > 1.25 * usual
        indented = below.x > margin + 5 >= above.x
        share = len(above.text) / full
        ended = (share < 0.6 or (share < 0.8 and _SENTENCE_END.search(above.text))) and not (
            below.text[0].islower() or above.text.endswith(("-", "\u00ad"))
        )
        if ended or (step > 0 and (apart or indented)):
            yield paragraph
            paragraph = below.text
        else:
            paragraph = _joined(paragraph, below.text, words)
    yield paragraph


def _joined(line: str, following: str, words: set[str]) -> str:
    """Two lines as one; the hyphen at a line's end goes, unless it belongs to the word.

    It does in "48-hour" and "EU-Russia", and in a compound that stands unbroken elsewhere among `words`.
    """
    broken = re.search(r"(\w+)([-\u00ad])$", line)
    if not broken:
        return f"{line} {following}"
    head, tail = broken[1], _WORD.match(following)
    own = head[-1].isdigit() or not following[0].islower() or (tail and f"{head}-{tail[0]}" in words)
    return line + following if own and broken[2] == "-" else line[:-1] + following
