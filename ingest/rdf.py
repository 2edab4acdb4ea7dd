"""A document and its positions as RDF, and back. The graph is described in docs/model.md.

Importing this module loads rdflib: faces import it where they need it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Final
from urllib.parse import quote

from rdflib import DCTERMS, PROV, RDF, RDFS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from ingest.model import Condition, ConditionStatus, Document, Position, SectionKind, evidence_iri
from ingest.officials import Asserted
from ontology.dates import PartialDate
from ontology.iris import (
    BASE,
    NS,
    entity_iri,
    measure_iri,
    office_iri,
    person_iri,
    post_iri,
    proposal_iri,
    slug,
    stance_iri,
)
from ontology.reference import Entity, reference
from ontology.terms import Measure, Stance

TDT: Final = Namespace(NS)
STATUS: Final = Namespace(f"{BASE}condition-status/")
OA: Final = Namespace("http://www.w3.org/ns/oa#")
SCHEMA: Final = Namespace("https://schema.org/")
CONTEXT: Final = 32
"""Code points of the text that a quote selector keeps before and after the quote."""

Triple = tuple[Node, Node, Node]


def document_graph(
    document: Document,
    positions: Iterable[Position],
    recorded: datetime,
    tenures: Iterable[Asserted] = (),
) -> Graph:
    """The named graph of `document`: what it is, what it says, who it says holds which post, when recorded.

    `recorded` must be aware of its time zone. Of positions with the same IRI the most confident stays.
    The same input gives the same graph, without blank nodes.
    """
    kept: dict[str, Position] = {}
    for position in sorted(positions, key=lambda p: (-p.confidence, repr(p))):
        kept.setdefault(position.iri(document), position)
    graph = Graph()
    for triple in _document(document, recorded):
        graph.add(triple)
    for position in kept.values():
        for triple in _position(document, position):
            graph.add(triple)
    for triple in _names(kept.values()):
        graph.add(triple)
    for tenure in _first_said(tenures):
        for triple in _tenure(document, tenure):
            graph.add(triple)
    return graph


def to_ntriples(graph: Graph) -> str:
    """The graph as sorted N-Triples, one triple a line: equal graphs give equal texts."""
    lines = graph.serialize(format="nt").split("\n")
    return "".join(f"{line}\n" for line in sorted(lines) if line)


def positions_from_graph(graph: Graph) -> tuple[Document, tuple[Position, ...]]:
    """The document of a graph made by `document_graph`, and its positions in the order of the text.

    Names that give the same IRI ("the Valley Tribes", "Valley Tribes") come back as one of them.
    """
    subject = graph.value(predicate=RDF.type, object=TDT.SourceDocument, any=False)
    if subject is None:
        raise ValueError("no tdt:SourceDocument in the graph")
    text = _text(graph, subject, SCHEMA.text) or ""
    document = Document(
        name=_text(graph, subject, DCTERMS.identifier) or "",
        text=text,
        title=_text(graph, subject, DCTERMS.title),
        published=_date(graph, subject, DCTERMS.issued),
        outlet=_text(graph, subject, DCTERMS.publisher),
        url=_text(graph, subject, SCHEMA.url),
        language=_text(graph, subject, DCTERMS.language) or "en",
    )
    found = (_read_position(graph, node) for node in graph.subjects(RDF.type, TDT.Position))
    return document, tuple(sorted(found, key=lambda p: (p.start, p.end, p.iri(document))))


def _document(document: Document, recorded: datetime) -> Iterator[Triple]:
    this, activity = URIRef(document.iri), URIRef(f"{document.iri}#extraction")
    yield this, RDF.type, TDT.SourceDocument
    yield this, DCTERMS.identifier, Literal(document.name)
    yield this, DCTERMS.language, Literal(document.language)
    yield this, SCHEMA.sha256, Literal(document.sha256)
    yield this, SCHEMA.text, Literal(document.text)
    yield this, PROV.wasGeneratedBy, activity
    if document.title:
        yield this, DCTERMS.title, Literal(document.title)
    if document.published:
        yield this, DCTERMS.issued, _date_literal(document.published)
    if document.outlet:
        yield this, DCTERMS.publisher, Literal(document.outlet)
    if document.url:
        yield this, SCHEMA.url, URIRef(document.url)
    ended = recorded.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    yield activity, RDF.type, PROV.Activity
    yield activity, PROV.used, this
    yield activity, PROV.endedAtTime, Literal(ended, datatype=XSD.dateTime, normalize=False)


def _position(document: Document, position: Position) -> Iterator[Triple]:
    this, whole = URIRef(position.iri(document)), URIRef(document.iri)
    activity, evidence = URIRef(f"{whole}#extraction"), URIRef(evidence_iri(document, position))
    measure = URIRef(measure_iri(position.measure))
    proposal = URIRef(proposal_iri(position.measure, position.target))
    yield this, RDF.type, TDT.Position
    yield this, TDT.actor, URIRef(entity_iri(position.actor))
    yield this, TDT.stance, URIRef(stance_iri(position.stance))
    yield this, TDT.measure, measure
    yield this, TDT.proposal, proposal
    yield this, TDT.section, Literal(position.section.value)
    yield this, TDT.evidence, evidence
    yield this, TDT.document, whole
    yield (
        this,
        TDT.confidence,
        Literal(repr(float(position.confidence)), datatype=XSD.double, normalize=False),
    )
    yield this, TDT.frame, Literal(position.frame)
    yield this, PROV.wasGeneratedBy, activity
    yield from _agent(this, activity, position.extractor)
    yield proposal, RDF.type, TDT.Proposal
    yield proposal, TDT.measure, measure
    if position.target:
        target = URIRef(entity_iri(position.target))
        yield this, TDT.target, target
        yield proposal, TDT.target, target
    if position.proposal:
        yield this, TDT.proposalText, Literal(position.proposal)
    if position.date:
        yield this, TDT.takenOn, _date_literal(position.date)
        yield this, TDT.takenEarliest, Literal(position.date.earliest)
        yield this, TDT.takenLatest, Literal(position.date.latest)
    if position.speaker:
        speaker = URIRef(person_iri(position.speaker))
        yield this, TDT.speaker, speaker
        yield speaker, RDF.type, TDT.Official
    if position.role:
        yield this, TDT.role, Literal(position.role)
    if position.reported_by:
        yield this, TDT.reportedBy, Literal(position.reported_by)
    if position.condition:
        condition = URIRef(f"{this};condition")
        yield this, TDT.condition, condition
        yield condition, RDF.type, TDT.Condition
        yield condition, TDT.conditionText, Literal(position.condition.text)
        yield condition, TDT.conditionStatus, STATUS[position.condition.status.value]
        if position.condition.effect:
            yield condition, TDT.conditionEffect, URIRef(stance_iri(position.condition.effect.value))
    yield from _evidence(document, position.start, position.end, evidence)


def _evidence(document: Document, start: int, end: int, evidence: URIRef) -> Iterator[Triple]:
    place, words = URIRef(f"{evidence};selector=position"), URIRef(f"{evidence};selector=quote")
    before = document.text[max(0, start - CONTEXT) : start]
    after = document.text[end : end + CONTEXT]
    yield evidence, RDF.type, TDT.Evidence
    yield evidence, RDF.type, OA.SpecificResource
    yield evidence, OA.hasSource, URIRef(document.iri)
    yield evidence, OA.hasSelector, place
    yield evidence, OA.hasSelector, words
    yield place, RDF.type, OA.TextPositionSelector
    yield place, OA.start, Literal(start)
    yield place, OA.end, Literal(end)
    yield words, RDF.type, OA.TextQuoteSelector
    yield words, OA.exact, Literal(document.text[start:end])
    yield words, OA.prefix, Literal(before)
    yield words, OA.suffix, Literal(after)


def _first_said(tenures: Iterable[Asserted]) -> Collection[Asserted]:
    first: dict[str, Asserted] = {}
    for tenure in sorted(tenures, key=lambda t: (t.start, t.role, t.person)):
        first.setdefault(f"{post_iri(tenure.actor, tenure.role)} {person_iri(tenure.person)}", tenure)
    return first.values()


def _tenure(document: Document, tenure: Asserted) -> Iterator[Triple]:
    """A post that the text says someone holds: its source is the passage, its date that of the text."""
    evidence = URIRef(f"{document.iri}#char={tenure.start},{tenure.end}")
    name = f"{slug(tenure.actor)}.{slug(tenure.role)}.{slug(tenure.person)}"
    this, person = URIRef(f"{evidence};tenure={name}"), URIRef(person_iri(tenure.person))
    post, office = URIRef(post_iri(tenure.actor, tenure.role)), reference().office(tenure.role)
    if office is None:
        raise ValueError(f"no office: {tenure.role}")
    yield this, RDF.type, TDT.Tenure
    yield this, TDT.holder, person
    yield this, TDT.post, post
    yield this, DCTERMS.source, evidence
    if tenure.on:
        yield this, DCTERMS.date, _date_literal(tenure.on)
    yield person, RDF.type, TDT.Official
    yield person, RDFS.label, Literal(tenure.person)
    yield post, RDF.type, TDT.Post
    yield post, RDFS.label, Literal(f"{tenure.role}, {reference().entities[tenure.actor].label}")
    yield post, TDT.office, URIRef(office_iri(office.code))
    yield post, TDT.postIn, URIRef(entity_iri(tenure.actor))
    yield from _evidence(document, tenure.start, tenure.end, evidence)


def _agent(position: URIRef, activity: URIRef, extractor: str) -> Iterator[Triple]:
    agent = URIRef(f"{BASE}extractor/{quote(extractor, safe='/')}")
    yield position, PROV.wasAttributedTo, agent
    yield activity, PROV.wasAssociatedWith, agent
    yield agent, RDF.type, PROV.SoftwareAgent
    yield agent, RDFS.label, Literal(extractor)


def _names(positions: Collection[Position]) -> Iterator[Triple]:
    """One name for each thing that several positions may share, whatever the order they come in.

    "Valley Tribes" and "the Valley Tribes" are one entity, which bears the name that sorts first.
    """
    entities: dict[str, str] = {}
    people: dict[str, str] = {}
    for position in positions:
        for name in filter(None, (position.actor, position.target)):
            iri = entity_iri(name)
            entities[iri] = min(name, entities.get(iri, name))
        if position.speaker:
            iri = person_iri(position.speaker)
            people[iri] = min(position.speaker, people.get(iri, position.speaker))
    known = _reference_by_iri()
    for iri in entities.keys() - known.keys():
        yield URIRef(iri), RDF.type, TDT.Entity
        yield URIRef(iri), DCTERMS.identifier, Literal(entities[iri])
        yield URIRef(iri), RDFS.label, Literal(entities[iri])
    for iri, name in people.items():
        yield URIRef(iri), RDFS.label, Literal(name)
    for position in positions:
        label = position.measure.value
        if position.target:
            iri = entity_iri(position.target)
            label += f": {known[iri].label if iri in known else entities[iri]}"
        yield URIRef(proposal_iri(position.measure, position.target)), RDFS.label, Literal(label)


@cache
def _reference_by_iri() -> Mapping[str, Entity]:
    """The entities that the reference graph describes, by IRI: a document's graph does not repeat them."""
    return {entity_iri(entity.id): entity for entity in reference().entities.values()}


def _date_literal(date: PartialDate) -> Literal:
    return Literal(str(date), datatype=XSD[date.datatype], normalize=False)


def _read_position(graph: Graph, this: Node) -> Position:
    place = _selector(graph, this)
    return Position(
        start=int(_required(graph, place, OA.start)),
        end=int(_required(graph, place, OA.end)),
        actor=_name(graph, this, TDT.actor) or "",
        stance=Stance(_last_segment(graph, this, TDT.stance)),
        measure=Measure(_last_segment(graph, this, TDT.measure)),
        confidence=float(_required(graph, this, TDT.confidence)),
        frame=_required(graph, this, TDT.frame),
        extractor=_label(graph, this, PROV.wasAttributedTo) or "",
        target=_name(graph, this, TDT.target),
        proposal=_text(graph, this, TDT.proposalText),
        condition=_condition(graph, this),
        speaker=_label(graph, this, TDT.speaker),
        role=_text(graph, this, TDT.role),
        reported_by=_text(graph, this, TDT.reportedBy),
        date=_date(graph, this, TDT.takenOn),
        section=SectionKind(_required(graph, this, TDT.section)),
    )


def _selector(graph: Graph, position: Node) -> Node:
    evidence = graph.value(position, TDT.evidence)
    places = set(graph.objects(evidence, OA.hasSelector)) & set(
        graph.subjects(RDF.type, OA.TextPositionSelector)
    )
    if len(places) != 1:
        raise ValueError(f"no single text position for {position}")
    return places.pop()


def _condition(graph: Graph, position: Node) -> Condition | None:
    node = graph.value(position, TDT.condition)
    if node is None:
        return None
    status = ConditionStatus(_last_segment(graph, node, TDT.conditionStatus))
    known = graph.value(node, TDT.conditionEffect) is not None
    effect = Stance(_last_segment(graph, node, TDT.conditionEffect)) if known else None
    return Condition(_required(graph, node, TDT.conditionText), status, effect)


def _text(graph: Graph, subject: Node, predicate: Node) -> str | None:
    values = [str(value) for value in graph.objects(subject, predicate)]
    return min(values, default=None)


def _required(graph: Graph, subject: Node, predicate: Node) -> str:
    value = _text(graph, subject, predicate)
    if value is None:
        raise ValueError(f"{subject} has no {predicate}")
    return value


def _last_segment(graph: Graph, subject: Node, predicate: Node) -> str:
    return _required(graph, subject, predicate).rsplit("/", 1)[1]


def _label(graph: Graph, subject: Node, predicate: Node) -> str | None:
    node = graph.value(subject, predicate)
    return None if node is None else _text(graph, node, RDFS.label)


def _name(graph: Graph, position: Node, predicate: Node) -> str | None:
    node = graph.value(position, predicate)
    if node is None:
        return None
    known = _reference_by_iri().get(str(node))
    return known.id if known else _text(graph, node, DCTERMS.identifier)


def _date(graph: Graph, subject: Node, predicate: Node) -> PartialDate | None:
    value = _text(graph, subject, predicate)
    return PartialDate.parse(value) if value else None
