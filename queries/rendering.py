"""A briefing as Markdown, as a page of its own in HTML, as CSV and as JSON."""

import dataclasses
import json
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from ontology.dates import PartialDate
from ontology.errors import UsageError
from queries.briefing import FORMATS, Briefing, Entry, Footnote
from queries.formats import markdown, write_csv
from queries.table import Cell

if TYPE_CHECKING:
    from jinja2 import Environment

_MONTHS: Final = "January February March April May June July August September October November December"


def render_briefing(briefing: Briefing, form: str) -> str:
    """The briefing in one of `queries.briefing.FORMATS`; UsageError for another."""
    match form:
        case "md" | "html":
            template = _environment(html=form == "html").get_template(f"briefing.{form}.jinja")
            return template.render(briefing=briefing)
        case "csv":
            return _csv(briefing)
        case "json":
            return json.dumps(briefing, ensure_ascii=False, indent=2, default=_plain) + "\n"
        case _:
            raise UsageError(f"no format {form!r} for a briefing; there are: {', '.join(FORMATS)}")


def spoken(day: PartialDate | None) -> str:
    """A date as it is said: 18 October 2016, October 2016, 2016; empty where there is none."""
    if day is None:
        return ""
    month = _MONTHS.split()[day.month - 1] if day.month else ""
    return " ".join(part for part in (str(day.day or ""), month, str(day.year)) if part)


def web(url: str | None) -> str:
    """`url` where it may be linked to (http, https), else empty."""
    return url if url and urlsplit(url).scheme in ("http", "https") else ""


def said_by(entry: Entry) -> str:
    """Who said it, in which office, and who tells of it."""
    voice = ", ".join(part for part in (entry.speaker, entry.role) if part)
    teller = f"reported by {entry.reported_by}" if entry.reported_by else ""
    comment = "in a reader's comment" if entry.section == "comment" else ""
    return "; ".join(part for part in (voice, teller, comment) if part)


def source(note: Footnote) -> str:
    """Where a passage stands: title, outlet, date and characters."""
    place = f"characters {note.start} to {note.end}"
    return ", ".join(p for p in (note.title or note.name, note.outlet, spoken(note.issued), place) if p)


def _environment(*, html: bool) -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("queries"),
        autoescape=html,  # noqa: S701 - in Markdown the filter `md` escapes
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Any] = {
        "spoken": spoken,
        "web": web,
        "said_by": said_by,
        "source": source,
        "md": markdown,
    }
    environment.filters.update(filters)
    return environment


def _plain(value: Any) -> object:
    if isinstance(value, PartialDate):
        return str(value)
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}


def _csv(briefing: Briefing) -> str:
    entry_fields = [f.name for f in dataclasses.fields(Entry) if f.name not in ("note", "also")]
    note_fields = [f.name for f in dataclasses.fields(Footnote) if f.name != "number"]
    notes = {note.number: note for note in briefing.footnotes}
    rows: list[list[Cell]] = []
    for status, entries in (
        ("current", [entry for group in briefing.groups for entry in group.entries]),
        ("before", briefing.history),
    ):
        for entry in entries:
            cells: list[Cell] = [status, briefing.measure, *(getattr(entry, name) for name in entry_fields)]
            rows.append([*cells, *(getattr(notes[entry.note], name) for name in note_fields)])
    names = ["document_name" if name == "name" else name for name in note_fields]
    blank: list[Cell] = [None] * (len(entry_fields) - 1 + len(note_fields))
    rows += [["unknown", briefing.measure, name, *blank] for name in briefing.unknown]
    return write_csv(["status", "measure", *entry_fields, *names], rows)
