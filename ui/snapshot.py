"""Copies of a store that a face reads from while the store itself stays free for whoever writes to it."""

import glob
import os
import re
import shutil
import tempfile
from pathlib import Path

from queries.store import open_store

State = tuple[tuple[str, int, int], ...]
_NOT_DATA = re.compile(r"LOG|LOCK|OPTIONS|IDENTITY")


def state(store: Path) -> State:
    """Names, sizes and times of the store's data files: differs once something was committed to it."""
    found = []
    for entry in store.iterdir() if store.is_dir() else ():
        if _NOT_DATA.match(entry.name):
            continue
        try:
            stat = entry.stat()
        except FileNotFoundError:  # compacted away meanwhile
            continue
        found.append((entry.name, stat.st_size, stat.st_mtime_ns))
    return tuple(sorted(found))


def take(store: Path) -> Path:
    """Copy `store` to a new directory and return it; the caller removes it with `drop`.

    It stands beside the store where that folder can be written to, else in the system's folder for temporary
    files. StoreError where the store is missing or in use.
    """
    drop_left_over(store)
    with open_store(store, read_only=True) as opened:
        folder = store.resolve().parent
        home = folder if os.access(folder, os.W_OK) else None
        copy = Path(tempfile.mkdtemp(prefix=f"{_prefix(store)}{os.getpid()}-", dir=home))
        try:
            opened.backup(copy / "data")
        except BaseException:
            drop(copy)
            raise
    return copy / "data"


def drop(copy: Path) -> None:
    """Remove a copy made by `take`."""
    shutil.rmtree(copy.parent if copy.name == "data" else copy, ignore_errors=True)


def drop_left_over(store: Path) -> None:
    """Remove the copies of processes that ended without doing so."""
    prefix = _prefix(store)
    for folder in store.resolve().parent.glob(f"{glob.escape(prefix)}*"):
        owner = folder.name.removeprefix(prefix).partition("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _prefix(store: Path) -> str:
    return f".{store.resolve().name}-snapshot-"


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
