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
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ontology.dates import PartialDate
from ontology.errors import InputError

if TYPE_CHECKING:
    from rdflib import Graph

DATA: Final = Path(__file__).parent / "data"

T = TypeVar("T")
Row = Mapping[str, str]


class EntityKind(StrEnum):
    """What an entity is. A `body` is an organ that decides by a rule of its own (the Security Council)."""

    STATE = "state"
    TERRITORY = "territory"
    ORGANISATION = "organisation"
    BODY = "body"
    PARTY = "party"
    NGO = "ngo"
    PLACE = "place"


class NameKind(StrEnum):
    """How a name stands for its entity. A `body` is an organ that speaks for its organisation."""

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
    """What else a name may mean.

    Another entity of the tables, another place, a person, a plain word, or an institution of any state
    (`generic`: "Foreign Office").
    """

    ENTITY = "entity"
    PLACE = "place"
    PERSON = "person"
    WORD = "word"
    GENERIC = "generic"


class Role(StrEnum):
    """What kind of membership it is."""

    MEMBER = "member"
    PERMANENT = "permanent"
    ELECTED = "elected"
    OBSERVER = "observer"
    CANDIDATE = "candidate"
    SUSPENDED = "suspended"


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
    part_of: str | None
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


@dataclass(frozen=True, slots=True)
class Membership:
    """That `member` belongs to `organisation`, in a role."""

    member: str
    organisation: str
    role: Role
    start: PartialDate
    end: PartialDate | None
    source: str


@dataclass(frozen=True, slots=True)
class Office:
    """A kind of post; the higher its `authority`, the more its word binds the state. `titles` name it."""

    code: str
    label: str
    authority: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """An official. A bare surname in a text may be any of `surnames`."""

    name: str
    surnames: tuple[str, ...]
    other_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tenure:
    """That `person` holds `post` for `actor`. `rank` is the authority of its office."""

    person: str
    post: str
    office: str
    actor: str
    rank: int
    start: PartialDate
    end: PartialDate | None
    source: str


@dataclass(frozen=True, slots=True)
class Population:
    """People of `state` as the Council of the EU counts them for votes in `year`."""

    state: str
    year: int
    population: int
    source: str


_TAKES_PART: Final = {Role.MEMBER, Role.PERMANENT, Role.ELECTED}
_FORMAL: Final = {NameKind.NAME, NameKind.FORMER, NameKind.ABBREVIATION}


@dataclass(frozen=True, slots=True)
class Reference:
    """The tables, checked and indexed."""

    entities: Mapping[str, Entity]
    names: tuple[Name, ...]
    all_memberships: tuple[Membership, ...]
    offices: Mapping[str, Office]
    persons: Mapping[str, Person]
    all_tenures: tuple[Tenure, ...]
    populations: tuple[Population, ...]
    _codes: Mapping[str, tuple[Entity, ...]] = field(repr=False)
    _names: Mapping[str, tuple[Name, ...]] = field(repr=False)
    _by_organisation: Mapping[str, tuple[Membership, ...]] = field(repr=False)
    _by_member: Mapping[str, tuple[Membership, ...]] = field(repr=False)
    _titles: Mapping[str, tuple[Office, ...]] = field(repr=False)
    _full_names: Mapping[str, tuple[Person, ...]] = field(repr=False)
    _surnames: Mapping[str, tuple[Person, ...]] = field(repr=False)
    _by_person: Mapping[str, tuple[Tenure, ...]] = field(repr=False)
    _by_actor: Mapping[str, tuple[Tenure, ...]] = field(repr=False)

    def resolve(self, text: str) -> tuple[Entity, ...]:
        """Entities that a user's `text` names: a code, else a name or abbreviation, else any other name.

        Case, accents, dots and a leading "the" do not matter. Several where the name is shared ("Congo"),
        none where nothing has it.
        """
        code = self._codes.get(key(text))
        if code:
            return code
        found = self._names.get(key(text), ())
        formal = [name for name in found if name.kind in _FORMAL]
        return tuple(self.entities[i] for i in dict.fromkeys(name.entity for name in formal or found))

    def members(self, organisation: str, on: date) -> tuple[str, ...]:
        """Codes of those who take part in `organisation` that day, sorted: no observers, none suspended."""
        rows = self._by_organisation.get(organisation, ())
        return tuple(sorted(m.member for m in rows if m.role in _TAKES_PART and holds(m.start, m.end, on)))

    def memberships(self, entity: str, on: date | None = None) -> tuple[Membership, ...]:
        """Memberships of `entity` in every role, on a day or ever."""
        rows = self._by_member.get(entity, ())
        return tuple(m for m in rows if on is None or holds(m.start, m.end, on))

    def roles(self, organisation: str, on: date) -> dict[str, Role]:
        """Each member of `organisation` that day with its role, observers and suspended ones too."""
        rows = self._by_organisation.get(organisation, ())
        return {m.member: m.role for m in rows if holds(m.start, m.end, on)}

    def people(self, text: str) -> tuple[Person, ...]:
        """Officials whom `text` names in full, else those who bear it as surname."""
        return self._full_names.get(key(text)) or self._surnames.get(key(text), ())

    def tenures(self, person: str, on: date | None = None) -> tuple[Tenure, ...]:
        """Tenures of whom `person` names (a full name or a surname), on a day or ever; highest rank first."""
        rows = (tenure for found in self.people(person) for tenure in self._by_person.get(found.name, ()))
        return _ranked(tenure for tenure in rows if on is None or holds(tenure.start, tenure.end, on))

    def holders(self, actor: str, post: str, on: date) -> tuple[Tenure, ...]:
        """Who holds `post` for `actor` that day; `post` is a title as held or an office ("foreign minister").

        On the day of a handover both.
        """
        rows = (t for t in self._by_actor.get(actor, ()) if key(post) in (key(t.post), key(t.office)))
        return _ranked(tenure for tenure in rows if holds(tenure.start, tenure.end, on))

    def office(self, title: str) -> Office | None:
        """The kind of post that a title names ("Foreign Secretary"), or None."""
        found = self._titles.get(key(title))
        return found[0] if found else None

    def extended(self, persons: Iterable[Person], tenures: Iterable[Tenure]) -> "Reference":
        """This reference with further people and tenures. Who is in it already keeps the row that it has."""
        return _assembled(
            entities=self.entities,
            names=self.names,
            memberships=self.all_memberships,
            offices=self.offices,
            persons={**{person.name: person for person in persons}, **self.persons},
            tenures=(*self.all_tenures, *tenures),
            populations=self.populations,
        )

    def voting_populations(self, on: date) -> dict[str, Population]:
        """Population figures for votes in the EU Council: those of the latest year held that is not later.

        Where every year held is later, the earliest. `Population.year` says which it is.
        """
        years = {figure.year for figure in self.populations}
        year = max((y for y in years if y <= on.year), default=min(years))
        return {figure.state: figure for figure in self.populations if figure.year == year}


def holds(start: PartialDate | None, end: PartialDate | None, on: date) -> bool:
    """Whether a row valid from `start` to `end`, both included, is valid on the day `on`."""
    return (start is None or start.earliest <= on) and (end is None or on <= end.latest)


def key(text: str) -> str:
    """`text` as it is compared: without case, accents, dots, apostrophes, hyphens and leading article."""
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_LETTERS)
        text = "".join(c for c in text if not unicodedata.combining(c))
    text = _BETWEEN_WORDS.sub(" ", _WITHIN_WORDS.sub("", text)).strip()
    return text[4:] if text.startswith("the ") else text


_WITHIN_WORDS: Final = re.compile(r"[.'’‘`]")
_BETWEEN_WORDS: Final = re.compile(r"[^\w+]+")
_LETTERS: Final = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "æ": "ae"})


@cache
def reference() -> Reference:
    """The packaged reference data, read once."""
    return load()


def reference_graph() -> "Graph":
    """The packaged reference data as a graph without blank nodes. A new graph on each call."""
    from ontology.reference_rdf import graph

    return graph(reference())


def load(directory: Path = DATA) -> Reference:
    """Read and check the tables in `directory`; InputError names the table and line at fault."""
    entities = {e.id: e for e in read_table(directory, "entities.csv", _entity)}
    offices = {o.code: o for o in read_table(directory, "offices.csv", _office)}
    persons = {p.name: p for p in read_table(directory, "people.csv", _person)}

    def name(row: Row) -> Name:
        ambiguous = Ambiguity(row["ambiguous"]) if row["ambiguous"] else None
        kind = NameKind(row["kind"])
        return Name(
            _text(row, "text"), _one(entities, row["entity"]).id, kind, *_span(row), ambiguous, _source(row)
        )

    def membership(row: Row) -> Membership:
        member, organisation = _one(entities, row["member"]).id, _one(entities, row["organisation"]).id
        return Membership(member, organisation, Role(row["role"]), *_started(row), _source(row))

    def tenure(row: Row) -> Tenure:
        person, office = _one(persons, row["person"]).name, _one(offices, row["office"])
        actor, post = _one(entities, row["actor"]).id, _text(row, "post")
        return Tenure(person, post, office.code, actor, office.authority, *_started(row), _source(row))

    def population(row: Row) -> Population:
        state = _one(entities, row["state"]).id
        return Population(state, int(row["year"]), int(row["population"]), _source(row))

    return _assembled(
        entities=entities,
        names=tuple(read_table(directory, "names.csv", name)),
        memberships=tuple(read_table(directory, "memberships.csv", membership)),
        offices=offices,
        persons=persons,
        tenures=tuple(read_table(directory, "tenures.csv", tenure)),
        populations=tuple(read_table(directory, "populations.csv", population)),
    )


def _assembled(
    *,
    entities: Mapping[str, Entity],
    names: tuple[Name, ...],
    memberships: tuple[Membership, ...],
    offices: Mapping[str, Office],
    persons: Mapping[str, Person],
    tenures: tuple[Tenure, ...],
    populations: tuple[Population, ...],
) -> Reference:
    return Reference(
        entities=entities,
        names=names,
        all_memberships=memberships,
        offices=offices,
        persons=persons,
        all_tenures=tenures,
        populations=populations,
        _codes=_index((key(e.id), e) for e in entities.values()),
        _names=_index((key(n.text), n) for n in names),
        _by_organisation=_index((m.organisation, m) for m in memberships),
        _by_member=_index((m.member, m) for m in memberships),
        _titles=_index((key(title), o) for o in offices.values() for title in o.titles),
        _full_names=_index((key(n), p) for p in persons.values() for n in (p.name, *p.other_names)),
        _surnames=_index((key(n), p) for p in persons.values() for n in p.surnames),
        _by_person=_index((t.person, t) for t in tenures),
        _by_actor=_index((t.actor, t) for t in tenures),
    )


def read_table(directory: Path, table: str, make: Callable[[Row], T]) -> Iterator[T]:
    """Rows of a table; a row that `make` refuses (ValueError) becomes an InputError."""
    try:
        with (directory / table).open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            for row in rows:
                try:
                    yield make(_complete(row))
                except KeyError as error:
                    raise InputError(f"{table}: no column {error}") from None
                except ValueError as error:
                    raise InputError(f"{table}, line {rows.line_num}: {error}") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{table}: {error}") from None


def _complete(row: dict[str | Any, str | Any]) -> Row:
    if None in row or None in row.values():
        raise ValueError("too many or too few cells")
    return row


def _entity(row: Row) -> Entity:
    return Entity(
        id=_text(row, "id"),
        kind=EntityKind(row["kind"]),
        label=_text(row, "label"),
        wikidata=row["wikidata"] or None,
        eu_authority=row["eu_authority"] or None,
        iso2=row["iso2"] or None,
        iso_numeric=row["iso_numeric"] or None,
        start=_span(row)[0],
        end=_span(row)[1],
        part_of=row["part_of"] or None,
        source=_source(row),
    )


def _office(row: Row) -> Office:
    return Office(_text(row, "office"), _text(row, "label"), int(row["authority"]), _list(row["titles"]))


def _person(row: Row) -> Person:
    return Person(_text(row, "name"), _list(row["surnames"]), _list(row["other_names"]))


@cache
def _date(cell: str) -> PartialDate | None:
    return PartialDate.parse(cell) if cell else None


def _span(row: Row) -> tuple[PartialDate | None, PartialDate | None]:
    start, end = _date(row["start"]), _date(row["end"])
    if start and end and end.latest < start.earliest:
        raise ValueError(f"ends ({end}) before it starts ({start})")
    return start, end


def _started(row: Row) -> tuple[PartialDate, PartialDate | None]:
    start, end = _span(row)
    if start is None:
        raise ValueError("no start")
    return start, end


def _text(row: Row, column: str) -> str:
    if not row[column].strip():
        raise ValueError(f"no {column}")
    return row[column]


def _source(row: Row) -> str:
    return _text(row, "source")


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(";") if part)


def _one(table: Mapping[str, T], code: str) -> T:
    if code not in table:
        raise ValueError(f"unknown: {code!r}")
    return table[code]


def _index(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    index: dict[str, dict[T, None]] = defaultdict(dict)
    for k, value in pairs:
        index[k][value] = None
    return {k: tuple(values) for k, values in index.items()}


def _ranked(tenures: Iterable[Tenure]) -> tuple[Tenure, ...]:
    return tuple(sorted(tenures, key=lambda t: (-t.rank, t.start.earliest, t.person)))
