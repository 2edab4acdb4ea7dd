"""The page "Source": a document's text with the passages that prove positions marked in it."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

import streamlit as st

from ontology.iris import document_iri
from queries.store import Store
from ui.explorer import controls, held, highlight, parts
from ui.explorer.parts import Row

_SCROLL = """<script>
document.getElementById('selected')?.scrollIntoView({block: 'center'})
const note = document.querySelector('.tdt-passages .tdt-selected'), notes = note?.closest('aside')
if (notes) notes.scrollTop = note.offsetTop - notes.offsetTop - 60
</script>"""
"""Shows the passage that the address asks for, and what it proves. Nothing of a text stands in it."""


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
    evidence = held.ask(store, "evidence", document=document_iri(key))
    passages = [list(rows) for _, rows in groupby(evidence, key=_place)]
    marks = [_mark(number, rows, at) for number, rows in enumerate(passages, 1)]
    st.html(
        parts.html(
            "source",
            document=document,
            facts=_facts(document),
            pieces=highlight.pieces(held.text(store, key), marks),
            passages=[
                {"mark": mark, "positions": _positions(rows)}
                for mark, rows in zip(marks, passages, strict=True)
            ],
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


def _place(row: Row) -> tuple[int, int]:
    return int(str(row["start"])), int(str(row["end"]))


def _mark(number: int, rows: Sequence[Row], at: tuple[int, int] | None) -> highlight.Mark:
    start, end = _place(rows[0])
    stances = tuple(dict.fromkeys(parts.stance(row) for row in rows))
    said = (f"{row['actorName']} {parts.stance(row).label}: {parts.proposal_of(row)}" for row in rows)
    label = f"Passage {number}: {'; '.join(said)}"
    return highlight.Mark(start, end, number, stances, label, selected=(start, end) == at)


def _positions(rows: Iterable[Row]) -> list[dict[str, object]]:
    """What a passage proves: positions that differ only in whose they are, together."""
    found: dict[tuple[object, ...], list[tuple[str, str]]] = {}
    for row in rows:
        remarks = ", ".join(
            str(part)
            for part in (
                row["speakerName"],
                row["role"],
                parts.day(row["date"]),
                parts.aside(parts.text(row["section"])),
            )
            if part
        )
        key = (parts.stance(row), parts.proposal_of(row), row["condition"], remarks)
        address = parts.link("actor", actor=parts.code(row["actor"]))
        found.setdefault(key, []).append((str(row["actorName"]), address))
    names = ("stance", "proposal", "condition", "remarks")
    return [dict(zip(names, key, strict=True)) | {"actors": actors} for key, actors in found.items()]
