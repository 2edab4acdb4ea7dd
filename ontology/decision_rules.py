"""By what rules bodies decide, as data: `ontology/data/decision_rules.csv`, each with the law it stands in.

    rule = decision_rule("eu-qmv")  # rule.votes.needed(27) == 15

A rule is what has to come together for a decision: votes of members, their weight, nobody who objects.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Final

from ontology.dates import PartialDate
from ontology.errors import UsageError
from ontology.reference import DATA, Role, holds, read_table, reference

COUNCIL: Final = "council-votes"


class Counted(StrEnum):
    """Of whom a share is taken: all members, or those who vote for or against."""

    MEMBERS = "members"
    VOTING = "voting"


class Objection(StrEnum):
    """Whose vote against alone prevents a decision."""

    NOBODY = ""
    PERMANENT = "permanent"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Quota:
    """At least `least`, or more than it where `strict`: a number, or of a total where `share`."""

    least: Fraction
    share: bool
    strict: bool

    @classmethod
    def parse(cls, text: str) -> "Quota":
        """Read `9`, `55/100`, `>1/2`; ValueError for anything else."""
        number = text.removeprefix(">")
        return cls(Fraction(number), "/" in number, text != number)

    def needed(self, total: int) -> int:
        """The least whole number of `total` that is enough; never less than 1."""
        value = self.least * total if self.share else self.least
        return max(1, math.floor(value) + 1 if self.strict else math.ceil(value))


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """A rule of a body, valid from `start` to `end`.

    `weight` says what members weigh (`population`, `council-votes`; empty: all alike). A share of
    `abstention_limit` of the members with that share of the weight prevents a decision by abstaining with a
    declaration. Fewer than `blocking_least` members cannot block for want of weight. `participants` is the
    law by which only some members take part (empty: there is none), `silence` whether silence may decide too.
    """

    code: str
    title: str
    body: str
    start: PartialDate
    end: PartialDate | None
    votes: Quota | None
    counted: Counted
    weight: str
    weight_votes: Quota | None
    objection: Objection
    abstention_limit: Fraction | None
    blocking_least: int | None
    participants: str
    silence: bool
    source: str


@dataclass(frozen=True, slots=True)
class Voter:
    """A member with a vote: its code and name, what it weighs, whether it is a permanent member."""

    code: str
    name: str
    weight: int = 0
    permanent: bool = False


@cache
def decision_rules() -> Mapping[str, DecisionRule]:
    """All rules by code, in the order of the table; InputError as `ontology.reference.load`."""
    return MappingProxyType({rule.code: rule for rule in read_table(DATA, "decision_rules.csv", _rule)})


def decision_rule(code: str) -> DecisionRule:
    """The rule of this code; UsageError where there is none."""
    if code not in decision_rules():
        raise UsageError(f"no rule {code!r}; there are: {', '.join(decision_rules())}")
    return decision_rules()[code]


def voters(rule: DecisionRule, on: date) -> tuple[tuple[Voter, ...], str]:
    """Who votes by `rule` that day, by code, and where their weights come from (empty where all are alike).

    UsageError where the rule was not in force.
    """
    if not holds(rule.start, rule.end, on):
        until = f" to {rule.end}" if rule.end else ""
        raise UsageError(f"rule {rule.code} holds from {rule.start}{until}, not on {on}")
    known = reference()
    roles = known.roles(rule.body, on)
    members = known.members(rule.body, on)
    weights, source = _weights(rule, on)
    if missing := [code for code in members if rule.weight and code not in weights]:
        raise UsageError(f"no {rule.weight} of {', '.join(missing)} for {on.year} in the reference data")
    found = (
        Voter(code, known.entities[code].label, weights.get(code, 0), roles[code] is Role.PERMANENT)
        for code in members
    )
    return tuple(found), source


def _weights(rule: DecisionRule, on: date) -> tuple[Mapping[str, int], str]:
    if rule.weight == COUNCIL:
        rows = tuple(read_table(DATA, "council_votes.csv", lambda row: (row["state"], int(row["votes"]))))
        return dict(rows), "votes by Protocol 36"
    if rule.weight:
        figures = reference().voting_populations(on)
        year = next(iter(figures.values())).year
        return {code: figure.population for code, figure in figures.items()}, f"populations for {year}"
    return {}, ""


def _rule(row: Mapping[str, str]) -> DecisionRule:
    def quota(column: str) -> Quota | None:
        return Quota.parse(row[column]) if row[column] else None

    return DecisionRule(
        code=row["rule"],
        title=row["title"],
        body=row["body"],
        start=PartialDate.parse(row["start"]),
        end=PartialDate.parse(row["end"]) if row["end"] else None,
        votes=quota("votes"),
        counted=Counted(row["counted"]),
        weight=row["weight"],
        weight_votes=quota("weight_votes"),
        objection=Objection(row["objection"]),
        abstention_limit=Fraction(row["abstention_limit"]) if row["abstention_limit"] else None,
        blocking_least=int(row["blocking_least"]) if row["blocking_least"] else None,
        participants=row["participants"],
        silence=row["silence"] == "yes",
        source=row["source"],
    )
