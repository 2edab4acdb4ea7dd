"""A `Table` as text for files and other programs.

render(table, "json" | "csv" | "md") -> str
"""

from queries.table import Table

FORMATS = ("json", "csv", "md")


def render(table: Table, form: str) -> str:
    """`table` in one of `FORMATS`; UsageError for another."""
    raise NotImplementedError
