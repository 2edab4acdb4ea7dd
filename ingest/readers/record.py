"""What readers share: the record they yield, and reading bytes without trusting them."""

import codecs
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.metadata import Metadata
from ontology.errors import InputError

TEXT_LIMIT: Final = 5_000_000
"""The longest text that is taken, in bytes of UTF-8 (some 800,000 words)."""
FILE_LIMIT: Final = 50_000_000
"""The largest file of a format that also holds markup or pictures, in bytes."""

_OTHER_UNICODE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class Record:
    """A text of a file: its name, and what the file says of its origin."""

    name: str
    text: str
    found: Metadata


def read_bytes(path: Path, limit: int) -> bytes:
    """The content of a file of at most `limit` bytes; InputError if larger, absent, empty or unreadable."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    if len(data) > limit:
        raise InputError(f"{path}: larger than {limit // 1_000_000} MB; split it into its texts")
    if not data:
        raise InputError(f"{path}: the file is empty")
    return data


def decode(data: bytes, where: str) -> str:
    """Decode UTF-8, line ends as they are; InputError names the first byte that is not text."""
    if data.startswith(_OTHER_UNICODE):
        raise InputError(f"{where}: encoded in UTF-16; convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)")
    if b"\0" in data:
        raise InputError(f"{where}: binary, not text (a NUL at byte {data.index(0)}); give a text file")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{where}: not UTF-8 (byte 0x{data[error.start]:02X} at offset {error.start}, line {line}); "
            "convert it (iconv -f WINDOWS-1252 -t UTF-8)"
        ) from error


def checked(text: str, where: str, remedy: str) -> str:
    """The text, unless it is blank or too long: then InputError, with what to do about a blank one."""
    if not text.strip():
        raise InputError(f"{where}: {remedy}")
    if len(text) > TEXT_LIMIT:
        raise InputError(f"{where}: text longer than {TEXT_LIMIT // 1_000_000} MB; split it")
    return text


def silence(logger: str) -> None:
    """Keep a library's log off the user's screen: what matters is said in one line by an InputError."""
    logging.getLogger(logger).setLevel(logging.CRITICAL + 1)
