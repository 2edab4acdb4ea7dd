"""The briefing: what stands, what stood, what is unknown, and texts that want to break out of the page."""

import csv
import io
import json
import re
from html.parser import HTMLParser

import pytest

from ontology.dates import PartialDate
from ontology.errors import UsageError
from queries.briefing import Briefing, Entry, brief, render
from queries.rendering import spoken
from queries.store import Store


def stands(briefing: Briefing) -> dict[str, list[str]]:
    return {group.stance.value: [entry.actor for entry in group.entries] for group in briefing.groups}


def entry(briefing: Briefing, actor: str) -> Entry:
    (found,) = (e for group in briefing.groups for e in group.entries if e.actor == actor)
    return found


def test_who_stands_where_as_of_a_day(world: Store) -> None:
    briefing = brief(world, "sanctions", target="Russia", on="2016-10-18")
    assert briefing.title == "Sanctions: Russia"
    assert stands(briefing) == {
        "supports": ["Greece"],
        "conditional": ["Spain"],
        "opposes": ["Austria", "Germany", "Greece", "Hungary"],
    }
    austria = entry(briefing, "Austria")
    note = briefing.footnotes[austria.note - 1]
    assert note.quote == "We see no sense in it, said Anna Berger of Austria."
    assert (note.title, note.outlet, note.url) == (
        "No new measures",
        "Courier",
        "https://example.org/autumn",
    )
    assert [briefing.footnotes[n - 1].quote for n in austria.also] == ["Austria against new measures"]
    assert (austria.speaker, austria.role, austria.contested) == ("Anna Berger", "Foreign Minister", False)
    spain = entry(briefing, "Spain")
    assert (spain.condition, spain.condition_status) == ("if aid got through", "open")
    greeks = [e for group in briefing.groups for e in group.entries if e.actor == "Greece"]
    assert all(e.contested for e in greeks)
    assert briefing.history == briefing.unknown == ()


def test_a_change_moves_what_stood_before_into_the_history(world: Store) -> None:
    briefing = brief(world, "sanctions", target="Russia")
    austria = entry(briefing, "Austria")
    assert (austria.date, austria.since) == (PartialDate(2016, 12, 20), PartialDate(2016, 11))
    assert [briefing.footnotes[n - 1].quote for n in austria.also] == ["Vienna was in favour already."]
    assert [(e.actor, e.stance.value, str(e.date)) for e in briefing.history] == [
        ("Austria", "opposes", "2016-10-18"),
        ("Germany", "opposes", "2016-10-18"),
    ]


def test_both_stances_of_one_document_stand_and_are_told_apart_by_their_words(world: Store) -> None:
    briefing = brief(world, "ceasefire", target="Aleppo")
    russia = [e for group in briefing.groups for e in group.entries if e.actor == "Russia"]
    assert [(e.stance.value, e.proposal, e.contested) for e in russia] == [
        ("supports", "a pause", False),
        ("opposes", "truce", False),
    ]


def test_members_without_position_are_unknown_and_others_left_out(world: Store) -> None:
    briefing = brief(world, "sanctions", target="Russia", among="EU", on="2016-10-18")
    assert briefing.among == "European Union"
    assert briefing.unknown == ("France", "Italy", "United Kingdom")
    assert "Russia" not in str(stands(brief(world, "ceasefire", among="EU")))
    today = brief(world, "ceasefire", among="EU")
    assert "United Kingdom" not in today.unknown
    assert f"those of {spoken(today.members_on)})" in render(today, "md")
    assert "(those of" not in render(briefing, "md")


def test_every_target_where_none_is_asked_about_and_nothing_where_nothing_is_known(world: Store) -> None:
    everywhere = brief(world, "sanctions")
    assert {e.target for group in everywhere.groups for e in group.entries} == {
        "Russia",
        "Evil <b>& Co",
        None,
    }
    nothing = brief(world, "climate", target="France")
    assert (nothing.title, nothing.groups) == ("Climate: France", ())
    assert "No position is known" in render(nothing, "md")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_shows_hostile_texts_as_texts_and_loads_nothing(world: Store) -> None:
    page = _Page()
    html = render(brief(world, "sanctions"), "html")
    page.feed(html)
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert "<script>alert(1)</script> [x](javascript:1)" in page.text
    attributes = dict(page.attributes)
    assert not {"src", "onload", "onerror", "srcset"} & set(attributes)
    links = [value or "" for name, value in page.attributes if name == "href"]
    assert set(links) >= {"#note-1", "https://example.org/autumn"}
    assert all(link.startswith(("#note-", "https://")) for link in links)
    ids = [value for name, value in page.attributes if name == "id"]
    assert {link[1:] for link in links if link.startswith("#")} == set(ids)
    assert "http://" not in html.replace("http://evil", "")


def test_markdown_tables_keep_their_cells(world: Store) -> None:
    text = render(brief(world, "sanctions"), "md")
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    widths = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
    assert widths == {9, 10}
    assert "<script" not in text
    assert not re.search(r"(?<!\\)\[x\]", text)
    numbers = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    assert numbers == set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE))


def test_csv_and_json_hold_the_same_positions(world: Store) -> None:
    briefing = brief(world, "sanctions", among="EU")
    rows = list(csv.DictReader(io.StringIO(render(briefing, "csv"))))
    entries = [e for group in briefing.groups for e in group.entries]
    assert [row["actor"] for row in rows if row["status"] == "current"] == [e.actor for e in entries]
    assert [row["actor"] for row in rows if row["status"] == "unknown"] == list(briefing.unknown)
    loaded = json.loads(render(briefing, "json"))
    assert [e["date"] for group in loaded["groups"] for e in group["entries"]] == [
        str(e.date) if e.date else None for e in entries
    ]
    hostile = render(brief(world, "sanctions", target="Evil <b>& Co"), "csv")
    for row in csv.reader(io.StringIO(hostile)):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"measure": "sanktions"}, "did you mean sanctions"),
        ({"measure": "sanctions", "target": "Rusia"}, "did you mean Russia"),
        ({"measure": "sanctions", "on": "soon"}, "not a date"),
        ({"measure": "sanctions", "among": "Europeans Union"}, "did you mean European Union"),
        ({"measure": "sanctions", "among": "Russia"}, "Russia has no members"),
        ({"measure": "sanctions", "among": "EU", "on": "1900"}, "has no members as of 1900"),
    ],
)
def test_what_cannot_be_asked(world: Store, asked: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=re.escape(says)):
        brief(world, **asked)


def test_unknown_format(world: Store) -> None:
    with pytest.raises(UsageError, match="md, html, csv, json"):
        render(brief(world, "sanctions"), "pdf")
