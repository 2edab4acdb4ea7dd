"""The catalogue of questions: every `.rq` file in `queries/rq/` is a query, a page and a command.

    for name, query in catalogue().items(): ...          # query.title, .description, .params, .text
    table = run(store, "positions", {"measure": "sanctions", "target": "Russia", "on": "2016-10-18"})

A `.rq` file starts with `#+` lines that hold TOML: `title`, `description` and a `[params.NAME]` table each with
`type`, `description`, `required` (default false) or `default`. It is a whole query that runs as it stands in any SPARQL
tool: a parameter stands in it as `VALUES ?name { UNDEF }`, which binding replaces by one RDF term.
Values are what a user types: "Russia", "RUS", "sanctions", "2016-10", "Sebastian Kurz".
"""

from collections.abc import Mapping
from dataclasses import dataclass

from queries.store import Store
from queries.table import Table

PARAM_TYPES = ("entity", "measure", "stance", "date", "document", "person", "text", "integer")


@dataclass(frozen=True, slots=True)
class Param:
    """What a query can be asked with. `type` is one of `PARAM_TYPES`."""

    name: str
    type: str
    description: str
    required: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A question of the catalogue. `name` is the file's name without its ending."""

    name: str
    title: str
    description: str
    params: tuple[Param, ...]
    text: str


def catalogue() -> Mapping[str, Query]:
    """All queries by name, in the order of their names."""
    raise NotImplementedError


def bind(query: Query, args: Mapping[str, str]) -> str:
    """The query's text with its parameters bound; UsageError for what is unknown, missing or not of its type."""
    raise NotImplementedError


def run(store: Store, query: Query | str, args: Mapping[str, str]) -> Table:
    """Ask `store` a query of the catalogue (or its name); UsageError as `bind`."""
    raise NotImplementedError
