"""The page "Who stands where": every known position on a proposal as of a day, each with its sentence."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from ontology.iris import entity_iri
from ontology.terms import Measure, Stance
from queries.briefing import Briefing, Entry, Footnote, brief, render
from queries.store import Store
from queries.table import Table
from ui.explorer import controls, held, parts

_ANY = "any"
_EVERYONE = "everyone"
_DOWNLOADS = {"md": "Markdown", "html": "HTML", "csv": "CSV"}


def page(store: Store) -> None:
    """Draw the page."""
    proposals = held.ask(store, "proposals")
    if not proposals:
        held.say_empty(store)
        return
    boxes = st.columns([3, 3, 2.6, 3])
    with boxes[0]:
        measure = controls.choose("Measure", "measure", held.measures(proposals))
    with boxes[1]:
        target = controls.choose("Aimed at", "target", _targets(proposals, measure))
    with boxes[2]:
        on = controls.choose_day("As of", "on")
    with boxes[3]:
        members = {_EVERYONE: "Everyone", **held.organisations(store)}
        among = controls.choose("Members of", "among", members)
    briefing = brief(
        store,
        measure,
        target=None if target == _ANY else entity_iri(target),
        on=on,
        among=None if among == _EVERYONE else entity_iri(among),
    )
    _draw(briefing)
    _offer_downloads(briefing)


def _targets(proposals: Table, measure: str) -> dict[str, str]:
    """Whom the measure is aimed at, the most spoken about first."""
    rows = (row for row in proposals if parts.code(row["measure"]) == measure)
    aimed = {parts.code(row["target"]): str(parts.target_of(row)) for row in rows if row["target"]}
    return aimed | {_ANY: "Any, or none named"}


def _draw(briefing: Briefing) -> None:
    measure = Measure(briefing.measure)
    head = st.container()
    here: set[str] = set()
    for group in briefing.groups:
        here |= _draw_entries(briefing, group.entries, group.stance.label, group.stance.definition)
    if briefing.history:
        with st.expander(f"Earlier positions, since superseded ({len(briefing.history):,})"):
            _draw_entries(briefing, briefing.history)
    head.html(
        parts.html(
            "standings",
            title=parts.proposal(measure, briefing.target),
            measure=measure,
            sum=_sum(briefing),
            columns=_columns(briefing, here),
            unknown=briefing.unknown if briefing.among else None,
        )
    )


def _columns(briefing: Briefing, here: Collection[str]) -> list[tuple[Stance, list[tuple[str, str]]]]:
    """Each stance with its actors and where their sentence stands: on this page, else in its source."""
    notes = {footnote.number: footnote for footnote in briefing.footnotes}
    found: dict[Stance, dict[str, str]] = {stance: {} for stance in Stance}
    for group in briefing.groups:
        for entry in group.entries:
            anchor = _anchor(entry)
            proof = f"#{anchor}" if anchor in here else _source(notes[entry.note])[1]
            found[group.stance].setdefault(entry.actor, proof)
    return [(stance, list(names.items())) for stance, names in found.items()]


def _sum(briefing: Briefing) -> str:
    """How many stand somewhere, and of how many that is not known."""
    known = len({entry.code for group in briefing.groups for entry in group.entries})
    when = f" as of {parts.day(briefing.on)}" if briefing.on else ""
    if briefing.among:
        who = f"{briefing.among} and its members{when or f' of {parts.day(briefing.members_on)}'}"
        return f"{who}: {known} with a known position, {len(briefing.unknown)} with none found."
    return f"{parts.count(known, 'actor')} with a known position{when}."


def _draw_entries(briefing: Briefing, entries: Iterable[Entry], title: str = "", note: str = "") -> set[str]:
    """Entries as cards, those that differ only in whose they are on one; the anchors of those shown."""
    notes = {footnote.number: footnote for footnote in briefing.footnotes}
    shared: dict[Entry, list[Entry]] = {}
    for entry in entries:
        shared.setdefault(replace(entry, actor="", code=""), []).append(entry)
    cards = [_card(together, notes, show_target=not briefing.target) for together in shared.values()]
    shown = controls.at_first(cards, "passage", title or "earlier")
    st.html(parts.html("cards", title=title, note=note, cards=shown, show_stance=not title))
    return {anchor for card in shown for anchor in card.anchors}


def _anchor(entry: Entry) -> str:
    """Where on the page an entry stands that shares its card with others."""
    return f"{entry.code}-{entry.stance}"


def _source(note: Footnote) -> tuple[str, str]:
    """Name and address of a passage."""
    origin = {"title": note.title, "documentName": note.name, "outlet": note.outlet, "issued": note.issued}
    return parts.source_name(origin), parts.source_link(note.document, note.start, note.end)


def _card(together: Sequence[Entry], notes: Mapping[int, Footnote], *, show_target: bool) -> parts.Card:
    entry = together[0]
    note = notes[entry.note]
    source, address = _source(note)
    return parts.Card(
        heads=tuple((e.actor, parts.link("actor", actor=e.code)) for e in together),
        anchors=tuple(_anchor(e) for e in together),
        stance=entry.stance,
        quote=note.quote,
        source=source,
        source_link=address,
        target=entry.target if show_target else None,
        words=entry.proposal,
        condition=entry.condition,
        condition_status=entry.condition_status,
        speaker=entry.speaker,
        role=entry.role,
        reported_by=entry.reported_by,
        date=entry.date,
        since=entry.since,
        section=entry.section,
        confidence=entry.confidence,
        original=note.url,
        also=tuple(_source(notes[number]) for number in entry.also),
        contested=entry.contested,
    )


def _offer_downloads(briefing: Briefing) -> None:
    with st.container(horizontal=True):
        for form, name in _DOWNLOADS.items():
            st.download_button(
                name, render(briefing, form), f"briefing.{form}", icon=":material/download:", key=f"as {form}"
            )
