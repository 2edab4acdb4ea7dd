"""Where ingest meets the store: files in, the graphs of their documents written, one atomic update each.

A bad file among good ones stops nothing: its `InputError` takes its place in the stream.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ontology.errors import InputError

if TYPE_CHECKING:
    from ingest.metadata import Metadata
    from ingest.model import Document, Position
    from ingest.officials import Asserted, Officials
    from ingest.sources import Skipped
    from queries.store import Store


@dataclass(frozen=True, slots=True)
class Found:
    """What was read off a document: positions, and the posts in which it introduces people."""

    positions: "tuple[Position, ...]"
    tenures: "tuple[Asserted, ...]" = ()


Extractor: TypeAlias = "Callable[[Document, Officials], Found]"
"""What is in a document, knowing the officials of texts read before.

InputError where this one cannot be read, any other error where none can.
"""


class Change(StrEnum):
    """What ingesting a document did to the store."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A document that was ingested, what that changed, and how many positions it holds."""

    document: "Document"
    change: Change
    positions: int


def select(paths: Iterable[Path]) -> "tuple[list[Path], list[Skipped], list[InputError]]":
    """The files that `paths` name or hold, each once; what was passed over in folders; which are wrong."""
    from ingest.sources import expand

    files: dict[Path, Path] = {}
    skipped: list[Skipped] = []
    wrong: list[InputError] = []
    for path in paths:
        try:
            selection = expand([path])
        except InputError as error:
            wrong.append(error)
            continue
        files.update({file.resolve(): file for file in selection.files if file.resolve() not in files})
        skipped += selection.skipped
    return list(files.values()), skipped, wrong


def documents(
    files: Iterable[Path], given: "Metadata", sources: "Mapping[str, Metadata] | None"
) -> "Iterator[Document | InputError]":
    """The documents of `files`; for a file that cannot be read, what is wrong with it."""
    from ingest.sources import read_documents

    for file in files:
        try:
            yield from read_documents(file, given, sources)
        except InputError as error:
            yield error


def by_frames(document: "Document", officials: "Officials") -> Found:
    """The extractor that needs nothing but this machine."""
    from ingest.extract import positions
    from ingest.reading import read

    reading = read(document, officials)
    return Found(positions(reading), tuple(reading.tenures))


def by_model(
    endpoint: str, model: str, key: str | None, *, plain_http: bool, tell: Callable[[str], None]
) -> Extractor:
    """The extractor that asks a language model; `tell` gets a line where its answers were refused."""
    from ingest import llm

    served = llm.Endpoint.of(endpoint, model, key, plain_http=plain_http)

    def read(document: "Document", officials: "Officials") -> Found:
        del officials
        extraction = llm.extract(document, served)
        if complaint := extraction.complaint():
            tell(f"{document.name}: {complaint}")
        return Found(extraction.positions)

    return read


def ingest(
    found: "Iterable[Document | InputError]", store: "Store", reads: Extractor = by_frames
) -> "Iterator[Outcome | InputError]":
    """Make the positions of each document its graph in `store`, one document at a time.

    A graph is checked against the shapes before it is written; what breaks one is an InputError like a file
    that cannot be read. StoreError where the store cannot take more: it holds all that was yielded before.
    """
    from ingest.rdf import document_graph, to_ntriples
    from ontology.validation import validate

    store.ensure_vocabulary()
    known = set(store.graphs())
    officials = asserted_officials(store)
    for document in found:
        if isinstance(document, InputError):
            yield document
            continue
        try:
            read = reads(document, officials)
        except InputError as error:
            yield error
            continue
        graph = document_graph(document, read.positions, datetime.now(UTC), read.tenures)
        violations = validate(graph)
        if violations:
            yield InputError(f"{document.name}: not written, its graph breaks a rule: {violations[0]}")
            continue
        written = store.replace_graph(document.iri, to_ntriples(graph))
        before = Change.UPDATED if document.iri in known else Change.ADDED
        known.add(document.iri)
        officials = officials.and_those_of(read.tenures)
        yield Outcome(document, before if written else Change.UNCHANGED, len(read.positions))


_ASSERTED = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX tdt: <https://w3id.org/tourdetable/ns#>
SELECT DISTINCT ?name ?code ?on WHERE {
  GRAPH ?document {
    ?document a tdt:SourceDocument .
    ?tenure tdt:holder/rdfs:label ?name ; tdt:post/tdt:postIn ?actor ; dcterms:date ?on
  }
  GRAPH <https://w3id.org/tourdetable/graph/reference> { ?actor dcterms:identifier ?code }
}
"""


def asserted_officials(store: "Store") -> "Officials":
    """Whom the documents in the store introduce as officials."""
    from ingest.officials import Known, Officials
    from ontology.dates import PartialDate

    rows = store.select(_ASSERTED).rows
    return Officials(frozenset(Known(str(n), str(c), PartialDate.parse(str(d))) for n, c, d in rows))
