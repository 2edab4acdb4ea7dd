"""The annotated documents that may be learned from: the gold seeds and dev file, and our own dev split."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ingest.model import Document
from ingest.training.passages import released
from ontology.dates import PartialDate

ROOT: Final = Path(__file__).parents[2]
SHARED: Final = ROOT.parent / "shared"
ANNOTATIONS: Final = ROOT / "tests" / "annotations"


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document with its annotated positions (guideline records), from the set of that name."""

    group: str
    document: Document
    records: tuple[Mapping[str, Any], ...]


def documents() -> list[Annotated]:
    """All that may be learned from."""
    return [*gold(), *dispatches("dev"), *releases("dev")]


def gold() -> list[Annotated]:
    """The project's gold: joint statements, blogs, news."""
    folder = SHARED / "gold"
    rows = [*_rows(folder / "seeds.jsonl"), *_rows(folder / "dev.jsonl")]
    sources = json.loads((folder / "sources.json").read_text("utf-8"))
    return list(_documents("gold", rows, lambda doc: (_text(folder / "texts" / f"{doc}.txt"), sources[doc])))


def dispatches(split: str) -> list[Annotated]:
    """Dispatches in many registers, written and annotated by us; `split` is `dev` or `test`."""
    sources = json.loads((ANNOTATIONS / "sources.json").read_text("utf-8"))
    rows = _rows(ANNOTATIONS / f"{split}-dispatches.jsonl")
    return list(
        _documents(
            f"{split} dispatches",
            rows,
            lambda doc: (_text(ANNOTATIONS / "texts" / f"{doc}.txt"), sources[doc]),
        )
    )


def releases(split: str) -> list[Annotated]:
    """Public-domain releases annotated by us; `split` is `dev` or `test`."""
    corpus = released()
    rows = _rows(ANNOTATIONS / f"{split}-releases.jsonl")
    return list(_documents(f"{split} releases", rows, lambda doc: (corpus[doc]["text"], corpus[doc])))


def _documents(group: str, rows: list[Any], find: Any) -> Iterator[Annotated]:
    for name in dict.fromkeys(row["doc"] for row in rows):
        text, source = find(name)
        document = Document(
            name=name,
            text=text,
            title=source.get("title"),
            published=PartialDate.parse(source["date"]) if source.get("date") else None,
            outlet=source.get("outlet"),
        )
        yield Annotated(group, document, tuple(row for row in rows if row["doc"] == name))


def _rows(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _text(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()
