"""The catalogue of questions: every `.rq` file in `queries/rq/` is a query, a page and a command.

    for name, query in catalogue().items(): ...  # query.title, .description, .params, .text
    table = run(store, "positions", {"measure": "sanctions", "target": "Russia", "on": "2016-10-18"})

A `.rq` file starts with `#+` lines that hold TOML: `title`, `description` and a `[params.NAME]` table each
with `type`, `description` and, where wanted, `required = true` or `default`. It is a whole query that runs as
it stands in any SPARQL tool and then asks about everything. A line that starts with `#?` narrows it: it is a
comment until each parameter `$NAME` in it is given, then part of the query with an RDF term in the place of
`$NAME`. So what is asked stands where an engine can look it up. Values are what a user types: "Russia",
"RUS", "sanctions", "2016-10", "Kurz". Where `window` is set, the rows are read in order by `queries.windows`.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from ontology.errors import InputError, UsageError
from queries.store import Store
from queries.table import Table
from queries.values import PARAM_TYPES, term
from queries.windows import WINDOWS

HEADER: Final = re.compile(r"^#\+ ?(.*)$", re.MULTILINE)
_NARROWING: Final = re.compile(r"^( *)#\? (.*)$", re.MULTILINE)
_GIVEN: Final = re.compile(r"\$(\w+)")


@dataclass(frozen=True, slots=True)
class Param:
    """What a query can be asked with. `type` is one of `queries.values.PARAM_TYPES`."""

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
    window: str | None = None
    """Which of `queries.windows` makes the answer of the rows."""


@cache
def catalogue() -> Mapping[str, Query]:
    """All packaged queries by name, in the order of their names."""
    found = sorted((file for file in (files("queries") / "rq").iterdir()), key=lambda file: file.name)
    named = {file.name.removesuffix(".rq"): file for file in found if file.name.endswith(".rq")}
    return MappingProxyType({n: parse_query(n, file.read_text("utf-8")) for n, file in named.items()})


def parse_query(name: str, text: str) -> Query:
    """The query in the text of a `.rq` file; InputError where its header is wrong or fits not its body."""
    try:
        header = tomllib.loads("\n".join(HEADER.findall(text)))
        params = tuple(Param(key, **fields) for key, fields in header.pop("params", {}).items())
        query = Query(name, params=params, text=text, **header)
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise InputError(f"{name}.rq: its header is wrong: {error}") from error
    if strange := [param.type for param in params if param.type not in PARAM_TYPES]:
        raise InputError(f"{name}.rq: no such type of parameter: {', '.join(strange)}")
    if query.window not in (None, *WINDOWS):
        raise InputError(f"{name}.rq: no such window: {query.window}")
    narrowing = " ".join(line[2] for line in _NARROWING.finditer(text))
    if set(_GIVEN.findall(narrowing)) != {param.name for param in params}:
        raise InputError(
            f"{name}.rq: each parameter NAME needs a line `#? ...` with $NAME in it, and no other"
        )
    return query


def find_query(name: str) -> Query:
    """The packaged query of this name; UsageError where there is none."""
    if name not in catalogue():
        raise UsageError(f"no query {name!r}; there are: {', '.join(catalogue())}")
    return catalogue()[name]


def bind(query: Query, args: Mapping[str, str], store: Store | None = None) -> str:
    """The query's text with its parameters bound.

    Names that the reference data lack are looked up in `store`. A parameter that `args` lacks takes its
    default; an empty one stays open. UsageError for what is unknown, missing or not of its type.
    """
    known = [param.name for param in query.params]
    for name in args:
        if name not in known:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise UsageError(f"query {query.name} has no parameter {name!r}; {takes}")
    terms = {}
    for param in query.params:
        value = args.get(param.name, param.default or "").strip()
        if value:
            terms[param.name] = term(param.type, value, store)
        elif param.required:
            raise UsageError(f"query {query.name} cannot be asked without {param.name} ({param.type})")

    def narrowed(line: re.Match[str]) -> str:
        if not terms.keys() >= set(_GIVEN.findall(line[2])):
            return line[0]
        return line[1] + _GIVEN.sub(lambda name: terms[name[1]], line[2])

    return _NARROWING.sub(narrowed, query.text)


def run(store: Store, query: Query | str, args: Mapping[str, str]) -> Table:
    """Ask `store` a query of the catalogue (or its name); UsageError as `bind`."""
    found = find_query(query) if isinstance(query, str) else query
    table = store.select(bind(found, args, store))
    return WINDOWS[found.window](table) if found.window else table
