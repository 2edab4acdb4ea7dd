"""Guideline records (JSONL, one position a line) from positions, and back."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ingest.model import Condition, ConditionStatus, Document, Position, SectionKind
from ontology.dates import PartialDate
from ontology.errors import InputError
from ontology.terms import Measure, Stance

Record = Mapping[str, Any]


def to_record(document: Document, position: Position) -> dict[str, Any]:
    """The guideline's fields of a position, with `quote`, `confidence` and `frame`."""
    return {
        "doc": document.name,
        "start": position.start,
        "end": position.end,
        "actor": position.actor,
        "speaker": position.speaker,
        "role": position.role,
        "stance": position.stance.value,
        "measure": position.measure.value,
        "target": position.target,
        "condition": position.condition.text if position.condition else None,
        "date": str(position.date) if position.date else None,
        "section": position.section.value,
        "reported_by": position.reported_by,
        "proposal": position.proposal,
        "quote": position.quote(document),
        "confidence": position.confidence,
        "frame": position.frame,
    }


def from_record(record: Record, extractor: str = "annotator") -> Position:
    """A position from guideline fields; InputError names the field that is missing or wrong."""
    try:
        start, end = _passage(int(record["start"]), int(record["end"]))
        condition = record.get("condition")
        date = record.get("date")
        return Position(
            start=start,
            end=end,
            actor=str(record["actor"]),
            stance=Stance(record["stance"]),
            measure=Measure(record["measure"]),
            target=record.get("target"),
            confidence=float(record.get("confidence", 1.0)),
            frame=str(record.get("frame", "annotation")),
            extractor=extractor,
            proposal=record.get("proposal"),
            condition=Condition(condition, ConditionStatus.OPEN) if condition else None,
            speaker=record.get("speaker"),
            role=record.get("role"),
            reported_by=record.get("reported_by"),
            date=PartialDate.parse(date) if date else None,
            section=SectionKind(record.get("section", "article")),
        )
    except KeyError as missing:
        raise InputError(f"record without field {missing.args[0]!r}") from None
    except (TypeError, ValueError) as wrong:
        raise InputError(f"record of {record.get('doc')!r}: {wrong}") from None


def _passage(start: int, end: int) -> tuple[int, int]:
    if not 0 <= start < end:
        raise ValueError(f"start {start} and end {end} are no passage")
    return start, end


def dump(records: Iterable[Record]) -> str:
    """Records as JSONL."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def load(text: str, name: str) -> Iterator[dict[str, Any]]:
    """Records from JSONL; `name` is what an InputError calls the source."""
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{name}, line {number}: not JSON ({error.msg})") from None
        if not isinstance(record, dict):
            raise InputError(f"{name}, line {number}: not an object")
        yield record
