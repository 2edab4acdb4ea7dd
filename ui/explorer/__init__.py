"""The explorer: pages in a browser over one store, started by `launch`."""

from ui.explorer.launch import launch

__all__ = ["launch"]
