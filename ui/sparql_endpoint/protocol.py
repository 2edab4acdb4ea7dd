"""The SPARQL 1.1 Protocol on top of HTTP: from a request to a `Question`, from an `Answer` to a response."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from ui.sparql_endpoint.formats import SOLUTIONS, TRIPLES, choose
from ui.sparql_endpoint.worker import Question, RefusedError

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
READ_ONLY = "This endpoint only answers queries; the store is written to by `tourdetable ingest`."


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds a query may take, bytes it may have, bytes its answer may have, bytes of memory it may use."""

    seconds: float = 30.0
    query_bytes: int = 256 << 10
    answer_bytes: int = 128 << 20
    memory_bytes: int = 4 << 30


async def question(request: Request, limits: Limits) -> Question | None:
    """What `request` asks, None for a GET without query; RefusedError where it breaks the protocol."""
    parameters = _pairs(request.url.query)
    if request.method == "POST":
        kind, charset = _content_type(request.headers)
        if charset not in ("", "utf-8"):
            raise RefusedError(415, f"The charset {charset} is not understood: send UTF-8.")
        if kind not in (FORM, QUERY, UPDATE):
            raise RefusedError(415, f"A query is posted as {FORM} or {QUERY}.")
        if kind == UPDATE:
            raise RefusedError(403, READ_ONLY)
        body = await _body(request, limits.query_bytes)
        if kind == FORM:
            parameters += _pairs(body)
        else:
            parameters.append(("query", body))
    if _values(parameters, "update"):
        raise RefusedError(403, READ_ONLY)
    queries = _values(parameters, "query")
    if not queries and request.method != "POST":
        return None
    if len(queries) != 1:
        raise RefusedError(400, f"A request has one query; this one has {len(queries)}.")
    if len(queries[0].encode()) > limits.query_bytes:
        raise RefusedError(413, _too_long(limits.query_bytes))
    accept = ",".join(request.headers.getlist("accept"))
    return Question(
        query=queries[0],
        default_graphs=_values(parameters, "default-graph-uri"),
        named_graphs=_values(parameters, "named-graph-uri"),
        solutions=choose(accept, tuple(SOLUTIONS)),
        triples=choose(accept, tuple(TRIPLES)),
        seconds=limits.seconds,
        max_bytes=limits.answer_bytes,
        max_memory=limits.memory_bytes,
    )


def response(status: int, media_type: str, body: bytes | str) -> Response:
    """An answer or a refusal over HTTP. Nothing that comes from the store is ever run by a browser."""
    headers = {"X-Content-Type-Options": "nosniff", "Vary": "Accept"}
    if status == 503:
        headers["Retry-After"] = "1"
    return Response(body, status_code=status, media_type=media_type, headers=headers)


def refusal(refused: RefusedError) -> Response:
    """`refused` as text."""
    return response(refused.status, "text/plain", f"{refused}\n")


def _pairs(encoded: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(encoded, keep_blank_values=True, errors="strict")
    except (UnicodeDecodeError, ValueError) as error:
        raise RefusedError(400, "The parameters are not percent-encoded UTF-8.") from error


def _values(parameters: Sequence[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for key, value in parameters if key == name)


def _content_type(headers: Headers) -> tuple[str, str]:
    """Media type and charset of the body, in lower case."""
    kind, *parameters = (part.strip().lower() for part in headers.get("content-type", "").split(";"))
    charsets = [p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")]
    return kind, charsets[0] if charsets else ""


async def _body(request: Request, limit: int) -> str:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > 3 * limit:  # a form may need three bytes to say one
            raise RefusedError(413, _too_long(limit))
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, "The body is not UTF-8.") from error


def _too_long(limit: int) -> str:
    return f"A query has at most {limit >> 10} KiB."
