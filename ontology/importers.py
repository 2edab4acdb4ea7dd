"""Office-holders from elsewhere, as people and tenures of the reference data."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ontology.dates import PartialDate
from ontology.errors import InputError
from ontology.reference import Entity, Person, Reference, Tenure, key

_TIME: Final = re.compile(r"\+?(\d{4})-(\d{2})-(\d{2})T")
_PRECISION: Final = {"9": 1, "10": 2, "11": 3}
"""Wikidata's code for a year, a month, a day: how many parts of the date are known."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import brought: people and tenures to add, and a line for each result that cannot be used."""

    persons: tuple[Person, ...]
    tenures: tuple[Tenure, ...]
    unusable: tuple[str, ...]


def wikidata_tenures(results: Mapping[str, Any], reference: Reference) -> Imported:
    """Tenures from a Wikidata query answered as SPARQL 1.1 JSON (docs/reference-data.md has the query).

    Each result binds `person`, `personLabel`, `positionLabel`, `state` (an item that `reference` knows) and
    `start`; optionally `end`, `startPrecision`, `endPrecision` (Wikidata's codes; a day where absent) and
    `office` (a code of offices.csv, where the title alone does not tell). Tenures that `reference` has
    (same person, actor, office and first year) are left out. InputError where `results`
    is no such answer.
    """
    bindings = _bindings(results)
    by_item = {e.wikidata: e for e in reference.entities.values() if e.wikidata}
    persons: dict[str, Person] = {}
    tenures: dict[Tenure, None] = {}
    unusable = []
    for binding in bindings:
        try:
            tenure = _tenure(binding, by_item, reference)
        except ValueError as error:
            unusable.append(f"{_describe(binding)}: {error}")
            continue
        if tenure.person not in reference.persons:
            persons[tenure.person] = Person(tenure.person, (tenure.person.split()[-1],), ())
        elif any(_same(tenure, other) for other in reference.tenures(tenure.person)):
            continue
        tenures[tenure] = None
    return Imported(tuple(persons.values()), tuple(tenures), tuple(unusable))


def _bindings(results: Mapping[str, Any]) -> Sequence[Mapping[str, Mapping[str, str]]]:
    try:
        bindings = results["results"]["bindings"]
        sound = all(isinstance(cell["value"], str) for row in bindings for cell in row.values())
    except (AttributeError, KeyError, TypeError):
        sound = False
    if not sound:
        raise InputError("not a SPARQL JSON result (results.bindings)")
    found: Sequence[Mapping[str, Mapping[str, str]]] = bindings
    return found


def _tenure(
    binding: Mapping[str, Mapping[str, str]], by_item: Mapping[str, Entity], reference: Reference
) -> Tenure:
    name, item = _value(binding, "personLabel"), _value(binding, "person").rsplit("/", 1)[-1]
    if name == item:
        raise ValueError("the person has no English label")
    actor = by_item.get(_value(binding, "state").rsplit("/", 1)[-1])
    if actor is None:
        raise ValueError(f"unknown state {_value(binding, 'state')}")
    title = _title(_value(binding, "positionLabel"), actor, reference)
    code = binding.get("office", {}).get("value")
    office = reference.offices.get(code) if code else reference.office(title)
    if office is None:
        raise ValueError(f"no office for {code or title!r}")
    start, end = _date(binding, "start"), _date(binding, "end")
    if start is None:
        raise ValueError("no start")
    if end and end.latest < start.earliest:
        raise ValueError(f"ends ({end}) before it starts ({start})")
    person = next((p.name for p in reference.people(name) if _is_called(p, name)), name)
    return Tenure(person, title, office.code, actor.id, office.authority, start, end, f"Wikidata {item}")


def _is_called(person: Person, name: str) -> bool:
    return key(name) in map(key, (person.name, *person.other_names))


def _value(binding: Mapping[str, Mapping[str, str]], variable: str) -> str:
    if variable not in binding or not binding[variable]["value"].strip():
        raise ValueError(f"no {variable}")
    return binding[variable]["value"].strip()


def _title(label: str, actor: Entity, reference: Reference) -> str:
    """A position's label without its state: "Prime Minister of Hungary" gives "Prime Minister"."""
    names = sorted((n.text for n in reference.names if n.entity == actor.id), key=len, reverse=True)
    state = "|".join(re.escape(name) for name in names)
    return re.sub(
        rf"^(?:the )?(?:{state}) | (?:of|for) (?:the )?(?:{state})$", "", label, flags=re.IGNORECASE
    )


def _date(binding: Mapping[str, Mapping[str, str]], variable: str) -> PartialDate | None:
    cell = binding.get(variable)
    if cell is None or cell.get("type") == "bnode" or "/.well-known/genid/" in cell["value"]:
        return None
    match = _TIME.match(cell["value"])
    if not match:
        raise ValueError(f"not a time: {cell['value']!r}")
    precision = binding.get(f"{variable}Precision", {}).get("value", "11")
    if precision not in _PRECISION:
        raise ValueError(f"{variable} is known to less than a year")
    return PartialDate(*(int(part) for part in match.groups()[: _PRECISION[precision]]))


def _same(one: Tenure, other: Tenure) -> bool:
    return (one.actor, one.office, one.start.year) == (other.actor, other.office, other.start.year)


def _describe(binding: Mapping[str, Mapping[str, str]]) -> str:
    cells = (binding.get(variable, {}).get("value", "?") for variable in ("personLabel", "positionLabel"))
    return ", ".join(cells)
