"""Web pages: the article without its navigation, and what the page says of itself."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ingest.metadata import Metadata, web_address
from ingest.readers.record import Record, checked, decode, read_bytes, silence
from ontology.dates import PartialDate
from ontology.errors import InputError

_PAGE_LIMIT: Final = 10_000_000
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_BLANK: Final = "no article text in the page; save the page with its text, or its text as .txt"


def read_html(path: Path) -> Iterator[Record]:
    """The article of a page, found by trafilatura: paragraphs apart by a blank line, the headline first.

    Readers' comments are left out. Metadata are those the page states (meta tags, JSON-LD, `lang`).
    """
    import trafilatura

    silence("trafilatura")
    silence("htmldate")
    page = _decoded(read_bytes(path, _PAGE_LIMIT), str(path))
    try:
        tree = trafilatura.load_html(page)
        language = "" if tree is None else tree.get("lang", "").split("-")[0].lower()
        article: Any = trafilatura.bare_extraction(
            page,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception as error:  # a page from anywhere can provoke anything in a parser
        raise InputError(f"{path}: not a readable web page; save its text as .txt") from error
    if article is None:
        raise InputError(f"{path}: {_BLANK}")
    lines = [line.strip() for line in article.text.splitlines() if line.strip()]
    text = checked("\n\n".join(lines), str(path), _BLANK)
    title = article.title or None
    if title and title != lines[0]:
        text = f"{title}\n\n{text}"
    found = Metadata(
        title, _date(article.date), article.sitename or None, _address(article.url), language or None
    )
    yield Record(path.stem, text, found)


def _decoded(data: bytes, where: str) -> str:
    declared = _CHARSET.search(data[:2048])
    name = declared[1].decode("ascii", "replace").lower() if declared else "utf-8"
    if data.startswith(codecs.BOM_UTF8) or name in ("utf-8", "utf8"):
        return decode(data.removeprefix(codecs.BOM_UTF8), where)
    try:
        # What browsers do: pages that say Latin-1 are Windows-1252.
        return data.decode("cp1252" if name in ("iso-8859-1", "latin-1", "us-ascii") else name, "strict")
    except LookupError as error:
        raise InputError(f"{where}: unknown encoding {name!r}; save the page as UTF-8") from error
    except UnicodeError as error:
        raise InputError(f"{where}: not {name}, as it says ({error}); save the page as UTF-8") from error


def _date(text: str | None) -> PartialDate | None:
    try:
        return PartialDate.parse(text) if text else None
    except ValueError:
        return None


def _address(text: str | None) -> str | None:
    try:
        return web_address(text) if text else None
    except ValueError:
        return None
