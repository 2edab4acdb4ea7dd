"""Whether a graph is what docs/model.md says it is, by the SHACL shapes of the vocabulary."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ontology.packaged import ontology_graph, shapes_graph

if TYPE_CHECKING:
    from rdflib import Graph


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """A rule that a graph breaks: at which node, by which property (empty where by none), in words."""

    focus: str
    path: str
    message: str

    def __str__(self) -> str:
        return f"<{self.focus}>: {self.message}"


def validate(graph: "Graph") -> tuple[Violation, ...]:
    """What is wrong with a document or reference graph, in order; nothing where it keeps to the shapes.

    The graph is left as it is; nothing is fetched and no owl:imports is followed.
    """
    import pyshacl
    from rdflib import RDF, SH, Graph, URIRef

    checked = Graph(bind_namespaces="none")
    for triple in (*graph, *_known_types()):
        checked.add(triple)
    _, results, _ = pyshacl.validate(checked, shacl_graph=_shapes(), inplace=True)
    found = set()
    for result in results.subjects(RDF.type, SH.ValidationResult):
        path = results.value(result, SH.resultPath)
        message = str(results.value(result, SH.resultMessage))
        if results.value(result, SH.sourceConstraintComponent) == SH.ClosedConstraintComponent:
            message = f"<{path}> is no property of it"
        at = results.value(result, SH.value) if path is None else None
        focus = at if isinstance(at, URIRef) else results.value(result, SH.focusNode)
        found.add(Violation(str(focus), str(path) if isinstance(path, URIRef) else "", message))
    return tuple(sorted(found))


@cache
def _shapes() -> "Graph":
    return shapes_graph()


@cache
def _known_types() -> "Graph":
    """The stances, measures and statuses that there are, and that an official is a person."""
    from rdflib import RDF, RDFS, Graph, URIRef

    from ontology.terms import TDT

    ontology, types = ontology_graph(), Graph(bind_namespaces="none")
    for kind in map(URIRef, (TDT.Stance, TDT.Measure, TDT.ConditionStatus)):
        for term in ontology.subjects(RDF.type, kind):
            types.add((term, RDF.type, kind))
    types.add((URIRef(TDT.Official), RDFS.subClassOf, URIRef(TDT.Person)))
    return types
