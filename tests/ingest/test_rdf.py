from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph

from ingest.model import Condition, ConditionStatus, Document, Position, SectionKind
from ingest.rdf import document_graph, positions_from_graph, to_ntriples
from ontology.dates import PartialDate
from ontology.terms import Measure, Stance

RECORDED = datetime(2026, 11, 25, 4, tzinfo=UTC)

# Whatever UTF-8 can hold: quotes, \r\n, astral and control characters that XML forbids.
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
dates = st.one_of(
    st.dates().map(PartialDate.of),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1, 9999)),
)
names = st.sampled_from(["AUT", "RUS", "EU", "Syrian rebels", "Ré“x”\n\\ publics"])
maybe = st.none()
effects = st.sampled_from((None, Stance.SUPPORTS, Stance.OPPOSES))
conditions = st.builds(Condition, texts, st.sampled_from(ConditionStatus), effects)


@st.composite
def documents_with_positions(draw):
    document = draw(
        st.builds(
            Document,
            texts,
            texts,
            title=maybe | texts,
            published=maybe | dates,
            outlet=maybe | texts,
            url=maybe | st.just("https://example.org/a?b=c#d"),
        )
    )
    start = draw(st.integers(0, len(document.text) - 1))
    position = st.builds(
        Position,
        start=st.just(start),
        end=st.integers(start + 1, len(document.text)),
        actor=names,
        stance=st.sampled_from(Stance),
        measure=st.sampled_from(Measure),
        confidence=st.floats(0, 1),
        frame=texts,
        extractor=st.sampled_from(["frames/0.1.0", "model é/2"]),
        target=maybe | names,
        proposal=maybe | texts,
        condition=maybe | conditions,
        speaker=maybe | st.sampled_from(["Sebastian Kurz", "Ŀ. O'Brien"]),
        role=maybe | texts,
        reported_by=maybe | texts,
        date=maybe | dates,
        section=st.sampled_from(SectionKind),
    )
    found = draw(st.lists(position, max_size=4, unique_by=lambda p: p.iri(document)))
    return document, tuple(sorted(found, key=lambda p: (p.start, p.end, p.iri(document))))


@settings(max_examples=150, deadline=None)
@given(documents_with_positions())
def test_what_is_written_as_ntriples_reads_back_the_same(given_pair):
    document, positions = given_pair
    written = to_ntriples(document_graph(document, positions, RECORDED))
    graph = Graph().parse(data=written, format="nt")
    assert positions_from_graph(graph) == (document, positions)
    assert to_ntriples(document_graph(document, reversed(positions), RECORDED)) == written


def position(**changes):
    values = {
        "start": 0,
        "end": 22,
        "actor": "AUT",
        "stance": Stance.OPPOSES,
        "measure": Measure.SANCTIONS,
        "confidence": 0.6,
        "frame": "verb/reject",
        "extractor": "frames/0.1.0",
        "target": "RUS",
    }
    return Position(**(values | changes))


def test_the_more_confident_of_two_findings_of_one_position_stays():
    document = Document("a", "Austria rejected that. No more.")
    weak, strong = position(), position(confidence=0.9, speaker="Sebastian Kurz")
    for order in ([weak, strong], [strong, weak]):
        assert positions_from_graph(document_graph(document, order, RECORDED))[1] == (strong,)


def test_each_entity_is_named_once_and_not_where_the_reference_graph_names_it():
    document = Document("a", "Austria rejected that. No more.")
    found = [
        position(actor="the Valley Tribes"),
        position(actor="Valley Tribes", confidence=0.1),
        position(target="EU"),
    ]
    written = to_ntriples(document_graph(document, found, RECORDED))
    assert to_ntriples(document_graph(document, found[::-1], RECORDED)) == written
    named = [line for line in written.splitlines() if "/entity/" in line.split()[0]]
    assert len(named) == 3
    assert all("/entity/Valley_Tribes>" in line for line in named)
    assert '"sanctions: European Union"' in written


def test_the_evidence_is_found_by_position_and_by_quote():
    document = Document("a", "😀\r\nAustria “rejected” it. No more.", url="https://example.org/1")
    graph = document_graph(document, [position(start=3, end=26)], RECORDED)
    rows = graph.query(
        """PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX tdt: <https://w3id.org/tourdetable/ns#>
        SELECT ?start ?end ?exact ?prefix ?suffix {
            ?p tdt:evidence ?e . ?e oa:hasSource ?d ; oa:hasSelector ?place, ?quote .
            ?place oa:start ?start ; oa:end ?end .
            ?quote oa:exact ?exact ; oa:prefix ?prefix ; oa:suffix ?suffix }"""
    )
    (row,) = rows
    assert [term.toPython() for term in row] == [3, 26, "Austria “rejected” it. ", "😀\r\n", "No more."]
