"""The packaged vocabulary and reference data: their files as graphs, and what version they are."""

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from ontology.iris import BASE

if TYPE_CHECKING:
    from rdflib import Graph

_SHAPES = "shapes.ttl"


def ontology_files() -> tuple[Traversable, ...]:
    """The Turtle files that make up the ontology, by name; the shapes are not among them."""
    return tuple(file for file in _packaged("vocabulary", ".ttl") if file.name != _SHAPES)


def ontology_graph() -> "Graph":
    """The ontology: classes, properties, alignments, stances and measures. A new graph on each call."""
    return _parse(ontology_files())


def shapes_graph() -> "Graph":
    """The SHACL shapes. A new graph on each call."""
    return _parse((files("ontology") / "vocabulary" / _SHAPES,))


def graphs() -> dict[str, str]:
    """What a store holds before any document, as N-Triples by the name that `graph_iri` takes.

    There are no blank nodes: where an axiom of the ontology has one, it gets an IRI below `.well-known/genid`,
    the same as long as its file is the same.
    """
    return {"ontology": "".join(f"{line} .\n" for file in ontology_files() for line in _skolemized(file))}


def version() -> str:
    """16 hex digits that change whenever a packaged Turtle file or reference table does."""
    digest = hashlib.sha256()
    for file in (*_packaged("vocabulary", ".ttl"), *_packaged("data", ".csv")):
        content = file.read_bytes()
        digest.update(f"{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def _packaged(folder: str, ending: str) -> tuple[Traversable, ...]:
    found = (file for file in (files("ontology") / folder).iterdir() if file.name.endswith(ending))
    return tuple(sorted(found, key=lambda file: file.name))


def _skolemized(file: Traversable) -> list[str]:
    from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

    known: dict[BlankNode, NamedNode] = {}

    def named(term: Any) -> Any:
        if not isinstance(term, BlankNode):
            return term
        return known.setdefault(term, NamedNode(f"{BASE}.well-known/genid/{file.name}/{len(known)}"))

    triples = parse(file.read_bytes(), format=RdfFormat.TURTLE)
    return [str(Triple(named(t.subject), t.predicate, named(t.object))) for t in triples]


def _parse(sources: tuple[Traversable, ...]) -> "Graph":
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for source in sources:
        graph.parse(data=source.read_bytes(), format="turtle")
    return graph
