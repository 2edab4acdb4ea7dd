"""A `Table` as text for files and other programs.

    render(table, "json" | "csv" | "md") -> str

JSON and CSV are for programs and keep all columns and whole IRIs; Markdown is for people and shows names.
"""

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Sequence
from typing import Final

from ontology.errors import UsageError
from queries.table import Cell, Table, show

FORMATS: Final = ("json", "csv", "md")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MARKS: Final = re.compile(r"([\\`*_\[\]|~$])")


def render(table: Table, form: str) -> str:
    """`table` in one of `FORMATS`; UsageError for another."""
    match form:
        case "json":
            rows = [{column: _plain(cell) for column, cell in row.items()} for row in table]
            return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
        case "csv":
            return write_csv(table.columns, table.rows)
        case "md":
            readable = table.readable()
            lines = [readable.columns, ["---"] * len(readable.columns)]
            cells = [[markdown(show(cell)) for cell in row] for row in readable.rows]
            return "".join(f"| {' | '.join(line)} |\n" for line in [*lines, *cells])
        case _:
            raise UsageError(f"no format {form!r}; there are: {', '.join(FORMATS)}")


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Rows as CSV under a header. What a spreadsheet would take for a formula gets an apostrophe first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return out.getvalue()


def markdown(text: str) -> str:
    """`text` on one line as Markdown that shows just these characters: no markup, no HTML, no cell ends."""
    line = " ".join(text.split())
    escaped = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKS.sub(r"\\\1", escaped)


def _harmless(cell: Cell) -> str:
    text = show(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(_FORMULA) else text


def _plain(cell: Cell) -> str | int | float | bool | None:
    if isinstance(cell, float):
        return cell if math.isfinite(cell) else None
    return cell if cell is None or isinstance(cell, str | int) else show(cell)
