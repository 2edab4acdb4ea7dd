"""Who can turn a decision that is still open: swings, and the fewest that carry or sink it.

Swings are those of J. F. Banzhaf ("Weighted Voting Doesn't Work", 1965), counted over what the open votes may
become, all completions alike; exactly, by splitting the open votes in two halves and counting which pairs of
halves pass. Members that count alike are counted together.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from math import comb, prod

from ontology.decision_rules import Voter
from queries.deciding.tally import Table, Tally, Vote, ballot


@dataclass(frozen=True, slots=True)
class Range:
    """A vote that is known (`worst` is `best`) or open between two."""

    voter: Voter
    worst: Vote
    best: Vote

    @property
    def open(self) -> bool:
        """Whether it may be one or the other."""
        return self.worst is not self.best


@dataclass(frozen=True, slots=True)
class _Alike:
    """`count` open votes that count alike, and what each adds at its worst and at its best."""

    worst: Tally
    best: Tally
    count: int


@dataclass(frozen=True, slots=True)
class _Half:
    """One completion of half of the open votes: how many of each kind are at their best, in how many ways."""

    chosen: tuple[int, ...]
    ways: int
    tally: Tally


def swings(seats: Table, ranges: Sequence[Range]) -> dict[str, tuple[int, int]]:
    """For each open vote, by member: in how many completions of the others it decides, and of how many.

    Each open vote is at its worst or its best in a completion. 30 members of different weight take seconds.
    """
    fixed = _sum(ballot(r.voter, r.best) for r in ranges if not r.open)
    groups: dict[tuple[Tally, Tally], list[str]] = defaultdict(list)
    for r in ranges:
        if r.open:
            groups[ballot(r.voter, r.worst), ballot(r.voter, r.best)].append(r.voter.code)
    if not groups:
        return {}
    kinds = [_Alike(worst, best, len(codes)) for (worst, best), codes in groups.items()]
    middle = _middle(kinds)
    left, right = list(_halves(kinds[:middle], fixed)), list(_halves(kinds[middle:], Tally()))
    with_best: list[int] = []
    total = 0
    for mine, others, own in ((left, right, kinds[:middle]), (right, left, kinds[middle:])):
        passing = [half.ways * count for half, count in zip(mine, _passing(seats, mine, others), strict=True)]
        total = sum(passing)
        with_best += [
            sum(count * half.chosen[i] for half, count in zip(mine, passing, strict=True)) // kind.count
            for i, kind in enumerate(own)
        ]
    of = 2 ** (sum(kind.count for kind in kinds) - 1)
    return {
        code: (2 * best - total, of)
        for codes, best in zip(groups.values(), with_best, strict=True)
        for code in codes
    }


def fewest(seats: Table, ranges: Sequence[Range], *, carry: bool) -> int | None:
    """How few of the open votes, at their best, `carry` the decision whatever the others do; or else sink it.

    None where not even all do. Whoever may object is asked first, then permanent members, then the heaviest:
    exact where the open votes are open from no to yes, else an upper bound.
    """
    ordered = sorted((r for r in ranges if r.open), key=_first)
    for count in range(len(ordered) + 1):
        chosen = {r.voter.code for r in ordered[:count]}
        if _passes(seats, ranges, chosen, carry=carry) is carry:
            return count
    return None


def minimal(seats: Table, ranges: Sequence[Range], *, carry: bool) -> tuple[tuple[str, ...], ...]:
    """All sets of open votes that carry (or sink) the decision alone and of which none can be spared.

    By size, then name. Exponential in the open votes.
    """
    codes = sorted(r.voter.code for r in ranges if r.open)
    found: list[frozenset[str]] = []
    for size in range(len(codes) + 1):
        for chosen in map(frozenset, combinations(codes, size)):
            if any(smaller <= chosen for smaller in found):
                continue
            if _passes(seats, ranges, chosen, carry=carry) is carry:
                found.append(chosen)
    return tuple(tuple(sorted(chosen)) for chosen in found)


def _passes(seats: Table, ranges: Sequence[Range], chosen: set[str] | frozenset[str], *, carry: bool) -> bool:
    """Whether it passes where `chosen` vote one way (for it where `carry`), the other open ones the other."""
    return seats.passes(
        _sum(ballot(r.voter, r.best if (r.voter.code in chosen) is carry else r.worst) for r in ranges)
    )


def _first(r: Range) -> tuple[bool, bool, int]:
    return r.worst is not Vote.NO, not r.voter.permanent, -r.voter.weight


def _sum(tallies: Iterator[Tally]) -> Tally:
    return Tally(*map(sum, zip(Tally(), *tallies, strict=True)))


def _middle(kinds: Sequence[_Alike]) -> int:
    """Where to split, so that the halves have about as many completions."""

    def size(part: Sequence[_Alike]) -> int:
        return prod(kind.count + 1 for kind in part)

    return min(range(len(kinds) + 1), key=lambda i: size(kinds[:i]) + size(kinds[i:]))


def _halves(kinds: Sequence[_Alike], start: Tally) -> Iterator[_Half]:
    for chosen in product(*(range(kind.count + 1) for kind in kinds)):
        tally, ways = start, 1
        for kind, best in zip(kinds, chosen, strict=True):
            tally = tally.plus(kind.best.times(best)).plus(kind.worst.times(kind.count - best))
            ways *= comb(kind.count, best)
        yield _Half(chosen, ways, tally)


def _passing(seats: Table, mine: Sequence[_Half], others: Sequence[_Half]) -> Iterator[int]:
    """For each of `mine`, with how many completions of the other half it passes."""
    classes: dict[Tally, list[tuple[int, int]]] = defaultdict(list)
    for half in others:
        classes[half.tally._replace(weight=0)].append((half.tally.weight, half.ways))
    sorted_classes = []
    for head, entries in classes.items():
        entries.sort()
        left = [0]
        for _, ways in reversed(entries):
            left.append(left[-1] + ways)
        sorted_classes.append((head, [weight for weight, _ in entries], left))

    @cache
    def needed(head: Tally) -> list[tuple[int, list[int], list[int]]]:
        found = []
        for other, weights, left in sorted_classes:
            least = seats.needed_weight(head.plus(other))
            if least is not None:
                found.append((least, weights, left))
        return found

    for half in mine:
        yield sum(
            left[len(weights) - bisect_left(weights, least - half.tally.weight)]
            for least, weights, left in needed(half.tally._replace(weight=0))
        )
