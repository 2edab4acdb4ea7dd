"""One reader for each kind of file. A reader yields the texts of a file, with what it says of itself."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from ingest.readers.jsonl import read_jsonl
from ingest.readers.office import read_docx
from ingest.readers.pdf import read_pdf
from ingest.readers.plain import read_markdown, read_text
from ingest.readers.record import Record
from ingest.readers.web import read_html

READERS: Final[Mapping[str, Callable[[Path], Iterator[Record]]]] = {
    ".txt": read_text,
    ".md": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".jsonl": read_jsonl,
}
"""By the file's ending in lower case. Each raises InputError, naming the file and a remedy."""
