"""Answers as plain Python: a `Table` of cells, without an RDF type in sight.

`Table(columns, rows)` is what every query returns and every face shows. An IRI stays recognisable as `Iri`
(a `str`), a date of any precision is a `PartialDate`, what is unbound is None.
A column `actor` of IRIs with a sibling `actorName` is shown to people under the name alone: see `readable`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import unquote

from ontology.dates import PartialDate
from ontology.iris import BASE

NAME: Final = "Name"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS: Final = {"integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger"}


class Iri(str):
    """An IRI, told from a text that looks like one."""

    __slots__ = ()

    @property
    def short(self) -> str:
        """The last part of an IRI of ours (`entity/RUS` gives `RUS`); any other IRI whole."""
        if not self.startswith(BASE):
            return str(self)
        kind, _, rest = self.removeprefix(BASE).partition("/")
        return unquote(rest or kind)


Cell = str | Iri | int | float | bool | PartialDate | datetime | None


def literal(value: str, datatype: str | None) -> Cell:
    """The cell of an RDF literal; its lexical form where the datatype has no better one or is not kept to."""
    local = (datatype or "").removeprefix(XSD)
    try:
        match local:
            case "boolean":
                return {"true": True, "1": True, "false": False, "0": False}[value.strip()]
            case "double" | "float" | "decimal":
                return float(value)
            case "date" | "gYearMonth" | "gYear":
                return PartialDate.parse(value)
            case "dateTime":
                return datetime.fromisoformat(value)
            case _ if local in _INTEGERS:
                return int(value)
    except (ValueError, KeyError):
        return value
    return value


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under named columns, in the order of the query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        """Each row as a dict of column to cell."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def column(self, name: str) -> tuple[Cell, ...]:
        """The cells of one column; KeyError where there is none of that name."""
        if name not in self.columns:
            raise KeyError(name)
        index = self.columns.index(name)
        return tuple(row[index] for row in self.rows)

    def readable(self) -> "Table":
        """The same for people: names instead of the IRIs that have them, other IRIs of ours shortened."""
        kept = [(i, c) for i, c in enumerate(self.columns) if c + NAME not in self.columns]
        return Table(
            tuple(c.removesuffix(NAME) if c != NAME else c for _, c in kept),
            tuple(
                tuple(cell.short if isinstance(cell, Iri) else cell for cell in (row[i] for i, _ in kept))
                for row in self.rows
            ),
        )


def show(cell: Cell) -> str:
    """A cell as text: ISO dates, `true`/`false`, nothing for None."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case datetime():
            return cell.isoformat()
        case float():
            return f"{cell:.10g}"
        case _:
            return str(cell)
