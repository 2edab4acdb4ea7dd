"""The quality gate: agreement with annotated texts never falls below the floors in `floor.toml`."""

import os
import tomllib
from pathlib import Path

import pytest

from ingest.evaluation import error_classes, render, render_errors, score
from ingest.extract import extract
from ingest.records import to_record
from ingest.training.annotated import Annotated, dispatches, gold, releases

SHARED = Path(__file__).parents[3] / "shared"
FLOORS = tomllib.loads(Path(__file__).with_name("floor.toml").read_text("utf-8"))


def shared(load):
    """The set, or a skip that says why; in CI its absence is a failure."""
    if not SHARED.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail("../shared is absent, so the gate cannot be checked")
        pytest.skip("../shared is absent")
    return load()


SETS = {
    "gold": lambda: shared(gold),
    "dispatches": lambda: dispatches("dev"),
    "releases": lambda: shared(lambda: releases("dev")),
}


def predicted(documents: list[Annotated]):
    return [to_record(d.document, position) for d in documents for position in extract(d.document)]


@pytest.mark.parametrize("name", SETS)
def test_agreement_stays_above_the_floor(name):
    documents = SETS[name]()
    wanted, found = [r for d in documents for r in d.records], predicted(documents)
    scores = score(wanted, found)
    print(f"\n{name}\n{render(scores)}{render_errors(error_classes(wanted, found))}")
    reached = {
        "stance_f1": scores.levels["stance"].f1,
        "position_precision": scores.levels["position"].precision,
        "position_f1": scores.levels["position"].f1,
        "full_f1": scores.levels["full"].f1,
    }
    assert reached.keys() == FLOORS[name].keys()
    fallen = {key: (value, FLOORS[name][key]) for key, value in reached.items() if value < FLOORS[name][key]}
    assert not fallen, f"{name}: reached, floor {fallen}"


def record(**fields):
    base = {"doc": "d", "start": 0, "end": 10, "actor": "FRA", "stance": "supports", "measure": "treaty"}
    return base | {"target": "SALT"} | fields


@pytest.mark.parametrize(
    ("found", "error"),
    [
        ([], "missed passage"),
        ([record(actor="GBR")], "wrong actor"),
        ([record(stance="opposes", measure="trade")], "wrong stance"),
        ([record(measure="trade")], "wrong measure"),
        ([record(target="START")], "wrong target"),
        ([record(), record(start=20, end=30, actor="GBR")], "spurious passage"),
        ([record(), record(doc="elsewhere")], None),
    ],
)
def test_an_error_is_counted_once_under_its_class(found, error):
    counts = error_classes([record()], found)
    assert {name: count for name, count in counts.items() if count} == ({error: 1} if error else {})
