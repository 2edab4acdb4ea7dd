"""The who-stands-where briefing with its footnotes.

    briefing = brief(store, "sanctions", target="Russia", on="2016-10-18", among="EU")
    render(briefing, "md" | "html" | "csv" | "json") -> str

What stands and what stood before is decided by `queries.standing`.
"""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from ontology.dates import PartialDate
from ontology.errors import UsageError
from ontology.iris import entity_iri
from ontology.terms import Stance
from queries import values
from queries.catalogue import run
from queries.standing import Standing, Statement, standing, statements
from queries.store import Store
from queries.table import Iri

FORMATS: Final = ("md", "html", "csv", "json")


@dataclass(frozen=True, slots=True)
class Footnote:
    """The passage that proves an entry: `quote` is `start` to `end` (code points) of the document's text."""

    number: int
    quote: str
    document: str
    """IRI."""
    name: str
    title: str | None
    outlet: str | None
    issued: PartialDate | None
    url: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One actor's stance on one proposal. `since` starts its unbroken run, as far as known.

    `note` is the number of the footnote that proves it, `also` those of further passages that say the same.
    `contested`: another document gives the opposite stance for the same time.
    """

    actor: str
    """Name; `code` is the last part of its IRI: for states and most organisations the guideline code."""
    code: str
    stance: Stance
    proposal: str | None
    """The words of the text."""
    target: str | None
    condition: str | None
    condition_status: str | None
    speaker: str | None
    role: str | None
    reported_by: str | None
    date: PartialDate | None
    since: PartialDate | None
    section: str
    """`article`, `update` or `comment`."""
    confidence: float
    note: int
    also: tuple[int, ...]
    contested: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one stance; groups come in the ontology's order of stances, none of them empty."""

    stance: Stance
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """Who stands where on a measure (at a target) as of a day, with the passages that prove it."""

    title: str
    measure: str
    target: str | None
    on: PartialDate | None
    among: str | None
    members_on: PartialDate | None
    """The day whose members of `among` are meant: `on`, else the day of asking."""
    groups: tuple[Group, ...]
    history: tuple[Entry, ...]
    """Where the same actors stood before on the same proposals, oldest first."""
    unknown: tuple[str, ...]
    """Members of `among` without known position; empty where no organisation was asked about."""
    footnotes: tuple[Footnote, ...]


def brief(
    store: Store, measure: str, *, target: str | None = None, on: str | None = None, among: str | None = None
) -> Briefing:
    """The briefing on a measure: at a target, as of the end of a date, among an organisation and its members.

    Members are those of that date, without one those of today. UsageError for an unknown measure, actor,
    organisation or date, and for an organisation that has no members then.
    """
    code = values.measure(measure)
    day = values.date(on) if on else None
    said = statements(run(store, "evidence", {"measure": code, "target": target or ""}))
    said = tuple(s for s in said if not (day and s.date) or s.date.earliest <= day.latest)
    today = date.today()
    members_on = (day or PartialDate(today.year, today.month, today.day)) if among else None
    among_name, members = _members(store, among, members_on)
    if among:
        said = tuple(s for s in said if s.actor in members)
    notes = Notes()
    now, before = _entries(said, notes)
    aimed = _target_name(store, target, said)
    known = {entry.code for entry in now}
    silent = (name for iri, name in members.items() if iri.short not in known and name != among_name)
    return Briefing(
        title=f"{code.label.capitalize()}: {aimed}" if aimed else code.label.capitalize(),
        measure=code.value,
        target=aimed,
        on=day,
        among=among_name,
        members_on=members_on,
        groups=tuple(
            Group(stance, tuple(entries))
            for stance in sorted(Stance, key=lambda s: -s.rank)
            if (entries := [entry for entry in now if entry.stance is stance])
        ),
        history=before,
        unknown=tuple(silent),
        footnotes=notes.made(),
    )


def render(briefing: Briefing, form: str) -> str:
    """The briefing in one of `FORMATS`; UsageError for another."""
    from queries.rendering import render_briefing

    return render_briefing(briefing, form)


class Notes:
    """Numbers footnotes as they are first needed; one passage has one number."""

    def __init__(self) -> None:
        self._notes: dict[tuple[str, int, int], Footnote] = {}

    def number(self, statement: Statement) -> int:
        """The number of the passage that proves `statement`."""
        place = (statement.document, statement.start, statement.end)
        if place not in self._notes:
            self._notes[place] = Footnote(
                number=len(self._notes) + 1,
                quote=statement.quote,
                document=statement.document,
                name=statement.name,
                title=statement.title,
                outlet=statement.outlet,
                issued=statement.issued,
                url=statement.url,
                start=statement.start,
                end=statement.end,
            )
        return self._notes[place].number

    def made(self) -> tuple[Footnote, ...]:
        """The footnotes that were needed, by number."""
        return tuple(self._notes.values())


def _entries(said: tuple[Statement, ...], notes: Notes) -> tuple[list[Entry], tuple[Entry, ...]]:
    """What stands, by stance, name and target; and what stood before, by time."""

    def proposal(statement: Statement) -> tuple[str, str, str]:
        return statement.actor, statement.measure, statement.target or ""

    now: list[Standing] = []
    before: list[Standing] = []
    for _, line in groupby(sorted(said, key=proposal), key=proposal):
        stands, stood = standing(line)
        now += stands
        before += stood
    now.sort(key=_shown)
    before.sort(key=lambda s: (s.since.earliest if s.since else date.min, _shown(s)))
    return [_entry(s, notes) for s in now], tuple(_entry(s, notes) for s in before)


def _shown(standing: Standing) -> tuple[object, ...]:
    said = standing.statement
    return -said.stance.rank, said.actor_name.casefold(), said.target_name or "", said.position


def _entry(standing: Standing, notes: Notes) -> Entry:
    said = standing.statement
    note = notes.number(said)
    also = dict.fromkeys(notes.number(other) for other in standing.also)
    return Entry(
        actor=said.actor_name,
        code=said.actor.short,
        stance=said.stance,
        proposal=said.words,
        target=said.target_name,
        condition=said.condition,
        condition_status=said.condition_status,
        speaker=said.speaker,
        role=said.role,
        reported_by=said.reported_by,
        date=said.date,
        since=standing.since,
        section=said.section,
        confidence=said.confidence,
        note=note,
        also=tuple(number for number in also if number != note),
        contested=standing.contested,
    )


def _members(store: Store, among: str | None, on: PartialDate | None) -> tuple[str | None, dict[Iri, str]]:
    """Name of the organisation; it and its members with their names. Nothing where none is asked about."""
    if not among:
        return None, {}
    organisation = Iri(values.entity(among, store))
    table = run(store, "members", {"organisation": organisation, "on": str(on)})
    if not table.rows:
        raise UsageError(f"{_label(organisation)} has no members as of {on}, as far as is known")
    members = {Iri(row["member"]): str(row["memberName"]) for row in table}
    name = str(table.rows[0][1])
    return name, {**members, organisation: name}


def _target_name(store: Store, target: str | None, said: tuple[Statement, ...]) -> str | None:
    """What the target is called: in the reference data, else in the texts."""
    if not target:
        return None
    iri = Iri(values.entity(target, store))
    for statement in said:
        if statement.target == iri and statement.target_name:
            return statement.target_name
    return _label(iri)


def _label(iri: Iri) -> str:
    """What the reference data call an entity, else the last part of its IRI."""
    from ontology.reference import reference

    labels = (entity.label for entity in reference().entities.values() if entity_iri(entity.id) == iri)
    return next(labels, iri.short.replace("_", " "))
