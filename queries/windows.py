"""What shows only where rows are read in the order of time, which SPARQL can do by a quadratic join alone.

WINDOWS["changes"](table) -> Table  # of the rows of `changes.rq`; `queries.catalogue.run` calls it
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import accumulate, islice
from types import MappingProxyType
from typing import Final

from ontology.terms import Stance
from queries.table import Cell, Iri, Table

_Row = dict[str, Cell]

_CHANGE: Final = (
    *("actor", "actorName", "measure", "target", "targetName", "shift", "stanceBefore", "dateBefore"),
    *("speakerBefore", "speakerBeforeName", "quoteBefore", "documentBefore", "documentBeforeName"),
    *("stance", "date", "speaker", "speakerName", "quote", "document", "documentName"),
    *("positionBefore", "position"),
)


def changes(table: Table) -> Table:
    """Pairs of dated positions of one actor on one proposal: an earlier stance and a later, other one.

    Nothing lies surely between the two, and neither stance was taken on the other's date too. Of several
    positions of one stance and date, the first by name stands for all.
    """
    lines: dict[tuple[Cell, ...], list[_Row]] = {}
    for row in table:
        lines.setdefault((row["actor"], row["measure"], row["target"]), []).append(row)
    pairs = [pair for said in lines.values() for pair in _turns(said)]
    pairs.sort(key=_order)
    return Table(_CHANGE, tuple(_change(before, after) for before, after in pairs))


def _turns(said: Iterable[_Row]) -> Iterator[tuple[_Row, _Row]]:
    """The changes among the positions of one actor on one proposal."""
    first: dict[tuple[Cell, Cell], _Row] = {}
    for row in sorted(said, key=lambda row: str(row["position"])):
        first.setdefault((row["stance"], row["date"]), row)
    told = sorted(first.values(), key=lambda row: (_earliest(row), _latest(row), str(row["position"])))
    starts = [_earliest(row) for row in told]
    soonest_end = list(accumulate((_latest(row) for row in reversed(told)), min))[::-1]
    spans = {stance: _Span(row for row in told if row["stance"] == stance) for stance, _ in first}
    for before in told:
        follows = bisect_right(starts, _latest(before))
        for after in islice(told, follows, None):
            if _earliest(after) > soonest_end[follows]:
                break
            if (
                before["stance"] != after["stance"]
                and not spans[after["stance"]].meets(before)
                and not spans[before["stance"]].meets(after)
            ):
                yield before, after


class _Span:
    """The times at which one stance was taken, from rows in the order of their first days."""

    def __init__(self, rows: Iterable[_Row]) -> None:
        times = [(_earliest(row), _latest(row)) for row in rows]
        self._starts = [start for start, _ in times]
        self._ends = list(accumulate((end for _, end in times), max))

    def meets(self, row: _Row) -> bool:
        """Whether one of them may be the date of `row`."""
        begun = bisect_right(self._starts, _latest(row))
        return begun > 0 and self._ends[begun - 1] >= _earliest(row)


def _change(before: _Row, after: _Row) -> tuple[Cell, ...]:
    toward = "support" if _rank(after) > _rank(before) else "opposition"
    earlier = {
        "Before".join((column.removesuffix("Name"), "Name" if column.endswith("Name") else "")): cell
        for column, cell in before.items()
    }
    whole = after | earlier | {"shift": f"toward {toward}"}
    return tuple(whole[column] for column in _CHANGE)


def _order(pair: tuple[_Row, _Row]) -> tuple[object, ...]:
    before, after = pair
    names = (str(before[c] or "") for c in ("actorName", "actor", "measure", "targetName", "target"))
    return *names, _earliest(before), _earliest(after), str(before["position"]), str(after["position"])


def _earliest(row: _Row) -> date:
    return row["date"].earliest  # type: ignore[union-attr]


def _latest(row: _Row) -> date:
    return row["date"].latest  # type: ignore[union-attr]


def _rank(row: _Row) -> int:
    return Stance(Iri(row["stance"]).short).rank


WINDOWS: Final[Mapping[str, Callable[[Table], Table]]] = MappingProxyType({"changes": changes})
