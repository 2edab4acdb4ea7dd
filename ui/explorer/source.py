"""The page "Source": a document's text with the passages that prove positions marked in it."""

import re

import streamlit as st

from ontology.iris import document_iri
from queries.catalogue import run
from queries.store import Store
from ui.explorer import controls, held, highlight, parts
from ui.explorer.parts import Row

_SCROLL = "<script>document.getElementById('selected')?.scrollIntoView({block: 'center'})</script>"
"""Shows the passage that the address asks for. Nothing of a text stands in it."""


def page(store: Store) -> None:
    """Draw the page."""
    documents = held.documents(store)
    if not documents:
        held.say_empty(store)
        return
    names = {key: parts.source_name(row) for key, row in documents.items()}
    key = controls.choose("Document", "document", names)
    document = documents[key]
    at = _asked_place()
    evidence = list(run(store, "evidence", {"document": document_iri(key)}))
    marks = [_mark(number, row, at) for number, row in enumerate(evidence, 1)]
    st.html(
        parts.html(
            "source",
            document=document,
            facts=_facts(document),
            pieces=highlight.pieces(held.text(store, key), marks),
            positions=[_position(mark, row) for mark, row in zip(marks, evidence, strict=True)],
        )
    )
    if any(mark.selected for mark in marks):
        st.html(_SCROLL, unsafe_allow_javascript=True)


def _facts(document: Row) -> list[tuple[str, str | None]]:
    return [
        ("Outlet", parts.text(document["outlet"]) or "not known"),
        ("Published", parts.day(document["issued"]) if document["issued"] else "not known"),
        ("Name", parts.text(document["documentName"])),
        ("Language", parts.text(document["language"])),
        ("Recorded", str(document["recorded"] or "")[:10]),
    ]


def _asked_place() -> tuple[int, int] | None:
    """The passage that the address asks for."""
    found = re.fullmatch(r"(\d{1,9})-(\d{1,9})", st.query_params.get("at", ""), re.ASCII)
    return (int(found[1]), int(found[2])) if found else None


def _mark(number: int, row: Row, at: tuple[int, int] | None) -> highlight.Mark:
    start, end = int(str(row["start"])), int(str(row["end"]))
    stance = parts.stance(row)
    label = f"{number}: {row['actorName']} {stance.label}: {parts.proposal_of(row)}"
    return highlight.Mark(start, end, number, stance, label, selected=(start, end) == at)


def _position(mark: highlight.Mark, row: Row) -> dict[str, object]:
    """A position as it stands beside the text."""
    remarks = (row["speakerName"], row["role"], parts.day(row["date"]))
    return {
        "mark": mark,
        "actor": row["actorName"],
        "link": parts.link("actor", actor=parts.code(row["actor"])),
        "proposal": parts.proposal_of(row),
        "condition": row["condition"],
        "remarks": ", ".join(str(remark) for remark in remarks if remark),
    }
