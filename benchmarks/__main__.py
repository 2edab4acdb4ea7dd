"""Ratios measured side by side in one run; docs/benchmarks.md says what they mean."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.measuring import ratios, side_by_side
from benchmarks.synthetic import POSITIONS, corrected, graphs, take
from ingest.extract import extract
from ingest.language import pipeline
from ingest.model import Document
from ingest.sources import expand, read_documents
from ontology.dates import PartialDate
from queries.briefing import brief
from queries.catalogue import run
from queries.store import Store, open_store
from ui import load

HERE = Path(__file__).parents[1]
SHARED = HERE.parent / "shared"
CORPUS = SHARED / "corpus" / "us-state-releases.jsonl"
GOLD = SHARED / "gold" / "texts"

PAGES = {
    "proposals": ("proposals", {}),
    "actors": ("actors", {}),
    "documents": ("documents", {}),
    "members": ("members", {"organisation": "EU"}),
    **{f"{name} of an actor": (name, {"actor": "USA"}) for name in ("history", "changes", "conditions")},
    "speakers of an actor": ("speakers", {"actor": "USA"}),
}
"""Questions of the catalogue that the pages ask, each with what it is asked about."""


def main() -> None:
    """Run the parts that are asked for, all by default."""
    parts = {
        "extraction": extraction,
        "ingest": ingest,
        "store": store,
        "questions": questions,
        "start": start,
    }
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(parts))
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each comparison (5)")
    parser.add_argument("--words", type=int, default=40_000, help="words of text to read (40000)")
    parser.add_argument(
        "--positions", type=int, nargs="+", default=[1_000, 10_000, 50_000], help="sizes of the store"
    )
    given = parser.parse_args()
    if unknown := set(given.parts) - set(parts):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    for name in given.parts or parts:
        print(f"\n{name}")
        for label, told in parts[name](given).items():
            print(f"  {label:60} {told}")


def texts(words: int) -> tuple[str, list[Document]]:
    """Texts of about so many words: gold and releases where they lie beside the house, else the examples."""
    if GOLD.is_dir() and CORPUS.is_file():
        gold = (d for file in expand([GOLD]).files for d in read_documents(file))
        releases = (_release(line) for line in CORPUS.open(encoding="utf-8"))
        half = [*_up_to(words // 2, gold)]
        rest = words - sum(len(d.text.split()) for d in half)
        return "gold texts and releases", [*half, *_up_to(rest, releases)]
    return "examples", [d for file in expand([HERE / "examples"]).files for d in read_documents(file)]


def extraction(given: argparse.Namespace) -> dict[str, str]:
    """Words a second of processor time, of extraction and of the bare parser, text by text in turn."""
    source, documents = texts(given.words)
    words = sum(len(document.text.split()) for document in documents)
    language = pipeline()
    paragraphs = [[p for p in d.text.split("\n\n") if p.strip()] for d in documents]
    for warming, document in zip(paragraphs[:2], documents[:2], strict=True):
        list(language.pipe(warming))
        extract(document)
    bare, whole = iter(paragraphs), iter(documents)
    timed = side_by_side(
        {
            "bare parser": lambda: list(language.pipe(next(bare), batch_size=64)),
            "extraction": lambda: extract(next(whole)),
        },
        len(documents),
        time.process_time,
    )
    told = {
        f"{name}, {words:,} words of {source}": f"{words / t.total:,.0f} words/s" for name, t in timed.items()
    }
    share = timed["bare parser"].total / timed["extraction"].total
    each = ratios(timed["bare parser"], timed["extraction"])
    return told | {"share of the bare parser's speed; by text": f"{share:.2f}; {each}"}


def ingest(given: argparse.Namespace) -> dict[str, str]:
    """The whole way of texts into a store on disk that has the vocabulary, beside extraction alone."""
    source, documents = texts(given.words // 2)
    extract(documents[0])
    with tempfile.TemporaryDirectory() as folder, ExitStack() as opened:
        stores = [
            opened.enter_context(open_store(Path(folder, str(number)))) for number in range(given.rounds)
        ]
        for kept in stores:
            kept.ensure_vocabulary()
        empty = iter(stores)
        timed = side_by_side(
            {
                "extract": lambda: [extract(document) for document in documents],
                "ingest": lambda: list(load.ingest(iter(documents), next(empty))),
            },
            given.rounds,
        )
    return {
        f"ingest of {len(documents)} documents, {source}": timed["ingest"].told(),
        "time of ingest, times that of extraction alone": ratios(timed["ingest"], timed["extract"]),
    }


def store(given: argparse.Namespace) -> dict[str, str]:
    """Inserting, replacing and briefing in a store that grows."""
    told: dict[str, str] = {}
    source, held = graphs(), 0
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder, "store")) as kept:
        kept.ensure_vocabulary()
        for size in sorted(given.positions):
            there = take(max((size - held) // POSITIONS, 2 * given.rounds), source)
            for name, ntriples in there:
                kept.replace_graph(name, ntriples)
            fresh = iter(take(given.rounds, source))
            old, same = iter(there), reversed(there)
            work: dict[str, Callable[[], object]] = {
                "first insert of a document": partial(_replace, kept, fresh, str),
                "replacing a document": partial(_replace, kept, old, corrected),
                "finding a document unchanged": partial(_replace, kept, same, str),
                "briefing on sanctions against Russia": partial(brief, kept, "sanctions", target="Russia"),
            }
            timed = side_by_side(work, given.rounds)
            held += POSITIONS * (len(there) + given.rounds)
            told |= {f"{name}, {size:,} positions": timing.told() for name, timing in timed.items()}
            inserted, replaced, *_ = timed.values()
            told[f"replacing, times the first insert, {size:,} positions"] = ratios(replaced, inserted)
    return told


def questions(given: argparse.Namespace) -> dict[str, str]:
    """What the explorer's pages ask, of a store on disk opened for reading as theirs is."""
    told: dict[str, str] = {}
    for size in sorted(given.positions):
        source = graphs()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "store")
            with open_store(path) as kept:
                kept.ensure_vocabulary()
                there = take(size // POSITIONS, source)
                for name, ntriples in there:
                    kept.replace_graph(name, ntriples)
            pages = PAGES | {"evidence of a document": ("evidence", {"document": there[0][0]})}
            with open_store(path, read_only=True) as reader:
                work: dict[str, Callable[[], object]] = {
                    label: partial(run, reader, name, args) for label, (name, args) in pages.items()
                }
                work["briefing"] = partial(brief, reader, "sanctions", target="Russia")
                timed = side_by_side(work, given.rounds)
        told |= {f"{label}, {size:,} positions": timing.told() for label, timing in timed.items()}
    return told


def _replace(kept: Store, documents: Iterator[tuple[str, str]], change: Callable[[str], str]) -> None:
    name, ntriples = next(documents)
    kept.replace_graph(name, change(ntriples))


def start(given: argparse.Namespace) -> dict[str, str]:
    """Cold start of the command line, beside that of Python."""
    script = Path(sys.executable).with_name("tourdetable")
    timed = side_by_side(
        {
            "python -c pass": lambda: subprocess.run([sys.executable, "-c", "pass"], check=True),
            "tourdetable --help": lambda: subprocess.run(
                [script, "--help"], check=True, stdout=subprocess.DEVNULL
            ),
        },
        2 * given.rounds,
    )
    return {name: timing.told() for name, timing in timed.items()}


def _release(line: str) -> Document:
    record = json.loads(line)
    return Document(record["id"], record["text"], record["title"], PartialDate.parse(record["date"]))


def _up_to(words: int, documents: Iterable[Document]) -> Iterator[Document]:
    """Documents until they hold so many words."""
    for document in documents:
        if words <= 0:
            return
        words -= len(document.text.split())
        yield document


if __name__ == "__main__":
    main()
