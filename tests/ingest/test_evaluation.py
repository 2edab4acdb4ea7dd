"""The score: checked by hand on small cases, and against the reference script where that is at hand."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.evaluation import render, score
from ingest.records import dump, load
from ontology.errors import InputError

SHARED = Path(__file__).parents[3] / "shared" / "gold"


def record(**fields):
    base = {"doc": "d", "start": 0, "end": 10, "actor": "FRA", "stance": "supports", "measure": "ceasefire"}
    return base | {"target": "Gaza", "speaker": None, "date": "2020-01-01", "condition": None} | fields


def test_repeats_merge_and_unannotated_documents_do_not_count():
    gold = [record(), record(start=50, end=60)]
    predicted = [record(start=55, end=70), record(start=80, end=90), record(doc="elsewhere")]
    level = score(gold, predicted).levels["position"]
    assert (level.matched, level.predicted, level.gold) == (1, 1, 1)


def test_levels_differ_by_evidence_measure_and_target():
    scores = score([record()], [record(target="Rafah", start=20, end=30)])
    assert [scores.levels[name].matched for name in ("stance", "position", "full")] == [0, 1, 0]
    assert scores.attributes["evidence"].share == 0


def test_names_compare_without_article_accents_and_case():
    scores = score([record(actor="The Élysée")], [record(actor="elysee")])
    assert scores.levels["position"].f1 == 1


def test_condition_needs_half_of_the_words():
    gold = [record(stance="conditional", condition="if both sides stop shelling")]
    near = score(gold, [record(stance="conditional", condition="if they stop shelling")])
    far = score(gold, [record(stance="conditional", condition="if it rains")])
    assert (near.attributes["condition"].right, far.attributes["condition"].right) == (1, 0)


def test_nothing_predicted_is_zero_not_an_error():
    assert "P 0.000  R 0.000  F1 0.000   (0 matched, 0 predicted, 1 gold)" in render(score([record()], []))


def test_record_without_offsets_is_refused():
    with pytest.raises(InputError, match="start and end"):
        score([record(start=None)], [])


@pytest.mark.parametrize("errors", [False, True])
def test_prints_what_the_reference_script_prints(tmp_path, errors):
    script, gold = SHARED / "score.py", SHARED / "seeds.jsonl"
    if not script.exists():
        if os.environ.get("CI") == "true":
            pytest.fail("../shared/gold is missing")
        pytest.skip("../shared/gold is not beside the repository")
    records = list(load(gold.read_text("utf-8"), "seeds"))
    dice = random.Random(7)
    predicted = [
        r | {"stance": dice.choice([r["stance"], "opposes"]), "target": dice.choice([r["target"], "XXX"])}
        for r in records
        if dice.random() < 0.7
    ]
    file = tmp_path / "predicted.jsonl"
    file.write_text(dump(predicted), "utf-8")
    command = [sys.executable, script, gold, file, *(["--errors"] if errors else [])]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert render(score(records, predicted), errors=errors) == printed
