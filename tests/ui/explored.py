"""A small store for the tests of the explorer: two invented dispatches, one hostile; and the explorer."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx

from ingest.model import Condition, Document, Position
from ingest.rdf import document_graph, to_ntriples
from ontology.dates import PartialDate
from ontology.terms import Measure, Stance
from queries.store import open_store

REFUSAL = "Austria will not carry new sanctions against Belarus, Foreign Minister Elvira Korb told the press."
DEMAND = "Poland demanded them <script>window.hacked = 1</script> at once, a delegate said."
PRICE = 'Spain would follow <img src=x onerror="window.hacked = 2"> if the talks in Geneva failed.'
TURN = "Elvira Korb has come round: Austria now backs the sanctions against Belarus."

MAY = Document(
    name="may",
    text=f"A day in Brussels.\n\n{REFUSAL} {DEMAND} {PRICE}\n\nNo vote was taken.\n",
    title="Sanctions & <b>silence</b>",
    published=PartialDate(2021, 5, 3),
    outlet="The Invented Post",
    url="javascript:window.hacked=3",
)
JUNE = Document(
    name="june",
    text=f"{TURN}\n" + "Nothing else happened that day. " * 3000,
    title="A turn in Vienna",
    published=PartialDate(2021, 6, 21),
    outlet="The Invented Post",
    url="https://post.example/turn",
)


def _position(document: Document, sentence: str, actor: str, stance: Stance, **more: object) -> Position:
    start = document.text.index(sentence)
    fields: dict[str, object] = {
        "measure": Measure.SANCTIONS,
        "target": "BLR",
        "confidence": 0.9,
        "frame": "test/frame",
        "extractor": "test/1",
        "date": document.published,
        **more,
    }
    return Position(start, start + len(sentence), actor, stance, **fields)  # type: ignore[arg-type]


POSITIONS = {
    MAY: (
        _position(MAY, REFUSAL, "AUT", Stance.OPPOSES, speaker="Elvira Korb", role="Foreign Minister"),
        _position(MAY, DEMAND, "POL", Stance.SUPPORTS),
        _position(MAY, f"{DEMAND} {PRICE}", "LTU", Stance.SUPPORTS, measure=Measure.NEGOTIATIONS),
        _position(
            MAY, PRICE, "ESP", Stance.CONDITIONAL, condition=Condition("if the talks in Geneva failed")
        ),
    ),
    JUNE: (_position(JUNE, TURN, "AUT", Stance.SUPPORTS, speaker="Elvira Korb"),),
}


def fill(path: Path) -> Path:
    """A store at `path` that holds both dispatches and the reference data."""
    with open_store(path) as store:
        store.ensure_vocabulary()
        for document, positions in POSITIONS.items():
            graph = document_graph(document, positions, datetime(2026, 1, 1, tzinfo=UTC))
            store.replace_graph(document.iri, to_ntriples(graph))
    return path


def key(document: Document) -> str:
    """What the document is called in an address."""
    return document.iri.rpartition("/")[2]


@contextmanager
def exploring(store: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A started `tourdetable explore` with its address."""
    command = [sys.executable, "-m", "ui.cli", "explore", "--store", store, "--port", "0", "--headless"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr
            said = process.stderr.readline()
            found = re.search(r"http://[\w.:]+", said)
            assert found, said
            with httpx.Client(transport=httpx.HTTPTransport(retries=6), timeout=20) as client:
                client.get(found[0])
            yield process, found[0]
        finally:
            process.terminate()
            try:
                process.wait(15)
            finally:
                process.kill()
