"""Commands that show or check a whole store: `serve`, `explore`, `check`."""

import click

from ui.commands.options import store_option
from ui.output import clean, track


@click.command(short_help="Answer SPARQL queries over HTTP.")
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", default=7878, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option(
    "--timeout",
    default=30.0,
    show_default=True,
    type=click.FloatRange(0, min_open=True),
    help="Seconds that a query may take.",
)
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1), help="Queries answered at once."
)
def serve(location: str, host: str, port: int, timeout: float, workers: int) -> None:
    """Answer SPARQL queries over HTTP, reading only, until Ctrl+C."""
    from ui.endpoint import serve as run

    run(location, host=host, port=port, timeout=timeout, workers=workers)


@click.command(short_help="Open the explorer in a browser.")
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", default=8501, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option("--headless", is_flag=True, help="Open no browser window.")
def explore(location: str, host: str, port: int, headless: bool) -> None:
    """Open the explorer, pages in a browser, until Ctrl+C."""
    from ui.explorer import launch

    launch(location, host=host, port=port, headless=headless)


@click.command(short_help="Check schema, reference data and all graphs.")
@store_option
@click.pass_context
def check(ctx: click.Context, location: str) -> None:
    """Check the store: consistency of schema and reference data (HermiT), shapes of every graph (SHACL).

    Prints one line for each fault; the exit code is 1 where there is one.
    """
    from queries.store import open_store
    from ui import audit

    faults = []
    with open_store(location, read_only=True) as store:
        report = audit.reason(store)
        if not report.consistent:
            faults.append("the schema and the reference data contradict each other")
        faults += [f"nothing can belong to the class <{name}>" for name in report.unsatisfiable]
        graphs = audit.checked_graphs(store)
        found = audit.violations(store, track(graphs, "checking"))
        faults += [f"{graph}: {violation}" for graph, violation in found]
    for fault in faults:
        click.echo(clean(fault))
    counted = f"{len(graphs)} graphs checked against the shapes, schema and reference data reasoned over"
    click.echo(f"{counted}: {len(faults) or 'no'} fault{'' if len(faults) == 1 else 's'}")
    if faults:
        ctx.exit(1)


COMMANDS = (serve, explore, check)
