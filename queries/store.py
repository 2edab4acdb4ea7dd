"""Where graphs are kept: one `Store`, embedded or remote.

    with open_store("positions.db") as store:            # a directory: Oxigraph, embedded
        store.ensure_vocabulary()
        changed = store.replace_graph(document.iri, ntriples)   # one atomic update; False where nothing changed
        table = store.select("SELECT ...")               # -> queries.table.Table
    open_store("http://localhost:7878/query")            # any SPARQL 1.1 endpoint
    open_store("positions.db", read_only=True)           # many readers at once, no writer meanwhile
    open_store(None)                                     # in memory, for tests and one-off reports

Every failure is one line: `StoreError` (in use, full, damaged, unreachable), `UsageError` (malformed or refused
SPARQL, with line and column), `InputError` (what is to be written is no N-Triples).
SERVICE and LOAD are refused everywhere: no query makes a network call.
"""

from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from queries.table import Table


class Store(Protocol):
    """A set of named graphs that answers SPARQL. Close it, or use it as a context manager."""

    location: str
    """What the user called it: path or URL (without credentials)."""
    read_only: bool

    def select(self, query: str) -> Table:
        """Answer a SELECT query."""
        ...

    def ask(self, query: str) -> bool:
        """Answer an ASK query."""
        ...

    def construct(self, query: str) -> str:
        """Answer a CONSTRUCT or DESCRIBE query, as N-Triples (sorted, one a line)."""
        ...

    def update(self, update: str) -> None:
        """Apply a SPARQL update: all of it or nothing."""
        ...

    def backup(self, path: Path) -> None:
        """Copy the store to a new directory at `path`, a store of its own. StoreError for a remote store."""
        ...

    def optimize(self) -> None:
        """Compact after a large load, for faster reading. Nothing to do on a remote store."""
        ...

    def close(self) -> None:
        """Let go of the store; closing twice does no harm."""
        ...

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def graphs(self) -> tuple[str, ...]:
        """IRIs of all named graphs that hold something, sorted."""
        raise NotImplementedError

    def size(self) -> int:
        """Count of triples in all named graphs."""
        raise NotImplementedError

    def replace_graph(self, graph: str, ntriples: str) -> bool:
        """Make `ntriples` the whole content of `graph` in one atomic update.

        Where the graph holds the same already, but for when it was recorded (prov:endedAtTime), it is left
        alone and False comes back.
        """
        raise NotImplementedError

    def drop_graph(self, graph: str) -> None:
        """Remove `graph` with all it holds."""
        raise NotImplementedError

    def ensure_vocabulary(self) -> bool:
        """Load the packaged ontology and reference graphs where absent or of another version; True if so."""
        raise NotImplementedError


def open_store(
    location: str | Path | None, *, read_only: bool = False, update_url: str | None = None, timeout: int = 60
) -> Store:
    """Open the store at a path (made where absent, unless `read_only`) or an http(s) URL.

    A remote store is updated at `update_url`, else at its URL with a last `/query` read as `/update`;
    `timeout` is in seconds a request. StoreError and UsageError as above.
    """
    raise NotImplementedError
