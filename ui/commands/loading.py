"""Commands that read texts: `ingest`, `extract`, `evaluate`."""

from pathlib import Path

import click

from ui.commands.options import output_option, sources_option, store_option

PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")


@click.command(short_help="Read texts into the store.")
@PATHS
@sources_option
@click.option("--title", help="Title, for a single text.")
@click.option("--date", help="Date of publication: YYYY-MM-DD, YYYY-MM or YYYY.")
@click.option("--outlet", help="Who published it.")
@click.option("--url", help="Where it stands, for a single text.")
@store_option
@click.pass_context
def ingest(
    ctx: click.Context,
    paths: tuple[Path, ...],
    sources: Path | None,
    title: str | None,
    date: str | None,
    outlet: str | None,
    url: str | None,
    location: str,
) -> None:
    """Read texts into the store: .txt, .md, .html, .pdf, .docx, .jsonl, or folders of them.

    A text that is there already replaces itself. A file that cannot be read gets its line on standard error and
    does not keep the others out; the exit code is 1 then.
    """
    raise NotImplementedError


COMMANDS = (ingest,)
