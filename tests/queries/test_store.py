"""The store, embedded and remote: what it keeps, what it refuses, and what it says when it fails."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from ontology.errors import InputError, StoreError, UsageError
from ontology.iris import graph_iri
from queries.catalogue import run
from queries.store import Store, open_store

from .conftest import HOSTILE, WORLD, fill, ntriples

DOCUMENT, POSITIONS = WORLD[0]
GRAPH = "urn:example:graph"
ONE = '<urn:a> <urn:b> "1" .\n'
OXIGRAPH = Path(sys.executable).with_name("oxigraph")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """An Oxigraph server of its own on the loopback; gives its query URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/query"
    finally:
        process.kill()
        process.wait()


@pytest.fixture(params=["local", "remote"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, on disk or behind HTTP."""
    location = tmp_path / "store" if request.param == "local" else request.getfixturevalue("server")
    with open_store(location) as opened:
        opened.update("DROP ALL")
        yield opened


def elsewhere(code: str, *args: object) -> subprocess.CompletedProcess[str]:
    """Run `code` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, args)], capture_output=True, text=True, timeout=60, check=False
    )


def test_a_graph_is_replaced_as_a_whole_and_left_alone_where_nothing_changed(store: Store) -> None:
    first = ntriples(DOCUMENT, POSITIONS)
    assert store.replace_graph(DOCUMENT.iri, first)
    held, size = store.graph(DOCUMENT.iri), store.size()
    later = ntriples(DOCUMENT, POSITIONS, datetime(2027, 5, 5, tzinfo=UTC))
    assert later != first
    assert not store.replace_graph(DOCUMENT.iri, later)
    assert store.graph(DOCUMENT.iri) == held
    assert "2026-01-01T12:00:00Z" in held
    assert store.replace_graph(
        DOCUMENT.iri, ntriples(DOCUMENT, POSITIONS[:2], datetime(2027, 5, 5, tzinfo=UTC))
    )
    assert "2027-05-05T00:00:00Z" in store.graph(DOCUMENT.iri)
    assert 0 < store.size() < size
    assert store.graphs() == (DOCUMENT.iri,)
    store.drop_graph(DOCUMENT.iri)
    assert store.graphs() == ()


def test_hostile_texts_come_back_as_they_went_in(store: Store) -> None:
    for text in (
        HOSTILE,
        'a"\\ \n\r\t \u0000\u0001\x7f \u2028 \U0001f600 \\u0022 }} SERVICE <x> LOAD',
        "\\",
        '"',
    ):
        document, positions = WORLD[0][0].__class__("x", f"{text} said so."), ()
        store.replace_graph(GRAPH, ntriples(document, positions))
        table = store.select(f"SELECT ?t WHERE {{ GRAPH <{GRAPH}> {{ ?d <https://schema.org/text> ?t }} }}")
        assert table.rows == ((f"{text} said so.",),)
    assert store.graphs() == (GRAPH,)


@pytest.mark.parametrize(
    "bad",
    [
        '<urn:a> <urn:b> "1" . } ; DROP ALL ; INSERT DATA { <urn:a> <urn:b> "2" .',
        "<urn:a b> <urn:b> <urn:c> .",
        '_:a <urn:b> "1" .',
        '<urn:a> <urn:b> "\ud800" .',
        '<urn:a> <urn:b> "no end',
    ],
)
def test_what_is_no_graph_is_refused_and_nothing_is_lost(store: Store, bad: str) -> None:
    store.replace_graph(GRAPH, ONE)
    with pytest.raises(InputError):
        store.replace_graph(GRAPH, bad)
    with pytest.raises(UsageError):
        store.replace_graph("urn:g> { } } ; DROP ALL #", ONE)
    assert store.graph(GRAPH) == ONE


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT * { ?s ?p }", "1:1"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE"),
        ("PREFIX x: <urn:x> SELECT * { ?s ?p trueservice:x { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { FILTER(?a<?b#x>'''\n) SERVICE <http://127.0.0.1:9/> {} } #'''", "SERVICE"),
        ("SELECT * { { SELECT * { OPTIONAL { Service SILENT ?x { } } } } }", "SERVICE"),
        ("SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { } }", "SERVICE"),
        ("ASK { }", "SELECT"),
        ("INSERT DATA { <urn:a> <urn:b> 1 }", ""),
    ],
)
def test_a_query_that_is_malformed_or_calls_somebody_is_refused(store: Store, query: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        store.select(query)
    assert "\n" not in str(caught.value)
    assert says.replace("1:1", "") in str(caught.value)
    assert store.size() == 0


def test_the_words_service_and_load_may_be_asked_for(store: Store) -> None:
    store.update('INSERT DATA { GRAPH <urn:load> { <urn:service> <urn:b> "A load of service" } } # SERVICE')
    assert len(store.select('SELECT ?service { GRAPH ?g { ?service ?b "A load of service" } }')) == 1
    for update in (
        "LOAD <http://127.0.0.1:9/>",
        "DROP ALL; load silent <file:///etc/hostname> INTO GRAPH <urn:x>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ):
        with pytest.raises(UsageError):
            store.update(update)
    assert store.size() == 1


def test_columns_come_in_the_order_of_the_query(store: Store) -> None:
    store.replace_graph(GRAPH, ONE)
    assert store.select("SELECT * { GRAPH ?z { ?y ?a ?x } }").columns == ("z", "y", "a", "x")
    table = store.select(
        'SELECT ?z (1 AS ?b) (true AS ?a) (1.5 AS ?c) ("x"@en AS ?d) ?u { GRAPH ?z { ?y ?x ?w } }'
    )
    assert table.columns == ("z", "b", "a", "c", "d", "u")
    assert table.rows == ((GRAPH, 1, True, 1.5, "x", None),)
    assert store.ask("ASK { GRAPH ?g { ?s ?p ?o } }")


def test_the_remote_store_answers_the_catalogue_as_the_local_one(world: Store, server: str) -> None:
    with open_store(server) as remote:
        remote.update("DROP ALL")
        fill(remote)
        for name, args in (
            ("positions", {"measure": "sanctions", "target": "Russia"}),
            ("changes", {}),
            ("documents", {"outlet": "Courier"}),
            ("statements", {"speaker": "Berger"}),
        ):
            assert run(remote, name, args) == run(world, name, args)


def test_a_store_in_use_is_named(tmp_path: Path) -> None:
    path = tmp_path / "store"
    code = "import sys; from queries.store import open_store\n"
    with open_store(path) as store:
        store.replace_graph(GRAPH, ONE)
        for mode in ("False", "True"):
            other = elsewhere(f"{code}open_store(sys.argv[1], read_only={mode})", path)
            assert f"StoreError: the store {path} is in use by another process" in other.stderr
            with pytest.raises(StoreError, match="in use"):
                open_store(path, read_only=mode == "True")
        store.update("INSERT DATA { GRAPH <urn:still> { <urn:a> <urn:b> 1 } }")
    with open_store(path, read_only=True) as reader, open_store(path, read_only=True) as second:
        second.close()
        assert reader.size() == 2
        read = elsewhere(f"{code}print(open_store(sys.argv[1], read_only=True).size())", path)
        assert read.stdout == "2\n"
        write = elsewhere(f"{code}open_store(sys.argv[1])", path)
        assert "in use by another process" in write.stderr
        with pytest.raises(StoreError, match="reading only"):
            reader.update("DROP ALL")
    with open_store(path) as again:
        assert again.size() == 2


def test_what_was_committed_survives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "store"
    code = """
import os, signal, sys
from queries.store import open_store
store = open_store(sys.argv[1])
for i in range(20):
    store.replace_graph("urn:g%d" % i, '<urn:a> <urn:b> "%d" .' % i)
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert elsewhere(code, path).returncode == -signal.SIGKILL
    with open_store(path, read_only=True) as store:
        assert store.size() == 20
        store.backup(tmp_path / "copy")
    with open_store(path) as store, open_store(tmp_path / "copy") as copy:
        assert store.size() == copy.size() == 20
        store.replace_graph(GRAPH, ONE)
        store.optimize()
        store.backup(tmp_path / "second")
        assert copy.size() == 20
        with pytest.raises(StoreError, match="exists already"):
            store.backup(tmp_path / "second")
    with open_store(tmp_path / "second") as second:
        assert second.size() == 21


def test_what_is_no_store_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "letter.txt").write_text("x")
    for path, says in ((tmp_path / "file", "is a file"), (tmp_path / "folder", "other files")):
        for read_only in (True, False):
            with pytest.raises(StoreError, match=says):
                open_store(path, read_only=read_only)
    with pytest.raises(StoreError, match="no store at"):
        open_store(tmp_path / "none", read_only=True)
    assert not (tmp_path / "none").exists()
    assert [file.name for file in (tmp_path / "folder").iterdir()] == ["letter.txt"]


def test_a_damaged_store_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "store"
    with open_store(path) as store:
        store.replace_graph(GRAPH, ONE)
    (path / "CURRENT").write_text("garbage")
    for read_only in (True, False):
        with pytest.raises(StoreError, match="is damaged"):
            open_store(path, read_only=read_only)


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(small)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can mount the small file system that this fills")
    try:
        with pytest.raises(StoreError, match="full"), open_store(small / "store") as store:
            store.replace_graph(GRAPH, ONE)
            for i in range(200):
                store.replace_graph(f"urn:g{i}", f'<urn:a> <urn:b> "{os.urandom(50_000).hex()}" .')
        with open_store(small / "store", read_only=True) as store:
            assert store.graph(GRAPH) == ONE
            kept = store.graphs()
        subprocess.run(["mount", "-o", "remount,size=64m", str(small)], check=True)
        with open_store(small / "store") as store:
            assert store.graphs() == kept
            assert store.replace_graph("urn:more", ONE)
    finally:
        subprocess.run(["umount", str(small)], check=True)


class _Odd(BaseHTTPRequestHandler):
    """A server that is no SPARQL endpoint: its answer is named by the path."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/slow":
            time.sleep(3)
        code = int(self.path[1:]) if self.path[1:].isdigit() else 200
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "file:///etc/hostname")
        self.end_headers()
        self.wfile.write(b'{"head": {}}' if self.path == "/json" else b"<html>hello</html>")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def odd() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Odd)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/html", "no SPARQL endpoint"),
        ("/json", "no SPARQL endpoint"),
        ("/slow", "did not answer within 1 s"),
        ("/500", "refused"),
        ("/503", "HTTP 503"),
        ("/401", "refused"),
        ("/302", "HTTP 302"),
    ],
)
def test_what_a_server_does_wrong_is_one_line(odd: str, path: str, says: str) -> None:
    with pytest.raises(StoreError, match=says) as caught, open_store(odd + path, timeout=1) as store:
        store.ask("ASK { }")
    assert "\n" not in str(caught.value)


def test_only_http_and_no_password_in_messages() -> None:
    for url in ("ftp://example.org/x", "file:///etc/passwd", "http://", "http://[::1", "http://host:port/"):
        with pytest.raises(UsageError):
            open_store(url)
    with pytest.raises(StoreError, match="cannot be reached") as caught:
        open_store("http://user:secret@127.0.0.1:1/query").size()
    assert "secret" not in str(caught.value)


def test_the_vocabulary_is_loaded_once_a_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(tmp_path / "store") as store:
        assert store.ensure_vocabulary()
        assert not store.ensure_vocabulary()
        held = store.size()
        assert {graph_iri("ontology"), graph_iri("reference")} == set(store.graphs())
        assert len(run(store, "members", {"organisation": "European Union", "on": "2016"})) == 28
        monkeypatch.setattr("ontology.packaged.version", lambda: "another")
        assert store.ensure_vocabulary()
        assert store.size() == held
