"""Commands that ask a store: `query`, `brief`, `sparql`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ontology.errors import InputError, UsageError
from ui.commands.options import format_option, output_option, store_option

if TYPE_CHECKING:
    from queries.catalogue import Param, Query
    from queries.table import Table


class Catalogue(click.Group):
    """A group with one command a query of the catalogue."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the queries."""
        from queries.catalogue import catalogue

        return list(catalogue())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command that asks one query."""
        from queries.catalogue import catalogue

        query = catalogue().get(cmd_name)
        return _command(query) if query else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click's, but an unknown name is answered with the near ones."""
        if self.get_command(ctx, args[0]) is None:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.list_commands(ctx))
            hint = f"did you mean {' or '.join(near)}?" if near else "`tourdetable query` lists them"
            raise click.UsageError(f"there is no query {args[0]!r}: {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    short_help="Ask a question of the catalogue, or list them.",
    cls=Catalogue,
    invoke_without_command=True,
    subcommand_metavar="[NAME [OPTIONS]]",
)
@click.pass_context
def query(ctx: click.Context) -> None:
    """Ask a question of the catalogue; without NAME, list the questions.

    Every question has its own options: tourdetable query NAME --help.
    """
    if ctx.invoked_subcommand is not None:
        return
    from queries.catalogue import catalogue

    formatter = ctx.make_formatter()
    formatter.write_dl([(name, entry.title) for name, entry in catalogue().items()])
    click.echo(formatter.getvalue(), nl=False)


def _command(query: "Query") -> click.Command:
    def ask(location: str, form: str | None, output: Path | None, **args: str | int | None) -> None:
        from queries.catalogue import run
        from queries.store import open_store

        given = {name: str(value) for name, value in args.items() if value is not None}
        with open_store(location, read_only=True) as store:
            table = run(store, query, given)
        _put_table(table, form, output)

    command = click.command(query.name, help=f"{query.title}\n\n{query.description}", short_help=query.title)(
        ask
    )
    for decorate in (output_option, format_option("table", "json", "csv", "md"), store_option):
        command = decorate(command)
    command.params[:0] = [_option(param) for param in query.params]
    return command


def _option(param: "Param") -> click.Option:
    return click.Option(
        [f"--{param.name.replace('_', '-')}", param.name],
        type=int if param.type == "integer" else str,
        metavar=param.type.upper(),
        required=param.required,
        default=param.default,
        show_default=param.default is not None,
        help=param.description,
    )


def _put_table(table: "Table", form: str | None, output: Path | None) -> None:
    from queries import formats
    from ui.output import choose, put, table_text

    chosen = choose(form, output, formats.FORMATS, "csv")
    put(table_text(table) if chosen == "table" else formats.render(table, chosen), output)


@click.command(short_help="Who stands where, with the sentence that proves it.")
@click.argument("measure")
@click.argument("target", required=False)
@click.option("--on", metavar="DATE", help="As of this day (YYYY-MM-DD, YYYY-MM or YYYY).")
@click.option("--among", metavar="ORG", help="Only its members then, with those whose position is not known.")
@store_option
@format_option("table", "md", "html", "csv", "json")
@output_option
def brief(
    measure: str,
    target: str | None,
    on: str | None,
    among: str | None,
    location: str,
    form: str | None,
    output: Path | None,
) -> None:
    """Who stands where on MEASURE (against TARGET), with the sentence that proves it.

    MEASURE is a code such as sanctions or ceasefire; TARGET a state, an organisation, a person or a place,
    by name or code.
    """
    from queries import briefing
    from queries.store import open_store
    from ui.output import briefing_text, choose, put

    with open_store(location, read_only=True) as store:
        found = briefing.brief(store, measure, target=target, on=on, among=among)
    chosen = choose(form, output, briefing.FORMATS, "md")
    put(briefing_text(found) if chosen == "table" else briefing.render(found, chosen), output)


@click.command(short_help="Ask the store in SPARQL.")
@click.argument("query", default="-", metavar="[QUERY|FILE|-]")
@store_option
@format_option("table", "json", "csv", "md")
@output_option
def sparql(query: str, location: str, form: str | None, output: Path | None) -> None:
    """Ask the store in SPARQL: the query itself, a file that holds it, or - for standard input.

    ASK prints true or false; CONSTRUCT and DESCRIBE print N-Triples.
    """
    from queries.sparql import form as form_of
    from queries.sparql import refuse_updates
    from queries.store import open_store
    from queries.table import Table
    from ui.output import put

    text = _query_text(query)
    refuse_updates(text)
    kind = form_of(text)
    with open_store(location, read_only=True) as store:
        if kind in {"CONSTRUCT", "DESCRIBE"}:
            if form:
                raise UsageError(f"{kind} prints N-Triples: leave -f out")
            put(store.construct(text), output)
            return
        table = Table(("answer",), ((store.ask(text),),)) if kind == "ASK" else store.select(text)
    _put_table(table, form, output)


def _query_text(query: str) -> str:
    if query == "-":
        return _decoded(sys.stdin.buffer.read(), "standard input")
    path = Path(query)
    try:
        if path.is_file():
            return _decoded(path.read_bytes(), query)
    except OSError as error:
        if "{" not in query:  # else a query too long or too odd for a file name
            raise InputError(f"cannot read {query}: {error.strerror}") from error
    except ValueError:  # a null byte
        return query
    if len(query.split()) == 1 and "{" not in query:
        raise InputError(f"{query}: no such file, and not a query")
    return query


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 text") from error


COMMANDS = (query, brief, sparql)
