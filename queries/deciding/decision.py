"""What a body decides by a rule, given how far it is known how its members vote.

    decision = decide(table(rule, voters), stands)  # decision.outcome, .obstacles, .pivotal, .turns

What is not known is not guessed: a decision passes or fails only where it does whatever the open votes are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, TypeVar

from ontology.decision_rules import Objection, Voter
from ontology.terms import Stance
from queries.deciding.power import Range, fewest, minimal, swings
from queries.deciding.tally import Table, Tally, Vote, ballot

E = TypeVar("E")

ENUMERATED: Final = 12
"""Up to so many open votes, all minimal sets are listed."""


class Outcome(StrEnum):
    """What is decided: for sure, or not yet."""

    PASSES = "passes"
    FAILS = "fails"
    OPEN = "open"


class Basis(StrEnum):
    """How it is known where a member stands.

    Said by it; said in different ways that do not go together; not known; taken for consent under a silence
    procedure; inferred by a rule from what others said.
    """

    SAID = "said"
    DIVIDED = "divided"
    UNKNOWN = "unknown"
    SILENCE = "silence"
    INFERRED = "inferred"


@dataclass(frozen=True, slots=True)
class Word(Generic[E]):
    """One stance of a member, with what proves it.

    Its condition is `met` or has `lapsed`; `effect` is the stance that it makes, None where unknown.
    """

    stance: Stance
    evidence: E
    condition: str | None = None
    effect: Stance | None = None
    met: bool = False
    lapsed: bool = False

    @property
    def votes(self) -> tuple[Vote, Vote]:
        """How it may vote, from the worst to the best."""
        match (self.met and self.effect) or self.stance:
            case Stance.SUPPORTS:
                return Vote.YES, Vote.YES
            case Stance.OPPOSES:
                return Vote.NO, Vote.NO
            case Stance.ABSTAINS:
                return Vote.ABSTAIN, Vote.ABSTAIN
            case _:
                return Vote.NO, Vote.YES


@dataclass(frozen=True, slots=True)
class Seat(Generic[E]):
    """A member at the table: how it may vote, and on what basis that is known."""

    range: Range
    basis: Basis
    words: tuple[Word[E], ...] = ()

    @property
    def voter(self) -> Voter:
        """Who sits there."""
        return self.range.voter

    @property
    def stance(self) -> Stance | None:
        """Its stance; None where that is unknown or divided."""
        stances = {word.stance for word in self.words}
        return stances.pop() if len(stances) == 1 else None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What stands in the way of a decision, in words, and who makes it so (codes)."""

    what: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What becomes of the decision where the open conditions of one member (or of all) arise, or do not."""

    member: str | None
    """Code; None for all members with open conditions together."""
    conditions: tuple[str, ...]
    met: Outcome
    unmet: Outcome

    @property
    def turns(self) -> bool:
        """Whether it makes a difference."""
        return self.met is not self.unmet


@dataclass(frozen=True, slots=True)
class Decision(Generic[E]):
    """The outcome with its bounds, and what hangs on whom.

    `obstacles` are those of the best case where it fails, of the worst case where it is open. A `pivotal`
    member turns it alone: by a vote against what passes, by one in favour what fails, by either what is open.
    `swings`, `to_carry`, `to_sink` and the minimal sets are of the open votes; the sets are None where there
    are too many to list.
    """

    table: Table
    seats: tuple[Seat[E], ...]
    outcome: Outcome
    worst: Tally
    best: Tally
    obstacles: tuple[Obstacle, ...]
    pivotal: tuple[str, ...]
    swings: Mapping[str, tuple[int, int]]
    to_carry: int | None
    to_sink: int | None
    carrying: tuple[tuple[str, ...], ...] | None
    sinking: tuple[tuple[str, ...], ...] | None
    turns: tuple[Turn, ...]


def seat(voter: Voter, words: Sequence[Word[E]], *, silence: bool = False, declared: bool = False) -> Seat[E]:
    """The seat of a member that said `words`; of several that differ, all are kept possible.

    A word whose condition lapsed counts no more. `silence`: who said nothing consents. `declared`: its
    abstention comes with a declaration.
    """
    counting = [word for word in words if not word.lapsed]
    if not counting:
        worst = Vote.YES if silence and not words else Vote.NO
        basis = Basis.SILENCE if silence and not words else Basis.UNKNOWN
        return Seat(Range(voter, worst, Vote.YES), basis, tuple(words))
    worst, best = min(word.votes[0] for word in counting), max(word.votes[1] for word in counting)
    if declared and worst is best is Vote.ABSTAIN:
        worst = best = Vote.DECLARED
    basis = Basis.SAID if len({word.votes for word in counting}) == 1 else Basis.DIVIDED
    return Seat(Range(voter, worst, best), basis, tuple(words))


def decide(table: Table, seats: Sequence[Seat[E]]) -> Decision[E]:
    """What the members in `seats`, one for each voter of `table`, decide."""
    ranges = [s.range for s in seats]
    worst, best = _bounds(ranges)
    outcome = _outcome(table, ranges)
    open_votes = sum(r.open for r in ranges)
    listed = 0 < open_votes <= ENUMERATED and outcome is Outcome.OPEN
    return Decision(
        table=table,
        seats=tuple(seats),
        outcome=outcome,
        worst=worst,
        best=best,
        obstacles=_obstacles(table, ranges, outcome),
        pivotal=_pivotal(table, ranges, outcome),
        swings=swings(table, ranges) if outcome is Outcome.OPEN else {},
        to_carry=fewest(table, ranges, carry=True) if outcome is Outcome.OPEN else None,
        to_sink=fewest(table, ranges, carry=False) if outcome is Outcome.OPEN else None,
        carrying=minimal(table, ranges, carry=True) if listed else None,
        sinking=minimal(table, ranges, carry=False) if listed else None,
        turns=_turns(table, seats),
    )


def _bounds(ranges: Sequence[Range]) -> tuple[Tally, Tally]:
    """The counts of the worst and of the best case."""
    worst, best = Tally(), Tally()
    for r in ranges:
        worst, best = worst.plus(ballot(r.voter, r.worst)), best.plus(ballot(r.voter, r.best))
    return worst, best


def _outcome(table: Table, ranges: Sequence[Range]) -> Outcome:
    worst, best = _bounds(ranges)
    if table.passes(worst):
        return Outcome.PASSES
    return Outcome.OPEN if table.passes(best) else Outcome.FAILS


def _with(ranges: Sequence[Range], votes: Mapping[str, Vote]) -> list[Range]:
    """The same where the members in `votes` vote so."""
    return [
        Range(r.voter, votes[r.voter.code], votes[r.voter.code]) if r.voter.code in votes else r
        for r in ranges
    ]


def _pivotal(table: Table, ranges: Sequence[Range], outcome: Outcome) -> tuple[str, ...]:
    turned = []
    for r in ranges:
        code = r.voter.code
        for vote in (Vote.NO, Vote.YES):
            changed = r.open if outcome is Outcome.OPEN else not r.worst <= vote <= r.best
            if changed and _outcome(table, _with(ranges, {code: vote})) is not outcome:
                turned.append(code)
                break
    return tuple(turned)


def _obstacles(table: Table, ranges: Sequence[Range], outcome: Outcome) -> tuple[Obstacle, ...]:
    if outcome is Outcome.PASSES:
        return ()
    votes = {r.voter.code: r.best if outcome is Outcome.FAILS else r.worst for r in ranges}
    tally = _bounds(ranges)[outcome is Outcome.FAILS]
    against = tuple(code for code, vote in votes.items() if vote is Vote.NO)
    withheld = tuple(code for code, vote in votes.items() if vote is not Vote.YES)
    rule, found = table.rule, []
    if rule.objection is Objection.ANY and against:
        found.append(Obstacle("an objection of any member prevents it", against))
    if rule.objection is Objection.PERMANENT and tally.vetoes:
        vetoes = tuple(r.voter.code for r in ranges if r.voter.permanent and r.voter.code in against)
        found.append(Obstacle("a vote against by a permanent member prevents it", vetoes))
    if table.held_back(tally):
        declared = tuple(code for code, vote in votes.items() if vote is Vote.DECLARED)
        found.append(
            Obstacle("a third of the members and of the population abstain by declaration", declared)
        )
    needed = table.needed_votes(tally)
    if tally.yes < needed:
        found.append(Obstacle(f"{needed} votes in favour are needed, there are {tally.yes}", withheld))
    if rule.weight_votes and table.members - tally.yes >= table.blocking_least:
        weight = rule.weight_votes.needed(table.weight)
        if tally.weight < weight:
            words = f"{weight} of {table.weight} {rule.weight} in favour are needed, there are {tally.weight}"
            found.append(Obstacle(words, withheld))
    return tuple(found)


def _turns(table: Table, seats: Sequence[Seat[E]]) -> tuple[Turn, ...]:
    """What hangs on the open conditions: member by member, and on all together where there are several.

    Left out is a member of whom it is not known how it votes once its conditions are met.
    """
    waiting = {s.voter.code: _conditions(s) for s in seats if s.range.open and _effect(s)}
    when_met = {s.voter.code: Vote.YES if _effect(s) is Stance.SUPPORTS else Vote.NO for s in seats}
    otherwise = {Vote.YES: Vote.NO, Vote.NO: Vote.YES}
    ranges = [s.range for s in seats]

    def turn(member: str | None, codes: Sequence[str]) -> Turn:
        words = tuple(words for code in codes for words in waiting[code])
        met = {code: when_met[code] for code in codes}
        unmet = {code: otherwise[vote] for code, vote in met.items()}
        return Turn(member, words, _outcome(table, _with(ranges, met)), _outcome(table, _with(ranges, unmet)))

    each = tuple(turn(code, [code]) for code in waiting)
    return (*each, turn(None, list(waiting))) if len(each) > 1 else each


def _conditions(s: Seat[E]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w.condition for w in _waiting(s) if w.condition))


def _effect(s: Seat[E]) -> Stance | None:
    """The stance that all open conditions of a member make; None where they differ or one is unknown."""
    effects = {word.effect for word in _waiting(s)}
    return effects.pop() if len(effects) == 1 else None


def _waiting(s: Seat[E]) -> list[Word[E]]:
    return [w for w in s.words if w.condition and not (w.met or w.lapsed)]
