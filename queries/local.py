"""The embedded store: Oxigraph in a directory, or in memory.

One process writes, or many read: a reader holds a shared lock on the very file that a writer locks, since
Oxigraph itself would read under a writer's hands (which it calls undefined).
"""

import errno
import fcntl
import shutil
import threading
import weakref
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, TypeVar

from ontology.errors import StoreError, UsageError
from queries.sparql import refuse_calls, star_columns, syntax_line
from queries.store import Store
from queries.table import Cell, Iri, Table, literal

if TYPE_CHECKING:
    import pyoxigraph

_Result = TypeVar("_Result")


class Local(Store):
    """Oxigraph at `path` (a directory, made where absent unless `read_only`), or in memory where None."""

    def __init__(self, path: Path | None, *, read_only: bool = False) -> None:
        import pyoxigraph

        self.location = str(path) if path else "memory"
        self.read_only = read_only
        self._path = path
        self._store: pyoxigraph.Store | None = None
        if path is None:
            self._store = pyoxigraph.Store()
            return
        _check(path, read_only=read_only)
        self._lease = _Lease(path, shared=read_only)
        self._release = weakref.finalize(self, self._lease.release)
        try:
            with self._failures():
                if read_only:
                    self._store = pyoxigraph.Store.read_only(str(path))
                else:
                    path.parent.mkdir(parents=True, exist_ok=True)
                    self._store = pyoxigraph.Store(str(path))
        except StoreError:
            self._release()
            raise

    def select(self, query: str) -> Table:
        """As `Store.select`."""
        import pyoxigraph

        with self._failures():
            found = self._query(query, pyoxigraph.QuerySolutions, "a SELECT query")
            names = [variable.value for variable in found.variables]
            columns = star_columns(query, names)
            order = [names.index(column) for column in columns]
            rows = tuple(tuple(_cell(solution[i]) for i in order) for solution in found)
        return Table(tuple(columns), rows)

    def ask(self, query: str) -> bool:
        """As `Store.ask`."""
        import pyoxigraph

        with self._failures():
            return bool(self._query(query, pyoxigraph.QueryBoolean, "an ASK query"))

    def construct(self, query: str) -> str:
        """As `Store.construct`."""
        import pyoxigraph

        with self._failures():
            found = self._query(query, pyoxigraph.QueryTriples, "a CONSTRUCT or DESCRIBE query")
            return "".join(sorted({f"{triple} .\n" for triple in found}))

    def update(self, update: str) -> None:
        """As `Store.update`."""
        refuse_calls(update, update=True)
        self._apply(update)

    def backup(self, path: Path) -> None:
        """As `Store.backup`; StoreError where `path` exists or the store is in memory."""
        if self._path is None:
            raise StoreError("a store in memory cannot be backed up")
        if path.exists():
            raise StoreError(f"{path} exists already")
        with self._failures(path):
            if self.read_only:  # Oxigraph's own backup would leave out what is only in its log
                shutil.copytree(self._path, path, ignore=shutil.ignore_patterns("LOCK", "LOG*"))
            else:
                self._opened.backup(str(path))
            (path / "LOCK").touch()  # where readers lock it

    def optimize(self) -> None:
        """As `Store.optimize`."""
        with self._failures():
            self._opened.optimize()

    def close(self) -> None:
        """As `Store.close`; what was written is flushed to the disk first."""
        store, self._store = self._store, None
        if store is None or self._path is None:
            return
        try:
            if not self.read_only:
                with self._failures():
                    store.flush()
        finally:
            del store
            self._release()

    def _apply(self, update: str) -> None:
        if self.read_only:
            raise StoreError(f"{self.location} was opened for reading only")
        with self._failures():
            self._opened.update(update)

    @property
    def _opened(self) -> "pyoxigraph.Store":
        if self._store is None:
            raise StoreError(f"{self.location} is closed")
        return self._store

    def _query(self, query: str, kind: type[_Result], wanted: str) -> _Result:
        refuse_calls(query)
        found = self._opened.query(query)
        if not isinstance(found, kind):
            raise UsageError(f"this is not {wanted}")
        return found

    @contextmanager
    def _failures(self, path: Path | None = None) -> Iterator[None]:
        """Every failure of Oxigraph as one line."""
        try:
            yield
        except SyntaxError as error:
            raise UsageError(syntax_line(str(error))) from error
        except (OSError, RuntimeError, ValueError) as error:
            raise StoreError(_line(str(path or self.location), error)) from error


class _Lease:
    """Who uses which directory in this process, and the shared lock that keeps writers elsewhere out.

    POSIX locks belong to a process and fall with the first handle on the file that closes. So the file is
    opened once for all readers of a process, and never where this process writes: Oxigraph locks it then.
    """

    _guard: Final = threading.Lock()
    _writers: Final[set[Path]] = set()
    _readers: Final[Counter[Path]] = Counter()
    _files: Final[dict[Path, IO[bytes]]] = {}

    def __init__(self, path: Path, *, shared: bool) -> None:
        """Take the lease; StoreError where the directory is in use."""
        self._path = path.resolve()
        self._shared = shared
        with self._guard:
            if self._path in self._writers or (not shared and self._readers[self._path]):
                raise StoreError(f"the store {path} is in use by this process already")
            if not shared:
                self._writers.add(self._path)
                return
            if not self._readers[self._path]:
                self._files[self._path] = _locked(path)
            self._readers[self._path] += 1

    def release(self) -> None:
        """Give the lease back."""
        with self._guard:
            if not self._shared:
                self._writers.discard(self._path)
                return
            self._readers[self._path] -= 1
            if not self._readers[self._path]:
                self._files.pop(self._path).close()


def _locked(path: Path) -> IO[bytes]:
    """The store's lock file, open and locked against writers."""
    try:
        file = (path / "LOCK").open("rb")
    except OSError as error:
        raise StoreError(_line(str(path), error)) from error
    try:
        fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise StoreError(_line(str(path), error)) from error
    return file


def _check(path: Path, *, read_only: bool) -> None:
    """StoreError where `path` cannot be a store, before Oxigraph makes it one."""
    try:
        if path.exists() and not path.is_dir():
            raise StoreError(f"{path} is a file, not a store")
        marked = (path / "CURRENT").exists()
        if not marked and path.exists() and any(path.iterdir()):
            raise StoreError(f"{path} is a folder of other files, not a store")
    except OSError as error:
        raise StoreError(_line(str(path), error)) from error
    if read_only and not marked:
        raise StoreError(f"there is no store at {path} yet: ingest something first")


def _line(place: str, error: Exception) -> str:
    """What happened to the store, for its user."""
    text = str(error)
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EAGAIN or "While lock file" in text:
        return f"the store {place} is in use by another process"
    if number in (errno.ENOSPC, errno.EDQUOT) or "No space left" in text or "quota exceeded" in text:
        return f"the disk of {place} is full: nothing of this was written, all that was there before is kept"
    if "File too large" in text:
        return f"a file of {place} would grow too large: nothing of this was written, the rest is kept"
    if "Permission denied" in text or "Read-only file system" in text:
        return f"no permission to use {place}"
    if "corrupt" in text.lower():
        return f"the store {place} is damaged ({' '.join(text.split())}): restore it from a backup"
    return f"the store {place} failed: {' '.join(text.split())}"


def _cell(term: object) -> Cell:
    """An RDF term as a plain cell."""
    import pyoxigraph

    match term:
        case None:
            return None
        case pyoxigraph.NamedNode():
            return Iri(term.value)
        case pyoxigraph.Literal():
            return literal(term.value, term.datatype.value)
        case _:
            return str(term)
