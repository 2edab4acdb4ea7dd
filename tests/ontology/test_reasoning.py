"""HermiT finds the schema sound, and finds what is wrong where something is."""

import pytest
from rdflib import Graph

from ontology.errors import InputError
from ontology.iris import NS
from ontology.reasoning import check
from ontology.reference import reference_graph

PREFIXES = """
@prefix tdt: <https://w3id.org/tourdetable/ns#> .
@prefix stance: <https://w3id.org/tourdetable/stance/> .
@prefix entity: <https://w3id.org/tourdetable/entity/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def graph(turtle: str) -> Graph:
    return Graph().parse(data=PREFIXES + turtle, format="turtle")


def test_the_schema_is_sound_and_classified() -> None:
    report = check()
    assert report.sound
    assert (f"{NS}ConditionalPosition", f"{NS}Position") in report.inferred


def test_the_reference_data_agree_with_the_schema() -> None:
    assert check(reference_graph()).sound


def test_sound_data_stay_sound() -> None:
    report = check(
        graph("""
        <urn:o> a owl:Ontology ; owl:imports <https://example.invalid/never-fetched> .
        entity:AUT a tdt:State ; tdt:capital entity:Vienna .
        entity:Council a tdt:DecisionBody ; tdt:partOf entity:EU .
        <urn:m> a tdt:Membership ; tdt:member entity:AUT ; tdt:organization entity:EU ;
            tdt:from "1995-01-01"^^xsd:date .
        <urn:p> a tdt:Position ; tdt:actor entity:AUT ; tdt:stance stance:conditional ;
            tdt:takenOn "2016"^^xsd:gYear .
        """)
    )
    assert report.sound


@pytest.mark.parametrize(
    "broken",
    [
        "entity:a a tdt:State, tdt:Organization .",
        "<urn:p> a tdt:Position ; tdt:stance stance:supports, stance:opposes .",
        "<urn:p> a tdt:Position ; tdt:stance stance:supports ; tdt:condition <urn:c> .",
        "<urn:m> a tdt:Membership ; tdt:from '1995-01-01'^^xsd:date, '1996-01-01'^^xsd:date .",
    ],
)
def test_contradictions_are_found(broken: str) -> None:
    report = check(graph(broken))
    assert not report.consistent
    assert not report.sound


def test_an_impossible_class_is_named() -> None:
    report = check(graph("tdt:CityState a owl:Class ; rdfs:subClassOf tdt:State, tdt:Organization ."))
    assert report.consistent
    assert report.unsatisfiable == (f"{NS}CityState",)
    assert not report.sound


def test_a_new_class_is_classified() -> None:
    report = check(
        graph("""
        tdt:Undertaking owl:equivalentClass
            [ a owl:Restriction ; owl:onProperty tdt:condition ; owl:someValuesFrom tdt:Condition ] .
        tdt:Undertaking a owl:Class .
        """)
    )
    assert (f"{NS}Undertaking", f"{NS}ConditionalPosition") in report.inferred


def test_values_that_the_reasoner_cannot_read_are_one_line() -> None:
    with pytest.raises(InputError, match="cannot read the graph") as caught:
        check(graph("<urn:m> a tdt:Membership ; tdt:until 'P1D'^^xsd:duration ."))
    assert "\n" not in str(caught.value)
