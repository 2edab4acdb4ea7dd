"""Timing side by side: rounds interleaved, so that what slows the machine slows all that is compared."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of each round."""

    seconds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return median(self.seconds)

    @property
    def total(self) -> float:
        """All together."""
        return sum(self.seconds)

    def told(self) -> str:
        """Median and range."""
        return f"{self.median:.3f} s ({min(self.seconds):.3f} to {max(self.seconds):.3f})"


def side_by_side(
    work: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> dict[str, Timing]:
    """Each piece of work timed once a round, in turn; the order turns round with every round."""
    taken: dict[str, list[float]] = {name: [] for name in work}
    for turn in range(rounds):
        for name in list(work) if turn % 2 == 0 else reversed(list(work)):
            start = clock()
            work[name]()
            taken[name].append(clock() - start)
    return {name: Timing(tuple(seconds)) for name, seconds in taken.items()}


def ratios(one: Timing, other: Timing) -> str:
    """How many times `other` goes into `one`, round by round: median and range."""
    each = [a / b for a, b in zip(one.seconds, other.seconds, strict=True)]
    return f"{median(each):.2f} ({min(each):.2f} to {max(each):.2f})"
