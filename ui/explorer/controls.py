"""Widgets whose value stands in the page's address: it can be shared, and the back button works."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, TypeVar

import streamlit as st

from ontology.dates import PartialDate

_T = TypeVar("_T")
AT_FIRST: Final = 100
"""So many items of a long list are shown until the user asks for all."""


def choose(label: str, name: str, options: Mapping[str, str], *, default: str | None = None) -> str:
    """One of `options` (value as in the address, and label): at first the default, else the first of them."""
    asked = _changed_in_address(name)
    if asked is not _UNCHANGED and asked in options:
        st.session_state[name] = asked
    elif st.session_state.get(name) not in options:
        st.session_state[name] = default if default in options else next(iter(options))
    chosen: str = st.selectbox(label, list(options), key=name, format_func=lambda value: options[value])
    _write_to_address(name, chosen)
    return chosen


def choose_day(label: str, name: str) -> str | None:
    """A day as YYYY-MM-DD; None where none was chosen."""
    asked = _changed_in_address(name)
    if asked is not _UNCHANGED:
        st.session_state[name] = _day(asked)
    chosen = st.date_input(
        label,
        value=None,
        key=name,
        format="YYYY-MM-DD",
        min_value=date(1900, 1, 1),
        max_value=date(2100, 1, 1),
    )
    found = chosen.isoformat() if isinstance(chosen, date) else None
    _write_to_address(name, found)
    return found


def enter(label: str, name: str, *, default: str | None = None, about: str | None = None) -> str | None:
    """A text; None where it was left empty. `about` says what is meant."""
    asked = _changed_in_address(name)
    if asked is not _UNCHANGED:
        st.session_state[name] = asked or default or ""
    chosen = st.text_input(label, key=name, help=about).strip() or None
    _write_to_address(name, chosen)
    return chosen


def at_first(items: Sequence[_T], noun: str, name: str) -> Sequence[_T]:
    """All items of a short list; of a long one the first, and a switch that shows all."""
    if len(items) <= AT_FIRST or st.toggle(f"Show all {len(items):,} {noun}s", key=f"all {name}"):
        return items
    return items[:AT_FIRST]


_UNCHANGED = object()


def _changed_in_address(name: str) -> object:
    """What the address says of `name`, where that is not what this session last wrote there."""
    asked = st.query_params.get(name)
    seen = st.session_state.get(f"address of {name}", _UNCHANGED)
    return _UNCHANGED if asked == seen else asked


def _write_to_address(name: str, value: str | None) -> None:
    if value is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
    st.session_state[f"address of {name}"] = value


def _day(text: object) -> date | None:
    """The last day that a date in an address may mean; None for anything else."""
    try:
        return PartialDate.parse(str(text)).latest
    except ValueError:
        return None
