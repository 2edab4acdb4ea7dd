"""What is decided, asked of a store: the members of a day, where each stands, and the passages that prove it.

answer = ask(store, "eu-qmv", "sanctions", "Russia", on="2016-10-18")
answer.decision.outcome, answer.seats, answer.footnotes
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ontology.dates import PartialDate
from ontology.decision_rules import DecisionRule, decision_rule, voters
from ontology.errors import UsageError
from ontology.iris import entity_iri
from queries import values
from queries.briefing import Footnote, Notes
from queries.catalogue import run
from queries.deciding.decision import Basis, Decision, Seat, Word, decide, seat
from queries.deciding.tally import Vote, table
from queries.inference import Freshness, freshness, inherited, statuses
from queries.standing import Statement, standing, statements
from queries.store import Store
from queries.table import Iri

NICE: Final = "eu-qmv-nice"
_UNTARGETED: Final = """
PREFIX tdt: <https://w3id.org/tourdetable/ns#>
SELECT ?actor ?date WHERE {
  GRAPH ?document {
    ?position a tdt:Position ; tdt:measure UNDEF ; tdt:actor ?actor .
    OPTIONAL { ?position tdt:takenOn ?date }
    FILTER NOT EXISTS { ?position tdt:target ?target }
  }
} ORDER BY ?actor ?position"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A decision with all that it rests on."""

    rule: DecisionRule
    measure: str
    """What it is called."""
    target: str | None
    on: date
    decision: Decision[Statement]
    assumptions: tuple[str, ...]
    """What was taken for given, in words."""
    footnotes: tuple[Footnote, ...]
    notes: Mapping[str, tuple[int, ...]]
    """Numbers of the footnotes of each member, by code."""
    untargeted: int
    """How many statements of members on the measure name no target; they are not counted."""


def ask(
    store: Store,
    rule: str,
    measure: str,
    target: str | None = None,
    *,
    on: str | None = None,
    participants: Iterable[str] = (),
    declared: Iterable[str] = (),
    silence: bool = False,
    inferred: bool = False,
) -> Answer:
    """What is decided on a measure at a target by `rule` (a code), as of the end of a date (without: today).

    Only `participants` vote where any are named; the abstention of those in `declared` comes with a
    declaration; under `silence` whoever said nothing consents; where `inferred`, a member that said nothing
    stands where the rules of `queries.inference` put it. UsageError for what is unknown or does not fit.
    """
    chosen, code = decision_rule(rule), values.measure(measure)
    day = values.date(on).latest if on else date.today()
    if silence and not chosen.silence:
        raise UsageError(f"rule {rule} knows no silence procedure")
    everyone, weights = voters(chosen, day)
    seats_at = table(chosen, everyone, _codes(participants))
    declaring = _codes(declared)
    said = _said(store, code.value, target, day)
    words = _words(said, statuses(store))
    derived = _words(inherited(store, said), {}) if inferred else {}
    seats = []
    for voter in seats_at.voters:
        iri = entity_iri(voter.code)
        own = words.get(iri, ())
        taken = seat(voter, own or derived.get(iri, ()), silence=silence, declared=voter.code in declaring)
        seats.append(replace(taken, basis=Basis.INFERRED) if not own and taken.words else taken)
    if undeclared := declaring - {s.voter.code for s in seats if s.range.best is Vote.DECLARED}:
        raise UsageError(f"no abstention is known of {', '.join(sorted(undeclared))} to declare")
    members = {entity_iri(voter.code) for voter in seats_at.voters}
    numbers = Notes()
    notes = {s.voter.code: tuple(dict.fromkeys(numbers.number(w.evidence) for w in s.words)) for s in seats}
    return Answer(
        rule=chosen,
        measure=code.label,
        target=next((s.target_name for s in said if s.target_name), target),
        on=day,
        decision=decide(seats_at, seats),
        assumptions=tuple(_assumptions(store, chosen, seats, weights, inferred=inferred)),
        footnotes=numbers.made(),
        notes=notes,
        untargeted=_untargeted(store, code.value, members, day) if target else 0,
    )


def _said(store: Store, measure: str, target: str | None, day: date) -> tuple[Statement, ...]:
    """What had been said on the proposal by that day; UsageError where several targets are meant."""
    found = statements(run(store, "evidence", {"measure": measure, "target": target or ""}))
    known = tuple(s for s in found if s.date is None or s.date.earliest <= day)
    targets = Counter(s.target_name or "no target" for s in known)
    if not target and len(targets) > 1:
        several = ", ".join(f"{name} ({count})" for name, count in targets.most_common(6))
        raise UsageError(f"{measure} is said of several targets, say which: {several}")
    return known


def _untargeted(store: Store, measure: str, members: Collection[str], day: date) -> int:
    """How many statements of `members` by that day are on the measure and name no target."""
    rows = store.select(_UNTARGETED.replace("UNDEF", values.term("measure", measure)))
    said = (row["date"] for row in rows if row["actor"] in members)
    return sum(not isinstance(when, PartialDate) or when.earliest <= day for when in said)


def _words(said: Iterable[Statement], reviewed: Mapping[str, str]) -> dict[str, tuple[Word[Statement], ...]]:
    """The words of each actor that stand, by IRI; a reviewer is believed before the text.

    Where an actor was heard at known dates, what has no date is left out: it may be of any year.
    """
    by_actor: dict[Iri, list[Statement]] = defaultdict(list)
    for statement in said:
        by_actor[statement.actor].append(statement)
    words = {}
    for actor, lines in by_actor.items():
        now, _ = standing([s for s in lines if s.date] or lines)
        words[str(actor)] = tuple(_word(s, reviewed) for stands in now for s in (stands.statement,))
    return words


def _word(statement: Statement, reviewed: Mapping[str, str]) -> Word[Statement]:
    status = reviewed.get(statement.position, statement.condition_status)
    return Word(
        statement.stance,
        statement,
        statement.condition,
        statement.condition_effect,
        met=status == "met",
        lapsed=status == "lapsed",
    )


def _codes(named: Iterable[str]) -> set[str]:
    """Codes of the members that a user names."""
    return {Iri(values.entity(name.strip())).short for name in named if name.strip()}


def _assumptions(
    store: Store, rule: DecisionRule, seats: Iterable[Seat[Statement]], weights: str, *, inferred: bool
) -> Iterable[str]:
    if weights:
        yield f"weights are {weights}"
    if rule.code == NICE:
        yield "no member asks for the 62 % of the population to be verified"
    bases: dict[Basis, list[str]] = defaultdict(list)
    for s in seats:
        bases[s.basis].append(s.voter.name)
    if bases[Basis.SILENCE]:
        yield f"silence is consent: {', '.join(bases[Basis.SILENCE])}"
    if bases[Basis.INFERRED]:
        yield f"inferred, not said: {', '.join(bases[Basis.INFERRED])}"
    if inferred and freshness(store) is not Freshness.FRESH:
        yield "the inferences are absent or older than the texts: run tourdetable infer"
