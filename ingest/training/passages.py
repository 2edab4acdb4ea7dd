"""Texts that were written for training, with the positions that they state, in a format for people.

    #doc Twelve agree on cap | 1983-03-14

    Italy wants the price cap kept; Malta abstained.
    = Italy | supports | energy | the price cap | -
    = Malta | abstains | energy | abstained | -

    Norway, which is not a member, backs it.
    = Norway | supports | energy | backs it | -

A passage is a line, below it a line a position: actor, stance, measure, proposal, target and, where it waits
for one, condition, in the passage's words. `-> NAME` is a target that an earlier passage names, `-` one
that is not said; the actor `^` is whoever speaks, unnamed. Without `#doc` each passage is a text of its own.

A public-domain release of `../shared/corpus` is marked without its text, by characters of it:

    #release us-state/remarks-on-cap
    @120-310
    = We | supports | energy | a price cap | -
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from ontology.dates import PartialDate
from ontology.errors import InputError
from ontology.terms import Measure, Stance

FOLDER: Final = Path(__file__).parent / "passages"
CORPUS: Final = Path(__file__).parents[3] / "shared" / "corpus" / "us-state-releases.jsonl"
SPEAKER: Final = "^"
_DOCUMENT: Final = "#doc "
_RELEASE: Final = "#release "
_PART: Final = re.compile(r"@(\d+)-(\d+)")
_GAP: Final = "\n\n"
_EARLIER: Final = "->"
_UNSAID: Final = "-"
_DATE: Final = re.compile(r"\d{4}(-\d\d){0,2}")


@dataclass(frozen=True, slots=True)
class Marked:
    """A position in the words of its passage; `target` in words of the text up to there."""

    actor: str
    stance: Stance
    measure: Measure
    proposal: str
    target: str | None
    condition: str | None


@dataclass(slots=True)
class Marking:
    """A passage of one to four sentences with its positions, and at which character of the text it starts."""

    start: int
    text: str
    positions: list[Marked] = field(default_factory=list)


@dataclass(slots=True)
class Written:
    """A text; `name` is its file and line, or the release's."""

    name: str
    title: str | None = None
    date: PartialDate | None = None
    text: str = ""
    passages: list[Marking] = field(default_factory=list)

    def add(self, words: str) -> Marking:
        """A further paragraph."""
        start = len(self.text) + len(_GAP) if self.text else 0
        self.text += _GAP + words if self.text else words
        self.passages.append(Marking(start, words))
        return self.passages[-1]


def written(folder: Path = FOLDER) -> Iterator[Written]:
    """All texts, file by file. InputError where a line does not follow the format."""
    for path in sorted(folder.glob("*.txt")):
        yield from _read(path)


def places(words: str, text: str) -> list[tuple[int, int]]:
    """Where words stand in a text, at the borders of words; any white space will do between them."""
    found = r"\s+".join(map(re.escape, words.split()))
    return [m.span() for m in re.finditer(rf"(?<!\w){found}(?!\w)", text)]


def _read(path: Path) -> list[Written]:
    texts: list[Written] = []
    document: Written | None = None
    passage: Marking | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        where = f"{path.name}:{number}"
        if line.startswith((_DOCUMENT, _RELEASE)):
            heading = line.startswith(_DOCUMENT)
            document = _headed(line, f"{path.stem}:{number}") if heading else _released(line, where)
            texts.append(document)
            passage = None
        elif line.startswith("#"):
            continue
        elif not line.strip():
            passage = None
        elif line.startswith("="):
            if passage is None:
                raise InputError(f"{where}: a position without its passage")
            passage.positions.append(_marked(line[1:], passage.text, where))
        elif document and (part := _PART.fullmatch(line)):
            passage = Marking(int(part[1]), document.text[int(part[1]) : int(part[2])])
            document.passages.append(passage)
        elif passage is not None:
            raise InputError(f"{where}: a passage begins behind an empty line")
        else:
            if document is None:
                texts.append(Written(f"{path.stem}:{number}"))
            passage = (document or texts[-1]).add(line.strip())
    return texts


@cache
def released() -> Mapping[str, Mapping[str, str]]:
    """The releases of the shared corpus, by id. InputError where it is not there."""
    if not CORPUS.is_file():
        raise InputError(f"{CORPUS} is not there, which marked releases are read from")
    rows = (json.loads(line) for line in CORPUS.read_text("utf-8").splitlines() if line.strip())
    return {row["id"]: row for row in rows}


def _released(line: str, place: str) -> Written:
    name = line.removeprefix(_RELEASE).strip()
    row = released().get(name)
    if row is None:
        raise InputError(f"{place}: no release {name!r}")
    return Written(name, row["title"], PartialDate.parse(row["date"]), row["text"])


def _headed(line: str, name: str) -> Written:
    title, _, date = (part.strip() for part in line.removeprefix(_DOCUMENT).rpartition("|"))
    return Written(
        name,
        None if title in ("", _UNSAID) else title,
        PartialDate.parse(date) if _DATE.fullmatch(date) else None,
    )


def _marked(line: str, text: str, place: str) -> Marked:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) not in (5, 6):
        raise InputError(f"{place}: {len(cells)} columns, not 5 or 6")
    actor, stance, measure, proposal, target, condition = (*cells, _UNSAID)[:6]
    for words in (actor, proposal, target, condition):
        if words not in (_UNSAID, SPEAKER) and not words.startswith(_EARLIER) and not places(words, text):
            raise InputError(f"{place}: {words!r} does not stand in the passage")
    try:
        return Marked(actor, Stance(stance), Measure(measure), proposal, _said(target), _said(condition))
    except ValueError as error:
        raise InputError(f"{place}: {error}") from error


def _said(cell: str) -> str | None:
    return None if cell == _UNSAID else cell.removeprefix(_EARLIER).strip()
