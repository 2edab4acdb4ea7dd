"""Whether a graph is what docs/model.md says it is, by the SHACL shapes of the vocabulary."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from ontology.packaged import ontology_graph
from ontology.shapes import packaged_shapes

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
    return tuple(sorted({*_core(graph), *_queried(graph)}))


def _core(graph: "Graph") -> Iterator[Violation]:
    """What breaks a shape in the core of SHACL, by pyshacl."""
    import pyshacl
    from rdflib import SH, URIRef

    with _knowing(graph):
        _, results, _ = pyshacl.validate(graph, shacl_graph=packaged_shapes().core, inplace=True)
    for result in results.objects(predicate=SH.result):
        path = results.value(result, SH.resultPath)
        message = str(results.value(result, SH.resultMessage))
        if results.value(result, SH.sourceConstraintComponent) == SH.ClosedConstraintComponent:
            message = f"<{path}> is no property of it"
        focus = results.value(result, SH.focusNode)
        yield Violation(str(focus), str(path) if isinstance(path, URIRef) else "", message)


def _queried(graph: "Graph") -> Iterator[Violation]:
    """What a constraint in SPARQL selects, by Oxigraph: rdflib takes longer for it than for all the rest."""
    import pyoxigraph
    from rdflib import RDF

    store = pyoxigraph.Store()
    store.bulk_load(graph.serialize(format="nt"), pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    for query in packaged_shapes().queries:
        targets = {str(node) for node in graph.subjects(RDF.type, query.target)}
        found = store.query(query.select, prefixes=query.prefixes)
        for solution in cast("pyoxigraph.QuerySolutions", found):
            this, value = solution["this"], solution["value"]
            if this.value in targets:
                focus = value if isinstance(value, pyoxigraph.NamedNode) else this
                yield Violation(focus.value, "", query.message)


@contextmanager
def _knowing(graph: "Graph") -> Iterator[None]:
    """With the known types in `graph`, where pyshacl asks for them; a copy would take a fifth of the time."""
    added = [triple for triple in _known_types() if triple not in graph]
    for triple in added:
        graph.add(triple)
    try:
        yield
    finally:
        for triple in added:
            graph.remove(triple)


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
