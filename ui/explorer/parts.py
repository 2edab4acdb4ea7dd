"""What the pages share: positions as cards, names and dates as people write them, addresses, templates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from ontology.dates import PartialDate
from ontology.errors import StoreError
from ontology.iris import document_iri
from ontology.terms import Measure, Stance
from queries.table import Cell, Iri

if TYPE_CHECKING:
    import jinja2

Row = Mapping[str, Cell]
"""A row of an answer of the catalogue."""

_CHARS = re.compile(r"#char=(\d+),(\d+)")
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass(frozen=True, slots=True)
class Card:
    """A position as the pages show it: whose or on what, where it stands, and the passage that proves it."""

    heads: tuple[tuple[str, str], ...]
    """What stands at its head, each with the address it leads to: the actors, or the proposal."""
    stance: Stance
    quote: str
    source: str
    """The document's title, outlet and date, with the address of the passage in it."""
    source_link: str
    anchors: tuple[str, ...] = ()
    """Ids under which the page finds it."""
    target: str | None = None
    """Whom the measure is aimed at, where the page does not say."""
    words: str | None = None
    condition: str | None = None
    condition_status: str | None = None
    speaker: str | None = None
    role: str | None = None
    reported_by: str | None = None
    date: PartialDate | None = None
    since: PartialDate | None = None
    section: str | None = None
    """`comment` or `update` where it does not stand in the article itself."""
    confidence: float | None = None
    original: str | None = None
    """Where the text was published, as the document says."""
    also: tuple[tuple[str, str], ...] = ()
    """Further passages that say the same: name and address."""
    contested: bool = False
    """Whether another document says the opposite for the same time."""


def card(row: Row, title: str, to: str, document: Row | None) -> Card:
    """A position in an answer of the catalogue as a card; `document` is its row in the query `documents`."""
    origin = document or {}
    date, confidence = row["date"], row.get("confidence")
    return Card(
        heads=((title, to),),
        stance=stance(row),
        quote=str(row["quote"]),
        source=source_name({**row, **origin}),
        source_link=proof(row),
        words=text(row.get("words")),
        condition=text(row.get("condition")),
        condition_status=text(row.get("status")),
        speaker=text(row["speakerName"]),
        role=text(row.get("role")),
        reported_by=text(row.get("reportedBy")),
        section=text(row.get("section")),
        date=date if isinstance(date, PartialDate) else None,
        confidence=confidence if isinstance(confidence, float) else None,
        original=text(origin.get("url")),
    )


def html(template: str, **values: object) -> str:
    """A template of this package filled in. Whatever `values` hold is escaped: no text becomes markup."""
    return _templates().get_template(f"{template}.html").render(values)


def link(page: str, **parameters: str | None) -> str:
    """The address of a page of the explorer with its parameters; "" is the first page."""
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{page or './'}?{query}"


def source_link(document: str, start: int, end: int) -> str:
    """The address of a passage, by its document's IRI and its place in code points."""
    return link("source", document=document_key(document), at=f"{start}-{end}")


def document_key(iri: str) -> str:
    """What a document is called in an address."""
    return iri.removeprefix(document_iri(""))


def day(date: Cell) -> str:
    """A date of any precision as people write it: "18 Oct 2016", "Oct 2016", "2016"; "undated" for None."""
    if not isinstance(date, PartialDate):
        return "undated" if date is None else str(date)
    words = (str(date.day or ""), _MONTHS[date.month - 1] if date.month else "", str(date.year))
    return " ".join(word for word in words if word)


def capital(words: str) -> str:
    """`words` with the first letter in upper case."""
    return words[:1].upper() + words[1:]


def count(number: int, noun: str) -> str:
    """ "1 position", "2 positions"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def proposal(measure: str, target: str | None) -> str:
    """ "Sanctions: Russia", from a measure's code."""
    name = capital(Measure(measure).label)
    return f"{name}: {target}" if target else name


def proposal_of(row: Row) -> str:
    """The proposal of a position in an answer of the catalogue."""
    return proposal(code(row["measure"]), target_of(row))


def target_of(row: Row) -> str | None:
    """Whom or what the measure of a position is aimed at, by name."""
    return text(row["targetName"]) or (code(row["target"]) if row["target"] else None)


def stance(row: Row) -> Stance:
    """The stance of a position in an answer of the catalogue."""
    return Stance(code(row["stance"]))


def source_name(document: Row) -> str:
    """A document by title (else name), outlet and date."""
    title = document.get("title") or document["documentName"]
    issued = document.get("issued")
    return ", ".join(str(part) for part in (title, document.get("outlet"), issued and day(issued)) if part)


def text(cell: Cell) -> str | None:
    """A cell that holds a text or nothing."""
    return None if cell is None else str(cell)


def code(cell: Cell) -> str:
    """The code at the end of an IRI of ours."""
    return cell.short if isinstance(cell, Iri) else str(cell)


def web(url: str | None) -> str | None:
    """`url` where it is a web address; a document may claim any other."""
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def plain(words: str) -> str:
    """`words` as Markdown that shows them as they are."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|$:~])", r"\\\1", words)


def aside(section: str | None) -> str | None:
    """Where a passage stands that is not in the article itself."""
    return {"comment": "in a reader’s comment", "update": "in a later update"}.get(section or "")


def tidy(words: str) -> str:
    """`words` with at most one blank line where the text has many."""
    return re.sub(r"\n[ \t\r]*\n\s*\n", "\n\n", words)


def proof(row: Row) -> str:
    """The address of the passage that proves a position in an answer of the catalogue."""
    return source_link(str(row["document"]), *_place(row["position"]))


def ink(colour: str) -> str:
    """Black or white, whichever is read better on `colour` (relative luminance, WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return "#000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else "#fff"


def _place(position: Cell) -> tuple[int, int]:
    """Where the passage of a position stands, from the position's IRI."""
    found = _CHARS.search(str(position))
    if not found:
        raise StoreError(f"not the IRI of a position: {position}")
    return int(found[1]), int(found[2])


@cache
def _templates() -> "jinja2.Environment":
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("ui.explorer"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": day,
        "capital": capital,
        "web": web,
        "ink": ink,
        "aside": aside,
        "tidy": tidy,
    }
    return environment
