"""The reference data as RDF, in the terms of the vocabulary (docs/model.md)."""

from collections.abc import Iterator
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS, XSD

from ontology.dates import PartialDate
from ontology.iris import (
    entity_iri,
    membership_iri,
    office_iri,
    person_iri,
    population_iri,
    post_iri,
    tenure_iri,
)
from ontology.reference import (
    Entity,
    EntityKind,
    Membership,
    Name,
    NameKind,
    Office,
    Person,
    Population,
    Reference,
    Tenure,
)
from ontology.terms import TDT

Pairs = Iterator[tuple[URIRef, URIRef | Literal]]

_CLASSES: Final = {
    EntityKind.STATE: TDT.State,
    EntityKind.TERRITORY: TDT.Territory,
    EntityKind.ORGANISATION: TDT.Organization,
    EntityKind.BODY: TDT.DecisionBody,
    EntityKind.PARTY: TDT.NonStateActor,
    EntityKind.NGO: TDT.CivilSociety,
    EntityKind.PLACE: TDT.Place,
}
_SUPERCLASSES: Final = {TDT.DecisionBody: TDT.Organization, TDT.CivilSociety: TDT.NonStateActor}
_NAMES: Final = {
    NameKind.ADJECTIVE: TDT.adjective,
    NameKind.DEMONYM: TDT.demonym,
    NameKind.DEMONYM_PLURAL: TDT.demonym,
    NameKind.FORMER: TDT.formerName,
    NameKind.CAPITAL: TDT.metonym,
    NameKind.SEAT: TDT.metonym,
    NameKind.METONYM: TDT.metonym,
}


def graph(reference: Reference) -> Graph:
    """All of `reference`: entities, names, memberships, offices, posts, people, tenures, populations."""
    result = Graph(bind_namespaces="none")
    for subject, pairs in _described(reference):
        node = URIRef(subject)
        for predicate, value in pairs:
            result.add((node, predicate, value))
    return result


def _described(reference: Reference) -> Iterator[tuple[str, Pairs]]:
    for entity in reference.entities.values():
        yield entity_iri(entity.id), _entity(entity)
    for name in reference.names:
        yield entity_iri(name.entity), _name(name)
    for member in reference.all_memberships:
        yield membership_iri(member.member, member.organisation, str(member.start)), _membership(member)
    for office in reference.offices.values():
        yield office_iri(office.code), _office(office)
    for person in reference.persons.values():
        yield person_iri(person.name), _person(person)
    for tenure in reference.all_tenures:
        yield post_iri(tenure.actor, tenure.post), _post(tenure, reference.entities[tenure.actor])
        yield tenure_iri(tenure.actor, tenure.post, tenure.person, str(tenure.start)), _tenure(tenure)
    for figure in reference.populations:
        yield population_iri(figure.state, figure.year), _population(figure)


def _entity(entity: Entity) -> Pairs:
    kind = _CLASSES[entity.kind]
    yield RDF.type, URIRef(kind)
    if kind in _SUPERCLASSES:
        yield RDF.type, URIRef(_SUPERCLASSES[kind])
    yield DCTERMS.identifier, Literal(entity.id)
    yield RDFS.label, Literal(entity.label)
    yield DCTERMS.source, Literal(entity.source)
    if entity.wikidata:
        yield SKOS.exactMatch, URIRef(f"http://www.wikidata.org/entity/{entity.wikidata}")
    if entity.eu_authority:
        yield SKOS.exactMatch, URIRef(entity.eu_authority)
    if entity.iso2:
        yield URIRef(TDT.isoCode), Literal(entity.iso2)
    if entity.part_of:
        yield URIRef(TDT.partOf), URIRef(entity_iri(entity.part_of))
    yield from _interval(entity.start, entity.end)


def _name(name: Name) -> Pairs:
    predicate = _NAMES.get(name.kind)
    yield URIRef(predicate) if predicate else SKOS.altLabel, Literal(name.text)


def _membership(membership: Membership) -> Pairs:
    yield RDF.type, URIRef(TDT.Membership)
    yield URIRef(TDT.member), URIRef(entity_iri(membership.member))
    yield URIRef(TDT.organization), URIRef(entity_iri(membership.organisation))
    yield URIRef(TDT.membershipKind), Literal(membership.role.value)
    yield DCTERMS.source, Literal(membership.source)
    yield from _interval(membership.start, membership.end)


def _office(office: Office) -> Pairs:
    yield RDF.type, URIRef(TDT.Office)
    yield RDFS.label, Literal(office.label)
    yield URIRef(TDT.authority), Literal(office.authority)
    for title in office.titles:
        yield SKOS.altLabel, Literal(title)


def _person(person: Person) -> Pairs:
    yield RDF.type, URIRef(TDT.Official)
    yield RDFS.label, Literal(person.name)
    for name in person.other_names:
        yield SKOS.altLabel, Literal(name)


def _post(tenure: Tenure, actor: Entity) -> Pairs:
    yield RDF.type, URIRef(TDT.Post)
    yield RDFS.label, Literal(f"{tenure.post}, {actor.label}")
    yield URIRef(TDT.office), URIRef(office_iri(tenure.office))
    yield URIRef(TDT.postIn), URIRef(entity_iri(tenure.actor))


def _tenure(tenure: Tenure) -> Pairs:
    yield RDF.type, URIRef(TDT.Tenure)
    yield URIRef(TDT.holder), URIRef(person_iri(tenure.person))
    yield URIRef(TDT.post), URIRef(post_iri(tenure.actor, tenure.post))
    yield DCTERMS.source, Literal(tenure.source)
    yield from _interval(tenure.start, tenure.end)


def _population(figure: Population) -> Pairs:
    yield RDF.type, URIRef(TDT.PopulationFigure)
    yield URIRef(TDT.populationOf), URIRef(entity_iri(figure.state))
    yield URIRef(TDT.year), Literal(figure.year)
    yield URIRef(TDT.population), Literal(figure.population)
    yield DCTERMS.source, Literal(figure.source)


def _interval(start: PartialDate | None, end: PartialDate | None) -> Pairs:
    if start:
        yield URIRef(TDT.from_), Literal(start.earliest.isoformat(), datatype=XSD.date)
    if end:
        yield URIRef(TDT.until), Literal(end.latest.isoformat(), datatype=XSD.date)
