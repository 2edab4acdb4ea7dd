"""A store behind any SPARQL 1.1 endpoint (Oxigraph, Fuseki, GraphDB, Virtuoso ...)."""

import json
from pathlib import Path
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, unquote, urlsplit

from ontology.errors import StoreError, UsageError
from queries.sparql import form, refuse_calls, star_columns
from queries.store import Store
from queries.table import Cell, Iri, Table, literal

AGENT: Final = "tourdetable"


class Remote(Store):
    """The endpoint at `url` (http or https; `https://user:password@host/...` signs in).

    Updates go to `update_url`, else to `url` with a last `/query` read as `/update`. `timeout` is in seconds
    a request. Nothing is asked before the first query.
    """

    def __init__(
        self, url: str, *, read_only: bool = False, update_url: str | None = None, timeout: int = 60
    ) -> None:
        parts = _http(url)
        self.location = _plain(parts)
        self.read_only = read_only
        guess = f"{self.location.removesuffix('/query')}/update" if parts.path.endswith("/query") else None
        self._update_url = _plain(_http(update_url)) if update_url else guess or self.location
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")
        self._timeout = timeout

    def select(self, query: str) -> Table:
        """As `Store.select`."""
        answer = self._json(query, "SELECT", "a SELECT query")
        try:
            columns = star_columns(query, list(answer["head"]["vars"]))
            rows = tuple(tuple(_cell(b.get(c)) for c in columns) for b in answer["results"]["bindings"])
        except (KeyError, TypeError, AttributeError) as error:
            raise self._foreign() from error
        return Table(tuple(columns), rows)

    def ask(self, query: str) -> bool:
        """As `Store.ask`."""
        answer = self._json(query, "ASK", "an ASK query")
        if not isinstance(answer, dict) or "boolean" not in answer:
            raise self._foreign()
        return bool(answer["boolean"])

    def construct(self, query: str) -> str:
        """As `Store.construct`."""
        import pyoxigraph

        if form(query) not in ("CONSTRUCT", "DESCRIBE"):
            raise UsageError("this is not a CONSTRUCT or DESCRIBE query")
        refuse_calls(query)
        body = self._send(query, "CONSTRUCT", "application/n-triples")
        try:
            triples = pyoxigraph.parse(body, pyoxigraph.RdfFormat.N_TRIPLES)
            return "".join(sorted({f"{quad.triple} .\n" for quad in triples}))
        except SyntaxError as error:
            raise StoreError(f"{self.location} answered with something else than N-Triples") from error

    def update(self, update: str) -> None:
        """As `Store.update`."""
        refuse_calls(update, update=True)
        self._apply(update)

    def backup(self, path: Path) -> None:
        """As `Store.backup`: always a StoreError."""
        raise StoreError(f"{self.location} is a remote store: back it up where it runs")

    def optimize(self) -> None:
        """As `Store.optimize`: nothing."""

    def close(self) -> None:
        """As `Store.close`: nothing is held open."""

    def _apply(self, update: str) -> None:
        if self.read_only:
            raise StoreError(f"{self.location} was opened for reading only")
        self._send(update, "INSERT", "*/*")

    def _json(self, query: str, wanted: str, words: str) -> Any:
        if form(query) != wanted:
            raise UsageError(f"this is not {words}")
        refuse_calls(query)
        try:
            return json.loads(self._send(query, wanted, "application/sparql-results+json"))
        except ValueError as error:
            raise self._foreign() from error

    def _foreign(self) -> StoreError:
        return StoreError(f"{self.location} is no SPARQL endpoint: its answer is no SPARQL JSON")

    def _send(self, text: str, kind: str, accept: str) -> bytes:
        """The body of the endpoint's answer; every failure as one line."""
        from http.client import HTTPException

        from SPARQLWrapper import POST, SPARQLWrapper
        from SPARQLWrapper.SPARQLExceptions import QueryBadFormed, SPARQLWrapperException

        client = SPARQLWrapper(self.location, updateEndpoint=self._update_url, agent=AGENT)
        client.setMethod(POST)
        client.setTimeout(self._timeout)
        client.setOnlyConneg(True)
        client.addCustomHttpHeader("Accept", accept)
        if self._user:
            client.setCredentials(self._user, self._password)
        client.queryString, client.queryType = text, kind  # its own guess at the kind reads into literals
        place = self._update_url if kind == "INSERT" else self.location
        try:
            body = client.query().response.read()
        except QueryBadFormed as error:
            raise UsageError(f"{place} does not accept this: {_reason(error)}") from error
        except SPARQLWrapperException as error:
            raise StoreError(f"{place} refused: {_reason(error)}") from error
        except HTTPError as error:
            raise StoreError(f"{place} refused: HTTP {error.code} {error.reason}") from error
        except TimeoutError as error:
            raise StoreError(f"{place} did not answer within {self._timeout} s") from error
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise StoreError(f"{place} did not answer within {self._timeout} s") from error
            raise StoreError(f"{place} cannot be reached: {error.reason}") from error
        except (OSError, HTTPException) as error:
            raise StoreError(f"{place} broke off: {error}") from error
        return bytes(body)


def _http(url: str) -> SplitResult:
    """The parts of a URL; UsageError where it is not http or https."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise UsageError(f"not a URL: {url}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"not an http or https URL: {url}")
    return parts


def _plain(parts: SplitResult) -> str:
    """The URL without credentials."""
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()


def _reason(error: Exception) -> str:
    """What the endpoint says of its refusal, on one line."""
    said = error.args[0] if error.args else b""
    lines = str(said).split("Response:")
    text = lines[-1].strip()
    text = text[2:-1] if text.startswith(("b'", 'b"')) else text
    return " ".join(text.replace("\\n", " ").split())[:200] or type(error).__name__


def _cell(binding: dict[str, str] | None) -> Cell:
    """A term of SPARQL JSON as a plain cell."""
    if binding is None:
        return None
    if binding["type"] == "uri":
        return Iri(binding["value"])
    if binding["type"] in ("literal", "typed-literal"):
        return literal(binding["value"], binding.get("datatype"))
    return f"_:{binding['value']}"
