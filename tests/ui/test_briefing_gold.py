"""The main job on real texts: five in, one question, and the answer with its sentences."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

GOLD = Path(__file__).parents[2] / "../shared/gold"
TEXTS = sorted((GOLD / "texts").glob("00[0-4]_*.txt"))
Run = Callable[..., subprocess.CompletedProcess[str]]
Entry = dict[str, str]

pytestmark = pytest.mark.skipif(
    not TEXTS and os.environ.get("CI") != "true", reason="no gold texts in ../shared beside the repository"
)


@pytest.fixture(scope="module")
def store(tourdetable: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert len(TEXTS) == 5
    store = tmp_path_factory.mktemp("gold") / "gold.store"
    done = tourdetable("ingest", *TEXTS, "--sources", GOLD / "sources.json", store=store)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("added ") == 5
    return store


@pytest.fixture(scope="module")
def stands(tourdetable: Run, store: Path) -> dict[str, Entry]:
    """What the briefing says of each actor, with the quote that its footnote gives."""
    done = tourdetable("brief", "sanctions", "Russia", "-f", "json", store=store)
    assert done.returncode == 0, done.stderr
    briefing = json.loads(done.stdout)
    notes = {note["number"]: note for note in briefing["footnotes"]}
    entries = [entry for group in briefing["groups"] for entry in group["entries"]]
    assert all(entry["note"] in notes for entry in entries)
    return {entry["code"]: {**entry, "quote": notes[entry["note"]]["quote"]} for entry in entries}


@pytest.mark.parametrize(
    ("code", "stance", "speaker", "words"),
    [
        ("AUT", "opposes", "Sebastian Kurz", "sanctions against Russia would be wrong"),
        ("DEU", "opposes", None, "Germany and Austria rejected"),
        ("ESP", "conditional", "Jose Manuel Garcia-Margallo", "Madrid would back sanctions"),
        ("GRC", "opposes", None, "Greece, Cyprus and Hungary"),
        ("CYP", "opposes", None, "Greece, Cyprus and Hungary"),
        ("HUN", "opposes", None, "Greece, Cyprus and Hungary"),
    ],
)
def test_who_stands_where(
    code: str, stance: str, speaker: str | None, words: str, stands: dict[str, Entry]
) -> None:
    entry = stands[code]
    assert entry["stance"] == stance
    assert words in entry["quote"]
    if speaker:
        assert entry["speaker"] == speaker
    assert (entry["condition"] or "").startswith("if they helped") == (stance == "conditional")


def test_each_quote_is_in_its_text(tourdetable: Run, store: Path) -> None:
    done = tourdetable("brief", "sanctions", "Russia", "-f", "json", store=store)
    notes = json.loads(done.stdout)["footnotes"]
    assert notes
    texts = {path.stem: path.open(encoding="utf-8", newline="").read() for path in TEXTS}
    for note in notes:
        assert texts[note["name"]][note["start"] : note["end"]] == note["quote"]


def test_the_table_says_it_in_eighty_columns(tourdetable: Run, store: Path) -> None:
    done = tourdetable("brief", "sanctions", "Russia", "-f", "table", store=store, env={"COLUMNS": "80"})
    assert max(map(len, done.stdout.splitlines())) <= 80
    said = " ".join(done.stdout.split())
    for words in ("Austria", "Sebastian Kurz", "condition:", "Greece, Cyprus and Hungary", "Notes"):
        assert words in said
