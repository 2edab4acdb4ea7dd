"""Where graphs are kept: one `Store`, embedded or remote.

    with open_store("positions.db") as store:  # a directory: Oxigraph, embedded
        store.ensure_vocabulary()
        changed = store.replace_graph(document.iri, ntriples)  # one atomic update; False where all was there
        table = store.select("SELECT ...")  # -> queries.table.Table
    open_store("http://localhost:7878/query")  # any SPARQL 1.1 endpoint
    open_store("positions.db", read_only=True)  # many readers at once, no writer meanwhile
    open_store(None)  # in memory, for tests and one-off reports

Every failure is one line: `StoreError` (in use, full, damaged, unreachable), `UsageError` (malformed or
refused SPARQL, with line and column), `InputError` (what is to be written is no N-Triples).
SERVICE and LOAD are refused everywhere: no query makes a network call that nobody asked for.
"""

from abc import abstractmethod
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

from ontology.errors import InputError, UsageError
from ontology.iris import graph_iri
from queries.table import Table

RECORDED: Final = "http://www.w3.org/ns/prov#endedAtTime"
_VERSION: Final = "http://www.w3.org/2002/07/owl#versionInfo"


class Store(Protocol):
    """A set of named graphs that answers SPARQL. Close it, or use it as a context manager."""

    location: str
    """What the user called it: path or URL (without credentials)."""
    read_only: bool

    @abstractmethod
    def select(self, query: str) -> Table:
        """Answer a SELECT query."""

    @abstractmethod
    def ask(self, query: str) -> bool:
        """Answer an ASK query."""

    @abstractmethod
    def construct(self, query: str) -> str:
        """Answer a CONSTRUCT or DESCRIBE query, as N-Triples (sorted, one a line)."""

    @abstractmethod
    def update(self, update: str) -> None:
        """Apply a SPARQL update: all of it or nothing."""

    @abstractmethod
    def backup(self, path: Path) -> None:
        """Copy the store to a new directory at `path`, a store of its own. StoreError for a remote store."""

    @abstractmethod
    def optimize(self) -> None:
        """Compact after a large load, for faster reading. Nothing to do on a remote store."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the store; closing twice does no harm."""

    @abstractmethod
    def _apply(self, update: str) -> None:
        """`update` for a text that was built here from parsed terms and may hold any word."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def graphs(self) -> tuple[str, ...]:
        """IRIs of all named graphs that hold something, sorted."""
        rows = self.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g").rows
        return tuple(str(iri) for (iri,) in rows)

    def size(self) -> int:
        """Count of triples in all named graphs."""
        ((count,),) = self.select("SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }").rows
        return int(str(count))

    def graph(self, graph: str) -> str:
        """All triples of one graph, as N-Triples."""
        return self.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {_iri(graph)} {{ ?s ?p ?o }} }}")

    def replace_graph(self, graph: str, ntriples: str) -> bool:
        """Make `ntriples` the whole content of `graph` in one atomic update.

        Where the graph holds the same already, but for when it was recorded (prov:endedAtTime), it is left
        alone and False comes back.
        """
        lines = canonical(ntriples)
        name = _iri(graph)
        if _content(lines) == _content(self.graph(graph).splitlines()):
            return False
        body = "\n".join(lines)
        self._apply(f"DROP SILENT GRAPH {name} ;\nINSERT DATA {{ GRAPH {name} {{\n{body}\n}} }}")
        return True

    def drop_graph(self, graph: str) -> None:
        """Remove `graph` with all it holds; nothing happens where there is none."""
        self._apply(f"DROP SILENT GRAPH {_iri(graph)}")

    def ensure_vocabulary(self) -> bool:
        """Load the packaged ontology and reference graphs where absent or of another version; True if so."""
        from ontology.packaged import version
        from queries.vocabulary import ontology_ntriples, reference_ntriples

        changed = False
        for name, ntriples in (("ontology", ontology_ntriples), ("reference", reference_ntriples)):
            graph = graph_iri(name)
            mark = f'<{graph}> <{_VERSION}> "{version()}" .'
            if not self.ask(f"ASK {{ GRAPH <{graph}> {{ {mark} }} }}"):
                changed |= self.replace_graph(graph, f"{ntriples()}{mark}\n")
        return changed


def open_store(
    location: str | Path | None, *, read_only: bool = False, update_url: str | None = None, timeout: int = 60
) -> Store:
    """Open the store at a path (made where absent, unless `read_only`) or an http(s) URL.

    A remote store is updated at `update_url`, else at its URL with a last `/query` read as `/update`;
    `timeout` is in seconds a request. StoreError and UsageError as above.
    """
    if isinstance(location, str) and "://" in location:
        from queries.remote import Remote

        return Remote(location, read_only=read_only, update_url=update_url, timeout=timeout)
    from queries.local import Local

    return Local(Path(location) if location is not None else None, read_only=read_only)


def canonical(ntriples: str) -> list[str]:
    """The triples of an N-Triples text, normalised as a store keeps them, sorted, one a line with its dot.

    InputError where it is no N-Triples, holds blank nodes, or text that is no Unicode.
    """
    import pyoxigraph

    memory = pyoxigraph.Store()
    try:
        memory.load(ntriples.encode("utf-8"), format=pyoxigraph.RdfFormat.N_TRIPLES)
    except UnicodeEncodeError as error:
        raise InputError("the text holds half a surrogate pair, which is no Unicode") from error
    except SyntaxError as error:
        raise InputError(f"no N-Triples: {error}") from error
    lines = []
    for quad in memory:
        if isinstance(quad.subject, pyoxigraph.BlankNode) or isinstance(quad.object, pyoxigraph.BlankNode):
            raise InputError("blank nodes cannot be kept: name every node with an IRI")
        lines.append(f"{quad.triple} .")
    return sorted(lines)


def _content(lines: list[str]) -> set[str]:
    """The triples without the time at which they were recorded."""
    return {line for line in lines if f"> <{RECORDED}> " not in line}


def _iri(iri: str) -> str:
    """An IRI as it stands in SPARQL; UsageError where it is none."""
    import pyoxigraph

    try:
        return str(pyoxigraph.NamedNode(iri))
    except ValueError as error:
        raise UsageError(f"not an IRI: {iri!r}") from error
