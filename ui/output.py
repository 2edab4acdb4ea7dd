"""What the commands print: tables and briefings for people, the rooms' formats for files and programs."""

import re
import shutil
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from ontology.errors import InputError, UsageError
from queries.table import Table, show

if TYPE_CHECKING:
    from rich.box import Box
    from rich.console import Console, RenderableType

    from queries.briefing import Briefing, Entry, Footnote

T = TypeVar("T")
READABLE: Final = 20
"""Characters to which a column of a table may be narrowed."""
WIDTH_OF_FILES: Final = 120
"""Columns of a table that goes to a file or a pipe; the environment variable COLUMNS says otherwise."""


def clean(text: str) -> str:
    """`text` without what could steer a terminal: escapes, control and direction-changing characters."""
    return "".join(
        "�" if (unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t") or c in _DIRECTIONS else c
        for c in text
    )


_CAMEL = re.compile(r"(?<=[a-z])([A-Z])")
_DIRECTIONS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))


def choose(form: str | None, output: Path | None, forms: tuple[str, ...], piped: str) -> str:
    """The format: as asked, else by the ending of `output`, else `table` on a terminal, `piped` elsewhere.

    UsageError for an ending that stands for none of `forms`.
    """
    if form:
        return form
    if output:
        ending = output.suffix.lower().lstrip(".")
        if ending and ending not in {*forms, "txt"}:
            raise UsageError(f"cannot write .{ending}: give {output.name} another ending, or say -f FORMAT")
        return "table" if ending == "txt" else ending or piped
    return "table" if sys.stdout.isatty() else piped


def put(text: str, output: Path | None) -> None:
    """Write `text` to a file, whole or not at all, or to standard output. InputError where that fails."""
    if output is None:
        out = sys.stdout
        out.write(clean(text) if out.isatty() else text)
        return
    whole = output.is_file() or not output.exists()  # no drafts beside /dev/stdout
    draft = output.with_name(output.name + ".part") if whole else output
    try:
        with draft.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
        if whole:
            draft.replace(output)
    except OSError as error:
        if whole:
            draft.unlink(missing_ok=True)
        raise InputError(f"cannot write {output}: {error.strerror}") from error


def table_text(table: Table) -> str:
    """`table` drawn for people, as wide as the terminal; one cell a line where its columns do not fit beside.

    Columns that are empty throughout are left out.
    """
    if not table.rows:
        return "nothing found\n"
    readable = table.readable()
    rows = [[_line(show(cell)) for cell in row] for row in readable.rows]
    used = [i for i in range(len(readable.columns)) if any(row[i] for row in rows)]
    columns = [_CAMEL.sub(r" \1", readable.columns[i]).lower() for i in used]
    rows = [[row[i] for i in used] for row in rows]
    return _drawn(lambda console: _lay_out(console, columns, rows))


def _lay_out(console: "Console", columns: list[str], rows: list[list[str]]) -> None:
    from rich.table import Table as Grid

    widest = [max(map(len, column)) for column in zip(columns, *rows, strict=True)]
    if sum(min(width, READABLE) + 2 for width in widest) <= console.width:
        grid = Grid(box=_box(), padding=(0, 1, 0, 0), show_edge=False, header_style="bold")
        for name in columns:
            grid.add_column(_text(name), overflow="fold")
        for row in rows:
            grid.add_row(*map(_text, row))
        console.print(grid)
        return
    width = max(map(len, columns))
    for number, row in enumerate(rows, start=1):
        console.print(_text(f"{number} of {len(rows)}", "bold"))
        grid = Grid.grid(padding=(0, 1))
        grid.add_column(min_width=width)
        for name, cell in zip(columns, row, strict=True):
            if cell:
                grid.add_row(_text(name, "dim"), _text(cell))
        console.print(grid)


def briefing_text(briefing: "Briefing") -> str:
    """The briefing drawn for people: who stands where, then the passages that prove it."""
    return _drawn(lambda console: console.print(*_briefing(briefing), sep="\n"))


def _briefing(briefing: "Briefing") -> Iterator["RenderableType"]:
    from rich.table import Table as Grid

    title = [briefing.title]
    if briefing.among:
        title.append(f"among {briefing.among}")
    if briefing.on:
        title.append(f"as of {briefing.on}")
    elif briefing.among:
        title.append(f"members as of {briefing.members_on}")
    yield _text(", ".join(title), "bold")
    if briefing.groups:
        grid = Grid(box=_box(), padding=(0, 1, 0, 0), show_edge=False, header_style="bold")
        for name in ("Stance", "Who", "Since", "On what", "Said by", "Notes"):
            grid.add_column(name, no_wrap=name in {"Stance", "Since"}, overflow="fold")
        for group in briefing.groups:
            for place, entry in enumerate(group.entries):
                grid.add_row(_text("" if place else str(group.stance)), *map(_text, _cells(entry)))
        yield grid
    else:
        yield _text("no position known")
    if briefing.unknown:
        yield _text("No position known: " + ", ".join(briefing.unknown) + "\n")
    if briefing.history:
        yield _text("Before", "bold")
        for entry in briefing.history:
            who, since, what, said, note = _cells(entry)
            yield _text("  " + " · ".join(filter(None, (since, who, str(entry.stance), what, said, note))))
        yield _text("")
    if briefing.footnotes:
        yield _text("Sources", "bold")
        grid = Grid.grid(padding=(0, 1))
        for footnote in briefing.footnotes:
            proof = f"{_line(footnote.quote)}\n{_source(footnote)}"
            grid.add_row(_text(f"[{footnote.number}]"), _text(proof))
        yield grid


def _cells(entry: "Entry") -> tuple[str, str, str, str, str]:
    """Who, since when, on what and on what condition, said by whom, and the footnotes."""
    from queries.rendering import said_by

    state = f" ({entry.condition_status})" if entry.condition_status not in {None, "open"} else ""
    what = [_line(entry.proposal or entry.target or "")]
    if entry.condition:
        what.append(f"condition{state}: {_line(entry.condition)}")
    return (
        f"{entry.actor} (contested)" if entry.contested else entry.actor,
        show(entry.since or entry.date),
        "\n".join(filter(None, what)),
        _line(said_by(entry)),
        " ".join(f"[{number}]" for number in (entry.note, *entry.also)),
    )


def _source(note: "Footnote") -> str:
    parts = (note.title or note.name, note.outlet, show(note.issued), note.url)
    return f"{', '.join(filter(None, parts))}; {note.name}, characters {note.start} to {note.end}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _text(text: str, style: str = "") -> "RenderableType":
    from rich.text import Text

    return Text(clean(text), style)


def _box() -> "Box":
    from rich import box

    return box.SIMPLE_HEAD


def _drawn(draw: Callable[["Console"], None]) -> str:
    """What `draw` prints, in colour only on a terminal."""
    from rich.console import Console

    width = shutil.get_terminal_size((WIDTH_OF_FILES, 0)).columns
    console = Console(width=width, highlight=False, markup=False)
    with console.capture() as capture:
        draw(console)
    return "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())


def complain(message: object) -> None:
    """Say in one line on standard error what is wrong."""
    print("tourdetable:", clean(" ".join(str(message).split())), file=sys.stderr)  # noqa: T201


def track(items: Sequence[T], label: str) -> Iterator[T]:
    """`items`, with a progress bar on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty())
    with bar:
        yield from bar.track(items, description=label)
