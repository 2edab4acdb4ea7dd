"""The reference graph says what the tables say, by IRIs alone, and keeps to the shapes."""

import pytest
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS, XSD

from ontology.iris import entity_iri, membership_iri, person_iri, post_iri
from ontology.reference import reference, reference_graph
from ontology.terms import TDT
from ontology.validation import validate


@pytest.fixture(scope="module")
def graph() -> Graph:
    return reference_graph()


def test_a_state(graph: Graph) -> None:
    austria = URIRef(entity_iri("AUT"))
    assert (austria, RDF.type, URIRef(TDT.State)) in graph
    assert (austria, DCTERMS.identifier, Literal("AUT")) in graph
    assert (austria, RDFS.label, Literal("Austria")) in graph
    assert (austria, URIRef(TDT.adjective), Literal("Austrian")) in graph
    assert set(graph.objects(austria, SKOS.exactMatch)) == {
        URIRef("http://www.wikidata.org/entity/Q40"),
        URIRef("http://publications.europa.eu/resource/authority/country/AUT"),
    }


def test_a_membership_and_a_tenure(graph: Graph) -> None:
    brexit = URIRef(membership_iri("GBR", "EU", "1973-01-01"))
    assert (brexit, URIRef(TDT.until), Literal("2020-01-31", datatype=XSD.date)) in graph
    posts = [
        graph.value(tenure, URIRef(TDT.post))
        for tenure in graph.subjects(URIRef(TDT.holder), URIRef(person_iri("Sebastian Kurz")))
    ]
    assert URIRef(post_iri("AUT", "Foreign Minister")) in posts


def test_no_blank_nodes_and_no_row_lost(graph: Graph) -> None:
    assert not any(isinstance(term, BNode) for triple in graph for term in triple)
    ref = reference()
    for kind, rows in (
        (TDT.Membership, ref.all_memberships),
        (TDT.Tenure, ref.all_tenures),
        (TDT.Official, ref.persons),
        (TDT.PopulationFigure, ref.populations),
        (TDT.State, [e for e in ref.entities.values() if e.kind == "state"]),
    ):
        assert len(set(graph.subjects(RDF.type, URIRef(kind)))) == len(rows), kind


def test_every_class_and_property_is_in_the_vocabulary(graph: Graph) -> None:
    known = {value for name, value in vars(TDT).items() if not name.startswith("__")}
    used = {str(p) for p in graph.predicates()} | {str(o) for o in graph.objects(None, RDF.type)}
    assert {term for term in used if term.startswith("https://w3id.org/tourdetable/")} <= known


def test_it_keeps_to_the_shapes(graph: Graph) -> None:
    assert validate(graph) == ()
