"""The page "Questions": every query of the catalogue, its widgets made from its parameters."""

import re
from collections.abc import Mapping
from html import escape

import streamlit as st

from ontology.terms import Measure, Stance
from queries.catalogue import Param, catalogue
from queries.formats import render
from queries.store import Store
from queries.table import Table, show
from ui.explorer import controls, held, parts

_OPEN = "any"
_PROOF = "proof"
_DOWNLOADS = {"csv": "CSV", "md": "Markdown"}


def page(store: Store) -> None:
    """Draw the page."""
    queries = catalogue()
    name = controls.choose("Question", "question", {name: query.title for name, query in queries.items()})
    query = queries[name]
    st.html(f'<h1>{escape(query.title)}</h1><p class="tdt-lead">{escape(query.description)}</p>')
    args: dict[str, str] = {}
    for box, param in zip(st.columns(max(len(query.params), 3)), query.params, strict=False):
        with box:
            value = _ask(name, param)
        if value is not None:
            args[param.name] = value
    missing = [param.description for param in query.params if param.required and param.name not in args]
    if missing:
        st.info(f"Still to be said: {' '.join(missing)}")
        return
    table = held.ask(store, query, **args)
    st.html(f'<p class="tdt-sum">{parts.count(len(table), "row")}.</p>')
    if table:
        st.dataframe(
            _rows(table),
            hide_index=True,
            width="stretch",
            height="auto",
            column_config={_PROOF: st.column_config.LinkColumn(display_text="sentence", pinned=True)},
        )
        with st.container(horizontal=True):
            for form, label in _DOWNLOADS.items():
                st.download_button(label, render(table, form), f"{name}.{form}", icon=":material/download:")
    with st.expander("The query, in SPARQL"):
        st.code(query.text, language="sparql")


def _rows(table: Table) -> list[dict[str, str]]:
    """The rows for people; a row about a position begins with the address of its sentence."""
    proved = {"document", "position"} <= set(table.columns)
    return [
        ({_PROOF: parts.proof(row)} if proved else {})
        | {_words(column): show(value) for column, value in readable.items()}
        for row, readable in zip(table, table.readable(), strict=True)
    ]


def _words(column: str) -> str:
    """ "reported by", from `reportedBy`."""
    return re.sub(r"(?<=[a-z])([A-Z])", r" \1", column).lower()


def _ask(query: str, param: Param) -> str | None:
    """A widget of the parameter's type."""
    label, name = param.name.capitalize(), f"{query}.{param.name}"
    choices = _choices(param.type)
    if choices:
        chosen = controls.choose(label, name, {_OPEN: "Any", **choices})
        return None if chosen == _OPEN else chosen
    if param.type == "date":
        return controls.choose_day(label, name)
    return controls.enter(label, name, default=param.default, about=param.description)


def _choices(kind: str) -> Mapping[str, str]:
    """What may be chosen where the ontology says so."""
    if kind == "measure":
        return {str(m): parts.capital(m.label) for m in Measure}
    return {str(s): parts.capital(s.label) for s in Stance} if kind == "stance" else {}
