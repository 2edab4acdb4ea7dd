"""PDF files with a text layer."""

import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from ingest.metadata import Metadata
from ingest.readers.record import FILE_LIMIT, TEXT_LIMIT, Record, checked, read_bytes, silence
from ontology.errors import InputError

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_NO_LAYER: Final = "no text layer (a scan?); run text recognition first, for instance ocrmypdf"
_SENTENCE_END: Final = re.compile(r"[.!?:…][\"'”’)\]]*$")
_BROKEN_WORD: Final = re.compile(r"(?<=[^\W\d_])[-\u00ad]$")
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
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"{path}: encrypted; save it without a password")
        title = str(reader.metadata.title or "").strip() if reader.metadata else ""
        pages = list(_pages(reader, path))
    except InputError:
        raise
    except pypdf.errors.DependencyError as error:
        raise InputError(f"{path}: encrypted; save it without a password") from error
    except Exception as error:
        raise InputError(f"{path}: not a readable PDF; print it to a new PDF") from error
    text = "\n\n".join(_paragraphs(_without_furniture(pages)))
    found = Metadata(title=None if not title or _NO_TITLE.fullmatch(title) else title)
    yield Record(path.stem, checked(text, str(path), _NO_LAYER), found)


def _pages(reader: "PdfReader", path: Path) -> Iterator[list[_Line]]:
    size = 0
    for page in reader.pages:
        lines = _lines(page)
        size += sum(len(line.text) for line in lines)
        if size > TEXT_LIMIT:
            raise InputError(f"{path}: text longer than {TEXT_LIMIT // 1_000_000} MB; split it")
        yield lines


def _lines(page: "PageObject") -> list[_Line]:
    lines: list[_Line] = []
    text, place = "", (0.0, 0.0)

    def visit(chunk: str, cm: Sequence[float], tm: Sequence[float], _font: object, _size: object) -> None:
        nonlocal text, place
        for piece in re.split(r"(\n)", chunk):
            if piece == "\n":
                lines.append(_Line(" ".join(text.split()), *place))
                text = ""
            elif piece:
                if not text.strip():
                    place = (
                        tm[4] * cm[0] + tm[5] * cm[2] + cm[4],
                        tm[4] * cm[1] + tm[5] * cm[3] + cm[5],
                    )
                text += piece

    page.extract_text(visitor_text=visit)
    lines.append(_Line(" ".join(text.split()), *place))
    return [line for line in lines if line.text]


def _without_furniture(pages: list[list[_Line]]) -> list[_Line]:
    """All lines but page numbers, and headers and footers that come again on at least three pages."""

    def form(line: _Line) -> str:
        return re.sub(r"\d+", "#", line.text)

    edges = Counter(form(line) for page in pages for line in {page[0], page[-1]} if page)
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
    steps = [above.y - below.y for above, below in zip(lines, lines[1:], strict=False)]
    usual = median([step for step in steps if step > 0] or [0.0])
    margin = Counter(round(line.x) for line in lines).most_common(1)[0][0]
    full = sorted(len(line.text) for line in lines)[int(0.9 * (len(lines) - 1))]
    paragraph = lines[0].text
    for above, below, step in zip(lines, lines[1:], steps, strict=False):
        apart = step > 1.25 * usual
        indented = below.x > margin + 5 >= above.x
        ended = bool(_SENTENCE_END.search(above.text)) and len(above.text) < 0.8 * full
        if (step > 0 and (apart or indented)) or ended:
            yield paragraph
            paragraph = below.text
        elif _BROKEN_WORD.search(paragraph) and below.text[0].islower():
            paragraph = paragraph[:-1] + below.text
        else:
            paragraph += " " + below.text
    yield paragraph
