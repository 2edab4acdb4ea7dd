"""The shapes of the vocabulary made ready to be run: the same rules, cut so that a document is soon checked.

Nothing here adds a rule or takes one away.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ontology.packaged import shapes_graph

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node


@dataclass(frozen=True, slots=True)
class Query:
    """A constraint in SPARQL: what it selects, of nodes of the class `target`, breaks it."""

    select: str
    prefixes: dict[str, str]
    target: "Node"
    message: str


@dataclass(frozen=True, slots=True)
class Shapes:
    """The shapes in the core of SHACL, and the constraints in SPARQL."""

    core: "Graph"
    queries: tuple[Query, ...]


@cache
def packaged_shapes() -> Shapes:
    """The shapes of the vocabulary, read once a process."""
    from rdflib import Graph

    shapes = Graph(store="SimpleMemory", bind_namespaces="none")
    for triple in shapes_graph():
        shapes.add(triple)
    queries = _take_queries(shapes)
    _spread_targets(shapes)
    return Shapes(shapes, queries)


def _take_queries(shapes: "Graph") -> tuple[Query, ...]:
    """The constraints in SPARQL, which are no longer in `shapes` then."""
    from rdflib import SH

    queries = []
    for shape, constraint in list(shapes.subject_objects(SH.sparql)):
        shapes.remove((shape, SH.sparql, constraint))
        prefixes = {
            str(shapes.value(declared, SH.prefix)): str(shapes.value(declared, SH.namespace))
            for declared in shapes.objects(constraint, SH.prefixes / SH.declare)
        }
        select, message = (str(shapes.value(constraint, said)) for said in (SH.select, SH.message))
        queries += [
            Query(select, prefixes, target, message) for target in shapes.objects(shape, SH.targetClass)
        ]
    return tuple(queries)


def _spread_targets(shapes: "Graph") -> None:
    """Give property shapes the targets of the shape that they belong to, and take them out of it.

    A focus node has to keep to the properties of its shape either way. But pyshacl sets up a property shape
    anew for every focus node of a shape that has it as a property, and once for all focus nodes of its own.
    """
    from rdflib import SH, BNode, URIRef
    from rdflib.collection import Collection

    targeting = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
    for shape in set(shapes.subjects(SH.property)):
        targets = [(how, what) for how in targeting for what in shapes.objects(shape, how)]
        if not targets or (None, None, shape) in shapes:
            continue
        properties = list(shapes.objects(shape, SH.property))
        if shapes.value(shape, SH.closed):
            paths = [path for each in properties if isinstance(path := shapes.value(each, SH.path), URIRef)]
            allowed = BNode()
            ignored = shapes.value(shape, SH.ignoredProperties)
            Collection(shapes, allowed, [*(shapes.items(ignored) if ignored else ()), *paths])
            shapes.set((shape, SH.ignoredProperties, allowed))
        for each in properties:
            shapes.remove((shape, SH.property, each))
            for how, what in targets:
                shapes.add((each, how, what))
