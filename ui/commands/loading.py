"""Commands that read texts: `ingest`, `extract`, `evaluate`."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ontology.errors import InputError, UsageError
from ui.commands.options import extractor_options, output_option, sources_option, store_option
from ui.output import clean, complain, put, track

if TYPE_CHECKING:
    from ui.load import Extractor

PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")


@click.command(short_help="Read texts into the store.")
@PATHS
@sources_option
@click.option("--title", help="Title of the text.")
@click.option("--date", help="Date of publication: YYYY-MM-DD, YYYY-MM or YYYY.")
@click.option("--outlet", help="Who published it.")
@click.option("--url", help="Its address.")
@store_option
@extractor_options
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
    reads: "Extractor",
) -> None:
    """Read texts into the store: .txt, .md, .html, .pdf, .docx, .jsonl, or folders of them.

    What was ingested before is replaced, not doubled: by address, else by text. A file that cannot be read
    gets its line on standard error and keeps no other out; the exit code is 1 then.
    """
    from ingest.metadata import Metadata, load_sources
    from queries.store import open_store
    from ui import load

    try:
        given = Metadata.of({"title": title, "date": date, "outlet": outlet, "url": url}, "options")
    except InputError as fault:
        raise UsageError(str(fault)) from fault
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
        for outcome in load.ingest(found, store, reads):
            if isinstance(outcome, InputError):
                complain(outcome)
                wrong.append(outcome)
                continue
            counts[outcome.change] += 1
            counts["positions"] += outcome.positions
            click.echo(f"{outcome.change:9}  {outcome.positions:4} positions  {clean(outcome.document.name)}")
    changes = ", ".join(f"{counts[change]} {change}" for change in load.Change if counts[change])
    click.echo(
        f"{changes}, with {counts['positions']} positions, in {location}" if changes else "nothing ingested"
    )
    if wrong:
        ctx.exit(1)


@click.command(short_help="Write the positions of texts as JSONL.")
@PATHS
@sources_option
@output_option
@extractor_options
@click.pass_context
def extract(
    ctx: click.Context,
    paths: tuple[Path, ...],
    sources: Path | None,
    output: Path | None,
    reads: "Extractor",
) -> None:
    """Write the positions in texts as JSONL, one a line, in the fields of the annotation guideline.

    `doc` is the file's name without its ending; `start` and `end` count code points of the text as it stands
    in the file. No store is needed.
    """
    from ingest.metadata import Metadata, load_sources
    from ingest.officials import NOBODY
    from ingest.records import dump, to_record
    from ui import load

    known = load_sources(sources) if sources else None
    files, skipped, wrong = load.select(paths)
    for entry in skipped:
        complain(f"skipped {entry.path}: {entry.reason}")
    for error in wrong:
        complain(error)
    lines = []
    for document in load.documents(track(files, "extracting"), Metadata(), known):
        try:
            if isinstance(document, InputError):
                raise document
            found = reads(document, NOBODY).positions
            lines.append(dump(to_record(document, position) for position in found))
        except InputError as error:
            complain(error)
            wrong.append(error)
    put("".join(lines), output)
    if wrong:
        ctx.exit(1)


@click.command(short_help="Compare extraction with annotated texts.")
@click.argument("gold", type=click.Path(path_type=Path), metavar="GOLD.jsonl")
@click.option(
    "--texts",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the annotated texts lie.",
)
@sources_option
@extractor_options
@click.option("--errors", is_flag=True, help="Also count and list what went wrong.")
def evaluate(gold: Path, texts: Path, sources: Path | None, errors: bool, reads: "Extractor") -> None:
    """Extract positions from the texts that GOLD.jsonl annotates and print how far they agree with it.

    Without --sources, the sources.json beside GOLD.jsonl is used where there is one.
    """
    from ingest import evaluation, records
    from ingest.metadata import SOURCES_NAME, Metadata, load_sources
    from ingest.officials import NOBODY
    from ingest.sources import read_documents

    beside = gold.with_name(SOURCES_NAME)
    sources = sources or (beside if beside.is_file() else None)
    known = load_sources(sources) if sources else None
    wanted = list(records.load(_text(gold), str(gold)))
    if not wanted:
        raise InputError(f"{gold}: no annotated position in it")
    names = {record.get("doc") for record in wanted}
    if not all(isinstance(name, str) and name for name in names):
        raise InputError(f"{gold}: a position without doc, the name of its text")
    files = [texts / f"{name}.txt" for name in sorted(map(str, names))]
    found = [
        records.to_record(document, position)
        for file in track(files, "extracting")
        for document in read_documents(file, Metadata(), known)
        for position in reads(document, NOBODY).positions
    ]
    text = evaluation.render(evaluation.score(wanted, found), errors=errors)
    if errors:
        text += "errors:\n" + evaluation.render_errors(evaluation.error_classes(wanted, found))
    put(text, None)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error


COMMANDS = (ingest, extract, evaluate)
