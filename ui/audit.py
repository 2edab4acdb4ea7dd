"""The whole store checked: is what it says of the world consistent, does every graph keep to the shapes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ontology.iris import BASE, graph_iri

if TYPE_CHECKING:
    from rdflib import Graph

    from ontology.reasoning import Report
    from ontology.validation import Violation
    from queries.store import Store

REFERENCE: Final = graph_iri("reference")


def reason(store: "Store") -> "Report":
    """What HermiT says of the packaged ontology together with the reference data in `store`."""
    from ontology.reasoning import check

    return check(_graph(store, REFERENCE))


def checked_graphs(store: "Store") -> list[str]:
    """The graphs that have shapes: the reference data and every document."""
    return [graph for graph in store.graphs() if graph == REFERENCE or graph.startswith(f"{BASE}document/")]


def violations(store: "Store", graphs: Iterator[str]) -> "Iterator[tuple[str, Violation]]":
    """Each shape that one of `graphs` breaks, with the graph."""
    from ontology.validation import validate

    for graph in graphs:
        for violation in validate(_graph(store, graph)):
            yield graph, violation


def _graph(store: "Store", name: str) -> "Graph":
    from rdflib import Graph

    return Graph(bind_namespaces="none").parse(data=store.graph(name), format="nt")
