"""Workers, and the copy of the store they read: killed when late, replaced when the store has changed."""

import asyncio
import json
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import ui
from ontology.errors import StoreError
from ui import snapshot
from ui.sparql_endpoint.worker import Answer, Question, RefusedError, line

_ROOT = Path(ui.__file__).parents[1]
_LOOK_EVERY = 1.0
"""Seconds between two looks at whether the store has changed."""


@dataclass(slots=True)
class _Copy:
    """A copy of the store, with how many workers read it."""

    path: Path
    state: snapshot.State
    readers: int = 0
    current: bool = True

    def let_go(self) -> None:
        if not self.current and not self.readers:
            snapshot.drop(self.path)


@dataclass(slots=True)
class _Worker:
    process: asyncio.subprocess.Process
    copy: _Copy

    async def ask(self, question: Question) -> Answer:
        requests, replies = self.process.stdin, self.process.stdout
        assert requests and replies  # noqa: S101 - both are pipes
        requests.write(line(question))
        await requests.drain()
        head = json.loads(await replies.readuntil(b"\n"))
        return Answer(head["status"], head["media_type"], await replies.readexactly(head["length"]))

    async def end(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        self.copy.readers -= 1
        self.copy.let_go()


def take_copy(store: Path) -> "_Copy":
    """A copy of the store as it is now; StoreError where it is missing or in use."""
    state = snapshot.state(store)
    return _Copy(snapshot.take(store), state)


@dataclass(slots=True)
class Pool:
    """Answers questions about `store`, `size` at a time."""

    store: Path
    size: int
    copy: _Copy
    _idle: list[_Worker] = field(default_factory=list)
    _slots: asyncio.Semaphore = field(init=False)
    _looked: float = 0.0
    _looking: bool = False

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.size)

    async def ask(self, question: Question) -> Answer:
        """The answer; RefusedError with 503 where none comes in time or every worker stays busy."""
        deadline = time.monotonic() + question.seconds
        async with self._slot(question.seconds):
            await self._look()
            worker = await self._take()
            try:
                async with asyncio.timeout(max(deadline - time.monotonic(), 0.1)):
                    answer = await worker.ask(question)
            except TimeoutError as error:
                await worker.end()
                raise RefusedError(
                    503, f"The query was stopped after {question.seconds:g} seconds."
                ) from error
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                await worker.end()
                raise RefusedError(
                    503, "The query was stopped: it needed more memory than it may use."
                ) from error
            except BaseException:
                await worker.end()
                raise
            self._idle.append(worker)
            return answer

    async def close(self) -> None:
        """End the workers and remove the copy."""
        self.copy.current = False
        while self._idle:
            await self._idle.pop().end()
        self.copy.let_go()

    @asynccontextmanager
    async def _slot(self, seconds: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(seconds):
                await self._slots.acquire()
        except TimeoutError as error:
            raise RefusedError(503, "Every worker is busy; try again later.") from error
        try:
            yield
        finally:
            self._slots.release()

    async def _look(self) -> None:
        """Take a new copy where the store has changed; while someone writes to it the old one serves on."""
        if self._looking or time.monotonic() - self._looked < _LOOK_EVERY:
            return
        self._looking = True
        try:
            if await asyncio.to_thread(snapshot.state, self.store) != self.copy.state:
                old, self.copy = self.copy, await asyncio.to_thread(take_copy, self.store)
                old.current = False
                old.let_go()
        except StoreError:
            pass
        finally:
            self._looked, self._looking = time.monotonic(), False

    async def _take(self) -> _Worker:
        """An idle worker on the current copy, or a new one."""
        while self._idle:
            worker = self._idle.pop()
            if worker.copy is self.copy and worker.process.returncode is None:
                return worker
            await worker.end()
        self.copy.readers += 1
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # a file of the user's folder must not stand in for a module
            "-m",
            "ui.sparql_endpoint.worker",
            str(self.copy.path),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(_ROOT)},
        )
        return _Worker(process, self.copy)
