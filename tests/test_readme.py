"""Every console block of README.md prints what it says, and docs/cli.md gives the help of every command.

The commands are run in order, in one folder. A line `...` stands for any lines left out. `make docs` (this
file, run as a program) writes both pages anew.
"""

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from queries.catalogue import catalogue
from ui.cli import cli

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
REFERENCE = ROOT / "docs/cli.md"
FIRST = "## tourdetable\n"
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.S)
CUT = "..."


def run(command: str, folder: Path) -> str:
    """What `command` prints in `folder`, both streams, 100 columns wide."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("TOURDETABLE_")}
    program, *args = shlex.split(command)
    return subprocess.run(
        [Path(sys.executable).with_name(program), *args],
        cwd=folder,
        env={**environment, "COLUMNS": "100"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    ).stdout


def shortened(printed: list[str], shown: list[str]) -> list[str]:
    """`printed`, cut where `shown` is: as many lines before and after the cut."""
    if CUT not in shown:
        return printed
    head = shown.index(CUT)
    tail = len(shown) - head - 1
    if len(printed) <= head + tail:
        return printed
    return [*printed[:head], CUT, *printed[len(printed) - tail :]]


def block_anew(block: str, folder: Path) -> str:
    """A console block with the output that its commands have now."""
    lines: list[str] = []
    for part in re.split(r"^(?=\$ )", block, flags=re.M):
        if part:
            command, *shown = part.splitlines()
            lines += [command, *shortened(run(command[2:], folder).rstrip("\n").splitlines(), shown)]
    return "".join(f"{line}\n" for line in lines)


def readme(folder: Path) -> str:
    """README.md with all its console blocks run in `folder`."""
    for name in ("examples", "tests"):
        (folder / name).symlink_to(ROOT / name)
    return BLOCK.sub(lambda block: block_anew(block[0], folder), README.read_text("utf-8"))


def reference() -> str:
    """docs/cli.md: its preamble, then what each command says of itself."""
    introduction = REFERENCE.read_text("utf-8").partition(FIRST)[0]
    return introduction + "\n".join(helped(*args) for args in commands(cli))


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    """The arguments that name `group` and each command below it."""
    yield above
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield (*above, name)


def helped(*args: str) -> str:
    """The section on one command."""
    done = CliRunner(env={"COLUMNS": "100"}).invoke(cli, [*args, "--help"], prog_name="tourdetable")
    name = " ".join(("tourdetable", *args))
    level = "##" if len(args) < 2 else "###"
    return f"{level} {name}\n\n```console\n$ {name} --help\n{done.output}```\n"


def test_readme_is_true(tmp_path: Path) -> None:
    now = readme(tmp_path).splitlines()
    assert now == README.read_text("utf-8").splitlines(), "`make docs` writes it anew; read what changed"


def test_reference_is_what_the_commands_say() -> None:
    assert reference() == REFERENCE.read_text("utf-8"), "`make docs` writes it anew; read what changed"
    for name in (*cli.commands, *(f"query {name}" for name in catalogue())):
        assert f"$ tourdetable {name} --help\nUsage: " in reference()


def test_readme_leads_to_every_page() -> None:
    linked = set(re.findall(r"\]\((docs/[^)#]+)", README.read_text("utf-8")))
    assert linked == {f"docs/{page.name}" for page in ROOT.glob("docs/*.md")}


def test_links_lead_somewhere() -> None:
    for page in (README, *ROOT.glob("docs/*.md")):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        README.write_text(readme(Path(place)), encoding="utf-8")
    REFERENCE.write_text(reference(), encoding="utf-8")
