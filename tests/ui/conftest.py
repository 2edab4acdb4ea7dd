"""The command line as its users have it: a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

TOURDETABLE = Path(sys.executable).with_name("tourdetable")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def tourdetable() -> Run:
    """`tourdetable(*args, cwd=..., store=..., input=...)` runs the command and gives its end."""

    def run(
        *args: object,
        cwd: Path | None = None,
        store: Path | None = None,
        input: str | None = None,
        env: dict[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [TOURDETABLE, *map(str, args)],
            cwd=cwd,
            env={**os.environ, **({"TOURDETABLE_STORE": str(store)} if store else {}), **(env or {})},
            input=input,
            stdin=subprocess.DEVNULL if input is None else None,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    return run
