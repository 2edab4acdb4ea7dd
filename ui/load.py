"""Where ingest meets the store: documents in, their graphs written, one atomic update each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from ontology.errors import InputError

if TYPE_CHECKING:
    from ingest.model import Document
    from queries.store import Store


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


def ingest(documents: "Iterable[Document]", store: "Store") -> "Iterator[Outcome]":
    """Extract each document's positions and make them its graph in `store`, one document at a time.

    A graph is checked against the shapes before it is written: InputError where it breaks one. StoreError where
    the store cannot take it. Either way the store keeps what it held, and what went before is there.
    """
    from ingest.extract import extract
    from ingest.rdf import document_graph, to_ntriples
    from ingest.reader import read
    from ontology.validation import validate

    store.ensure_vocabulary()
    known = set(store.graphs())
    for document in documents:
        positions = extract(read(document))
        graph = document_graph(document, positions, datetime.now(UTC))
        violations = validate(graph)
        if violations:
            raise InputError(f"{document.name}: {violations[0]}")
        written = store.replace_graph(document.iri, to_ntriples(graph))
        if not written:
            change = Change.UNCHANGED
        else:
            change = Change.UPDATED if document.iri in known else Change.ADDED
        known.add(document.iri)
        yield Outcome(document, change, len(positions))
