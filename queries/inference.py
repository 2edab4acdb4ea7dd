"""What follows from what was said: visible, in a graph of its own, and undone at any time.

    counts = infer(store)  # every rule of queries/rules/ applied; the graph `inferred` replaced in one update
    undo(store)  # nothing is inferred any more
    freshness(store)  # whether texts or reviews came after the inferences
    mark(store, position, "met", by="A. Reader")  # a reviewer's word on a condition

A rule is a `.rq` file with a CONSTRUCT and a header as in `queries.catalogue`. It reads what was said, the
reference data and the reviews, never what another rule inferred. An inferred position is no `tdt:Position`,
so that no query takes it for one; it names its rule and the positions, and through them the sentences, that
it follows from.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from ontology.errors import InputError, UsageError
from ontology.iris import BASE, entity_iri, graph_iri, slug
from ontology.terms import TDT, Stance
from queries.catalogue import HEADER
from queries.standing import Statement
from queries.store import RECORDED, Store
from queries.table import Iri
from queries.values import term

INFERRED: Final = graph_iri("inferred")
REVIEWS: Final = graph_iri("reviews")
_PROV: Final = "http://www.w3.org/ns/prov#"
_RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_DESCRIPTION: Final = "http://purl.org/dc/terms/description"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_GROUP: Final = "group-speaks"

_DERIVED: Final = """
PREFIX tdt: <https://w3id.org/tourdetable/ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX graph: <https://w3id.org/tourdetable/graph/>
SELECT ?inferred ?actor ?stance ?rule ?premise WHERE {
  GRAPH graph:inferred {
    ?inferred a tdt:InferredPosition ; tdt:actor ?actor ; tdt:stance ?stance ; tdt:rule ?rule ;
      prov:wasDerivedFrom ?premise .
  }
} ORDER BY ?actor ?rule ?inferred ?premise"""
_STATUSES: Final = """
PREFIX tdt: <https://w3id.org/tourdetable/ns#>
PREFIX graph: <https://w3id.org/tourdetable/graph/>
SELECT ?position ?status WHERE {
  GRAPH graph:reviews { ?condition tdt:conditionStatus ?status }
  GRAPH ?document { ?position tdt:condition ?condition }
} ORDER BY ?position ?status"""
_CONDITION: Final = """
PREFIX tdt: <https://w3id.org/tourdetable/ns#>
SELECT DISTINCT ?condition WHERE {
  VALUES ?asked { UNDEF }
  GRAPH ?document { ?position tdt:condition ?condition }
  FILTER(?asked = ?position || ?asked = ?condition)
} ORDER BY ?condition"""
_OLD: Final = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX graph: <https://w3id.org/tourdetable/graph/>
ASK {
  GRAPH graph:inferred { graph:inferred prov:generatedAtTime ?inferred }
  GRAPH ?graph { ?activity prov:endedAtTime ?recorded }
  FILTER(?recorded > ?inferred)
}"""
_GONE: Final = """
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX graph: <https://w3id.org/tourdetable/graph/>
ASK {
  GRAPH graph:inferred { ?inferred prov:wasDerivedFrom ?premise }
  FILTER NOT EXISTS { GRAPH ?graph { ?premise ?property ?value } FILTER(?graph != graph:inferred) }
}"""


@dataclass(frozen=True, slots=True)
class Rule:
    """A way in which something follows. `name` is the file's name without its ending."""

    name: str
    title: str
    description: str
    text: str

    @property
    def iri(self) -> str:
        """Its IRI, as inferred positions name it."""
        return f"{BASE}rule/{self.name}"


class Freshness(StrEnum):
    """Whether the inferences are those of the texts that the store holds."""

    NONE = "none"
    """Nothing was inferred."""
    STALE = "stale"
    """Texts or reviews were recorded since, or one that a conclusion rests on is gone."""
    FRESH = "fresh"


@cache
def rules() -> tuple[Rule, ...]:
    """The packaged rules by name; InputError where a header is wrong."""
    found = sorted((files("queries") / "rules").iterdir(), key=lambda file: file.name)
    return tuple(
        _rule(file.name.removesuffix(".rq"), file.read_text("utf-8"))
        for file in found
        if file.name.endswith(".rq")
    )


def infer(store: Store) -> dict[str, int]:
    """Apply every rule and make the result the whole graph `inferred`, in one update.

    How many positions (or relations of positions) follow, by the rule's title.
    """
    counts, lines = {}, []
    for rule in rules():
        triples = store.construct(rule.text).splitlines(keepends=True)
        counts[rule.title] = len({line.split(" ", 1)[0] for line in triples})
        lines += triples
        lines.append(f"<{rule.iri}> <{_RDF_TYPE}> <{TDT.InferenceRule}> .\n")
        lines.append(f"<{rule.iri}> <{_RDFS}label> {term('text', rule.title)} .\n")
        lines.append(f"<{rule.iri}> <{_DESCRIPTION}> {term('text', rule.description)} .\n")
    lines.append(f"<{INFERRED}> <{_PROV}generatedAtTime> {_now()} .\n")
    store.replace_graph(INFERRED, "".join(lines))
    return counts


def undo(store: Store) -> None:
    """Remove everything that was inferred."""
    store.drop_graph(INFERRED)


def freshness(store: Store) -> Freshness:
    """Whether the inferences are up to date."""
    if INFERRED not in store.graphs():
        return Freshness.NONE
    return Freshness.STALE if store.ask(_OLD) or store.ask(_GONE) else Freshness.FRESH


def inherited(store: Store, said: Iterable[Statement]) -> tuple[Statement, ...]:
    """`said` as the inferences carry it over to other actors (or to another stance), with its own sentence.

    Of an actor for which several rules speak, a group is heard last.
    """
    from ontology.reference import reference

    names = {entity_iri(entity.id): entity.label for entity in reference().entities.values()}
    premises = {statement.position: statement for statement in said}
    direct: dict[str, list[Statement]] = {}
    by_group: dict[str, list[Statement]] = {}
    for row in store.select(_DERIVED):
        statement = premises.get(str(row["premise"]))
        if statement is None:
            continue
        actor, stance = Iri(str(row["actor"])), Stance(Iri(str(row["stance"])).short)
        carried = replace(
            statement, actor=actor, actor_name=names.get(str(actor), actor.short), stance=stance
        )
        kind = by_group if Iri(str(row["rule"])).short == _GROUP else direct
        kind.setdefault(str(actor), []).append(carried)
    return tuple(s for statements in {**by_group, **direct}.values() for s in statements)


def statuses(store: Store) -> Mapping[str, str]:
    """What reviewers said of conditions: `open`, `met` or `lapsed`, by the IRI of the position."""
    return {str(row["position"]): Iri(str(row["status"])).short for row in store.select(_STATUSES)}


def mark(store: Store, position: str, status: str, *, by: str, because: str | None = None) -> None:
    """Record that `by` found the condition of a position (by IRI) to be `open`, `met` or `lapsed`.

    It replaces what was recorded of that condition before. UsageError where no position of that IRI has one.
    """
    if not position.startswith(f"{BASE}document/"):
        raise UsageError(f"not the IRI of a position: {position!r}")
    found = store.select(_CONDITION.replace("UNDEF", term("document", position, store))).rows
    if not found:
        raise UsageError(f"no condition is known of {position}")
    condition = str(found[0][0])
    review, agent = f"{condition};review", f"{BASE}reviewer/{slug(by)}"
    kept = [
        line
        for line in store.graph(REVIEWS).splitlines(keepends=True)
        if not line.startswith((f"<{condition}> ", f"<{review}> "))
    ]
    kept += [
        f"<{condition}> <{TDT.conditionStatus}> <{BASE}condition-status/{status}> .\n",
        f"<{review}> <{_RDF_TYPE}> <{_PROV}Activity> .\n",
        f"<{review}> <{_PROV}used> <{condition}> .\n",
        f"<{review}> <{_PROV}wasAssociatedWith> <{agent}> .\n",
        f"<{review}> <{RECORDED}> {_now()} .\n",
        f"<{agent}> <{_RDFS}label> {term('text', by)} .\n",
    ]
    if because:
        kept.append(f"<{review}> <{_RDFS}comment> {term('text', because)} .\n")
    store.replace_graph(REVIEWS, "".join(kept))


def _rule(name: str, text: str) -> Rule:
    try:
        return Rule(name, text=text, **tomllib.loads("\n".join(HEADER.findall(text))))
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise InputError(f"{name}.rq: its header is wrong: {error}") from error


def _now() -> str:
    return f'"{datetime.now(UTC).isoformat()}"^^<{_XSD}dateTime>'
