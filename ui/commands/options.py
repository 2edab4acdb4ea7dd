"""Options that several commands share."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from ontology.errors import UsageError
from ui import load
from ui.output import complain

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


def extractor_options(command: F) -> F:
    """`--extractor` and what it needs: the command gets them as `reads`, a `load.Extractor`."""

    @wraps(command)
    def chosen(
        *args: Any, extractor: str, endpoint: str | None, model: str | None, plain_http: bool, **options: Any
    ) -> Any:
        return command(*args, reads=_extractor(extractor, endpoint, model, plain_http), **options)

    for option in (
        click.option("--plain-http", is_flag=True, help="Allow an endpoint elsewhere without encryption."),
        click.option("--model", metavar="NAME", help="The endpoint's model."),
        click.option(
            "--endpoint",
            metavar="URL",
            help="Of an OpenAI-compatible server (http://localhost:11434/v1); key in TOURDETABLE_LLM_KEY.",
        ),
        click.option(
            "--extractor",
            type=click.Choice(("frames", "llm")),
            default="frames",
            show_default=True,
            help="llm asks a language model, which gets the texts, and refuses what it cannot prove.",
        ),
    ):
        chosen = option(chosen)
    return cast("F", chosen)


def _extractor(name: str, endpoint: str | None, model: str | None, plain_http: bool) -> load.Extractor:
    if name == "frames":
        if endpoint or model or plain_http:
            raise UsageError("--endpoint, --model and --plain-http are for --extractor llm")
        return load.by_frames
    if not (endpoint and model):
        raise UsageError("--extractor llm needs --endpoint and --model")
    return load.by_model(
        endpoint, model, os.environ.get("TOURDETABLE_LLM_KEY"), plain_http=plain_http, tell=complain
    )
