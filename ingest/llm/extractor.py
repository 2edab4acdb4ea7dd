"""Positions of a document as a language model finds them, each word of it looked up in the text."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from ingest.blocks import Block, blocks
from ingest.llm import prompt
from ingest.llm.endpoint import BadAnswerError, Endpoint
from ingest.llm.windows import find, windows
from ingest.model import Condition, Document, Position, SectionKind
from ingest.newsdates import time_words
from ontology.dates import PartialDate
from ontology.errors import InputError
from ontology.reference import holds, reference
from ontology.terms import Measure, Stance

FRAME: Final = "llm"
CONFIDENCE: Final = 0.5
"""Of every position: "not measured". A model is not asked how sure it is: its answer would mean nothing."""

_LONGEST_QUOTE: Final = 1_500
_FEWEST_WORDS: Final = 3


class Refusal(StrEnum):
    """Why an entry of an answer was not taken."""

    FORM = "not in the asked form"
    QUOTE = "quote not in the text"
    LENGTH = "quote too short or too long to be evidence"
    ACTOR = "actor not named in the text"
    TARGET = "target not named in the text"
    SPEAKER = "speaker not in the text"
    CONDITION = "condition not in the text, or without a conditional stance"
    WORDS = "role, time, reporter or proposal not in the text"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was taken, in text order, and how many entries were refused for which reason."""

    positions: tuple[Position, ...]
    refused: Mapping[Refusal, int]

    def complaint(self) -> str | None:
        """The refusals in a line, None where there are none."""
        if not self.refused:
            return None
        total = len(self.positions) + sum(self.refused.values())
        reasons = ", ".join(f"{number} {reason}" for reason, number in self.refused.items())
        return f"{sum(self.refused.values())} of {total} answers of the model refused: {reasons}"


def extract(document: Document, endpoint: Endpoint) -> Extraction:
    """Ask `endpoint` about each window of the document.

    InputError where an answer is of no use, ModelError where the endpoint is. What two windows share, or a
    model says twice, counts once.
    """
    cut = blocks(document)
    found: dict[tuple[object, ...], Position] = {}
    refused: Counter[Refusal] = Counter()
    for start, end in windows(document.text):
        if not document.text[start:end].strip():
            continue
        try:
            answer = endpoint.ask(prompt.messages(document, start, end), prompt.schema())
            claims = prompt.entries(answer)
        except BadAnswerError as error:
            raise InputError(f"{document.name}: {error}") from None
        except (ValueError, RecursionError):
            raise InputError(
                f"{document.name}: the model's answer is not the JSON that was asked for"
            ) from None
        for claim in claims:
            checked = _checked(claim, document, cut, (start, end), endpoint.model)
            if isinstance(checked, Refusal):
                refused[checked] += 1
            else:
                found.setdefault(_key(checked), checked)
    return Extraction(tuple(sorted(found.values(), key=lambda p: (p.start, p.end))), refused)


def _checked(
    claim: object, document: Document, cut: list[Block], window: tuple[int, int], model: str
) -> Position | Refusal:
    entry = prompt.entry(claim)
    if entry is None:
        return Refusal.FORM
    text = document.text
    quoted = find(entry["quote"] or "", text, *window)
    if quoted is None:
        return Refusal.QUOTE
    start, end = quoted
    if end - start > _LONGEST_QUOTE or len(text[start:end].split()) < _FEWEST_WORDS:
        return Refusal.LENGTH
    speaker = entry["speaker"]
    if speaker and not _is_named(speaker, text):
        return Refusal.SPEAKER
    actor = _code(entry["actor"] or "", document, speaker)
    if actor is None:
        return Refusal.ACTOR
    target = _code(entry["target"], document, None) if entry["target"] else None
    if entry["target"] and target is None:
        return Refusal.TARGET
    condition = _copied(entry["condition"], text, window)
    stance = Stance(entry["stance"] or "")
    if bool(condition) != bool(entry["condition"]) or bool(condition) != (stance is Stance.CONDITIONAL):
        return Refusal.CONDITION
    if not all(_copied(entry[k], text, window) for k in ("role", "when", "reported_by") if entry[k]):
        return Refusal.WORDS
    proposal = _copied(entry["proposal"], text, quoted)
    if entry["proposal"] and proposal is None:
        return Refusal.WORDS
    return Position(
        start=start,
        end=end,
        actor=actor,
        stance=stance,
        measure=Measure(entry["measure"] or ""),
        confidence=CONFIDENCE,
        frame=FRAME,
        extractor=f"{FRAME}/{model}/{prompt.version()}",
        target=target,
        proposal=proposal,
        condition=Condition(condition) if condition else None,
        speaker=speaker,
        role=entry["role"],
        reported_by=entry["reported_by"],
        date=_date(entry["when"], document.published),
        section=_section(cut, start),
    )


def _key(position: Position) -> tuple[object, ...]:
    return (
        position.start,
        position.end,
        position.actor,
        position.stance,
        position.measure,
        position.target,
    )


def _copied(words: str | None, text: str, span: tuple[int, int]) -> str | None:
    """The words as the text has them."""
    found = find(words, text, *span) if words else None
    return " ".join(text[found[0] : found[1]].split()) if found else None


def _is_named(person: str, text: str) -> bool:
    """Whether the text names the person in these words, or by the surname of an official known by them."""
    known = any(official.name == person for official in reference().people(person))
    return bool(find(person, text) or (known and find(person.rsplit(maxsplit=1)[-1], text)))


def _code(name: str, document: Document, speaker: str | None) -> str | None:
    """The guideline code of whom `name` names that day, else the name; None where the text has neither."""
    known = reference()
    day = document.published.latest if document.published else None
    entities = {entity.id for entity in known.resolve(name)}
    if len(entities) > 1 and day:
        entities &= {n.entity for n in known.names if n.entity in entities and holds(n.start, n.end, day)}
    if len(entities) == 1:
        code = entities.pop()
        speaks = speaker is not None and any(tenure.actor == code for tenure in known.tenures(speaker))
        return code if speaks or any(find(n, document.text) for n in _names(code)) else None
    return name if find(name, document.text) else None


@cache
def _names(code: str) -> tuple[str, ...]:
    return (code, *(name.text for name in reference().names if name.entity == code))


def _date(words: str | None, published: PartialDate | None) -> PartialDate | None:
    named = next(time_words(words, published), None) if words else None
    return named.date if named else published


def _section(cut: list[Block], start: int) -> SectionKind:
    """The kind of the last block that begins at or before `start`."""
    before = [block for block in cut if block.offsets and block.offsets[0] <= start]
    return before[-1].section if before else SectionKind.ARTICLE
