"""A small world of dispatches, as graphs in a store."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.model import Condition, Document, Position
from ingest.rdf import document_graph, to_ntriples
from ontology.dates import PartialDate
from ontology.iris import BASE, graph_iri
from ontology.terms import Measure, Stance
from queries.inference import infer
from queries.store import Store, open_store
from queries.vocabulary import ontology_ntriples

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://evil") | <script>alert(1)</script> [x](javascript:1) `*_"\\ } ; DROP ALL #'


@dataclass(frozen=True)
class Claim:
    sentence: str
    actor: str
    stance: Stance
    measure: Measure
    target: str | None
    date: str | None = None
    speaker: str | None = None
    role: str | None = None
    condition: str | None = None
    effect: Stance | None = None
    reported_by: str | None = None
    proposal: str | None = None
    confidence: float = 0.8


def dispatch(name: str, *claims: Claim, **fields: str) -> tuple[Document, tuple[Position, ...]]:
    text = "\n".join(dict.fromkeys(claim.sentence for claim in claims)) or f"Nothing happened ({name})."
    published = fields.pop("published", None)
    document = Document(name, text, published=PartialDate.parse(published) if published else None, **fields)
    positions = []
    for claim in claims:
        date = claim.date or published
        start = text.index(claim.sentence)
        positions.append(
            Position(
                start=start,
                end=start + len(claim.sentence),
                actor=claim.actor,
                stance=claim.stance,
                measure=claim.measure,
                confidence=claim.confidence,
                frame="verb/test",
                extractor="test/1",
                target=claim.target,
                proposal=claim.proposal,
                condition=Condition(claim.condition, effect=claim.effect) if claim.condition else None,
                speaker=claim.speaker,
                role=claim.role,
                reported_by=claim.reported_by,
                date=PartialDate.parse(date) if date else None,
            )
        )
    return document, tuple(positions)


def ntriples(document: Document, positions: tuple[Position, ...], recorded: datetime = NOON) -> str:
    return to_ntriples(document_graph(document, positions, recorded))


SANCTIONS, CEASEFIRE = Measure.SANCTIONS, Measure.CEASEFIRE
FOR, IF, AGAINST = Stance.SUPPORTS, Stance.CONDITIONAL, Stance.OPPOSES

WORLD = (
    dispatch(
        "autumn",
        Claim("We see no sense in it, said Anna Berger of Austria.", "AUT", AGAINST, SANCTIONS, "RUS",
              speaker="Anna Berger", role="Foreign Minister", proposal="new sanctions on Russia"),
        Claim("Austria against new measures", "AUT", AGAINST, SANCTIONS, "RUS", confidence=0.5),
        Claim("Berlin will not follow, a clerk said.", "DEU", AGAINST, SANCTIONS, "RUS"),
        Claim("Madrid would come along if aid got through.", "ESP", IF, SANCTIONS, "RUS",
              speaker="Luis Mora", condition="if aid got through"),
        Claim("Athens is against, diplomats said.", "GRC", AGAINST, SANCTIONS, "RUS",
              reported_by="diplomats"),
        Claim("Moscow offered a pause but no truce.", "RUS", FOR, CEASEFIRE, "Aleppo", proposal="a pause"),
        Claim("Moscow offered a pause but no truce.", "RUS", AGAINST, CEASEFIRE, "Aleppo", proposal="truce"),
        published="2016-10-18", outlet="Courier", title="No new measures", url="https://example.org/autumn",
    ),
    dispatch(
        "rival",
        Claim("Athens backs the plan.", "GRC", FOR, SANCTIONS, "RUS"),
        Claim("Moscow wants a truce.", "RUS", FOR, CEASEFIRE, "Aleppo"),
        published="2016-10-18", outlet="Herald",
    ),
    dispatch(
        "winter",
        Claim("Austria now backs them, said Berger.", "AUT", FOR, SANCTIONS, "RUS", speaker="Anna Berger"),
        Claim("Vienna was in favour already.", "AUT", FOR, SANCTIONS, "RUS", date="2016-11"),
        published="2016-12-20", outlet="Herald",
    ),
    dispatch("spring", Claim("Germany came round that year.", "DEU", FOR, SANCTIONS, "RUS", date="2017"),
             published="2018-03-01", outlet="Courier"),
    dispatch("undated", Claim("Hungary is against it.", "HUN", AGAINST, SANCTIONS, "RUS"),
             Claim("Sanctions? No, said Paris.", "FRA", AGAINST, SANCTIONS, None)),
    dispatch("hostile", Claim(HOSTILE, HOSTILE, FOR, SANCTIONS, "Evil <b>& Co",
                               speaker="@Eve", date="2015-01-02"),
             title="| --- | <img src=x>", outlet="=1+1"),
    dispatch("union", Claim("The Union means to keep the accord.", "EU", FOR, Measure.TREATY, "Accord"),
             published="2016-02-01"),
    dispatch("quiet", published="2016-01-01"),
)  # fmt: skip

STATES = {"AUT": "Austria", "DEU": "Germany", "ESP": "Spain", "GRC": "Greece", "FRA": "France",
          "RUS": "Russia", "GBR": "United Kingdom", "HUN": "Hungary", "ITA": "Italy",
          "EU": "European Union"}  # fmt: skip


def reference_ntriples() -> str:
    """A reference graph of the form that docs/model.md promises: names, and members of the EU."""
    ns, entity = BASE + "ns#", BASE + "entity/"
    label, xsd = "http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2001/XMLSchema#"
    lines = [f'<{entity}{code}> <{label}> "{name}" .' for code, name in STATES.items()]
    for code in ("AUT", "DEU", "ESP", "GRC", "FRA", "HUN", "ITA", "GBR"):
        this = f"<{BASE}membership/EU/{code}>"
        lines += [
            f"{this} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{ns}Membership> .",
            f"{this} <{ns}member> <{entity}{code}> .",
            f"{this} <{ns}organization> <{entity}EU> .",
            f'{this} <{ns}membershipKind> "member" .',
            f'{this} <{ns}from> "1995-01-01"^^<{xsd}date> .',
        ]
        if code == "GBR":
            lines.append(f'{this} <{ns}until> "2020-01-31"^^<{xsd}date> .')
    return "\n".join(lines) + "\n"


def fill(store: Store) -> None:
    store.replace_graph(graph_iri("ontology"), ontology_ntriples())
    store.replace_graph(graph_iri("reference"), reference_ntriples())
    for document, positions in WORLD:
        store.replace_graph(document.iri, ntriples(document, positions))
    infer(store)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The world in a store on disk."""
    path: Path = tmp_path_factory.mktemp("world") / "store"
    with open_store(path) as store:
        fill(store)
        yield store
