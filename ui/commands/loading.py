"""Commands that read texts: `ingest`, `extract`, `evaluate`."""

from collections import Counter
from pathlib import Path

import click

from ontology.errors import InputError
from ui.commands.options import sources_option, store_option
from ui.output import clean, complain, track

PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")


@click.command(short_help="Read texts into the store.")
@PATHS
@sources_option
@click.option("--title", help="Title of the text.")
@click.option("--date", help="Date of publication: YYYY-MM-DD, YYYY-MM or YYYY.")
@click.option("--outlet", help="Who published it.")
@click.option("--url", help="Its address.")
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

    What was ingested before is replaced, not doubled: by address, else by text. A file that cannot be read
    gets its line on standard error and keeps no other out; the exit code is 1 then.
    """
    from ingest.metadata import Metadata, load_sources
    from queries.store import open_store
    from ui import load

    given = Metadata.of({"title": title, "date": date, "outlet": outlet, "url": url}, "options")
    known = load_sources(sources) if sources else None
    files, skipped, wrong = load.select(paths)
    if len(files) > 1 and (title or url):
        raise click.UsageError("--title and --url are of one text, and these are several files", ctx)
    for entry in skipped:
        complain(f"skipped {entry.path}: {entry.reason}")
    for error in wrong:
        complain(error)
    if not files:
        ctx.exit(1)
    counts: Counter[str] = Counter()
    with open_store(location) as store:
        found = load.documents(track(files, "reading"), given, known)
        for outcome in load.ingest(found, store):
            if isinstance(outcome, InputError):
                complain(outcome)
                wrong.append(outcome)
                continue
            counts[outcome.change] += 1
            counts["positions"] += outcome.positions
            click.echo(f"{outcome.change:9}  {outcome.positions:4} positions  {clean(outcome.document.name)}")
    changes = ", ".join(f"{counts[change]} {change}" for change in load.Change if counts[change])
    click.echo(f"{changes or 'nothing ingested'}; {counts['positions']} positions in {location}")
    if wrong:
        ctx.exit(1)


COMMANDS = (ingest,)
