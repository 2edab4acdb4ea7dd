"""Starting the explorer."""

import os
import socket
from pathlib import Path

from ontology.errors import UsageError

STORE = "TOURDETABLE_STORE"
_SCRIPT = Path(__file__).with_name("app.py")


def launch(store: str | Path, host: str = "127.0.0.1", port: int = 8501, headless: bool = False) -> None:
    """Show the store (a path, or the URL of a SPARQL endpoint) in a browser until interrupted.

    `port` 0 takes a free one; `headless` opens no browser window. StoreError where the store is missing, in
    use or unreachable, UsageError where `host` and `port` cannot be listened at.
    """
    from ui.explorer.reader import Reader

    Reader(str(store)).close()
    os.environ[STORE] = str(store)
    import click
    import streamlit as st

    port = _free(host, port)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"Explorer at http://{shown}:{port} (Ctrl+C stops it)", err=True)
    st.App(_SCRIPT).run(
        config={
            "server.address": host,
            "server.port": port,
            "server.headless": headless,
            "server.fileWatcherType": "none",
            "browser.gatherUsageStats": False,
            "client.toolbarMode": "minimal",
            "client.showErrorDetails": "none",
            "logger.level": "error",
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
