"""The process that evaluates queries on one read-only copy of the store; it may be killed at any time.

    python -m ui.sparql_endpoint.worker COPY

A request is one line of JSON (a `Question`), a reply one line of JSON (an `Answer`, with the `length`
of its body), then the body. The end of the input ends the process.
"""

import json
import signal
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import IO, Any, BinaryIO, cast

import pyoxigraph as ox

from ontology.errors import UsageError
from queries.sparql import refuse_calls, syntax_line
from ui.sparql_endpoint.formats import SOLUTIONS, TRIPLES


@dataclass(frozen=True, slots=True)
class Question:
    """A query, the dataset it is asked of where the request names one, and how its answer may look.

    `solutions` and `triples` are media types, None where the client takes none of that kind; `seconds` and
    `max_bytes` bound the evaluation and the body of the answer, `max_memory` (bytes) the process.
    """

    query: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    solutions: str | None
    triples: str | None
    seconds: float
    max_bytes: int
    max_memory: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the client: HTTP status, media type, body."""

    status: int
    media_type: str
    body: bytes


class RefusedError(Exception):
    """The question gets no answer: HTTP status and one line that says why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


def answer(store: ox.Store, question: Question) -> Answer:
    """Evaluate `question` on `store`; RefusedError where it cannot be answered."""
    try:
        refuse_calls(question.query)
        results = store.query(question.query, **_dataset(question))
        body = _Capped(question.max_bytes)
        if isinstance(results, ox.QueryTriples):
            media_type = _acceptable(question.triples, TRIPLES)
            results.serialize(cast("IO[bytes]", body), format=getattr(ox.RdfFormat, TRIPLES[media_type]))
        else:
            media_type = _acceptable(question.solutions, SOLUTIONS)
            form = getattr(ox.QueryResultsFormat, SOLUTIONS[media_type])
            results.serialize(cast("IO[bytes]", body), format=form)
    except UsageError as error:
        raise RefusedError(400, f"Refused: {error}") from error
    except SyntaxError as error:
        raise RefusedError(400, f"Malformed query: {syntax_line(str(error))}") from error
    except ValueError as error:
        raise RefusedError(400, f"Malformed request: {error}") from error
    return Answer(200, media_type, bytes(body.parts))


def _dataset(question: Question) -> dict[str, Any]:
    """The graphs that the request names: they replace those of the query (SPARQL 1.1 Protocol, 2.1.4)."""
    if not question.default_graphs and not question.named_graphs:
        return {}
    return {
        "default_graph": [ox.NamedNode(graph) for graph in question.default_graphs],
        "named_graphs": [ox.NamedNode(graph) for graph in question.named_graphs],
    }


def _acceptable(media_type: str | None, offers: Mapping[str, str]) -> str:
    if media_type is None:
        raise RefusedError(406, f"Answers to this query come as {', '.join(offers)}.")
    return media_type


class _Capped:
    """A file that takes so many bytes and no more."""

    def __init__(self, limit: int) -> None:
        self.parts = bytearray()
        self.limit = limit

    def write(self, data: bytes) -> int:
        self.parts += data
        if len(self.parts) > self.limit:
            raise RefusedError(
                413, f"The answer is larger than {self.limit >> 20} MiB: add a LIMIT to the query."
            )
        return len(data)

    def flush(self) -> None:
        pass


def main(copy: str, requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer questions from `requests` until it ends."""
    store = ox.Store.read_only(copy)
    for line in requests:
        question = Question(**json.loads(line))
        _bound(question)
        try:
            reply = answer(store, question)
        except RefusedError as refusal:
            reply = Answer(refusal.status, "text/plain", str(refusal).encode())
        signal.setitimer(signal.ITIMER_REAL, 0)
        head = {"status": reply.status, "media_type": reply.media_type, "length": len(reply.body)}
        replies.write(json.dumps(head).encode() + b"\n" + reply.body)
        replies.flush()


def line(question: Question) -> bytes:
    """`question` as `main` reads it."""
    return json.dumps(asdict(question)).encode() + b"\n"


def _bound(question: Question) -> None:
    """End this process by itself, were the one that started it no longer there to kill it."""
    import resource

    signal.setitimer(signal.ITIMER_REAL, question.seconds + 5)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (question.max_memory, resource.RLIM_INFINITY))


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the server, which ends its workers
    main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
