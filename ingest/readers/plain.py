"""Plain text and Markdown, whose offsets are those of the file opened with `newline=''`.

What is no text (a byte order mark, front matter, markup) is blanked, never cut: each of its characters
becomes a space, so that every offset stays true to the file.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ingest.metadata import Metadata
from ingest.readers.record import TEXT_LIMIT, Record, checked, decode, read_bytes

_BOM: Final = "\ufeff"
_LONG: Final = 160
_BLANK: Final = "the text is blank; give a file with text"
_FIRST_LINE: Final = re.compile(r"\s*(?P<line>\S[^\r\n]*)(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)\s*\S")
_NO_HEADLINE: Final = re.compile(r"[A-Z]{3,}[A-Z0-9 ]*:.*|\S+|.*[.;:,!][\"'”’)]*")
_FRONT: Final = re.compile(r" ?---[ \t]*\r?\n(?P<body>.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_FIELD: Final = re.compile(r"^(title|date|outlet|url|language)[ \t]*:[ \t]*(.*?)[ \t]*\r?$", re.M)
_HEADING: Final = re.compile(r"^ {0,3}#{1,6}[ \t]+([^\r\n]+)", re.M)
_MARKUP: Final = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|^ {0,3}(?:#{1,6}(?=[ \t])|(?:>[ \t]?)+)"
    r"|!\[[^\[\]\n]*\]\([^()\n]*\)"  # a picture
    r"|\[(?=[^\[\]\n]+\]\()|\](?=\()|(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)"  # a link, but for its words
    r"|(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)|`+"
    r"|^[ \t]*(?:[-*_][ \t]*){3,}\r?$",
    re.S | re.M,
)


def read_text(path: Path) -> Iterator[Record]:
    """The text of a file in UTF-8; its first line is the title if it looks like a headline."""
    text = _text(path)
    yield Record(path.stem, text, Metadata(title=headline(text)))


def read_markdown(path: Path) -> Iterator[Record]:
    """The words of a Markdown file; metadata from `key: value` lines between `---` at its top."""
    text = _text(path)
    found = Metadata()
    if front := _FRONT.match(text):
        fields = {key: _unquoted(value) for key, value in _FIELD.findall(front["body"])}
        found = Metadata.of(fields, f"{path}: front matter")
        text = _blanked(front.group()) + text[front.end() :]
    heading = _HEADING.search(text)
    title = _MARKUP.sub("", heading[1][:_LONG]).strip("# \t") if heading else headline(text)
    text = _MARKUP.sub(lambda match: _blanked(match.group()), text)
    yield Record(path.stem, checked(text, str(path), _BLANK), found.over(Metadata(title=title or None)))


def headline(text: str) -> str | None:
    """The first line, if it stands alone, is short, and neither one word, a labelled line nor a sentence."""
    match = _FIRST_LINE.match(text)
    line = match["line"].strip() if match else ""
    return line if line and len(line) <= _LONG and not _NO_HEADLINE.fullmatch(line) else None


def _text(path: Path) -> str:
    text = decode(read_bytes(path, TEXT_LIMIT), str(path))
    return checked(" " + text[1:] if text.startswith(_BOM) else text, str(path), _BLANK)


def _blanked(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
