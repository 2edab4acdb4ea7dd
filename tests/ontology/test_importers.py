"""Office-holders as Wikidata tells them become tenures; what cannot be used is named, nothing is doubled."""

from datetime import date
from typing import Any

import pytest

from ontology.dates import PartialDate
from ontology.errors import InputError
from ontology.importers import wikidata_tenures
from ontology.reference import reference

ITEM = "http://www.wikidata.org/entity/"


def result(**cells: str) -> dict[str, dict[str, str]]:
    row = {"person": ITEM + "Q1", "state": ITEM + "Q40", "start": "2031-03-01T00:00:00Z", **cells}
    return {
        name: {"type": "uri" if value.startswith("http") else "literal", "value": value}
        for name, value in row.items()
    }


def answer(*rows: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {"head": {"vars": []}, "results": {"bindings": list(rows)}}


def test_a_new_official_speaks_for_the_state_in_office() -> None:
    ref = reference()
    imported = wikidata_tenures(
        answer(
            result(
                personLabel="Erika Musterfrau",
                positionLabel="Minister of Foreign Affairs of Austria",
                startPrecision="10",
                end="2033-01-01T00:00:00Z",
                endPrecision="9",
            )
        ),
        ref,
    )
    (tenure,) = imported.tenures
    assert (tenure.actor, tenure.post, tenure.office) == (
        "AUT",
        "Minister of Foreign Affairs",
        "foreign-minister",
    )
    assert (tenure.start, tenure.end) == (PartialDate(2031, 3), PartialDate(2033))
    assert tenure.source == "Wikidata Q1"
    more = ref.extended(imported.persons, imported.tenures)
    assert more.tenures("Musterfrau", date(2032, 5, 5)) == (tenure,)
    assert more.tenures("Musterfrau", date(2034, 1, 1)) == ()
    assert ref.tenures("Musterfrau") == ()


def test_titles_lose_their_state() -> None:
    rows = [
        result(personLabel="A B", positionLabel="Prime Minister of the United Kingdom", state=ITEM + "Q145"),
        result(personLabel="C D", positionLabel="United States Secretary of State", state=ITEM + "Q30"),
        result(personLabel="E F", positionLabel="Burgermeister", office="official"),
    ]
    found = [(t.post, t.office) for t in wikidata_tenures(answer(*rows), reference()).tenures]
    assert found == [
        ("Prime Minister", "leader"),
        ("Secretary of State", "foreign-minister"),
        ("Burgermeister", "official"),
    ]


def test_what_is_known_is_not_doubled_and_other_names_are_the_same_person() -> None:
    kurz = result(
        personLabel="Sebastian Kurz",
        positionLabel="Foreign Minister of Austria",
        start="2013-12-16T00:00:00Z",
    )
    assert wikidata_tenures(answer(kurz), reference()).tenures == ()
    erdogan = result(
        personLabel="Recep Tayyip Erdogan", positionLabel="President of Turkey", state=ITEM + "Q43"
    )
    imported = wikidata_tenures(answer(erdogan), reference())
    assert imported.persons == ()
    assert [t.person for t in imported.tenures] == ["Recep Tayyip Erdoğan"]


def test_unusable_results_are_named() -> None:
    unknown_start = result(personLabel="I J", positionLabel="Chancellor of Austria")
    unknown_start["start"] = {"type": "bnode", "value": "t1"}
    rows = [
        result(personLabel="Q1", positionLabel="Chancellor of Austria"),
        result(personLabel="G H", positionLabel="Chancellor", state=ITEM + "Q999999999"),
        unknown_start,
        result(personLabel="K L", positionLabel="Head Gardener of Austria"),
        result(personLabel="M N", positionLabel="Chancellor of Austria", end="2030-01-01T00:00:00Z"),
        result(positionLabel="Chancellor of Austria"),
    ]
    imported = wikidata_tenures(answer(*rows), reference())
    assert imported.tenures == imported.persons == ()
    reasons = [
        "no English label",
        "unknown state",
        "no start",
        "no office",
        "before it starts",
        "no personLabel",
    ]
    for line, reason in zip(imported.unusable, reasons, strict=True):
        assert reason in line


def test_a_term_told_twice_is_one_and_an_unknown_end_is_open() -> None:
    row = result(personLabel="O P", positionLabel="Chancellor of Austria")
    row["end"] = {"type": "bnode", "value": "t2"}
    other_end = result(personLabel="Q R", positionLabel="Chancellor of Austria")
    other_end["end"] = {"type": "uri", "value": "http://www.wikidata.org/.well-known/genid/abc"}
    imported = wikidata_tenures(answer(row, dict(row), other_end), reference())
    assert [(t.person, t.end) for t in imported.tenures] == [("O P", None), ("Q R", None)]
    assert imported.unusable == ()


@pytest.mark.parametrize("broken", [{}, {"results": []}, {"results": {"bindings": [{"person": "Q1"}]}}])
def test_no_sparql_result(broken: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="SPARQL JSON"):
        wikidata_tenures(broken, reference())
