"""The page "An actor": its positions over time, where it changed, what it waits for, who spoke for it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import streamlit as st

from ontology.iris import entity_iri
from ontology.terms import Stance
from queries.store import Store
from queries.table import Cell
from ui.explorer import controls, held, parts
from ui.explorer.parts import Card, Row

_ALL = "all"
_BEFORE = {
    "stance": "stanceBefore",
    "date": "dateBefore",
    "speakerName": "speakerBeforeName",
    "quote": "quoteBefore",
    "document": "documentBefore",
    "documentName": "documentBeforeName",
    "position": "positionBefore",
}
"""Columns of the query `changes` on the earlier position, by what they are called for the later."""


def page(store: Store) -> None:
    """Draw the page."""
    actors = held.actors(store)
    if not actors:
        held.say_empty(store)
        return
    boxes = st.columns([3, 3, 5])
    with boxes[0]:
        actor = controls.choose("Actor", "actor", actors)
    whole = held.ask(store, "history", actor=entity_iri(actor))
    with boxes[1]:
        measure = controls.choose("Measure", "measure", {_ALL: "All measures", **held.measures(whole)})
    asked = {"actor": entity_iri(actor)} | ({} if measure == _ALL else {"measure": measure})
    history = [row for row in whole if measure in (_ALL, parts.code(row["measure"]))]
    documents = held.documents(store)
    st.html(parts.html("actor", name=actors[actor], sum=_sum(history), lines=_lines(history)))
    for row in held.ask(store, "changes", **asked):
        pair = [_card(_earlier(row), documents, "Before"), _card(row, documents, "After")]
        _draw(f"Change of mind: {parts.proposal_of(row)}", str(row["shift"]), pair)
    conditions = [_card(row, documents) for row in held.ask(store, "conditions", **asked)]
    if conditions:
        _draw("Open conditions", "what a position waits for", conditions)
    speakers = list(held.ask(store, "speakers", **asked))
    if speakers:
        st.html(parts.html("speakers", speakers=speakers))
    shown = controls.at_first(history, "position", "history")
    _draw("All positions", "in the order of time", [_card(row, documents) for row in shown])


def _draw(title: str, note: str, cards: Sequence[Card]) -> None:
    st.html(parts.html("cards", title=title, note=note, cards=cards, show_stance=True))


def _sum(history: Sequence[Row]) -> str:
    dates = [row["date"] for row in history if row["date"] is not None]
    span = f", {parts.day(dates[0])} to {parts.day(dates[-1])}" if dates else ""
    proposals = len({parts.proposal_of(row) for row in history})
    return f"{parts.count(len(history), 'position')} on {parts.count(proposals, 'proposal')}{span}."


def _lines(history: Iterable[Row]) -> list[dict[str, object]]:
    """For each proposal, the most spoken about first: its stances in the order of time, with their dates."""
    rows: dict[str, list[Row]] = {}
    for row in history:
        rows.setdefault(parts.proposal_of(row), []).append(row)
    return [
        {"proposal": proposal, "link": _standings(found[0]), "runs": _runs(found)}
        for proposal, found in sorted(rows.items(), key=lambda item: -len(item[1]))
    ]


def _runs(rows: Iterable[Row]) -> list[tuple[Stance, list[Cell], str]]:
    """Neighbouring rows of one stance together, with their dates and the address of the first sentence."""
    runs = ((stance, list(run)) for stance, run in groupby(rows, key=parts.stance))
    return [(stance, [row["date"] for row in run], parts.proof(run[0])) for stance, run in runs]


def _standings(row: Row) -> str:
    """The address of who stands where on the row's proposal."""
    return parts.link(
        "", measure=parts.code(row["measure"]), target=parts.code(row["target"]) if row["target"] else None
    )


def _earlier(change: Row) -> Row:
    return {**change, **{name: change[column] for name, column in _BEFORE.items()}}


def _card(row: Row, documents: Mapping[str, Row], title: str | None = None) -> Card:
    document = documents.get(parts.document_key(str(row["document"])))
    return parts.card(row, title or parts.proposal_of(row), _standings(row), document)
