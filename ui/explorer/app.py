"""What Streamlit runs for each view of a page; `ui.explorer.launch` starts it."""

import os
from collections.abc import Callable
from pathlib import Path

import streamlit as st

from ontology.errors import TourdetableError
from queries.store import Store
from ui.explorer import actor, parts, questions, source, standings
from ui.explorer.launch import STORE
from ui.explorer.reader import reader


def _page(draw: Callable[[Store], None]) -> Callable[[], None]:
    """A page that says in one line what keeps it from being drawn."""

    def run() -> None:
        try:
            draw(reader(os.environ[STORE]).store())
        except TourdetableError as error:
            st.error(parts.plain(str(error)))
            if st.button("Try again"):
                st.rerun()

    return run


def main() -> None:
    """Draw the page that the address names."""
    st.set_page_config("tourdetable", "🗣️", layout="wide")
    st.html(Path(__file__).with_name("style.css"))
    pages = [
        st.Page(_page(standings.page), title="Who stands where", url_path="standings", default=True),
        st.Page(_page(actor.page), title="An actor", url_path="actor"),
        st.Page(_page(source.page), title="Source", url_path="source"),
        st.Page(_page(questions.page), title="Questions", url_path="questions"),
    ]
    st.navigation(pages, position="top").run()


main()
