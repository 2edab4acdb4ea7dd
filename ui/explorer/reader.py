"""The store as the pages read it: a copy that follows it, so that `tourdetable ingest` is never kept out."""

import threading
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ontology.errors import StoreError
from queries.store import Store, open_store
from ui import snapshot

_LOOK_EVERY = 2.0
"""Seconds between two looks at whether the store has changed."""
_RETIRE_AFTER = 60.0
"""Seconds for which a page that is being drawn may still read from a copy that was replaced."""


@dataclass(frozen=True, slots=True)
class _Copy:
    path: Path
    state: snapshot.State
    store: Store

    def drop(self) -> None:
        self.store.close()
        snapshot.drop(self.path)


class Reader:
    """Opens a store (a path or a URL) for reading; StoreError where that cannot be done."""

    def __init__(self, location: str) -> None:
        self._lock = threading.Lock()
        self._looked = time.monotonic()
        self._remote: Store | None = None
        self._copy: _Copy | None = None
        if "://" in location:
            self._remote = open_store(location, read_only=True)
            self._remote.ask("ASK { }")
        else:
            self._path = Path(location)
            self._copy = _copy(self._path)

    def store(self) -> Store:
        """The store as it is now, or as it was before whoever is writing to it began."""
        with self._lock:
            if self._remote:
                return self._remote
            assert self._copy  # noqa: S101 - a store is read there or from a copy
            if time.monotonic() - self._looked > _LOOK_EVERY:
                self._looked = time.monotonic()
                if snapshot.state(self._path) != self._copy.state:
                    self._renew(self._copy)
            return self._copy.store

    def close(self) -> None:
        """Let go of the store and remove the copy."""
        if self._remote:
            self._remote.close()
        if self._copy:
            self._copy.drop()

    def _renew(self, old: _Copy) -> None:
        try:
            self._copy = _copy(self._path)
        except StoreError:  # someone writes to it: the old copy serves on
            return
        timer = threading.Timer(_RETIRE_AFTER, old.drop)
        timer.daemon = True
        timer.start()


@cache
def reader(location: str) -> Reader:
    """The one reader of a store in this process; after a StoreError the next call tries anew."""
    return Reader(location)


def _copy(path: Path) -> _Copy:
    state = snapshot.state(path)
    copied = snapshot.take(path)
    return _Copy(copied, state, open_store(copied, read_only=True))
