"""Guideline records: what is written comes back, what is broken is named."""

import json

import pytest

from ingest.model import Condition, Document, Position, SectionKind
from ingest.records import dump, from_record, load, to_record
from ontology.dates import PartialDate
from ontology.errors import InputError
from ontology.terms import Measure, Stance

DOCUMENT = Document("cable", "Oslo would send monitors if both armies agreed.")
POSITION = Position(
    start=0,
    end=len(DOCUMENT.text),
    actor="NOR",
    stance=Stance.CONDITIONAL,
    measure=Measure.PEACEKEEPING,
    confidence=0.7,
    frame="verb/send",
    extractor="frames/0.1.0",
    target=None,
    proposal="monitors",
    condition=Condition("if both armies agreed"),
    date=PartialDate(1999, 5),
    section=SectionKind.COMMENT,
)


def test_round_trip_through_jsonl():
    line = dump([to_record(DOCUMENT, POSITION)])
    (record,) = load(line, "cable.jsonl")
    assert record["quote"] == DOCUMENT.text
    assert record["doc"] == "cable"
    assert from_record(record, extractor="frames/0.1.0") == POSITION


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("stance", "loves", "loves"),
        ("measure", None, "None"),
        ("date", "May 1999", "not a date"),
        ("end", 0, "no passage"),
    ],
)
def test_a_wrong_field_is_named(field, value, message):
    record = to_record(DOCUMENT, POSITION) | {field: value}
    with pytest.raises(InputError, match=message):
        from_record(record)


def test_a_missing_field_and_a_broken_line_are_named():
    with pytest.raises(InputError, match="actor"):
        from_record({key: v for key, v in to_record(DOCUMENT, POSITION).items() if key != "actor"})
    with pytest.raises(InputError, match="line 2: not JSON"):
        list(load(json.dumps({}) + "\n{oops\n", "x.jsonl"))
