"""The closed word lists of reading (`lexicon/reading.toml`), by name."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def listed(name: str) -> frozenset[str]:
    """The words of one list."""
    words: str = _lists()[name]
    return frozenset(words.split())


def actors(name: str) -> dict[str, tuple[str, ...]]:
    """The actors that each word of a table stands for."""
    return {word: tuple(codes.split()) for word, codes in _lists()[name].items()}


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads(files("ingest").joinpath("lexicon", "reading.toml").read_text("utf-8"))
