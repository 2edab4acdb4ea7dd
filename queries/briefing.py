"""The who-stands-where briefing with its footnotes.

briefing = brief(store, "sanctions", target="Russia", on="2016-10-18", among="EU")
render(briefing, "md" | "html" | "csv" | "json") -> str
"""

from dataclasses import dataclass

from ontology.dates import PartialDate
from ontology.terms import Stance
from queries.store import Store

FORMATS = ("md", "html", "csv", "json")


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
    """One actor's position. `since` starts the unbroken run of this stance; `note` counts the footnotes."""

    actor: str
    """Name; `code` is its guideline code."""
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
    confidence: float
    note: int


@dataclass(frozen=True, slots=True)
class Group:
    """Entries of one stance; groups come in the ontology's order of stances."""

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
    groups: tuple[Group, ...]
    history: tuple[Entry, ...]
    """Positions that a later one of the same actor on the same proposal has superseded, oldest first."""
    unknown: tuple[str, ...]
    """Members of `among` without known position; empty where no organisation was asked about."""
    footnotes: tuple[Footnote, ...]


def brief(
    store: Store, measure: str, *, target: str | None = None, on: str | None = None, among: str | None = None
) -> Briefing:
    """The briefing on a measure; UsageError for an unknown measure, actor, organisation or date."""
    raise NotImplementedError


def render(briefing: Briefing, form: str) -> str:
    """The briefing in one of `FORMATS`; UsageError for another."""
    raise NotImplementedError
