"""`decide`, `infer`, `review` as a user calls them."""

import json
from pathlib import Path

import pytest

from ontology.decision_rules import decision_rules
from ui.cli import cli, run

TEXT = (
    "Austria opposes new sanctions against Russia, the Foreign Ministry said on Tuesday. "
    "The European Union supports sanctions against Russia."
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("deciding")
    (folder / "vienna.txt").write_text(TEXT, "utf-8")
    assert (
        run(["ingest", str(folder / "vienna.txt"), "--date", "2016-10-18", "--store", str(folder / "s")]) == 0
    )
    return str(folder / "s")


def test_decide(store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["decide", "eu-unanimity", "sanctions", "Russia", "--at", "2016-10-20", "--store", store]
    assert run([*asked, "-f", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["outcome"], found["obstacles"][0]["by"]) == ("fails", ["AUT"])
    states = {m["member"]: (m["stance"], m["basis"]) for m in found["members"]}
    assert len(states) == 28
    assert states["FRA"] == ("unknown", "unknown")
    assert "Austria opposes" in found["footnotes"][0]["quote"]
    assert run([*asked, "-f", "table"]) == 0
    table = capsys.readouterr().out
    assert "Outcome" in table
    assert "[1] “Austria opposes" in table
    assert run([*asked, "-o", str(tmp_path / "a.csv")]) == 0
    assert len((tmp_path / "a.csv").read_text("utf-8").splitlines()) == 29


def test_infer_and_undo(store: str, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["decide", "eu-qmv", "sanctions", "Russia", "--at", "2016-10-20", "--store", store, "-f", "json"]
    assert run(["infer", "--store", store]) == 0
    assert run([*asked, "--inferred"]) == 0
    out = capsys.readouterr().out
    found = json.loads(out[out.index("{") :])
    assert found["outcome"] == "passes"
    assert {m["basis"] for m in found["members"]} == {"said", "inferred"}
    assert run(["infer", "--undo", "--store", store]) == 0
    capsys.readouterr()
    assert run([*asked, "--inferred"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["outcome"] == "open"
    assert any("run tourdetable infer" in line for line in found["assumptions"])


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["decide", "eu-qm", "sanctions"], "no rule 'eu-qm'"),
        (["decide", "eu-qmv", "sanctions", "Russia", "--at", "2001"], "holds from 2014-11-01"),
        (["decide", "eu-qmv", "sanctions", "Russia", "--participants", "USA"], "no member of EU then: USA"),
        (["decide", "unsc", "sanctions", "Russia", "--silence"], "no silence procedure"),
        (["review", "condition", "x", "met", "--by", "me"], "not the IRI of a position"),
    ],
)
def test_a_wrong_question_is_one_line(
    store: str, args: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*args, "--store", store]) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert line in said


def test_the_help_names_every_rule(capsys: pytest.CaptureFixture[str]) -> None:
    help_text = cli.commands["decide"].help or ""
    assert all(code in help_text for code in decision_rules())
