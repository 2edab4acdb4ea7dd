"""What a user types, as the RDF term that a query needs: "Russia" becomes the IRI of Russia."""

from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from ontology.dates import PartialDate
from ontology.errors import UsageError
from ontology.iris import BASE, entity_iri, measure_iri, person_iri, stance_iri
from ontology.terms import Measure, Stance
from queries.store import Store
from queries.table import XSD

PARAM_TYPES: Final = ("entity", "measure", "stance", "date", "document", "person", "text", "integer")

_NAMED: Final = {
    "entity": """
        SELECT DISTINCT ?iri ?name WHERE { GRAPH ?g {
          ?iri a <https://w3id.org/tourdetable/ns#Entity> ; <http://www.w3.org/2000/01/rdf-schema#label> ?name
        } } ORDER BY ?iri ?name""",
    "person": """
        SELECT DISTINCT ?iri ?name WHERE { GRAPH ?g {
          ?position <https://w3id.org/tourdetable/ns#speaker> ?iri .
          ?iri <http://www.w3.org/2000/01/rdf-schema#label> ?name
        } } ORDER BY ?iri ?name""",
    "document": """
        SELECT DISTINCT ?iri ?name WHERE { GRAPH ?iri {
          ?iri a <https://w3id.org/tourdetable/ns#SourceDocument> ;
            <http://purl.org/dc/terms/identifier>|<http://purl.org/dc/terms/title> ?name
        } } ORDER BY ?iri ?name""",
}


def term(kind: str, value: str, store: Store | None = None) -> str:
    """`value` as a term of SPARQL; `kind` is one of `PARAM_TYPES`. UsageError where it is none.

    A date means the last day that it may mean, since queries ask what was known by then.
    """
    match kind:
        case "entity":
            return _iri(entity(value, store))
        case "measure":
            return _iri(measure_iri(measure(value)))
        case "stance":
            return _iri(stance_iri(_code(Stance, "stance", value)))
        case "date":
            return _literal(date(value).latest.isoformat(), "date")
        case "integer":
            try:
                return _literal(str(int(value)), "integer")
            except ValueError as error:
                raise UsageError(f"not a whole number: {value!r}") from error
        case "person" | "document":
            return _iri(_in_store(kind, value, store))
        case _:
            return _literal(value, "string")


def measure(value: str) -> Measure:
    """The measure with this code, however its words are joined; UsageError where there is none."""
    return Measure(_code(Measure, "measure", value))


def date(value: str) -> PartialDate:
    """The date, to the day, month or year; UsageError where it is none."""
    try:
        return PartialDate.parse(value)
    except ValueError as error:
        raise UsageError(f"not a date: {value!r} (YYYY-MM-DD, YYYY-MM or YYYY)") from error


def entity(value: str, store: Store | None = None) -> str:
    """IRI of the state, organisation, party or place that `value` names by code, name or IRI.

    The reference data are asked first, then the names in `store`; UsageError lists near names.
    """
    from ontology.reference import key, reference

    if value.startswith(f"{BASE}entity/"):
        return value
    found = reference().resolve(value)
    if len(found) > 1:
        raise UsageError(f"{value!r} may be {' or '.join(f'{e.label} ({e.id})' for e in found)}: say which")
    if found:
        return entity_iri(found[0].id)
    names = _names("entity", store)
    for name, iri in names:
        if key(name) == key(value):
            return iri
    known = [name.text for name in reference().names if name.kind in ("name", "abbreviation")]
    known += [name for name, _ in names]
    raise UsageError(f"no actor or target {value!r}{_near(value, known)}")


def _code(codes: type[StrEnum], word: str, value: str) -> str:
    code = value.strip().lower().replace(" ", "-").replace("_", "-")
    code = code.removeprefix(f"{BASE}{word}/")
    known = [str(c) for c in codes]
    if code not in known:
        raise UsageError(f"no {word} {value!r}{_near(code, known) or '; there are: ' + ', '.join(known)}")
    return code


def _in_store(kind: str, value: str, store: Store | None) -> str:
    """IRI of the person (by full name or, where one bears it, last name) or document (name or title)."""
    from ontology.reference import key

    if value.startswith(f"{BASE}{kind}/"):
        return value
    names = _names(kind, store)
    exact = {iri for name, iri in names if key(name) == key(value)}
    last = {iri for name, iri in names if kind == "person" and key(name).endswith(f" {key(value)}")}
    found = sorted(exact or last)
    if len(found) == 1:
        return found[0]
    if found:
        meant = sorted({name for name, iri in names if iri in found})
        shown = meant if len(meant) == len(found) else found
        raise UsageError(f"{value!r} may be {' or '.join(shown)}: say which")
    if store is None and kind == "person":
        return person_iri(value)
    raise UsageError(f"no {kind} {value!r} in the store{_near(value, [name for name, _ in names])}")


def _names(kind: str, store: Store | None) -> list[tuple[str, str]]:
    rows = store.select(_NAMED[kind]).rows if store else ()
    return [(str(name), str(iri)) for iri, name in rows]


def _near(value: str, known: Iterable[str]) -> str:
    """Names like `value`, to end an error line with; empty where none is."""
    spelled = {name.casefold(): name for name in known}
    found = [spelled[name] for name in get_close_matches(value.casefold(), spelled, n=4, cutoff=0.7)]
    return f"; did you mean {' or '.join(found)}?" if found else ""


def _iri(iri: str) -> str:
    import pyoxigraph

    try:
        return str(pyoxigraph.NamedNode(iri))
    except ValueError as error:
        raise UsageError(f"not an IRI: {iri!r}") from error


def _literal(value: str, datatype: str) -> str:
    import pyoxigraph

    try:
        return str(pyoxigraph.Literal(value, datatype=pyoxigraph.NamedNode(XSD + datatype)))
    except ValueError as error:
        raise UsageError("half a surrogate pair is no text") from error
