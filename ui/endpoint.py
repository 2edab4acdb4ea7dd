"""The read-only SPARQL 1.1 endpoint of a store.

    serve("positions.db")                 # http://127.0.0.1:7878/query until Ctrl+C
    app(Path("positions.db"))             # the same as an ASGI application

Queries are evaluated by worker processes on a copy of the store, so that one that takes too long is really
stopped (503) and the store stays free for `tourdetable ingest`; the next query sees what has changed.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.errors import UsageError

if TYPE_CHECKING:
    import socket

    from starlette.applications import Starlette
    from starlette.requests import Request

    from ui.sparql_endpoint.pool import Pool
    from ui.sparql_endpoint.protocol import Limits
    from ui.sparql_endpoint.worker import Answer, Question

PATH = "/query"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve(
    store: str | Path, host: str = "127.0.0.1", port: int = 7878, timeout: float = 30.0, workers: int = 2
) -> None:
    """Serve the store at the path `store` until interrupted; `port` 0 takes a free one.

    `timeout` is in seconds a query, `workers` the count of queries answered at once. StoreError where the
    store is missing or in use, UsageError where `host` and `port` cannot be listened at or `store` is a URL.
    """
    import click
    import uvicorn

    from ui.sparql_endpoint.protocol import Limits

    if "://" in str(store):
        raise UsageError(f"{store} is an endpoint already: serve a store on this machine")
    listening = _listen(host, port)
    try:
        served = app(Path(store), Limits(seconds=timeout), workers, hosts=_hosts(host))
        server = uvicorn.Server(uvicorn.Config(served, log_level="warning", server_header=False, ws="none"))
        shown = f"[{host}]" if ":" in host else host
        click.echo(
            f"SPARQL endpoint at http://{shown}:{listening.getsockname()[1]}{PATH} (Ctrl+C stops it)",
            err=True,
        )
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listening])
    finally:
        listening.close()


def app(
    store: Path, limits: "Limits | None" = None, workers: int = 2, hosts: tuple[str, ...] = ("*",)
) -> "Starlette":
    """The endpoint as an ASGI application, answering to the Host names `hosts`. StoreError as `serve`."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.responses import Response
    from starlette.routing import Route

    from ui.sparql_endpoint.description import describe
    from ui.sparql_endpoint.formats import TRIPLES, choose
    from ui.sparql_endpoint.pool import Pool, take_copy
    from ui.sparql_endpoint.protocol import READ_ONLY, Limits, question, refusal, response
    from ui.sparql_endpoint.worker import RefusedError

    bounds = limits or Limits()
    pool = Pool(store, workers, take_copy(store))

    async def query(request: "Request") -> Response:
        try:
            asked = await question(request, bounds)
            if asked is None:
                kind = choose(request.headers.get("accept", ""), tuple(TRIPLES)) or "text/turtle"
                return response(200, kind, describe(str(request.url.replace(path=PATH, query="")), kind))
            answer = await _unless_gone(request, pool, asked)
        except RefusedError as refused:
            return refusal(refused)
        return response(answer.status, answer.media_type, answer.body)

    async def update(_: "Request") -> Response:
        return refusal(RefusedError(403, READ_ONLY))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            await pool.close()

    routes = [
        Route("/", query, methods=["GET"]),
        Route(PATH, query, methods=["GET", "POST"]),
        Route("/update", update, methods=["POST"]),
    ]
    guard = Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)
    return Starlette(routes=routes, middleware=[guard], lifespan=lifespan)


async def _unless_gone(request: "Request", pool: "Pool", asked: "Question") -> "Answer":
    """The answer; a query whose client has hung up is stopped."""
    from ui.sparql_endpoint.worker import RefusedError

    async def hung_up() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    answering, gone = asyncio.ensure_future(pool.ask(asked)), asyncio.ensure_future(hung_up())
    try:
        await asyncio.wait({answering, gone}, return_when=asyncio.FIRST_COMPLETED)
        if answering.done():
            return answering.result()
        raise RefusedError(408, "The client hung up.")
    finally:
        gone.cancel()
        answering.cancel()
        await asyncio.gather(answering, gone, return_exceptions=True)


def _listen(host: str, port: int) -> "socket.socket":
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"cannot listen at {host} port {port}: {reason}") from error


def _hosts(host: str) -> tuple[str, ...]:
    """Names to answer to: on loopback only its own, lest a web page reach the store by another."""
    return _LOOPBACK if host in _LOOPBACK else ("*",)
