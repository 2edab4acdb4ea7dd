"""Files and folders -> `Document`s."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.metadata import SIDECAR_ENDING, SOURCES_NAME, Metadata, beside
from ingest.model import Document
from ingest.readers import READERS
from ontology.errors import InputError

KINDS: Final = ", ".join(READERS)
"""The endings that are read, for help and messages."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a folder that is not read, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The files to read, each once, and what was left out of folders."""

    files: tuple[Path, ...]
    skipped: tuple[Skipped, ...]


def expand(paths: Iterable[Path]) -> Selection:
    """The files named, and those in the folders named and below, in the order given and sorted by name.

    In a folder hidden files, READMEs, links that lead out of it and kinds that are not read are skipped.
    InputError for a path that does not exist, a file named that is of no known kind, an empty folder.
    """
    files: dict[Path, Path] = {}
    skipped: list[Skipped] = []
    for path in paths:
        if path.is_dir():
            found = list(_walk(path, skipped))
            if not found:
                raise InputError(f"{path}: no file to read in this folder ({KINDS})")
        elif not os.path.lexists(path):
            raise InputError(f"{path}: no such file or folder")
        elif not path.is_file():
            raise InputError(f"{path}: not a regular file")
        elif path.suffix.lower() not in READERS:
            raise InputError(f"{path}: cannot read this kind of file; convert it to one of {KINDS}")
        else:
            found = [path]
        for file in found:
            files.setdefault(file.resolve(), file)
    return Selection(tuple(files.values()), tuple(skipped))


def read_documents(
    path: Path,
    given: Metadata = Metadata(),  # noqa: B008 frozen
    sources: Mapping[str, Metadata] | None = None,
) -> Iterator[Document]:
    """The documents of one file: one, or one a line of a `.jsonl`.

    What is known of each comes first from `given`, then from `sources` (by name), from `NAME.meta.json`
    beside the file, from `sources.json` in its folder, from the file itself. InputError says what is wrong.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(f"{path}: cannot read this kind of file; convert it to one of {KINDS}")
    if path.suffix.lower() == ".jsonl" and (given.title or given.url):
        raise InputError(
            f"{path}: holds many texts, which cannot share one title or address; drop the option"
        )
    neighbours = beside(path)
    for record in reader(path):
        known = given.over((sources or {}).get(record.name, Metadata())).over(neighbours).over(record.found)
        yield Document(
            name=record.name.encode("utf-8", "replace").decode(),
            text=record.text,
            title=known.title,
            published=known.published,
            outlet=known.outlet,
            url=known.url,
            language=known.language or "en",
        )


def _walk(folder: Path, skipped: list[Skipped]) -> Iterator[Path]:
    inside = folder.resolve()

    def refuse(error: OSError) -> None:
        raise InputError(f"{error.filename}: cannot be read ({error.strerror})") from error

    for place, folders, names in os.walk(folder, onerror=refuse):
        hidden = [name for name in folders if name.startswith(".")]
        skipped.extend(Skipped(Path(place, name), "hidden") for name in sorted(hidden))
        folders[:] = sorted(set(folders) - set(hidden))
        for name in sorted(names):
            path = Path(place, name)
            if name == SOURCES_NAME or name.endswith(SIDECAR_ENDING):
                continue
            if reason := _reason_to_skip(path, inside):
                skipped.append(Skipped(path, reason))
            else:
                yield path


def _reason_to_skip(path: Path, inside: Path) -> str | None:
    if path.name.startswith("."):
        return "hidden"
    if path.stem.lower() == "readme":
        return "describes the folder"
    if path.suffix.lower() not in READERS:
        return f"not one of {KINDS}"
    if path.is_symlink() and not path.resolve().is_relative_to(inside):
        return "a link out of the folder"
    return None if path.is_file() else "not a regular file"
