"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_STORE = "tourdetable.store"


def store_option(command: F) -> F:
    """`--store`: where the graphs are kept."""
    return click.option(
        "--store",
        "location",
        metavar="DIR|URL",
        default=DEFAULT_STORE,
        envvar="TOURDETABLE_STORE",
        show_default=True,
        show_envvar=True,
        help="Folder of the store, or the address of a SPARQL 1.1 endpoint.",
    )(command)


def format_option(*forms: str) -> Callable[[F], F]:
    """`-f`: one of `forms`."""
    return click.option(
        "-f",
        "--format",
        "form",
        type=click.Choice(forms),
        help="How to print it; by default by the ending of the -o file, else table on a terminal.",
    )


def output_option(command: F) -> F:
    """`-o`: a file instead of standard output."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Write to FILE instead of printing.",
    )(command)


def sources_option(command: F) -> F:
    """`--sources`: what is known of the documents."""
    return click.option(
        "--sources",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="JSON object: document name -> date, title, outlet, url.",
    )(command)
