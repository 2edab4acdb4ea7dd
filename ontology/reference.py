"""Who there is to take a position: states, organisations, parties; their names, members and officials.

The tables `ontology/data/*.csv` are the reference data: an analyst corrects a row there, with its source.
`reference()` reads and checks them once; `reference_graph()` says the same in RDF.
A row holds from its first to its last day, both included; an empty date leaves that side open.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from ontology.dates import PartialDate
from ontology.errors import InputError

DATA: Final = Path(__file__).parent / "data"

T = TypeVar("T")


class EntityKind(StrEnum):
    """What an entity is."""

    STATE = "state"
    TERRITORY = "territory"
    ORGANISATION = "organisation"
    PARTY = "party"
    NGO = "ngo"
    PLACE = "place"


class NameKind(StrEnum):
    """How a name stands for its entity. `body` is an organ of an organisation."""

    NAME = "name"
    FORMER = "former"
    ABBREVIATION = "abbreviation"
    ADJECTIVE = "adjective"
    DEMONYM = "demonym"
    DEMONYM_PLURAL = "demonym-plural"
    CAPITAL = "capital"
    SEAT = "seat"
    MINISTRY = "ministry"
    METONYM = "metonym"
    BODY = "body"


class Ambiguity(StrEnum):
    """What else a name may mean: another entity of the tables, another place, a person, a plain word,
    or an institution of any state (`generic`: "Foreign Office")."""

    ENTITY = "entity"
    PLACE = "place"
    PERSON = "person"
    WORD = "word"
    GENERIC = "generic"


@dataclass(frozen=True, slots=True)
class Entity:
    """A state, organisation, party or place. `id` is the guideline code, else the shortest full name."""

    id: str
    kind: EntityKind
    label: str
    wikidata: str | None
    eu_authority: str | None
    iso2: str | None
    iso_numeric: str | None
    start: PartialDate | None
    end: PartialDate | None
    source: str


@dataclass(frozen=True, slots=True)
class Name:
    """A text that stands for `entity`, in its usual spelling (case matters to a linker)."""

    text: str
    entity: str
    kind: NameKind
    start: PartialDate | None
    end: PartialDate | None
    ambiguous: Ambiguity | None
    source: str


def holds(start: PartialDate | None, end: PartialDate | None, on: date) -> bool:
    """Whether a row valid from `start` to `end`, both included, is valid on the day `on`."""
    return (start is None or start.earliest <= on) and (end is None or on <= end.latest)


def key(text: str) -> str:
    """`text` as it is compared: without case, accents, dots, apostrophes, hyphens and leading article."""
    text = unicodedata.normalize("NFKD", text).casefold().replace("ı", "i")
    text = "".join(c for c in text if not unicodedata.combining(c))
    text = re.sub(r"[.'’‘`]", "", text)
    text = re.sub(r"[^\w+]+", " ", text).strip()
    return re.sub(r"^the (?=.)", "", text)


_FORMAL: Final = {NameKind.NAME, NameKind.FORMER, NameKind.ABBREVIATION}


@dataclass(frozen=True, slots=True)
class Reference:
    """The tables, checked and indexed."""

    entities: Mapping[str, Entity]
    names: tuple[Name, ...]
    _by_code: Mapping[str, Entity] = field(repr=False)
    _by_key: Mapping[str, tuple[Name, ...]] = field(repr=False)

    def resolve(self, text: str) -> tuple[Entity, ...]:
        """Entities that a user's `text` names: a code, else a name or abbreviation, else any other name.

        Case, accents, dots and a leading "the" do not matter. Several where the name is shared ("Congo"),
        none where nothing has it.
        """
        exact = self._by_code.get(key(text))
        if exact:
            return (exact,)
        found = self._by_key.get(key(text), ())
        formal = [name for name in found if name.kind in _FORMAL]
        return tuple(self.entities[i] for i in dict.fromkeys(n.entity for n in formal or found))


def _read(directory: Path, table: str, make: Callable[[Mapping[str, str]], T]) -> Iterator[T]:
    path = directory / table
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            for row in rows:
                try:
                    yield make(row)
                except (AttributeError, KeyError, TypeError, ValueError) as error:
                    raise InputError(f"{table}, line {rows.line_num}: {error}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{table}: {error}") from None


@cache
def _date(cell: str) -> PartialDate | None:
    return PartialDate.parse(cell) if cell else None


def _entity(row: Mapping[str, str]) -> Entity:
    return Entity(
        id=row["id"],
        kind=EntityKind(row["kind"]),
        label=row["label"],
        wikidata=row["wikidata"] or None,
        eu_authority=row["eu_authority"] or None,
        iso2=row["iso2"] or None,
        iso_numeric=row["iso_numeric"] or None,
        start=_date(row["start"]),
        end=_date(row["end"]),
        source=row["source"],
    )


def _name(row: Mapping[str, str]) -> Name:
    return Name(
        text=row["text"],
        entity=row["entity"],
        kind=NameKind(row["kind"]),
        start=_date(row["start"]),
        end=_date(row["end"]),
        ambiguous=Ambiguity(row["ambiguous"]) if row["ambiguous"] else None,
        source=row["source"],
    )


def _index(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    index: dict[str, list[T]] = defaultdict(list)
    for k, value in pairs:
        index[k].append(value)
    return {k: tuple(values) for k, values in index.items()}


def load(directory: Path = DATA) -> Reference:
    """Read and check the tables in `directory`; InputError names the table and line at fault."""
    entities = {e.id: e for e in _read(directory, "entities.csv", _entity)}
    names = tuple(_read(directory, "names.csv", _name))
    return Reference(
        entities=entities,
        names=names,
        _by_code={key(i): entity for i, entity in entities.items()},
        _by_key=_index((key(name.text), name) for name in names),
    )


@cache
def reference() -> Reference:
    """The packaged reference data, read once."""
    return load()
