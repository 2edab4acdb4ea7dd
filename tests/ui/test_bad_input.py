"""Bad input gets one clear line and exit 1 or 2, and the store still holds what it held."""

import contextlib
import io
import os
import resource
import shutil
import signal
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from queries.store import open_store

Run = Callable[..., subprocess.CompletedProcess[str]]


def documents(store: Path) -> str:
    """All that a store holds of its documents."""
    with open_store(store, read_only=True) as opened:
        return "".join(
            opened.construct(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
            for graph in opened.graphs()
            if "/document/" in graph
        )


def assert_refused(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """The command ended with `code` and one line on stderr that holds `words`."""
    assert done.returncode == code, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert done.stderr.startswith("tourdetable: ")
    assert "tourdetable: unexpected" not in done.stderr
    for word in words:
        assert word in done.stderr


def blank_pdf() -> bytes:
    """A PDF of one page without a text layer."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    pdf.rect(10, 10, 50, 50)
    return bytes(pdf.output())


LAUGHS = (
    '<!DOCTYPE d [<!ENTITY e0 "ha ha ha ha ">'
    + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)


def docx(document: str, padding: int = 0) -> bytes:
    """A Word file of this XML, and of an attachment of so many zeros."""
    with io.BytesIO() as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archive.writestr("[Content_Types].xml", "<Types/>")
            archive.writestr("word/document.xml", f'<?xml version="1.0"?>{document}')
            if padding:
                archive.writestr("word/media/a.bin", bytes(padding))
        return file.getvalue()


FILES = {
    "missing.txt": (None, "no such file"),
    "empty.txt": (b"", "empty"),
    "blank.txt": (b" \n\n\t\n", "blank"),
    "binary.txt": (bytes(range(256)) * 8, "binary"),
    "latin.txt": ("Der Außenminister sagte nein.".encode("latin-1"), "UTF-8"),
    "void.html": (b"<html><head><script>var x = 1;</script></head><body></body></html>", "text"),
    "huge.txt": (b"Austria rejected sanctions against Russia. " * (50_000_000 // 43), "MB"),
    "scanned.pdf": (blank_pdf(), "text"),
    "torn.pdf": (b"%PDF-1.7\nnothing", "PDF"),
    "torn.docx": (b"PK\x03\x04nothing", ""),
    "picture.png": (b"\x89PNG\r\n\x1a\n", "kind of file"),
    "torn.jsonl": (b'{"text": "Austria\n', "line 1"),
    "nul.txt": (b"Austria rejected\0 sanctions.", "binary"),
    "bomb.docx": (docx("", padding=300_000_000), "unpacks"),
    "entities.docx": (docx(LAUGHS + "<w:t>&e9;</w:t>"), "Word"),
    "deep.html": (b"<html><body>" + b"<div>" * 100_000 + b"no" + b"</div>" * 100_000, "text"),
}


@pytest.mark.parametrize("name", FILES)
def test_file(name: str, tourdetable: Run, own_store: Path, tmp_path: Path) -> None:
    content, word = FILES[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    before = documents(own_store)
    done = tourdetable("ingest", tmp_path / name, store=own_store)
    assert_refused(done, 1, name, word)
    assert documents(own_store) == before


def test_a_bad_file_keeps_no_good_one_out(tourdetable: Run, own_store: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "good.txt").write_text("Hungary rejected sanctions against Russia.\n", encoding="utf-8")
    before = set(documents(own_store).splitlines())
    done = tourdetable("ingest", tmp_path / "empty.txt", tmp_path / "good.txt", "nowhere", store=own_store)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 2
    assert "added" in done.stdout and "good" in done.stdout
    after = set(documents(own_store).splitlines())
    assert before < after
    assert any('"good"' in line for line in after - before)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["brief", "sanctoins"], ["sanctoins", "sanctions"]),
        (["brief", "sanctions", "Rusia"], ["Rusia", "Russia"]),
        (["brief", "sanctions", "--among", "Natoo"], ["Natoo", "NATO"]),
        (["brief", "sanctions", "--among", "Russia"], ["Russia", "no members"]),
        (["brief", "sanctions", "--on", "last week"], ["last week", "YYYY-MM-DD"]),
        (["query", "positions", "--measure", "ceasefir"], ["ceasefir", "ceasefire"]),
        (["query", "positions", "--target", "Rusia"], ["Rusia", "Russia"]),
        (["query", "position"], ["position", "positions"]),
        (["query", "positions", "--colour", "red"], ["--colour"]),
        (["sparql", "SELECT ?s WHERE { ?s ?p"], ["line 1"]),
        (["sparql", "no such thing"], []),
        (["sparql", "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }"], ["DELETE", "only asked", "SELECT, ASK"]),
        (["sparql", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"], ["SERVICE"]),
        (["sparql", "CONSTRUCT WHERE { GRAPH ?g { ?s ?p ?o } }", "-f", "csv"], ["N-Triples"]),
        (["brief", "sanctions", "-f", "pdf"], ["pdf"]),
        (["brief", "sanctions", "-o", "out.pdf"], [".pdf"]),
        (["ingest", "a.txt", "--date", "yesterday"], ["yesterday", "YYYY-MM-DD"]),
        (["ingest", "a.txt", "--url", "javascript:alert(1)"], ["web address"]),
        (["serve", "--timeout", "-1"], ["--timeout"]),
        (["frobnicate"], ["frobnicate"]),
    ],
    ids=lambda value: " ".join(value) if value else "",
)
def test_question(args: list[str], words: list[str], tourdetable: Run, own_store: Path) -> None:
    before = documents(own_store)
    assert_refused(tourdetable(*args, store=own_store), 2, *words)
    assert documents(own_store) == before


def test_no_such_query_file(tourdetable: Run, own_store: Path) -> None:
    assert_refused(tourdetable("sparql", "nowhere.rq", store=own_store), 1, "nowhere.rq", "no such file")


@pytest.mark.parametrize(
    "args", [["ingest", "a.txt"], ["query", "documents"], ["serve"], ["explore"]], ids=" ".join
)
def test_store_path_is_a_file(args: list[str], tourdetable: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Hungary rejected sanctions against Russia.\n", encoding="utf-8")
    store = tmp_path / "file.store"
    store.write_text("not a store", encoding="utf-8")
    assert_refused(tourdetable(*args, store=store, cwd=tmp_path), 1, "file.store")
    assert store.read_text(encoding="utf-8") == "not a store"


@pytest.mark.parametrize("args", [["query", "documents"], ["brief", "sanctions"], ["check"]], ids=" ".join)
def test_no_store_yet(args: list[str], tourdetable: Run, tmp_path: Path) -> None:
    assert_refused(tourdetable(*args, store=tmp_path / "none.store"), 1, "none.store")
    assert not (tmp_path / "none.store").exists()


def test_store_in_use(tourdetable: Run, own_store: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Hungary rejected sanctions against Russia.\n", encoding="utf-8")
    before = documents(own_store)
    with open_store(own_store):
        assert_refused(tourdetable("ingest", tmp_path / "a.txt", store=own_store), 1, "in use")
        assert_refused(tourdetable("query", "documents", store=own_store), 1, "in use")
    assert documents(own_store) == before


@pytest.mark.parametrize("command", [["query", "documents"], ["brief", "sanctions"]], ids=" ".join)
def test_output_into_a_missing_folder(
    command: list[str], tourdetable: Run, own_store: Path, tmp_path: Path
) -> None:
    done = tourdetable(*command, "-o", tmp_path / "missing" / "out.csv", store=own_store)
    assert_refused(done, 1, "out.csv")


@contextlib.contextmanager
def full_disk(store: Path, disk: Path, room: int) -> Iterator[tuple[Path, dict[str, object]]]:
    """A copy of `store` on a disk with `room` bytes left, and options for the process that is to meet it.

    Where nothing can be mounted, the process may write no file longer than `room` instead.
    """
    disk.mkdir()
    size = sum(file.stat().st_size for file in store.iterdir()) * 2 + room
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, capture_output=True, check=False).returncode == 0
    try:
        copy = Path(shutil.copytree(store, disk / store.name))
        with open_store(copy):  # writes out what was only in its log
            pass
        if mounted:
            free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
            (disk / "filler").write_bytes(b"x" * (free - room))
            yield copy, {}
        else:
            yield copy, {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))}
    finally:
        if mounted:
            subprocess.run(["umount", str(disk)], check=True)


def test_full_disk(tourdetable: Run, quarrel_store: Path, tmp_path: Path) -> None:
    text = tmp_path / "long.txt"
    text.write_text("Hungary rejected sanctions." + "\n" * 1_500_000 + "So did Greece.", encoding="utf-8")
    with full_disk(quarrel_store, tmp_path / "disk", room=400_000) as (store, options):
        before = documents(store)
        assert_refused(tourdetable("ingest", text, store=store, **options), 1, "quarrel.store")
        assert documents(store) == before


def test_a_text_cannot_steer_the_terminal_or_a_spreadsheet(tourdetable: Run, tmp_path: Path) -> None:
    text = "Austria rejected sanctions \x1b]0;owned\x07 \u202eagainst Russia.\n"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    done = tourdetable("ingest", tmp_path / "a.txt", "--title", "=cmd()", store=tmp_path / "s.store")
    assert done.returncode == 0, done.stderr
    for form in ("table", "csv"):
        shown = tourdetable("query", "evidence", "-f", form, store=tmp_path / "s.store").stdout
        assert "Austria rejected sanctions" in shown
        if form == "table":
            assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        else:
            assert ",=cmd()" not in shown and "'=cmd()" in shown


def test_interrupted_ingest_keeps_what_was_written(tourdetable: Run, tmp_path: Path) -> None:
    for number in range(400):
        text = f"Austria rejected sanctions against Russia, as it did {number} times before.\n" * 20
        (tmp_path / f"{number:03}.txt").write_text(text, encoding="utf-8")
    store = tmp_path / "s.store"
    command = [Path(sys.executable).with_name("tourdetable"), "ingest", tmp_path, "--store", store]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdout.readline().startswith("added ")
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, err.strip()) == (130, "")
    written = 1 + out.count("added ")
    kept = tourdetable("query", "documents", "-f", "csv", store=store).stdout.count("\n") - 1
    assert written <= kept <= written + 1 < 400
