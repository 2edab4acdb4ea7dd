"""The shapes: a sound document graph passes, and each way to break it is told in words."""

import socket
import time
from datetime import UTC, datetime

import pyshacl
import pytest
from rdflib import RDF, SH, Graph, URIRef

from ingest.model import Condition, Document, Position
from ingest.rdf import document_graph
from ontology.dates import PartialDate
from ontology.packaged import ontology_graph, shapes_graph
from ontology.terms import TDT, Measure, Stance
from ontology.validation import validate

PREFIXES = """
PREFIX tdt: <https://w3id.org/tourdetable/ns#>
PREFIX stance: <https://w3id.org/tourdetable/stance/>
PREFIX measure: <https://w3id.org/tourdetable/measure/>
PREFIX entity: <https://w3id.org/tourdetable/entity/>
PREFIX person: <https://w3id.org/tourdetable/person/>
PREFIX status: <https://w3id.org/tourdetable/condition-status/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
TEXT = (
    "“We would lift the embargo 🛢 once the inspectors are in,” said Foreign Minister Ada Novak.\r\n"
    "Norvia rejected the strikes on the “free” port.\n"
)


def sentence(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def sound() -> Graph:
    embargo = sentence(TEXT.splitlines()[0])
    strikes = sentence("Norvia rejected the strikes on the “free” port.")
    document = Document(
        "wire", TEXT, title="Embargo", published=PartialDate(2031, 5), url="https://example.org/1"
    )
    common = {"confidence": 0.8, "frame": "verb/reject", "extractor": "frames/0.1.0"}
    positions = [
        Position(
            *embargo,
            "Norvia",
            Stance.CONDITIONAL,
            Measure.SANCTIONS,
            **common,
            target="RUS",
            condition=Condition("once the inspectors are in"),
            speaker="Ada Novak",
            role="Foreign Minister",
            date=PartialDate(2031, 5, 2),
            proposal="the embargo",
        ),
        Position(*strikes, "Norvia", Stance.OPPOSES, Measure.MILITARY_ACTION, **common),
    ]
    return document_graph(document, positions, datetime(2031, 5, 3, tzinfo=UTC))


def test_a_graph_is_left_as_it_was() -> None:
    graph = sound()
    graph.update(PREFIXES + "INSERT DATA { measure:sanctions a tdt:Measure }")
    before = set(graph)
    assert validate(graph) == ()
    assert set(graph) == before
    graph.update(PREFIXES + "DELETE WHERE { ?p tdt:actor ?a }")
    before = set(graph)
    assert validate(graph)
    assert set(graph) == before


@pytest.mark.parametrize(
    "changes",
    [
        [],
        [
            "DELETE { ?w oa:exact ?q } INSERT { ?w oa:exact 'Never.' } WHERE { ?w oa:exact ?q }",
            "INSERT { ?d schema:sha256 'abc' ; schema:about entity:RUS } WHERE { ?d a tdt:SourceDocument }",
            "INSERT DATA { [] rdfs:comment 'a note' . entity:XYZ a tdt:State }",
            "DELETE { ?p tdt:measure ?m } WHERE { ?p a tdt:Proposal ; tdt:measure ?m }",
            "DELETE WHERE { ?p tdt:takenLatest ?d }",
            "DELETE { ?s oa:start ?n } INSERT { ?s oa:start 9999 } WHERE { ?s oa:start ?n }",
            "INSERT DATA { <urn:m> a tdt:Membership ; tdt:from 'once' }",
        ],
    ],
)
def test_the_shapes_as_they_are_run_say_what_plain_shacl_says(changes: list[str]) -> None:
    graph = sound()
    for change in changes:
        graph.update(PREFIXES + change)
    told = {violation.message for violation in validate(graph)}
    for term, kind in ontology_graph().subject_objects(RDF.type):
        if kind in (URIRef(TDT.Stance), URIRef(TDT.Measure), URIRef(TDT.ConditionStatus)):
            graph.add((term, RDF.type, kind))
    _, results, _ = pyshacl.validate(graph, shacl_graph=shapes_graph())
    plain = set()
    for result in results.objects(predicate=SH.result):
        closed = results.value(result, SH.sourceConstraintComponent) == SH.ClosedConstraintComponent
        path, message = results.value(result, SH.resultPath), results.value(result, SH.resultMessage)
        plain.add(f"<{path}> is no property of it" if closed else str(message))
    assert told == plain
    assert len(told) > 2 * len(changes) or not changes


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("DELETE WHERE { ?p tdt:evidence ?e }", "no stance without its sentence"),
        ("DELETE WHERE { ?p tdt:actor ?a }", "one actor"),
        ("INSERT { ?p tdt:actor entity:AUT } WHERE { ?p a tdt:Position }", "one actor"),
        (
            "DELETE { ?p tdt:actor ?a } INSERT { ?p tdt:actor person:X } WHERE { ?p tdt:actor ?a }",
            "one actor",
        ),
        ("DELETE { ?p tdt:actor ?a } INSERT { ?p tdt:actor 'AUT' } WHERE { ?p tdt:actor ?a }", "one actor"),
        ("INSERT { ?p tdt:stance stance:abstains } WHERE { ?p a tdt:Position }", "one of the five stances"),
        (
            "DELETE { ?p tdt:stance stance:opposes } INSERT { ?p tdt:stance stance:neutral } "
            "WHERE { ?p tdt:stance stance:opposes }",
            "one of the five stances",
        ),
        (
            "DELETE { ?s tdt:measure ?m } INSERT { ?s tdt:measure measure:santions } "
            "WHERE { ?s tdt:measure ?m }",
            "one of the measures",
        ),
        (
            "DELETE { ?p tdt:measure ?m } INSERT { ?p tdt:measure measure:trade } "
            "WHERE { ?p a tdt:Position ; tdt:measure ?m }",
            "same measure",
        ),
        ("INSERT { ?p tdt:target entity:CHN } WHERE { ?p tdt:stance stance:opposes }", "same target"),
        ("DELETE WHERE { ?p tdt:condition ?c }", "condition exactly where"),
        (
            "INSERT { ?p tdt:condition ?c } WHERE { ?p tdt:stance stance:opposes . ?c a tdt:Condition }",
            "condition exactly where",
        ),
        ("DELETE WHERE { ?c tdt:conditionText ?t }", "a condition has its words"),
        (
            "DELETE { ?c tdt:conditionStatus ?s } INSERT { ?c tdt:conditionStatus status:broken } "
            "WHERE { ?c tdt:conditionStatus ?s }",
            "open, met or lapsed",
        ),
        (
            "INSERT { ?c tdt:conditionEffect stance:abstains } WHERE { ?c a tdt:Condition }",
            "supports or opposes",
        ),
        (
            "DELETE { ?w oa:exact ?q } INSERT { ?w oa:exact 'We never said so.' } WHERE { ?w oa:exact ?q }",
            "word for word",
        ),
        (
            "DELETE { ?w oa:start ?s } INSERT { ?w oa:start ?t } "
            "WHERE { ?w oa:start ?s BIND (?s + 1 AS ?t) }",
            "word for word",
        ),
        ("DELETE { ?w oa:end ?e } INSERT { ?w oa:end 100000 } WHERE { ?w oa:end ?e }", "word for word"),
        (
            f"DELETE {{ ?w oa:end ?e }} INSERT {{ ?w oa:end {2**70} }} WHERE {{ ?w oa:end ?e }}",
            "word for word",
        ),
        ("DELETE { ?w oa:start ?s } INSERT { ?w oa:start 9999 } WHERE { ?w oa:start ?s }", "before its end"),
        ("DELETE WHERE { ?w oa:exact ?q }", "a quote has its words"),
        ("DELETE { ?e oa:hasSelector ?w } WHERE { ?e oa:hasSelector ?w . ?w oa:exact ?q }", "two selectors"),
        (
            "DELETE { ?d schema:text ?t } INSERT { ?d schema:text ?u } "
            "WHERE { ?d schema:text ?t BIND (CONCAT(?t, ' ') AS ?u) }",
            "digest",
        ),
        ("DELETE WHERE { ?p tdt:takenEarliest ?d }", "exactly where it has tdt:takenOn"),
        (
            "INSERT { ?p tdt:takenOn '2031'^^xsd:gYear } WHERE { ?p tdt:stance stance:opposes }",
            "exactly where",
        ),
        (
            "DELETE { ?p tdt:takenLatest ?d } INSERT { ?p tdt:takenLatest '1999-01-01'^^xsd:date } "
            "WHERE { ?p tdt:takenLatest ?d }",
            "not after tdt:takenLatest",
        ),
        (
            "DELETE { ?p tdt:takenOn ?d } INSERT { ?p tdt:takenOn '2 May 2031' } WHERE { ?p tdt:takenOn ?d }",
            "xsd:gYearMonth or xsd:gYear",
        ),
        (
            "DELETE { ?p tdt:takenOn ?d } INSERT { ?p tdt:takenOn '2031-02-30'^^xsd:date } "
            "WHERE { ?p tdt:takenOn ?d }",
            "xsd:gYearMonth or xsd:gYear",
        ),
        (
            "DELETE { ?p tdt:confidence ?c } INSERT { ?p tdt:confidence '1.5'^^xsd:double } "
            "WHERE { ?p tdt:confidence ?c }",
            "confidence from 0 to 1",
        ),
        (
            "DELETE { ?p tdt:confidence ?c } INSERT { ?p tdt:confidence 'NaN'^^xsd:double } "
            "WHERE { ?p tdt:confidence ?c }",
            "confidence from 0 to 1",
        ),
        (
            "DELETE { ?p tdt:confidence ?c } INSERT { ?p tdt:confidence 'high'^^xsd:double } "
            "WHERE { ?p tdt:confidence ?c }",
            "confidence from 0 to 1",
        ),
        (
            "DELETE { ?p tdt:takenLatest ?d } INSERT { ?p tdt:takenLatest 'soon'^^xsd:date } "
            "WHERE { ?p tdt:takenLatest ?d }",
            "tdt:takenLatest is one xsd:date",
        ),
        (
            "DELETE { ?w oa:end ?e } INSERT { ?w oa:end 'late' } WHERE { ?w oa:end ?e }",
            "ends at one code point",
        ),
        (
            "DELETE { ?p tdt:section ?s } INSERT { ?p tdt:section 'footer' } WHERE { ?p tdt:section ?s }",
            "one section",
        ),
        ("INSERT { ?p tdt:sentiment 'angry' } WHERE { ?p a tdt:Position }", "sentiment> is no property"),
        (
            "DELETE { ?d a tdt:SourceDocument } WHERE { ?d a tdt:SourceDocument }",
            "one document of this graph",
        ),
        ("DELETE { ?s rdfs:label ?n } WHERE { ?s a tdt:Official ; rdfs:label ?n }", "a person has a name"),
        (
            "DELETE { ?e dcterms:identifier ?i } WHERE { ?e a tdt:Entity ; dcterms:identifier ?i }",
            "identifier",
        ),
        ("INSERT DATA { [] rdfs:comment 'a note' }", "blank nodes"),
        (
            "DELETE { ?p ?x ?y } INSERT { _:b ?x ?y } WHERE { ?p tdt:stance stance:opposes ; ?x ?y }",
            "blank nodes",
        ),
    ],
)
def test_a_broken_graph_is_told_apart(change: str, message: str) -> None:
    graph = sound()
    graph.update(PREFIXES + change)
    assert any(message in str(violation) for violation in validate(graph)), validate(graph)


def test_a_violation_names_its_node_and_property() -> None:
    graph = sound()
    graph.update(
        PREFIXES + "DELETE { ?p tdt:frame ?f } WHERE { ?p tdt:frame ?f ; tdt:stance stance:opposes }",
    )
    (violation,) = validate(graph)
    assert ";position=Norvia.military-action" in violation.focus
    assert violation.path == "https://w3id.org/tourdetable/ns#frame"
    assert str(violation) == f"<{violation.focus}>: a position names the rule that found it"


def test_a_wrong_date_is_reported_at_its_position_alone() -> None:
    graph = sound()
    graph.update(
        PREFIXES
        + "DELETE { ?p tdt:takenOn ?d } INSERT { ?p tdt:takenOn 'in May' } WHERE { ?p tdt:takenOn ?d }"
    )
    (violation,) = validate(graph)
    assert ";position=Norvia.sanctions" in violation.focus


def test_an_invented_quote_is_reported_at_its_evidence() -> None:
    graph = sound()
    graph.update(
        PREFIXES + "DELETE { ?w oa:exact ?q } INSERT { ?w oa:exact 'Never.' } WHERE { ?w oa:exact ?q }"
    )
    assert {violation.focus.rpartition("#")[2] for violation in validate(graph)} == {
        f"char={start},{end}"
        for start, end in (sentence(TEXT.splitlines()[0]), sentence(TEXT.splitlines()[1]))
    }


def test_imports_are_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    graph = sound()
    graph.update(
        PREFIXES
        + "INSERT DATA { <https://example.org/o> a owl:Ontology ; owl:imports <http://example.org/x> }"
    )
    assert validate(graph) == ()


def test_reference_rows_are_checked() -> None:
    graph = Graph().parse(
        data=PREFIXES.replace("PREFIX", "@prefix").replace(">\n", "> .\n")
        + """
        entity:AUT a tdt:State ; dcterms:identifier "AUT" ; rdfs:label "Austria" .
        <urn:m1> a tdt:Membership ; tdt:member entity:AUT ; tdt:organization entity:EU ;
            tdt:membershipKind "member" ; tdt:from "1995-01-01"^^xsd:date ;
            dcterms:source <https://example.org/> .
        <urn:m2> a tdt:Membership ; tdt:member entity:AUT ; tdt:organization entity:EU ;
            tdt:membershipKind "friend" ; tdt:from "1995-01-01"^^xsd:date ; tdt:until "1994-01-01"^^xsd:date .
        <urn:t> a tdt:Tenure ; tdt:post <urn:nowhere> ; dcterms:source <https://example.org/> .
        """,
        format="turtle",
    )
    found = [str(violation) for violation in validate(graph)]
    assert not [line for line in found if "urn:m1" in line]
    assert [line for line in found if "urn:m2" in line] == [
        "<urn:m2>: a membership has a source",
        "<urn:m2>: tdt:from is one xsd:date, not after tdt:until",
        "<urn:m2>: a membership is of one kind: member, permanent, elected, observer, candidate or suspended",
    ]
    assert [line for line in found if "urn:t>" in line] == [
        "<urn:t>: a tenure has one holder, a person",
        "<urn:t>: a tenure is of one post",
    ]


def test_two_hundred_positions_are_checked_in_time() -> None:
    text = "".join(f"State {n:03} rejected the proposal to widen the embargo again.\n" for n in range(200))
    length = len(text) // 200
    positions = [
        Position(
            n * length, (n + 1) * length - 1, f"State {n}", Stance.OPPOSES, Measure.SANCTIONS, 0.9, "f", "t/1"
        )
        for n in range(200)
    ]
    graph = document_graph(Document("long", text), positions, datetime(2031, 1, 1, tzinfo=UTC))
    validate(sound())
    start = time.process_time()
    assert validate(graph) == ()
    assert time.process_time() - start < 1
