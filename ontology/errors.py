"""Errors named by whose fault they are. A face prints `str(error)` as its one line."""


class TourdetableError(Exception):
    """Base of every error that is shown to a user in one line."""


class InputError(TourdetableError):
    """The file, text or data handed in is at fault (exit code 1)."""


class UsageError(TourdetableError):
    """The question or the options are at fault: unknown actor or query, bad SPARQL (exit code 2)."""


class ModelError(TourdetableError):
    """The endpoint of a language model cannot serve: unreachable, refused, busy (exit code 1)."""


class StoreError(TourdetableError):
    """The store cannot serve: in use, unreachable, full, damaged (exit code 1)."""
