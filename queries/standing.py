"""What follows from the statements of an actor on a proposal: where it stands, since when, where it stood.

A statement stands until one that is surely later: 2016 does not supersede 18 October 2016, nor the other way
round, and one without date neither supersedes nor is superseded. What one document says of both a pause and a
truce stays two stances, told apart by its words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ontology.dates import PartialDate
from ontology.terms import Stance
from queries.table import Cell, Iri, Table


@dataclass(frozen=True, slots=True)
class Statement:
    """A row of the catalogue's `evidence`: a position with all that is known of it and its document."""

    position: str
    actor: Iri
    actor_name: str
    stance: Stance
    measure: str
    target: Iri | None
    target_name: str | None
    words: str | None
    condition: str | None
    condition_status: str | None
    condition_effect: Stance | None
    speaker: str | None
    role: str | None
    reported_by: str | None
    date: PartialDate | None
    section: str
    confidence: float
    quote: str
    document: str
    name: str
    title: str | None
    outlet: str | None
    issued: PartialDate | None
    url: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A stance that an actor holds or held on a proposal.

    `statement` is the passage that shows it best, `also` the others. `since` is the first date of its
    unbroken run, None where no date is known. `contested`: another document has the opposite then.
    """

    statement: Statement
    also: tuple[Statement, ...]
    since: PartialDate | None
    contested: bool


def statements(table: Table) -> tuple[Statement, ...]:
    """The rows of the catalogue's `evidence`."""
    return tuple(_statement(row) for row in table)


def standing(said: Iterable[Statement]) -> tuple[tuple[Standing, ...], tuple[Standing, ...]]:
    """Where an actor stands on a proposal, and where it stood before, both in the order of time.

    `said` is all that one actor said on one proposal up to the day that is asked about.
    """
    said = tuple(said)
    current = [s for s in said if not any(_before(s, other) for other in said)]
    now, accounted = [], set(current)
    for alike in _alike(current):
        since, run = _run(alike, said)
        accounted |= run
        others = sorted((set(alike) | run) - {alike[0]}, key=_time)
        contested = any(_contradict(a, b, said) for a in alike for b in current)
        now.append(Standing(alike[0], tuple(others), since, contested))
    earlier = _alike([s for s in said if s not in accounted], by_date=True)
    before = [Standing(alike[0], tuple(alike[1:]), alike[0].date, contested=False) for alike in earlier]
    return tuple(now), tuple(sorted(before, key=lambda s: _time(s.statement)))


def _before(one: Statement, other: Statement) -> bool:
    """Whether `one` was surely said before `other`."""
    return bool(one.date and other.date and one.date.latest < other.date.earliest)


def _overlap(one: Statement, other: Statement) -> bool:
    """Whether both may have been said on one day."""
    return bool(one.date and other.date) and not _before(one, other) and not _before(other, one)


def _alike(said: Iterable[Statement], *, by_date: bool = False) -> list[list[Statement]]:
    """Statements of one stance and condition (and date) together, the best proof of each first."""
    groups: dict[tuple[object, ...], list[Statement]] = {}
    for statement in sorted(said, key=_worth):
        key = (statement.stance, statement.condition, statement.date if by_date else None)
        groups.setdefault(key, []).append(statement)
    return list(groups.values())


def _worth(statement: Statement) -> tuple[object, ...]:
    """Sorts the best proof first: dated, in the article, with its speaker and the words for the proposal."""
    return (
        statement.date is None,
        statement.section == "comment",
        statement.speaker is None,
        statement.words is None,
        -statement.confidence,
        statement.position,
    )


def _time(statement: Statement) -> tuple[date, date, str]:
    """Sorts by time; what has no date comes first."""
    when = statement.date
    return (
        (when.earliest, when.latest, statement.position) if when else (date.min, date.min, statement.position)
    )


def _run(alike: list[Statement], said: Iterable[Statement]) -> tuple[PartialDate | None, set[Statement]]:
    """First date of the unbroken run that ends with `alike`, and the statements of that run.

    Another stance breaks it, unless this stance was taken at the same time too.
    """
    dated = [s for s in alike if s.date]
    if not dated:
        return None, set()
    same = [s for s in said if s.stance is alike[0].stance and s.date]
    others = [s for s in said if s.stance is not alike[0].stance and s.date]
    breaks = [
        o for o in others if not any(_overlap(o, s) for s in same) and any(_before(o, s) for s in dated)
    ]
    run = {s for s in same if not any(_before(s, b) or _overlap(s, b) for b in breaks)}
    return min(run, key=_time).date, run


def _contradict(one: Statement, other: Statement, said: Iterable[Statement]) -> bool:
    """Whether two documents give opposite stances for one time, neither of them giving both itself."""
    if {one.stance, other.stance} != {Stance.SUPPORTS, Stance.OPPOSES} or not _overlap(one, other):
        return False
    held = {
        document: {s.stance for s in said if s.document == document}
        for document in (one.document, other.document)
    }
    return not any({one.stance, other.stance} <= stances for stances in held.values())


def _statement(row: Mapping[str, Cell]) -> Statement:
    def text(column: str) -> str | None:
        return None if row[column] is None else str(row[column])

    def when(column: str) -> PartialDate | None:
        cell = row[column]
        return cell if isinstance(cell, PartialDate) else None

    def short(column: str) -> str | None:
        cell = row[column]
        return cell.short if isinstance(cell, Iri) else None

    target, effect = row["target"], short("conditionEffect")
    return Statement(
        position=str(row["position"]),
        actor=Iri(row["actor"]),
        actor_name=str(row["actorName"]),
        stance=Stance(short("stance") or ""),
        measure=short("measure") or "",
        target=target if isinstance(target, Iri) else None,
        target_name=text("targetName"),
        words=text("words"),
        condition=text("condition"),
        condition_status=short("conditionStatus"),
        condition_effect=Stance(effect) if effect else None,
        speaker=text("speakerName"),
        role=text("role"),
        reported_by=text("reportedBy"),
        date=when("date"),
        section=str(row["section"]),
        confidence=float(str(row["confidence"])),
        quote=str(row["quote"]),
        document=str(row["document"]),
        name=str(row["documentName"]),
        title=text("title"),
        outlet=text("outlet"),
        issued=when("issued"),
        url=text("url"),
        start=int(str(row["start"])),
        end=int(str(row["end"])),
    )
