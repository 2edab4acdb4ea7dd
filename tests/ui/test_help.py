"""Help is quick because it loads nothing heavy, and it is there for every command."""

import subprocess
import sys

import pytest

from ui.cli import cli

HEAVY = (
    "spacy",
    "streamlit",
    "pandas",
    "rdflib",
    "owlready2",
    "pyshacl",
    "trafilatura",
    "pyoxigraph",
    "rich.table",
)


@pytest.mark.parametrize(
    "args", [[], *([name] for name in cli.commands), ["query", "positions"]], ids=" ".join
)
def test_help_loads_nothing_heavy(args: list[str]) -> None:
    code = (
        "import sys; from ui.cli import run\n"
        f"status = run({[*args, '--help']!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr); sys.exit(status)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "[]\n")
    assert done.stdout.startswith("Usage: tourdetable")
