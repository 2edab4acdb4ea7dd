"""Every question of the catalogue, asked of a real store, and of another engine for comparison."""

import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
import rdflib

from ontology.errors import InputError, UsageError
from queries.catalogue import bind, catalogue, find_query, parse_query, run
from queries.store import Store, open_store
from queries.table import Cell, Iri, Table, literal
from tests.queries.conftest import (  # type: ignore[import-not-found]
    AGAINST,
    FOR,
    SANCTIONS,
    Claim,
    dispatch,
    ntriples,
)

ASKED: dict[str, tuple[dict[str, str], ...]] = {
    "actors": ({}, {"measure": "sanctions", "target": "Russia"}),
    "agreement": ({}, {"actor": "Austria", "measure": "sanctions", "least": "1"}),
    "changes": ({}, {"actor": "AUT"}),
    "conditions": ({}, {"actor": "Spain", "status": ""}),
    "contradictions": ({}, {"target": "RUS"}),
    "coverage": ({}, {"outlet": "Herald"}),
    "documents": ({}, {"outlet": "Courier"}),
    "evidence": ({"document": "autumn"}, {"actor": "Greece", "measure": "sanctions"}),
    "history": ({"actor": "Austria"}, {"actor": "DEU", "measure": "sanctions", "target": "RUS"}),
    "inferred": ({}, {"actor": "France", "measure": "treaty", "target": "Accord"}),
    "members": ({"organisation": "European Union"}, {"organisation": "EU", "on": "2019"}),
    "positions": ({}, {"measure": "sanctions", "target": "Russia", "on": "2016-11-01"},
                  {"stance": "opposes"}),
    "proposals": ({}, {"least": "3"}, {"measure": "ceasefire"}),
    "quotes": ({"text": "DIPLOMATS"}, {"text": 'said"', "measure": "sanctions"}),
    "silence": ({"organisation": "EU", "measure": "sanctions", "target": "RUS", "on": "2016-10-18"},
                {"organisation": "EU", "measure": "sanctions"}),
    "speakers": ({}, {"actor": "Austria"}),
    "stale": ({}, {"measure": "sanctions", "target": "Russia", "before": "2016-11-01"}),
    "statements": ({"speaker": "Berger"}, {"speaker": "Anna Berger", "measure": "ceasefire"}),
}  # fmt: skip


def rows(table: Table, *columns: str) -> list[tuple[Cell, ...]]:
    return [tuple(row[c] for c in columns) for row in table.readable()]


@pytest.fixture(scope="module")
def elsewhere(world: Store) -> rdflib.Dataset:
    """The same graphs in rdflib."""
    dataset = rdflib.Dataset()
    for graph in world.graphs():
        dataset.graph(rdflib.URIRef(graph)).parse(data=world.graph(graph), format="nt")
    return dataset


def cell(term: Any) -> Cell:
    if term is None:
        return None
    if isinstance(term, rdflib.URIRef):
        return Iri(term)
    return literal(str(term), str(term.datatype) if term.datatype else None)


def test_all_are_asked() -> None:
    assert set(ASKED) == set(catalogue())


@pytest.mark.parametrize(("name", "args"), [(n, a) for n, sets in ASKED.items() for a in sets])
def test_another_engine_gives_the_same_rows_in_the_same_order(
    world: Store, elsewhere: rdflib.Dataset, name: str, args: dict[str, str]
) -> None:
    asked = bind(find_query(name), args, world)
    table = world.select(asked)
    found = elsewhere.query(asked)
    assert [str(v) for v in found.vars or ()] == list(table.columns)
    assert [tuple(cell(t) for t in row) for row in found] == list(table.rows)


@pytest.mark.parametrize("name", list(catalogue()))
def test_each_runs_as_it_stands_and_shows_its_evidence(
    world: Store, elsewhere: rdflib.Dataset, name: str
) -> None:
    table = world.select(catalogue()[name].text)
    assert len(table) == len(list(elsewhere.query(catalogue()[name].text))) > 0
    if "stance" in table.columns and name != "silence":
        assert {"quote", "document", "speaker"} <= set(table.columns)
        assert None not in table.column("quote")
        assert len(set(table.column("position"))) == len(table) or name in ("changes", "contradictions")


def test_positions_are_the_latest_known_by_then(world: Store) -> None:
    def stands(**args: str) -> list[tuple[Cell, ...]]:
        table = run(world, "positions", {"measure": "sanctions", "target": "Russia", **args})
        return rows(table, "actor", "stance", "date")

    def plain(found: list[tuple[Cell, ...]]) -> list[tuple[str, ...]]:
        return [tuple("" if c is None else str(c) for c in row) for row in found]

    assert plain(stands(on="2016-10")) == [
        ("Greece", "supports", "2016-10-18"),
        ("Spain", "conditional", "2016-10-18"),
        ("Austria", "opposes", "2016-10-18"),
        ("Germany", "opposes", "2016-10-18"),
        ("Greece", "opposes", "2016-10-18"),
        ("Hungary", "opposes", ""),
    ]
    later = plain(stands())
    assert ("Austria", "supports", "2016-12-20") in later
    assert ("Germany", "supports", "2017") in later
    assert not [row for row in later if row[0] in ("Austria", "Germany") and row[1] == "opposes"]
    assert [row[0] for row in plain(stands(on="2016-10-17"))] == ["Hungary"]


def test_a_word_is_old_where_nothing_newer_is_known(world: Store) -> None:
    old = run(world, "stale", {"measure": "sanctions", "target": "Russia", "before": "2016-11-01"})
    assert set(old.readable().column("actor")) == {"Spain", "Greece"}  # Austria and Germany spoke since


def test_a_change_is_none_within_one_day_nor_a_contradiction_within_one_document(world: Store) -> None:
    changes = rows(
        run(world, "changes", {}), "actor", "stanceBefore", "stance", "shift", "dateBefore", "date"
    )
    assert [(*map(str, change),) for change in changes] == [
        ("Austria", "opposes", "supports", "toward support", "2016-10-18", "2016-11"),
        ("Germany", "opposes", "supports", "toward support", "2016-10-18", "2017"),
    ]
    contradictions = run(world, "contradictions", {})
    assert rows(contradictions, "actor", "stance", "document", "otherStance", "otherDocument") == [
        ("Greece", "supports", "rival", "opposes", "autumn")
    ]


def test_a_position_is_shown_once_with_its_own_extractor() -> None:
    one = Claim("Athens backs the plan.", "GRC", FOR, SANCTIONS, "RUS")
    other = Claim("Lisbon does not.", "PRT", AGAINST, SANCTIONS, "RUS")
    document, (first, second) = dispatch("two readers", one, other)
    with open_store(None) as store:
        store.replace_graph(document.iri, ntriples(document, (first, replace(second, extractor="model/2"))))
        table = run(store, "evidence", {})
    assert rows(table, "quote", "extractor") == [(one.sentence, "test/1"), (other.sentence, "model/2")]


def test_silence_is_of_the_members_of_that_day(world: Store) -> None:
    def silent(**args: str) -> tuple[Cell, ...]:
        asked = {"organisation": "EU", "measure": "sanctions", "target": "Russia", **args}
        return run(world, "silence", asked).column("memberName")

    assert silent(on="2016-10-18") == ("France", "Italy", "United Kingdom")
    assert silent() == ("France", "Italy")
    assert "Austria" in silent(on="2016-01-01")


def test_counts(world: Store) -> None:
    proposals = run(world, "proposals", {"measure": "sanctions", "target": "RUS"})
    assert rows(proposals, "actors", "supports", "conditional", "opposes", "documents") == [(5, 3, 1, 4, 5)]
    documents = {row["document"]: row["positions"] for row in run(world, "documents", {}).readable()}
    assert documents["quiet"] == 0
    assert documents["autumn"] == 7
    (recorded,) = {row["recorded"] for row in run(world, "documents", {})}
    assert isinstance(recorded, datetime)
    pair = run(world, "agreement", {"actor": "Austria", "measure": "sanctions"})
    assert ("Greece", 1, 1, 1) in rows(pair, "other", "shared", "agreed", "opposed")


def test_names_are_bound_as_terms_and_never_as_text(world: Store) -> None:
    query = find_query("quotes")
    text = '" } } ; DROP ALL #? $actor $text \\'
    bound = bind(query, {"text": text, "actor": "Syria"})
    assert r'"\" } } ; DROP ALL #? $actor $text \\"' in bound
    assert len(world.select(bound)) == 0
    assert len(run(world, "quotes", {"text": "; DROP ALL #"})) == 1


@pytest.mark.parametrize(
    ("name", "args", "says"),
    [
        ("positions", {"measure": "sanktions"}, "did you mean sanctions"),
        ("positions", {"target": "Rusia"}, "did you mean Russia"),
        ("positions", {"target": "Congo"}, "COD"),
        ("positions", {"on": "last week"}, "not a date"),
        ("positions", {"colour": "red"}, "it takes measure, target"),
        ("proposals", {"least": "few"}, "whole number"),
        ("history", {}, "history cannot be asked without actor (entity)"),
        ("statements", {"speaker": "Bergen"}, "no person 'Bergen'"),
        ("evidence", {"document": "autumm"}, "did you mean autumn"),
        ("nothing", {}, "there are: actors"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(
    world: Store, name: str, args: dict[str, str], says: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(says)) as caught:
        run(world, name, args)
    assert "\n" not in str(caught.value)


def test_a_header_must_fit_its_body() -> None:
    head = '#+ title = "t"\n#+ description = "d"\n'
    assert parse_query("x", head + "SELECT * {}").params == ()
    for wrong in (
        '#+ title = "no description"\nSELECT * {}',
        head + '#+ [params.actor]\n#+ type = "entity"\n#+ description = "d"\nSELECT * {}',
        head + "SELECT * {\n#? VALUES ?actor { $actor }\n}",
        head + '#+ [params.a]\n#+ type = "colour"\n#+ description = "d"\nASK {\n#? FILTER($a)\n}',
        head + '#+ window = "rear"\nSELECT * {}',
        "#+ title = \nSELECT * {}",
    ):
        with pytest.raises(InputError, match=r"x\.rq"):
            parse_query("x", wrong)


def test_decimals_become_numbers() -> None:
    assert literal(str(Decimal("1.5")), "http://www.w3.org/2001/XMLSchema#decimal") == 1.5
