"""The packaged vocabulary: its Turtle files as graphs, and what version it and the reference data are."""

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

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


def version() -> str:
    """16 hex digits that change whenever a Turtle file, a reference table or the code beside them does."""
    digest = hashlib.sha256()
    for file in (*_packaged("vocabulary", ".ttl"), *_packaged("data", ".csv"), *_packaged("", ".py")):
        content = file.read_bytes()
        digest.update(f"{file.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]


def _packaged(folder: str, ending: str) -> tuple[Traversable, ...]:
    found = (file for file in (files("ontology") / folder).iterdir() if file.name.endswith(ending))
    return tuple(sorted(found, key=lambda file: file.name))


def _parse(sources: tuple[Traversable, ...]) -> "Graph":
    from rdflib import Graph

    graph = Graph(bind_namespaces="none")
    for source in sources:
        graph.parse(data=source.read_bytes(), format="turtle")
    return graph
