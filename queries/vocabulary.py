"""The packaged ontology and reference data as N-Triples without blank nodes, ready for a store."""

from typing import TYPE_CHECKING

from ontology.iris import BASE

if TYPE_CHECKING:
    from pyoxigraph import Triple


def packaged_graphs() -> dict[str, str]:
    """N-Triples of the graphs `ontology` and `reference`, by name. The same package gives the same text."""
    from ontology.packaged import ontology_graph
    from ontology.reference import reference_graph

    return {
        name: _named(graph.serialize(format="nt"))
        for name, graph in (("ontology", ontology_graph()), ("reference", reference_graph()))
    }


def _named(ntriples: str) -> str:
    """The same graph with an IRI for each blank node, by its place in the canonical form (RDFC-1.0)."""
    from pyoxigraph import CanonicalizationAlgorithm, Dataset, RdfFormat, parse

    dataset = Dataset(parse(ntriples, RdfFormat.N_TRIPLES))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{_without_blanks(quad.triple)} .\n" for quad in dataset))


def _without_blanks(triple: "Triple") -> "Triple":
    from pyoxigraph import BlankNode, NamedNode, Triple

    subject, predicate, value = (
        NamedNode(f"{BASE}.well-known/genid/{term.value}") if isinstance(term, BlankNode) else term
        for term in triple
    )
    return Triple(subject, predicate, value)
