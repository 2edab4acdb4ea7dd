"""Word documents (.docx)."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingest.metadata import Metadata
from ingest.readers.record import FILE_LIMIT, Record, checked, read_bytes
from ontology.errors import InputError

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

_UNPACKED_LIMIT: Final = 4 * FILE_LIMIT
_COMPOUND_FILE: Final = b"\xd0\xcf\x11\xe0"
_BROKEN: Final = "not a readable Word document; open it and save it again as .docx"
_BLANK: Final = "no text in the document; if it is a scan, run text recognition first"


def read_docx(path: Path) -> Iterator[Record]:
    """The paragraphs, table cells included, apart by a blank line; insertions accepted, deletions left out.

    Title and language come from the document's properties. Its dates are of the file, not of publication.
    """
    import docx

    data = read_bytes(path, FILE_LIMIT)
    if data.startswith(_COMPOUND_FILE):
        raise InputError(f"{path}: an old or encrypted Word file; save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile as error:
        raise InputError(f"{path}: {_BROKEN}") from error
    if unpacked > _UNPACKED_LIMIT:
        raise InputError(f"{path}: unpacks to more than {_UNPACKED_LIMIT // 1_000_000} MB; not opened")
    try:
        document = docx.Document(io.BytesIO(data))
        text = "\n\n".join(_paragraphs(document))
        properties = document.core_properties
        title, language = properties.title.strip(), properties.language.split("-")[0].lower()
    except Exception as error:  # a file from anywhere can provoke anything in a parser
        raise InputError(f"{path}: {_BROKEN}") from error
    found = Metadata(title=title or None, language=language or None)
    yield Record(path.stem, checked(text, str(path), _BLANK), found)


def _paragraphs(document: "WordDocument") -> Iterator[str]:
    shown = "[not(ancestor::w:txbxContent)]"
    for paragraph in document.element.body.xpath(f".//w:p{shown}"):
        pieces = paragraph.xpath(f".//w:t{shown} | .//w:tab{shown}[not(ancestor::w:pPr)] | .//w:br{shown}")
        words = "".join(piece.text or "" if piece.tag.endswith("}t") else " " for piece in pieces)
        if words.strip():
            yield words.strip()
