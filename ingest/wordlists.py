"""The closed word lists of reading (`lexicon/reading.toml`), by name."""

import tomllib
from functools import cache
from importlib.resources import files


def listed(name: str) -> frozenset[str]:
    """The words of one list."""
    return frozenset(_lists()[name].split())


@cache
def _lists() -> dict[str, str]:
    return tomllib.loads(files("ingest").joinpath("lexicon", "reading.toml").read_text("utf-8"))
