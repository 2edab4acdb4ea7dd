"""The count of votes, and whether it makes a decision.

Votes are ordered from the one that helps a decision least to the one that helps it most; no rule here is hurt
by a vote that is further up. So the worst and the best case of what is not known bound all others.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, NamedTuple

from ontology.decision_rules import Counted, DecisionRule, Objection, Voter
from ontology.errors import UsageError

MOST_LEFT_OUT: Final = 35
"""Per cent of the population that, with one member more, can block (Article 238(3)(a) TFEU)."""


class Vote(IntEnum):
    """How a member votes. `DECLARED` is an abstention with a declaration (Article 31(1) TEU)."""

    NO = 0
    DECLARED = 1
    ABSTAIN = 2
    YES = 3


class Tally(NamedTuple):
    """How many vote in favour, against, against as permanent members; how many abstain by declaration."""

    yes: int = 0
    no: int = 0
    vetoes: int = 0
    declared: int = 0
    declared_weight: int = 0
    weight: int = 0
    """Of those in favour."""

    def plus(self, other: "Tally") -> "Tally":
        """Both counts together."""
        return Tally(*(a + b for a, b in zip(self, other, strict=True)))

    def times(self, count: int) -> "Tally":
        """The count of `count` members who vote alike."""
        return Tally(*(count * part for part in self))


def ballot(voter: Voter, vote: Vote) -> Tally:
    """The count of one vote."""
    match vote:
        case Vote.YES:
            return Tally(yes=1, weight=voter.weight)
        case Vote.NO:
            return Tally(no=1, vetoes=int(voter.permanent))
        case Vote.DECLARED:
            return Tally(declared=1, declared_weight=voter.weight)
        case _:
            return Tally()


@dataclass(frozen=True, slots=True)
class Table:
    """Those who sit round the table and the rule by which they decide."""

    rule: DecisionRule
    voters: tuple[Voter, ...]
    members: int
    """How many take part."""
    weight: int
    """Of all who take part."""
    blocking_least: int
    """Fewer cannot block for want of weight; 0 where the rule knows no such thing."""

    def needed_weight(self, tally: Tally) -> int | None:
        """The weight in favour that makes a decision of `tally`; None where no weight would.

        The weight in `tally` itself does not matter.
        """
        rule = self.rule
        if tally.vetoes and rule.objection is Objection.PERMANENT:
            return None
        if tally.no and rule.objection is Objection.ANY:
            return None
        if self.held_back(tally):
            return None
        if rule.votes and tally.yes < self.needed_votes(tally):
            return None
        if not rule.weight_votes or self.members - tally.yes < self.blocking_least:
            return 0
        return rule.weight_votes.needed(self.weight)

    def needed_votes(self, tally: Tally) -> int:
        """How many have to vote in favour; 0 where the rule asks for no number."""
        if not self.rule.votes:
            return 0
        voting = self.rule.counted is Counted.VOTING
        return self.rule.votes.needed(tally.yes + tally.no if voting else self.members)

    def held_back(self, tally: Tally) -> bool:
        """Whether so many abstain with a declaration that there is no decision."""
        limit = self.rule.abstention_limit
        return bool(
            limit and tally.declared >= limit * self.members and tally.declared_weight >= limit * self.weight
        )

    def passes(self, tally: Tally) -> bool:
        """Whether `tally` makes a decision."""
        needed = self.needed_weight(tally)
        return needed is not None and tally.weight >= needed


def table(rule: DecisionRule, voters: Iterable[Voter], participants: Iterable[str] = ()) -> Table:
    """The table at which `voters` decide by `rule`; only `participants` (codes) where any are named.

    UsageError where the rule has no law for that or one of them is no member.
    """
    all_of_them, only = tuple(voters), set(participants)
    if only and not rule.participants:
        raise UsageError(f"by rule {rule.code} all members take part")
    if strange := sorted(only - {voter.code for voter in all_of_them}):
        raise UsageError(f"no member of {rule.body} then: {', '.join(strange)}")
    seated = tuple(voter for voter in all_of_them if not only or voter.code in only)
    least = rule.blocking_least or 0
    if least and len(seated) < len(all_of_them):
        least = _blocking_least(seated)
    return Table(rule, seated, len(seated), sum(voter.weight for voter in seated), least)


def _blocking_least(voters: tuple[Voter, ...]) -> int:
    """The fewest members with more than 35 % of the population, and one more."""
    total, weight = sum(voter.weight for voter in voters), 0
    for count, voter in enumerate(sorted(voters, key=lambda v: -v.weight), start=1):
        weight += voter.weight
        if weight * 100 > MOST_LEFT_OUT * total:
            return count + 1
    return len(voters)
