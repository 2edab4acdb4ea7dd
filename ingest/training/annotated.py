"""The annotated documents that may be learned from: the gold seeds and dev file, and our own dev split."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ingest.model import Document
from ingest.reading import Passage, Reading, read
from ontology.dates import PartialDate

if TYPE_CHECKING:
    from spacy.tokens import Token

ROOT: Final = Path(__file__).parents[2]
SHARED: Final = ROOT.parent / "shared"
ANNOTATIONS: Final = ROOT / "tests" / "annotations"


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document with its annotated positions (guideline records), from the set of that name."""

    group: str
    document: Document
    records: tuple[Mapping[str, Any], ...]


def learnable() -> list[Annotated]:
    """All that may be learned from. FileNotFoundError where `../shared` is absent."""
    return [*documents(), *sentences()]


def documents() -> list[Annotated]:
    """The whole documents among them: what a text is like as a whole is learned from these alone."""
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
    corpus = {row["id"]: row for row in _rows(SHARED / "corpus" / "us-state-releases.jsonl")}
    rows = _rows(ANNOTATIONS / f"{split}-releases.jsonl")
    return list(_documents(f"{split} releases", rows, lambda doc: (corpus[doc]["text"], corpus[doc])))


def sentences() -> list[Annotated]:
    """Single sentences written for training, whose actors and targets are marked in their words."""
    rows = _rows(Path(__file__).parent / "sentences.jsonl")
    return [_sentence(f"sentence {at}", row) for at, row in enumerate(rows)]


def _sentence(name: str, row: Any) -> Annotated:
    document = Document(name=name, text=row["text"])
    reading = read(document)
    found = []
    for marked in row["positions"]:
        at = document.text.index(marked["proposal"])
        passage = next(p for p in reversed(reading.passages) if p.start <= at)
        span = _span(reading, document.text, marked["actor"])
        holders = {h.actor for p, tokens in span for t in tokens for h in reading.holders(p, t)}
        aimed = [
            entity
            for p, tokens in _span(reading, document.text, marked["target"])
            for t in tokens
            if (entity := reading.entity(p, t))
        ]
        if not holders or (marked["target"] and not aimed):
            continue
        common = {"doc": name, "stance": marked["stance"], "measure": marked["measure"]}
        place = {"start": passage.start, "end": passage.end, "target": aimed[0] if aimed else None}
        found += [{**common, **place, "actor": actor} for actor in holders]
    return Annotated("sentences", document, tuple(found))


def _span(reading: Reading, text: str, words: str | None) -> Iterator[tuple[Passage, list["Token"]]]:
    """The tokens on which words of the text stand, with their passage."""
    if not words:
        return
    start = text.index(words)
    for passage in reading.passages:
        tokens = [
            token
            for token in passage.span
            if start <= passage.start + token.idx - passage.span.start_char < start + len(words)
        ]
        if tokens:
            yield passage, tokens


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
