"""What is known of a text's origin, and where that knowledge may come from."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from ontology.dates import PartialDate
from ontology.errors import InputError

SOURCES_NAME: Final = "sources.json"
"""Describes the texts in its folder: name -> date, title, outlet, url, language."""
SIDECAR_ENDING: Final = ".meta.json"
"""`NAME.meta.json` describes the text `NAME.txt` (or any other ending) beside it."""

_TIME_OF_DAY: Final = re.compile(r"(?<=\d{4}-\d\d-\d\d)[T ].*", re.S)
_NOT_IN_IRI: Final = re.compile(r'[\x00-\x20\x7f<>"{}|\\^`]')
_LIMIT: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class Metadata:
    """Title, date, outlet, url and language (ISO 639-1) of a text; None where unknown."""

    title: str | None = None
    published: PartialDate | None = None
    outlet: str | None = None
    url: str | None = None
    language: str | None = None

    @classmethod
    def of(cls, record: object, where: str) -> "Metadata":
        """Read a mapping with `title`, `date`, `outlet`, `url`, `language`; other keys are left alone.

        `where` names the source in an InputError for a wrong type, a malformed date or address.
        """
        if not isinstance(record, Mapping):
            raise InputError(f"{where}: expected an object with title, date, outlet, url")
        values: dict[str, str | None] = {}
        for key in ("title", "date", "outlet", "url", "language"):
            value = record.get(key)
            if value is not None and not isinstance(value, str):
                raise InputError(f"{where}: {key} must be a string, not {json.dumps(value)[:40]}")
            values[key] = " ".join(value.split()) or None if value else None
            if value and not value.isascii() and _has_surrogate(value):
                raise InputError(f"{where}: {key} holds half of a surrogate pair; correct it")
        date, url = values.pop("date"), values.pop("url")
        try:
            published = PartialDate.parse(_TIME_OF_DAY.sub("", date)) if date else None
            return cls(published=published, url=web_address(url) if url else None, **values)
        except ValueError as error:
            raise InputError(f"{where}: {error}") from error

    def over(self, other: "Metadata") -> "Metadata":
        """These values, and those of `other` where there are none."""
        known = {f.name: getattr(self, f.name) for f in fields(self)}
        return Metadata(**{k: getattr(other, k) if v is None else v for k, v in known.items()})


def web_address(text: str) -> str:
    """An http(s) address fit to be an IRI, odd characters percent-encoded; ValueError for anything else."""
    address = _NOT_IN_IRI.sub(lambda match: quote(match.group()), text.strip())
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"not a web address: {text[:80]!r} (https://...)")
    return address


def load_sources(path: Path) -> Mapping[str, Metadata]:
    """Read a `sources.json`: an object from document name to its date, title, outlet, url, language."""
    content = _json_object(path)
    return {name: Metadata.of(record, f"{path}: {name}") for name, record in content.items()}


def beside(path: Path) -> Metadata:
    """What the sidecar `NAME.meta.json` and the folder's `sources.json` say of the text at `path`."""
    sidecar, sources = path.with_suffix(SIDECAR_ENDING), path.with_name(SOURCES_NAME)
    own = Metadata.of(_json_object(sidecar), str(sidecar)) if sidecar.is_file() else Metadata()
    if not sources.is_file():
        return own
    status = sources.stat()
    return own.over(_sources_as_of(sources, status.st_mtime_ns, status.st_size).get(path.stem, Metadata()))


@lru_cache(maxsize=4)
def _sources_as_of(path: Path, _changed: int, _size: int) -> Mapping[str, Metadata]:
    return load_sources(path)


def _json_object(path: Path) -> dict[str, object]:
    try:
        with path.open("rb") as file:
            data = file.read(_LIMIT + 1)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    if len(data) > _LIMIT:
        raise InputError(f"{path}: larger than {_LIMIT // 1_000_000} MB; split it")
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: not JSON ({error}); correct it") from error
    if not isinstance(content, dict):
        raise InputError(f"{path}: expected a JSON object")
    return content


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
