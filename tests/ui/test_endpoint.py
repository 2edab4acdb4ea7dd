"""The endpoint as its clients meet it: over loopback, in a process of its own."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from queries.store import open_store
from ui.sparql_endpoint.formats import SOLUTIONS, TRIPLES, choose

SECONDS = 2.0
COUNT = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?b ?c . ?d ?e ?f . ?h ?i ?j } }"
GREEDY = "SELECT * { GRAPH ?g { ?a ?b ?c . ?d ?e ?f . ?h ?i ?j } } ORDER BY ?c ?f ?j"
TRIPLE = 'CONSTRUCT { <http://x/a> <http://x/p> "é" } { }'


def fill(store: Path, graph: str, count: int) -> None:
    triples = "".join(f"<http://x/{i}> <http://x/p> {i} . " for i in range(count))
    with open_store(store) as opened:
        opened.update(f"INSERT DATA {{ GRAPH <{graph}> {{ {triples} }} }}")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("endpoint") / "store"
    fill(path, "http://x/g", 2000)
    return path


@pytest.fixture(scope="module")
def endpoint(store: Path) -> Iterator[str]:
    """The endpoint's URL. It is started from a folder with a `json.py` in it, which must not matter."""
    (store.parent / "json.py").write_text("raise SystemExit('the wrong module')")
    code = f"from ui.endpoint import serve; serve({str(store)!r}, port=0, timeout={SECONDS})"
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        [sys.executable, "-P", "-c", code],
        cwd=store.parent,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
    ) as server:
        assert server.stderr
        said = server.stderr.readline()
        found = re.search(r"http://\S+", said)
        assert found, said + server.stderr.read()
        yield found[0]
        server.terminate()
        server.wait(10)
    assert not list(store.parent.glob(".*-snapshot-*")), "the copy of the store is removed at the end"


def ask(endpoint: str, query: str, **options: object) -> httpx.Response:
    return httpx.get(endpoint, params={"query": query}, timeout=30, **options)  # type: ignore[arg-type]


def test_sparqlwrapper_gets_every_form(endpoint: str) -> None:
    client = SPARQLWrapper(endpoint)

    def answer(query: str, form: str, method: str = "GET") -> object:
        client.setQuery(query)
        client.setReturnFormat(form)
        client.setMethod(method)
        return client.query().convert()

    assert answer(COUNT, JSON)["results"]["bindings"][0]["n"]["value"] == "2000"  # type: ignore[index]
    assert answer(COUNT, XML, "POST").getElementsByTagName("literal")[0].firstChild.data == "2000"  # type: ignore[attr-defined]
    assert answer(COUNT, CSV) == b"n\r\n2000\r\n"
    assert answer("ASK { GRAPH ?g { ?s ?p 7 } }", JSON)["boolean"] is True  # type: ignore[index]
    assert "é" in answer(TRIPLE, TURTLE).decode()  # type: ignore[attr-defined]
    assert len(answer("DESCRIBE <http://x/7> FROM <http://x/g>", XML)) == 1  # type: ignore[arg-type]
    with pytest.raises(QueryBadFormed, match="line 1, column 11"):
        answer("SELECT * {", JSON)


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        *((COUNT, kind, kind) for kind in SOLUTIONS),
        *((TRIPLE, kind, kind) for kind in TRIPLES),
        (COUNT, "*/*", "application/sparql-results+json"),
        (COUNT, "text/*, application/sparql-results+xml;q=0.9", "text/csv"),
        (COUNT, "application/json", "application/sparql-results+json"),
        (COUNT, "text/html,application/xml;q=0.9,*/*;q=0.8", "application/sparql-results+xml"),
        (TRIPLE, "text/turtle;q=0.2, application/n-triples;q=0.7", "application/n-triples"),
        (TRIPLE, "text/turtle;q=0, */*;q=0.1", "application/n-triples"),
        (COUNT, "text/turtle", None),
        (TRIPLE, "text/csv", None),
        (COUNT, "image/png, */*;q=0", None),
    ],
)
def test_the_answer_comes_as_the_client_prefers(
    endpoint: str, query: str, accept: str, expected: str | None
) -> None:
    reply = ask(endpoint, query, headers={"Accept": accept})
    assert reply.status_code == (200 if expected else 406)
    if expected:
        assert reply.headers["content-type"].partition(";")[0] == expected
        assert reply.content


def test_no_accept_header_means_anything() -> None:
    assert choose("", tuple(TRIPLES)) == "text/turtle"


@pytest.mark.parametrize(
    ("method", "options", "status"),
    [
        ("POST", {"data": {"query": COUNT}}, 200),
        ("POST", {"content": COUNT, "headers": {"content-type": "application/sparql-query"}}, 200),
        (
            "POST",
            {"content": COUNT, "headers": {"content-type": "application/sparql-query; charset=utf-8"}},
            200,
        ),
        ("POST", {"content": COUNT, "headers": {"content-type": "text/plain"}}, 415),
        (
            "POST",
            {"content": COUNT, "headers": {"content-type": "application/sparql-query;charset=latin1"}},
            415,
        ),
        ("POST", {"content": b"\xff\xfe", "headers": {"content-type": "application/sparql-query"}}, 400),
        ("POST", {"data": {"query": ""}}, 400),
        ("POST", {"data": {}, "headers": {"content-type": "application/x-www-form-urlencoded"}}, 400),
        ("GET", {"params": [("query", COUNT), ("query", COUNT)]}, 400),
        ("GET", {"params": {"query": "DROP ALL"}}, 400),
        ("GET", {"params": {"query": COUNT, "default-graph-uri": "not an IRI"}}, 400),
        ("POST", {"data": {"query": COUNT + " #" * 200_000}}, 413),
        ("POST", {"data": {"update": "DROP ALL"}}, 403),
        ("POST", {"content": "DROP ALL", "headers": {"content-type": "application/sparql-update"}}, 403),
        ("GET", {"params": {"query": "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }"}}, 400),
        (
            "GET",
            {"params": {"query": "ASK { # \r SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } \n }"}},
            400,
        ),
        ("GET", {"params": {"query": "ASK { ?service ?p 'SERVICE <http://127.0.0.1:1/> {}' }"}}, 200),
        ("PUT", {"content": COUNT}, 405),
        ("DELETE", {}, 405),
        ("GET", {"params": {"query": COUNT}, "headers": {"host": "attacker.example"}}, 400),
    ],
)
def test_a_request_that_breaks_the_rules_is_told_so(
    endpoint: str, method: str, options: dict[str, object], status: int
) -> None:
    reply = httpx.request(method, endpoint, timeout=30, **options)  # type: ignore[arg-type]
    assert reply.status_code == status, reply.text
    assert reply.text.strip()
    assert "Traceback" not in reply.text
    assert "access-control-allow-origin" not in reply.headers
    assert ask(endpoint, COUNT).json()["results"]["bindings"][0]["n"]["value"] == "2000"


def test_the_update_path_of_a_remote_store_is_refused(endpoint: str) -> None:
    assert httpx.post(endpoint.replace("/query", "/update"), data={"update": "DROP ALL"}).status_code == 403


@pytest.mark.parametrize(
    ("parameters", "count"),
    [
        ({}, "0"),
        ({"default-graph-uri": "http://x/g"}, "2000"),
        ({"default-graph-uri": "file:///etc/passwd"}, "0"),
        ({"named-graph-uri": "http://x/g"}, "0"),
    ],
)
def test_the_default_graph_is_empty_unless_named(
    endpoint: str, parameters: dict[str, str], count: str
) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    reply = httpx.get(endpoint, params={"query": query, **parameters}, headers={"Accept": "text/csv"})
    assert reply.text.split() == ["n", count]


@pytest.mark.parametrize("query", [ENDLESS, GREEDY])
def test_a_query_without_end_is_stopped_and_the_next_one_answered(endpoint: str, query: str) -> None:
    began = time.monotonic()
    assert ask(endpoint, query).status_code == 503
    assert time.monotonic() - began < SECONDS + 3
    assert ask(endpoint, COUNT).status_code == 200


def test_what_is_written_later_is_seen_and_a_writer_is_never_kept_out(endpoint: str, store: Path) -> None:
    present = "ASK { GRAPH <http://x/later> { ?s ?p 3 } }"
    assert not ask(endpoint, present).json()["boolean"]
    with open_store(store) as opened:
        opened.update("INSERT DATA { GRAPH <http://x/later> { <http://x/s> <http://x/p> 3 } }")
        assert ask(endpoint, COUNT).status_code == 200, "the old copy serves while someone writes"
    time.sleep(1.1)
    assert ask(endpoint, present).json()["boolean"]
    with open_store(store) as opened:
        opened.update("DROP GRAPH <http://x/later>")
    time.sleep(1.1)
    assert not ask(endpoint, present).json()["boolean"]


def test_it_describes_itself(endpoint: str) -> None:
    import rdflib

    service = "http://www.w3.org/ns/sparql-service-description#"
    for accept in ("text/turtle", "application/rdf+xml"):
        reply = httpx.get(endpoint, headers={"Accept": accept})
        graph = rdflib.Graph().parse(data=reply.text, format=accept)
        assert (None, rdflib.URIRef(service + "endpoint"), rdflib.URIRef(endpoint)) in graph


def test_what_the_docs_say_works(endpoint: str, store: Path) -> None:
    docs = (Path(__file__).parents[2] / "docs" / "endpoint.md").read_text()
    shell, python = re.findall(r"```(?:sh|python)\n(.*?)```", docs, re.DOTALL)
    position = "<http://x/doc#1> a <https://w3id.org/tourdetable/ns#Position>"
    with open_store(store) as opened:
        opened.update(f"INSERT DATA {{ GRAPH <http://x/doc> {{ {position} }} }}")
    time.sleep(1.1)
    ends = {}
    for language, command in (("sh", ["sh", "-c", shell]), ("python", [sys.executable, "-c", python])):
        address = [part.replace("http://127.0.0.1:7878/query", endpoint) for part in command]
        if language == "python" or shutil.which("curl"):
            done = subprocess.run(address, capture_output=True, text=True, timeout=60, check=False)
            ends[language] = done.stdout.split()
    with open_store(store) as opened:
        opened.update("DROP GRAPH <http://x/doc>")
    assert ends.pop("python") == ["1"]
    assert ends in ({"sh": ["n", "1"]}, {})
