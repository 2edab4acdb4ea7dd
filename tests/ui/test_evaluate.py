"""`evaluate` as a user calls it: what is wrong is counted by its class, where that is asked for."""

import json
from pathlib import Path

import pytest

from ui.cli import run


def test_errors_are_counted_by_class(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Hungary rejected sanctions against Russia."
    (tmp_path / "one.txt").write_text(text, encoding="utf-8")
    annotated = {"doc": "one", "actor": "HUN", "stance": "supports", "measure": "sanctions", "target": "RUS"}
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps({**annotated, "start": 0, "end": len(text)}) + "\n", encoding="utf-8")
    asked = ["evaluate", str(gold), "--texts", str(tmp_path)]
    assert run([*asked, "--errors"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["wrong", "stance", "1"] in lines
    assert ["missed", "passage", "0"] in lines
    assert run(asked) == 0
    assert "wrong stance" not in capsys.readouterr().out
