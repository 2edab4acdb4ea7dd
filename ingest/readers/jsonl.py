"""JSON Lines: one object a line, with `text` and, where known, id, title, date, outlet, url, language."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ingest.metadata import Metadata
from ingest.readers.record import TEXT_LIMIT, Record, checked, decode
from ontology.errors import InputError

_LINE_LIMIT: Final = 2 * TEXT_LIMIT


def read_jsonl(path: Path) -> Iterator[Record]:
    """The records of a file, read line by line. A record without `id` is named `FILE-LINE`.

    An InputError names the line; the records before it have been yielded by then.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    with file:
        number = empty = 0
        while line := file.readline(_LINE_LIMIT + 1):
            number += 1
            if len(line) > _LINE_LIMIT:
                raise InputError(f"{path}:{number}: line longer than {_LINE_LIMIT // 1_000_000} MB; split it")
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip():
                yield _record(line, path, number)
            else:
                empty += 1
    if number == empty:
        raise InputError(f"{path}: the file is empty; expected one JSON object a line")


def _record(line: bytes, path: Path, number: int) -> Record:
    where = f"{path}:{number}"
    content = decode(line, where)
    try:
        record = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: not a JSON object ({error}); correct the line") from error
    found = Metadata.of(record, where)
    text, name = record.get("text"), record.get("id", f"{path.stem}-{number}")
    if not isinstance(text, str):
        raise InputError(f"{where}: no text (a string under the key 'text')")
    if not isinstance(name, str | int) or not str(name).strip():
        raise InputError(f"{where}: the id must be a string or a number")
    for value in (text, str(name)):
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise InputError(
                f"{where}: half of a surrogate pair (\\u{ord(value[error.start]):04x})"
            ) from error
    if "\0" in text:
        raise InputError(f"{where}: a NUL in the text; remove it")
    return Record(str(name), checked(text, where, "the text is blank; remove the line"), found)
