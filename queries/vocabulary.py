"""The packaged ontology and reference data as N-Triples without blank nodes, ready for a store."""

from typing import TYPE_CHECKING

from ontology.iris import BASE

if TYPE_CHECKING:
    from pyoxigraph import Triple
    from rdflib import Graph


def ontology_ntriples() -> str:
    """The graph `ontology`. The same package gives the same text."""
    from ontology.packaged import ontology_graph

    return _named(ontology_graph())


def reference_ntriples() -> str:
    """The graph `reference`. The same package gives the same text."""
    import ontology.reference

    graph = getattr(ontology.reference, "reference_graph", None)  # interim: until the room has it
    return _named(graph()) if graph else ""


def _named(graph: "Graph") -> str:
    """The graph with an IRI for each blank node, by its place in the canonical form (RDFC-1.0)."""
    from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

    dataset = Dataset(parse(graph.serialize(format="nt"), RdfFormat.N_TRIPLES))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{_without_blanks(quad.triple)} .\n" for quad in dataset))


def _without_blanks(triple: "Triple") -> "Triple":
    from pyoxigraph import BlankNode, NamedNode, Triple

    subject, predicate, value = (
        NamedNode(f"{BASE}.well-known/genid/{term.value}") if isinstance(term, BlankNode) else term
        for term in triple
    )
    return Triple(subject, predicate, value)
