"""Decision rules against decisions that were taken, and against every completion of what is open."""

import csv
import random
import re
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ontology.decision_rules import DecisionRule, Voter, decision_rule, decision_rules, voters
from ontology.errors import UsageError
from ontology.terms import Stance
from queries.deciding.decision import Basis, Decision, Outcome, Seat, Word, decide, seat
from queries.deciding.power import Range, fewest, minimal, swings
from queries.deciding.tally import Table, Tally, Vote, ballot, table

CASES = tuple(csv.DictReader((Path(__file__).parent / "decided.csv").open(encoding="utf-8")))
WORDS = {
    "votes": r"\d votes in favour",
    "population": "population in favour",
    "council-votes": "council-votes in favour",
    "objection": "any member",
    "permanent": "permanent member",
    "declaration": "by declaration",
}
STANCES = {"yes": Stance.SUPPORTS, "no": Stance.OPPOSES, "abstain": Stance.ABSTAINS}


def sitting(rule: DecisionRule, on: str, participants: str = "") -> Table:
    everyone, _ = voters(rule, date.fromisoformat(on))
    out = {code.removeprefix("-") for code in participants.split()}
    return table(rule, everyone, [v.code for v in everyone if v.code not in out] if out else ())


def decided(rule: str, on: str, participants: str = "", declared: str = "", **said: str) -> Decision[str]:
    seats = sitting(decision_rule(rule), on, participants)
    named = {code for codes in said.values() for code in codes.split()}
    assert named - {"*"} <= {voter.code for voter in seats.voters}
    stances = {
        voter.code: STANCES[how]
        for how, codes in said.items()
        for voter in seats.voters
        if voter.code in codes.split() or ("*" in codes.split() and voter.code not in named)
    }
    return decide(
        seats,
        [
            seat(
                voter,
                [Word(stances[voter.code], "p. 1")] if voter.code in stances else [],
                declared=voter.code in declared.split(),
            )
            for voter in seats.voters
        ],
    )


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_recorded_decisions(case: dict[str, str]) -> None:
    found = decided(
        case["rule"], case["on"], case["participants"], case["declared"],
        yes=case["yes"], no=case["no"], abstain=case["abstain"],
    )  # fmt: skip
    assert found.outcome == case["outcome"]
    met = {word for word, text in WORDS.items() if any(re.search(text, o.what) for o in found.obstacles)}
    assert met == set(case["obstacles"].split())


def test_the_security_council_has_fifteen_members_each_year() -> None:
    for year in range(1990, 2027):
        assert len(voters(decision_rule("unsc"), date(year, 6, 1))[0]) == 15, year
        assert sum(v.permanent for v in voters(decision_rule("unsc"), date(year, 6, 1))[0]) == 5


@pytest.mark.parametrize(
    ("rule", "before", "after", "joins"),
    [
        ("eu-unanimity", "2013-06-30", "2013-07-01", {"HRV"}),
        ("nato", "2023-04-03", "2023-04-04", {"FIN"}),
        ("nato", "2024-03-06", "2024-03-07", {"SWE"}),
        ("eu-qmv", "2020-02-01", "2020-01-31", {"GBR"}),
    ],
)
def test_members_are_those_of_the_day(rule: str, before: str, after: str, joins: set[str]) -> None:
    one, other = ({v.code for v in sitting(decision_rule(rule), on).voters} for on in (before, after))
    assert other - one == joins
    assert one <= other


def test_a_rule_is_not_asked_outside_its_time() -> None:
    with pytest.raises(UsageError, match="holds from 2014-11-01"):
        voters(decision_rule("eu-qmv"), date(2014, 10, 31))
    with pytest.raises(UsageError, match="there are: eu-unanimity"):
        decision_rule("dictate")
    with pytest.raises(UsageError, match="all members take part"):
        sitting(decision_rule("nato"), "2024-06-01", "-USA")
    with pytest.raises(UsageError, match="no member of EU then: GBR"):
        table(decision_rule("eu-qmv"), voters(decision_rule("eu-qmv"), date(2021, 1, 1))[0], ["GBR", "FRA"])


def test_abstention_in_the_general_assembly_is_no_vote() -> None:
    assert decided("unga", "2012-11-29", yes="FRA IND", no="USA", abstain="*").outcome is Outcome.PASSES
    assert (
        decided("unga-important", "2012-11-29", yes="FRA IND", no="USA", abstain="*").outcome
        is Outcome.PASSES
    )
    tied = decided("unga", "2012-11-29", yes="FRA", no="USA", abstain="*")
    assert tied.outcome is Outcome.FAILS
    assert set(tied.pivotal) == {v.code for v in tied.table.voters} - {"FRA"}
    assert decided("unga", "2012-11-29", abstain="*").outcome is Outcome.FAILS
    open_one = decided("unga", "2012-11-29", yes="FRA")
    assert open_one.outcome is Outcome.OPEN
    assert open_one.to_carry == 96
    swing, of = open_one.swings["USA"]
    assert of == 2**191
    assert 0 < swing < of


def test_who_blocks_and_who_turns_it() -> None:
    vetoed = decided("unsc", "2022-02-25", yes="*", no="RUS", abstain="CHN IND ARE")
    assert vetoed.obstacles[0].by == ("RUS",)
    assert vetoed.pivotal == ("RUS",)
    narrow = decided("unsc", "2014-12-30", yes="*", no="AUS", abstain="USA GBR LTU NGA KOR RWA")
    assert set(narrow.pivotal) == {"AUS", "USA", "GBR", "LTU", "NGA", "KOR", "RWA"}  # any one makes nine
    qmv = decided("eu-qmv", "2025-06-01", yes="*", no="DEU FRA ITA MLT")
    assert set(qmv.obstacles[0].by) == {"DEU", "FRA", "ITA", "MLT"} == set(qmv.pivotal)


def test_silence_is_consent_only_where_it_is_asked_for() -> None:
    seats = sitting(decision_rule("nato"), "2024-06-01")
    spoken = [Word(Stance.SUPPORTS, "p. 1")]
    said = [seat(v, spoken if v.code == "USA" else []) for v in seats.voters]
    assert decide(seats, said).outcome is Outcome.OPEN
    quiet = [seat(v, spoken if v.code == "USA" else [], silence=True) for v in seats.voters]
    assert decide(seats, quiet).outcome is Outcome.PASSES
    assert {s.basis for s in quiet} == {Basis.SAID, Basis.SILENCE}


@pytest.mark.parametrize(
    ("effect", "met", "unmet"),
    [
        (Stance.SUPPORTS, Outcome.PASSES, Outcome.FAILS),
        (Stance.OPPOSES, Outcome.FAILS, Outcome.PASSES),
    ],
)
def test_a_condition_that_would_turn_it(effect: Stance, met: Outcome, unmet: Outcome) -> None:
    seats = sitting(decision_rule("eu-unanimity"), "2025-06-01")

    def said(status: str) -> list[Seat[str]]:
        wait = Word(
            Stance.CONDITIONAL,
            "p. 2",
            "once the funds are paid",
            effect,
            met=status == "met",
            lapsed=status == "lapsed",
        )
        return [seat(v, [wait if v.code == "HUN" else Word(Stance.SUPPORTS, "p. 1")]) for v in seats.voters]

    waiting = decide(seats, said("open"))
    assert waiting.outcome is Outcome.OPEN
    (turn,) = waiting.turns
    assert (turn.member, turn.conditions, turn.met, turn.unmet) == (
        "HUN", ("once the funds are paid",), met, unmet,
    )  # fmt: skip
    assert waiting.carrying == waiting.sinking == (("HUN",),)
    assert waiting.swings == {"HUN": (1, 1)}
    assert decide(seats, said("met")).outcome is met
    assert decide(seats, said("lapsed")).outcome is Outcome.OPEN
    assert not decide(seats, said("lapsed")).turns


def test_a_condition_of_unknown_effect_leaves_it_open() -> None:
    seats = sitting(decision_rule("eu-unanimity"), "2025-06-01")
    for met in (False, True):
        wait = Word(Stance.CONDITIONAL, "p. 2", "linked to the truce", met=met)
        said = [seat(v, [wait if v.code == "HUN" else Word(Stance.SUPPORTS, "p. 1")]) for v in seats.voters]
        decision = decide(seats, said)
        assert (decision.outcome, decision.turns) == (Outcome.OPEN, ())


def test_two_sources_that_disagree_leave_it_open() -> None:
    voter = Voter("AUT", "Austria")
    divided = seat(voter, [Word(Stance.SUPPORTS, "a"), Word(Stance.OPPOSES, "b")])
    assert (divided.basis, divided.range.worst, divided.range.best) == (Basis.DIVIDED, Vote.NO, Vote.YES)
    assert divided.stance is None


def test_all_of_the_council_unknown_is_counted_exactly_and_soon() -> None:
    found = decided("eu-qmv", "2025-06-01")
    assert found.outcome is Outcome.OPEN
    assert found.to_carry == 15
    assert found.to_sink == 4
    share = {code: share_of(swing) for code, swing in found.swings.items()}
    assert share["DEU"] > share["FRA"] > share["ITA"] > share["ESP"] > share["POL"] > share["MLT"] > 0


def share_of(swing: tuple[int, int]) -> float:
    return swing[0] / swing[1]


@dataclass(frozen=True)
class Small:
    """A small body with everything that the rules know, weights as they come."""

    table: Table
    ranges: list[Range]


@st.composite
def small(draw: st.DrawFn) -> Small:
    rule = draw(st.sampled_from(sorted(decision_rules())))
    chosen = decision_rule(rule)
    size = draw(st.integers(4, 12 if rule.startswith("unsc") else 7))
    chance = random.Random(draw(st.integers()))
    body = tuple(
        Voter(f"M{i:02}", f"M{i}", chance.choice((1, 2, 3, 5, 8, 40, 90)), i < 2) for i in range(size)
    )
    pairs = [(a, b) for a in Vote for b in Vote if a <= b]
    ranges = [Range(v, *draw(st.sampled_from(pairs))) for v in body]
    if sum(r.open for r in ranges) > 7:
        ranges = [Range(r.voter, r.worst, r.worst) if i > 6 else r for i, r in enumerate(ranges)]
    return Small(table(chosen, body), ranges)


def counted(ranges: list[Range], votes: tuple[Vote, ...]) -> Tally:
    total = Tally()
    for r, vote in zip(ranges, votes, strict=True):
        total = total.plus(ballot(r.voter, vote))
    return total


@given(small())
@settings(max_examples=150, deadline=None)
def test_bounds_hold_every_completion(it: Small) -> None:
    between = [[v for v in Vote if r.worst <= v <= r.best] for r in it.ranges]
    if len(list(product(*between))) > 5000:
        between = [[r.worst, r.best] if r.open else [r.worst] for r in it.ranges]
    completions = {it.table.passes(counted(it.ranges, votes)) for votes in product(*between)}
    expected = {(True,): Outcome.PASSES, (False,): Outcome.FAILS}.get(tuple(completions), Outcome.OPEN)
    assert decide(it.table, [Seat(r, Basis.SAID) for r in it.ranges]).outcome is expected


@given(small(), st.integers(0, 6))
@settings(max_examples=150, deadline=None)
def test_more_support_never_turns_a_pass_into_a_fail(it: Small, who: int) -> None:
    votes = [r.worst for r in it.ranges]
    i = who % len(votes)
    for better in Vote:
        if better > votes[i]:
            after = [*votes[:i], better, *votes[i + 1 :]]
            assert it.table.passes(counted(it.ranges, tuple(votes))) <= it.table.passes(
                counted(it.ranges, tuple(after))
            )


@given(small())
@settings(max_examples=100, deadline=None)
def test_swings_and_minimal_sets_are_those_of_brute_force(it: Small) -> None:
    codes = [r.voter.code for r in it.ranges if r.open]

    def passes(best: set[str]) -> bool:
        votes = tuple(r.best if r.voter.code in best else r.worst for r in it.ranges)
        return it.table.passes(counted(it.ranges, votes))

    subsets = [
        {c for c, on in zip(codes, bits, strict=True) if on} for bits in product((0, 1), repeat=len(codes))
    ]
    swung = {c: sum(passes(s | {c}) and not passes(s) for s in subsets if c not in s) for c in codes}
    assert {c: n for c, (n, _) in swings(it.table, it.ranges).items()} == swung
    winning = [s for s in subsets if passes(s)]
    least = {tuple(sorted(s)) for s in winning if not any(other < s for other in winning)}
    assert set(minimal(it.table, it.ranges, carry=True)) == least
    if all((r.worst, r.best) == (Vote.NO, Vote.YES) for r in it.ranges if r.open):
        assert fewest(it.table, it.ranges, carry=True) == min(map(len, least), default=None)
