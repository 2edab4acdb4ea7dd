"""Starting the explorer."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from ontology.errors import UsageError

STORE = "TOURDETABLE_STORE"
_SCRIPT = Path(__file__).with_name("app.py")


def launch(store: str | Path, host: str = "127.0.0.1", port: int = 8501, headless: bool = False) -> None:
    """Show the store (a path, or the URL of a SPARQL endpoint) in a browser until interrupted.

    `port` 0 takes a free one; `headless` opens no browser window. StoreError where the store is missing, in
    use or unreachable, UsageError where `host` and `port` cannot be listened at.
    """
    import click
    import streamlit as st

    from ui.explorer.reader import reader

    port = _free(host, port)
    opened = reader(str(store))
    os.environ[STORE] = str(store)

    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        click.echo(f"Explorer at {address} (Ctrl+C stops it)", err=True)
        if not headless:
            asyncio.get_running_loop().call_later(1, click.launch, address)
        yield
        opened.close()

    app = st.App(_SCRIPT, lifespan=lifespan)
    with suppress(KeyboardInterrupt):
        app.run(
            config={
                "server.address": host,
                "server.port": port,
                "server.headless": headless,
                "server.fileWatcherType": "none",
                "browser.gatherUsageStats": False,
                "client.toolbarMode": "minimal",
                "client.showErrorDetails": "none",
                "logger.level": "error",
                "logger.hideWelcomeMessage": True,
                "theme.base": "light",
                "theme.primaryColor": "#1f4e79",
                "theme.textColor": "#1b2733",
            }
        )


def _free(host: str, port: int) -> int:
    """`port`, or a free one for 0; UsageError where nothing can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.create_server((host, port), family=family) as listening:
            found: int = listening.getsockname()[1]
            return found
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot listen at {host} port {port}: {reason}") from error
