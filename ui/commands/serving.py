"""Commands that show or check a whole store: `serve`, `explore`, `check`."""

import click

from ui.commands.options import store_option


@click.command(short_help="Answer SPARQL queries over HTTP.")
@store_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port", default=7878, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option("--timeout", default=30.0, show_default=True, help="Seconds that a query may take.")
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
def check(location: str) -> None:
    """Check the store: consistency of schema and reference data (HermiT), shapes of every graph (SHACL)."""
    raise NotImplementedError


COMMANDS = (serve, explore, check)
