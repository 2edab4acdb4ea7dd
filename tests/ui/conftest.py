"""The command line as its users have it: a process of its own; and a store to ask."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

TOURDETABLE = Path(sys.executable).with_name("tourdetable")
QUARREL = """Neighbours quarrel over grain

BERN, 3 March 2014 - Austria rejected new sanctions against Russia on Monday. "We oppose sanctions against
Russia," Foreign Minister Anna Example said in Vienna.

France called for sanctions against Russia.
"""


@pytest.fixture(scope="session")
def tourdetable() -> Run:
    """`tourdetable(*args, cwd=, store=, input=, env=)` runs the command and gives its end."""

    def run(
        *args: object,
        cwd: Path | None = None,
        store: Path | None = None,
        input: str | None = None,
        env: dict[str, str] | None = None,
        **options: object,
    ) -> subprocess.CompletedProcess[str]:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TOURDETABLE_")}
        if store:
            environment["TOURDETABLE_STORE"] = str(store)
        return subprocess.run(
            [TOURDETABLE, *map(str, args)],
            cwd=cwd,
            env={**environment, **(env or {})},
            **({"input": input} if input is not None else {"stdin": subprocess.DEVNULL}),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
            **options,
        )

    return run


@pytest.fixture(scope="session")
def quarrel_store(tourdetable: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one document, `quarrel`. Read it only; `own_store` is a copy to write to."""
    folder = tmp_path_factory.mktemp("quarrel")
    (folder / "quarrel.txt").write_text(QUARREL, encoding="utf-8")
    done = tourdetable(
        "ingest", folder / "quarrel.txt", "--date", "2014-03-03", store=folder / "quarrel.store"
    )
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "quarrel.store"


@pytest.fixture
def own_store(quarrel_store: Path, tmp_path: Path) -> Path:
    """A copy of `quarrel_store`."""
    return Path(shutil.copytree(quarrel_store, tmp_path / "own.store"))
